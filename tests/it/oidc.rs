//! Signing in through an OpenID provider that runs in the test, with keys of its own, and
//! that can be told to misbehave in each way the standard warns of.

use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use reqwest::{Method, Response};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud_events::vocabulary::{GrantSource, Label};
use tillbud_events::{Actor, HolderId, Role};
use tillbud_projections::led_unit;

use crate::support::app::{TestApp, config, shown};
use crate::support::log::{contains, files_under};

/// What the provider is asked for and says; a test may change what it says.
struct Said {
    issuer: String,
    claims: Map<String, Value>,
    told: Value,
    key_id: String,
    key: EcdsaKeyPair,
    published: Vec<Value>,
    challenge: String,
    keys_asked: usize,
}

type Shared = Arc<Mutex<Said>>;

struct Provider {
    said: Shared,
    task: tokio::task::JoinHandle<()>,
}

fn key(id: &str) -> (EcdsaKeyPair, Value) {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
    let point = pair.public_key().as_ref().to_vec();
    let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = (part(&point[1..33]), part(&point[33..]));
    let public = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": id, "x": x, "y": y });
    (pair, public)
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realm", listener.local_addr().unwrap());
        let (key, public) = key("one");
        let said = Said {
            issuer: issuer.clone(),
            claims: Map::new(),
            told: json!({ "sub": "u-17", "name": "Anna Ask" }),
            key_id: "one".to_owned(),
            key,
            published: vec![public],
            challenge: String::new(),
            keys_asked: 0,
        };
        let said = Arc::new(Mutex::new(said));
        let router = Router::new()
            .route("/realm/.well-known/openid-configuration", get(discovery))
            .route("/realm/keys", get(keys))
            .route("/realm/token", post(token))
            .route("/realm/me", get(me))
            .with_state(said.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { said, task }
    }

    fn say(&self, name: &str, value: Value) {
        self.said.lock().unwrap().claims.insert(name.to_owned(), value);
    }
}

async fn discovery(State(said): State<Shared>) -> Json<Value> {
    let issuer = said.lock().unwrap().issuer.clone();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "end_session_endpoint": format!("{issuer}/end"),
    }))
}

async fn keys(State(said): State<Shared>) -> Json<Value> {
    let mut said = said.lock().unwrap();
    said.keys_asked += 1;
    Json(json!({ "keys": said.published }))
}

async fn token(
    State(said): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> (StatusCode, Json<Value>) {
    let said = said.lock().unwrap();
    let sent = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, v)| v.as_str());
    let basic = format!("Basic {}", BASE64_STANDARD.encode("tillbud:s%20cret"));
    let is_client = headers["authorization"].to_str().unwrap() == basic;
    let digest = Sha256::digest(sent("code_verifier").unwrap_or_default());
    let has_verifier = BASE64_URL_SAFE_NO_PAD.encode(digest) == said.challenge;
    if !(is_client && has_verifier && sent("code") == Some("c0de")) {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    }
    let part = |json: Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let header = json!({ "alg": "ES256", "kid": said.key_id, "typ": "JWT" });
    let signed = format!("{}.{}", part(header), part(Value::Object(said.claims.clone())));
    let signature = said.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
    let tokens = json!({ "access_token": "a", "id_token": format!("{signed}.{signature}") });
    (StatusCode::OK, Json(tokens))
}

async fn me(State(said): State<Shared>, headers: HeaderMap) -> Json<Value> {
    assert_eq!(headers["authorization"], "Bearer a");
    Json(said.lock().unwrap().told.clone())
}

/// A Tillbud that people sign in to through the provider.
async fn start(provider: &Provider) -> TestApp {
    let directory = tempfile::tempdir().unwrap();
    let issuer = provider.said.lock().unwrap().issuer.clone();
    std::fs::write(directory.path().join("secret"), "s cret\n").unwrap();
    let settings = json!({
        "issuer": issuer,
        "client_id": "tillbud",
        "client_secret_file": "secret",
        "base_url": "http://127.0.0.1:8080",
        "name": { "sv": "Kommunens inloggning", "en": "Municipal sign-in" },
        "scopes": ["profile", "groups"],
        "units_claim": "leads",
        "roles": { "samordnare": ["coordinator"], "analys": ["analyst"] },
    });
    let file = directory.path().join("oidc.json");
    std::fs::write(&file, settings.to_string()).unwrap();
    let config = Config { oidc: Some(file), ..config(&directory, None) };
    let clock = Clock::simulated("2026-11-26T10:00:00Z".parse().unwrap(), 1);
    TestApp::start_with(directory, config, clock, HoldMinutes::OFF).await
}

fn location(response: &Response) -> String {
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// The cookies that a browser holds after this answer, beside those it sent.
fn cookies(response: &Response) -> String {
    let set = response.headers().get_all("set-cookie").into_iter();
    let pair = set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
    pair.filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
}

async fn ask(app: &TestApp, path: &str, cookies: &str) -> Response {
    app.request(Method::GET, path).header("cookie", cookies).send().await.unwrap()
}

fn parameter(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    pair.unwrap_or_else(|| panic!("no {name} in {address}")).to_owned()
}

/// Begins to sign in; the provider then says what is right, for a member of these groups.
async fn begin(
    app: &TestApp,
    provider: &Provider,
    path: &str,
    groups: &[&str],
) -> (String, String) {
    let begun = ask(app, path, "").await;
    assert_eq!(begun.status(), 303, "{path}");
    let address = location(&begun);
    let mut said = provider.said.lock().unwrap();
    assert!(address.starts_with(&format!("{}/authorize?", said.issuer)), "{address}");
    assert_eq!(parameter(&address, "code_challenge_method"), "S256");
    assert_eq!(parameter(&address, "scope"), "openid%20profile%20groups");
    said.challenge = parameter(&address, "code_challenge");
    let now = app.app().clock.now().as_second();
    let claims = json!({
        "iss": said.issuer, "aud": "tillbud", "sub": "u-17", "exp": now + 60, "iat": now,
        "auth_time": now, "nonce": parameter(&address, "nonce"), "groups": groups,
    });
    said.claims = claims.as_object().unwrap().clone();
    (cookies(&begun), parameter(&address, "state"))
}

async fn come_back(app: &TestApp, cookies: &str, state: &str) -> Response {
    ask(app, &format!("/signin/provider/back?code=c0de&state={state}"), cookies).await
}

async fn sign_in(app: &TestApp, provider: &Provider, groups: &[&str]) -> Response {
    let (cookies, state) = begin(app, provider, "/signin/provider", groups).await;
    come_back(app, &cookies, &state).await
}

async fn stop(app: TestApp, provider: Provider) {
    app.stop().await;
    provider.task.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_give_roles_and_whoever_leaves_a_group_loses_its_role() {
    let provider = Provider::start().await;
    let app = start(&provider).await;
    let page = ask(&app, "/signin", "").await.text().await.unwrap();
    assert!(page.contains("Logga in med Kommunens inloggning"));
    let (kept, state) =
        begin(&app, &provider, "/signin/provider?next=/desk/incidents", &["samordnare", "x"]).await;
    let entered = come_back(&app, &kept, &state).await;
    assert_eq!(location(&entered), "/desk/incidents");
    let session = cookies(&entered);
    assert_eq!(ask(&app, "/desk", &session).await.status(), 200);
    let page = ask(&app, "/account", &session).await.text().await.unwrap();
    assert!(page.contains("Anna Ask"), "the name came from userinfo");

    // Each role is an event; the second time nothing is added.
    let tip = app.tip().await;
    assert_eq!(location(&sign_in(&app, &provider, &["samordnare"]).await), "/today");
    assert_eq!(app.tip().await, tip);
    let both = sign_in(&app, &provider, &["samordnare", "analys"]).await;
    assert!(location(&both).starts_with("/role"));
    assert_eq!(location(&sign_in(&app, &provider, &["analys"]).await), "/trends");
    assert_eq!(ask(&app, "/desk", &session).await.status(), 403, "also in an older session");
    let nobody = sign_in(&app, &provider, &["x"]).await;
    assert_eq!(nobody.status(), 403);
    assert!(nobody.text().await.unwrap().contains("ingen roll"));
    stop(app, provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_administrator_took_back_or_disabled_the_provider_does_not_undo() {
    let provider = Provider::start().await;
    let app = start(&provider).await;
    sign_in(&app, &provider, &["samordnare"]).await;
    let holder: HolderId = app.app().accounts.list().await.unwrap()[0].holder;
    let (grants, act) =
        (&app.app().grants, tillbud::act::Act::once(&app.app().clock, Actor::System));
    let id = grants.id(holder, Role::Coordinator);
    grants.revoke(id, None, &act, GrantSource::Decision, None).await.unwrap();
    assert_eq!(sign_in(&app, &provider, &["samordnare"]).await.status(), 403);
    grants.give_as_operator(holder, Role::Coordinator, None, None).await.unwrap();
    assert_eq!(sign_in(&app, &provider, &[]).await.status(), 303, "decided here");
    app.app().accounts.set_disabled(holder, true).await.unwrap();
    assert_eq!(sign_in(&app, &provider, &["analys"]).await.status(), 403);
    stop(app, provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_somebody_leads_follow_the_claim_and_stay_when_it_is_not_sent() {
    let provider = Provider::start().await;
    let app = start(&provider).await;
    let enter = async |leads: Option<Value>| {
        let (cookies, state) = begin(&app, &provider, "/signin/provider", &["samordnare"]).await;
        if let Some(leads) = leads {
            provider.say("leads", leads);
        }
        assert_eq!(come_back(&app, &cookies, &state).await.status(), 303);
        let holder = app.app().accounts.list().await.unwrap()[0].holder;
        let rows = led_unit::of(app.app().read_models.db(), holder).await.unwrap();
        rows.into_iter().map(|row| (row.unit, row.source)).collect::<Vec<_>>()
    };
    let by = |source: &str, units: &[&str]| -> Vec<(String, String)> {
        units.iter().map(|unit| ((*unit).to_owned(), source.to_owned())).collect()
    };
    assert_eq!(enter(Some(json!(["norr", "syd"]))).await, by("provider", &["norr", "syd"]));
    let tip = app.tip().await;
    assert_eq!(enter(Some(json!(["norr", "syd"]))).await.len(), 2);
    assert_eq!(app.tip().await, tip, "nothing is added the second time");
    assert_eq!(enter(None).await.len(), 2, "a claim that is not sent says nothing");
    assert_eq!(enter(Some(json!("norr"))).await, by("provider", &["norr"]));
    // What was decided here the service does not take.
    let holder = app.app().accounts.list().await.unwrap()[0].holder;
    let unit = Label::parse("norr").unwrap();
    app.app().grants.set_unit_as_operator(holder, unit, true, None).await.unwrap();
    assert_eq!(enter(Some(json!([]))).await, by("operator", &["norr"]));
    stop(app, provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_wrong_in_any_way_lets_nobody_in() {
    let provider = Provider::start().await;
    let app = start(&provider).await;
    let now = app.app().clock.now().as_second();
    let wrong = [
        ("iss", json!("http://127.0.0.1:1/realm")),
        ("aud", json!("another")),
        ("aud", json!(["tillbud", "another"])),
        ("azp", json!("another")),
        ("exp", json!(now - 120)),
        ("exp", Value::Null),
        ("iat", json!(now + 120)),
        ("nbf", json!(now + 120)),
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("sub", Value::Null),
        ("sub", json!("")),
    ];
    for (claim, value) in wrong {
        let (cookies, state) = begin(&app, &provider, "/signin/provider", &["samordnare"]).await;
        provider.say(claim, value.clone());
        let refused = come_back(&app, &cookies, &state).await;
        assert_eq!(refused.status(), 403, "{claim}: {value}");
        assert!(!self::cookies(&refused).contains("tillbud_session"), "{claim}");
    }
    let right = [
        ("exp", json!(now - 119)),
        ("iat", json!(now + 119)),
        ("aud", json!(["tillbud"])),
        ("azp", json!("tillbud")),
    ];
    for (claim, value) in right {
        let (cookies, state) = begin(&app, &provider, "/signin/provider", &["samordnare"]).await;
        provider.say(claim, value.clone());
        let entered = come_back(&app, &cookies, &state).await;
        assert_eq!(entered.status(), 303, "{claim}: {value}");
    }
    stop(app, provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_only_in_the_browser_that_began_and_once_begun() {
    let provider = Provider::start().await;
    let app = start(&provider).await;
    let (mine, state) = begin(&app, &provider, "/signin/provider", &["samordnare"]).await;
    let (yours, _) = begin(&app, &provider, "/signin/provider", &["samordnare"]).await;
    for (cookies, state) in [("", &*state), (&*yours, &*state), (&*mine, "x"), (&*mine, "")] {
        assert_eq!(come_back(&app, cookies, state).await.status(), 403, "{cookies} {state}");
    }
    let path = format!("/signin/provider/back?error=access_denied&state={state}");
    let refused = ask(&app, &path, &mine).await;
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.unwrap().contains("släppte inte in dig"));
    let path = format!("/signin/provider/back?code=c0de&state={state}&iss=http%3A%2F%2Fx");
    assert_eq!(ask(&app, &path, &mine).await.status(), 403, "another service answers");
    // The challenge is that of the sign-in begun last.
    assert_eq!(come_back(&app, &mine, &state).await.status(), 502);
    let (cookies, state) =
        begin(&app, &provider, "/signin/provider?next=//x.example", &["samordnare"]).await;
    assert_eq!(location(&come_back(&app, &cookies, &state).await), "/today");
    stop(app, provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_of_the_provider_is_fetched_once_and_an_unknown_one_lets_nobody_in() {
    let provider = Provider::start().await;
    let app = start(&provider).await;
    let asked = || provider.said.lock().unwrap().keys_asked;
    assert_eq!(sign_in(&app, &provider, &["samordnare"]).await.status(), 303);
    assert_eq!(sign_in(&app, &provider, &["samordnare"]).await.status(), 303);
    assert_eq!(asked(), 1);
    let (new, public) = key("two");
    {
        let mut said = provider.said.lock().unwrap();
        (said.key, said.key_id) = (new, "two".to_owned());
        said.published.push(public);
    }
    assert_eq!(sign_in(&app, &provider, &["samordnare"]).await.status(), 303);
    assert_eq!(asked(), 2);
    provider.said.lock().unwrap().key_id = "three".to_owned();
    assert_eq!(sign_in(&app, &provider, &["samordnare"]).await.status(), 403);
    assert_eq!(asked(), 3, "once for each sign-in");
    let (other, _) = key("two");
    {
        let mut said = provider.said.lock().unwrap();
        (said.key, said.key_id) = (other, "two".to_owned());
    }
    assert_eq!(sign_in(&app, &provider, &["samordnare"]).await.status(), 403, "a forged one");
    stop(app, provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn proving_anew_goes_through_the_provider_and_signing_out_leads_there_as_well() {
    let provider = Provider::start().await;
    let app = start(&provider).await;
    let session = cookies(&sign_in(&app, &provider, &["samordnare"]).await);
    let clock = app.app().clock.clone();
    clock.set(clock.now() + jiff::SignedDuration::from_mins(20));
    let path = "/account/second-factor";
    let asked = ask(&app, path, &session).await;
    assert!(location(&asked).starts_with("/again?next="));
    let page = ask(&app, &location(&asked), &session).await.text().await.unwrap();
    let anew = shown(&page, "href=\"/signin/provider?again", "\"");
    let anew = format!("/signin/provider?again{anew}");
    let again = async |change: Option<(&str, Value)>| {
        let (kept, state) = begin(&app, &provider, &anew, &["samordnare"]).await;
        if let Some((claim, value)) = change {
            provider.say(claim, value);
        }
        come_back(&app, &format!("{session}; {kept}"), &state).await
    };
    let old = json!(clock.now().as_second() - 60 * 60);
    assert_eq!(again(Some(("auth_time", old))).await.status(), 403, "it was not asked anew");
    let other = || Some(("sub", json!("u-18")));
    assert_eq!(again(other()).await.status(), 403, "userinfo tells of another");
    let told = std::mem::replace(
        &mut provider.said.lock().unwrap().told,
        json!({ "sub": "u-18", "name": "Bo" }),
    );
    let refused = again(other()).await;
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.unwrap().contains("någon annan"));
    provider.said.lock().unwrap().told = told;
    let proven = again(None).await;
    assert_eq!(location(&proven), path);
    assert_eq!(ask(&app, path, &session).await.status(), 404, "codes are the provider's matter");

    let out = app.request(Method::POST, "/signout").header("cookie", &session);
    let out = out.send().await.unwrap().text().await.unwrap();
    let address = shown(&out, "content=\"0; url=", "\"").replace("&#38;", "&");
    assert!(address.starts_with(&provider.said.lock().unwrap().issuer), "{address}");
    assert_eq!(parameter(&address, "client_id"), "tillbud");
    // The token of this very sign-in, which is stored nowhere in clear.
    let hint = parameter(&address, "id_token_hint");
    let claims = hint.split('.').nth(1).unwrap();
    let told: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(told["sub"], "u-17");
    assert_eq!(ask(&app, "/desk", &session).await.status(), 303);
    for (file, bytes) in files_under(app.directory.path()) {
        assert!(!contains(&bytes, claims.as_bytes()), "the token stands in {}", file.display());
    }
    stop(app, provider).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_or_is_another_one_is_told_and_tokens_go_on_working() {
    let provider = Provider::start().await;
    let app = start(&provider).await;
    provider.said.lock().unwrap().issuer += "/";
    let refused = ask(&app, "/signin/provider", "").await;
    assert_eq!(refused.status(), 502);
    assert!(refused.text().await.unwrap().contains("Prova igen"));
    provider.task.abort();
    assert_eq!(app.get("/api/v1/reports").await.status, 200);
    assert_eq!(ask(&app, "/signin?with=token", "").await.status(), 200);
    app.stop().await;
}
