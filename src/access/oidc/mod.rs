//! The organisation's sign-in service: OpenID Connect, authorization code with PKCE.
//!
//! Nothing is stored for whoever begins to sign in: state, nonce and verifier follow from
//! a secret that only the browser holds. Must never trust a token that was not made for
//! this sign-in, nor log one.

mod http;
mod jwt;
pub mod settings;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use hyper::Method;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tillbud_events::vocabulary::Label;
use tillbud_events::{HolderId, Role};
use tokio::sync::Mutex;

use crate::act::digest;
use crate::clock::{Clock, id_from};
use http::{Http, Question};
use jwt::{Checked, Key};
pub use settings::Settings;

/// How far the service's clock may differ from ours, in seconds.
const SKEW_SECONDS: i64 = 120;
/// How old the proof may be that somebody gave when asked to prove it anew, in seconds.
const PROOF_SECONDS: i64 = 5 * 60;
/// How long what the service says of itself is believed.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(1);

/// The sign-in service.
pub struct Provider {
    /// As its file describes it.
    pub settings: Settings,
    http: Http,
    clock: Clock,
    /// Under which pseudonyms are derived.
    secret: [u8; 32],
    known: Mutex<Option<Known>>,
}

/// What the service says of itself.
#[derive(Clone)]
struct Known {
    at: Timestamp,
    document: Discovery,
    keys: Vec<Key>,
}

/// OpenID Connect Discovery 1.0, as far as it is needed.
#[derive(Clone, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// Why nobody could be signed in; the cause is for the program's log.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The service cannot be reached, or does not answer as the standard says.
    #[error("the sign-in service does not answer as it should")]
    Unavailable(#[source] anyhow::Error),
    /// The service said no, by a code of the standard such as `access_denied`.
    #[error("the sign-in service said no: {0}")]
    Refused(String),
    /// What came back was not made for this sign-in.
    #[error("what the sign-in service sent is not to be trusted")]
    Untrusted(#[source] anyhow::Error),
}

/// A sign-in that begins.
pub struct Beginning {
    /// What the browser keeps until it comes back.
    pub secret: String,
    /// Where it goes.
    pub address: String,
}

/// What the browser comes back with.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Returned {
    code: String,
    state: String,
    iss: Option<String>,
    error: Option<String>,
}

/// Whom the service vouches for. Not to be printed: the token would be.
pub struct Vouched {
    /// The pseudonym in all that they do.
    pub holder: HolderId,
    /// What the service calls them.
    pub name: String,
    /// The roles that their groups give.
    pub roles: Vec<Role>,
    /// The units that they lead, when the service is asked and tells.
    pub units: Option<Vec<Label>>,
    /// The token that says so, which the service wants back at signing out.
    pub id_token: String,
}

impl Provider {
    /// The service that `settings` describe; pseudonyms follow from `secret`.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn new(settings: Settings, secret: [u8; 32], clock: Clock) -> anyhow::Result<Self> {
        Ok(Self { settings, http: Http::new()?, clock, secret, known: Mutex::default() })
    }

    /// Asks the service what it says of itself, so that a mistake in the settings is
    /// told at the start.
    ///
    /// # Errors
    /// [`OidcError::Unavailable`].
    pub async fn check(&self) -> Result<(), OidcError> {
        self.known(false).await.map(drop).map_err(OidcError::Unavailable)
    }

    /// Begins a sign-in; `anew` when whoever is signed in there has to prove it again.
    ///
    /// # Errors
    /// [`OidcError::Unavailable`].
    pub async fn begin(&self, anew: bool) -> Result<Beginning, OidcError> {
        let known = self.known(false).await.map_err(OidcError::Unavailable)?;
        let secret = self.clock.random_bytes();
        let challenge = Sha256::digest(derived(&secret, b"verifier"));
        let scopes = [&["openid".to_owned()], &self.settings.scopes[..]].concat().join(" ");
        let mut query = vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.settings.client_id.clone()),
            ("redirect_uri", self.settings.redirect_uri()),
            ("scope", scopes),
            ("state", derived(&secret, b"state")),
            ("nonce", derived(&secret, b"nonce")),
            ("code_challenge", BASE64_URL_SAFE_NO_PAD.encode(challenge)),
            ("code_challenge_method", "S256".to_owned()),
        ];
        if anew {
            query.push(("prompt", "login".to_owned()));
            query.push(("max_age", "0".to_owned()));
        }
        let endpoint = known.document.authorization_endpoint;
        let address = with_query(&endpoint, &query);
        Ok(Beginning { secret: BASE64_URL_SAFE_NO_PAD.encode(secret), address })
    }

    /// Whom the service vouches for, to the browser that began with `secret`.
    ///
    /// # Errors
    /// [`OidcError`].
    pub async fn finish(
        &self,
        secret: &str,
        returned: Returned,
        anew: bool,
    ) -> Result<Vouched, OidcError> {
        let secret = self.began(secret, &returned).map_err(OidcError::Untrusted)?;
        if let Some(error) = returned.error {
            let is_plain = error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            return Err(OidcError::Refused(if is_plain { error } else { "error".to_owned() }));
        }
        let known = self.known(false).await.map_err(OidcError::Unavailable)?;
        let tokens = self.redeem(&known.document, &returned.code, &secret).await?;
        let claims = self.claims(&known, &tokens, &secret, anew).await?;
        self.vouched(&known.document, &tokens, claims).await
    }

    /// Where a browser signs out of the service as well, when there is such a place. With the
    /// ID token of the session the service knows whose wish it is, and need not ask.
    pub async fn sign_out_address(&self, id_token: Option<String>) -> Option<String> {
        let endpoint = self.known(false).await.ok()?.document.end_session_endpoint?;
        let back = format!("{}/signin", self.settings.base_url);
        let client = self.settings.client_id.clone();
        let mut query = vec![("client_id", client), ("post_logout_redirect_uri", back)];
        query.extend(id_token.map(|token| ("id_token_hint", token)));
        Some(with_query(&endpoint, &query))
    }

    /// The secret of the sign-in that this answer belongs to.
    fn began(&self, secret: &str, returned: &Returned) -> anyhow::Result<[u8; 32]> {
        let secret = BASE64_URL_SAFE_NO_PAD.decode(secret).ok();
        let secret = secret.and_then(|secret| <[u8; 32]>::try_from(secret).ok());
        let secret = secret.context("this browser began no sign-in, or too long ago")?;
        ensure!(returned.state == derived(&secret, b"state"), "another sign-in's state came back");
        // RFC 9207: whoever answers may say who it is.
        let is_ours = returned.iss.as_ref().is_none_or(|iss| *iss == self.settings.issuer);
        ensure!(is_ours, "another service answered");
        Ok(secret)
    }

    /// What the service says of itself; asked again after a while, or when told to.
    async fn known(&self, anew: bool) -> anyhow::Result<Known> {
        let mut kept = self.known.lock().await;
        let now = self.clock.now();
        if let Some(known) = &*kept
            && !anew
            && now.duration_since(known.at) < KNOWN_FOR
        {
            return Ok(known.clone());
        }
        let issuer = &self.settings.issuer;
        let place = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document: Discovery = serde_json::from_value(self.get(&place).await?)
            .with_context(|| format!("{place} is no discovery document"))?;
        ensure!(
            document.issuer == *issuer,
            "{place} says that its issuer is {}; write exactly that as \"issuer\"",
            document.issuer
        );
        let keys = jwt::keys(&self.get(&document.jwks_uri).await?)?;
        let known = Known { at: now, document, keys };
        *kept = Some(known.clone());
        Ok(known)
    }

    async fn get(&self, url: &str) -> anyhow::Result<Value> {
        let (status, json) = self.http.ask(Question::get(url)).await?;
        ensure!(status.is_success(), "{url} answers {status}");
        Ok(json)
    }

    /// The tokens for a code.
    async fn redeem(
        &self,
        document: &Discovery,
        code: &str,
        secret: &[u8; 32],
    ) -> Result<Value, OidcError> {
        let settings = &self.settings;
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", settings.redirect_uri()),
            ("code_verifier", derived(secret, b"verifier")),
            ("client_id", settings.client_id.clone()),
        ];
        let methods = document.token_endpoint_auth_methods_supported.as_deref();
        let in_form = methods.is_some_and(|methods| {
            let has = |name| methods.iter().any(|method| method == name);
            has("client_secret_post") && !has("client_secret_basic")
        });
        let mut authorization = None;
        match &settings.secret {
            Some(secret) if in_form => form.push(("client_secret", secret.as_str().to_owned())),
            Some(secret) => {
                let pair = format!("{}:{}", encoded(&settings.client_id), encoded(secret));
                authorization = Some(format!("Basic {}", BASE64_STANDARD.encode(pair)));
            }
            None => {}
        }
        let (method, form) = (Method::POST, query_of(&form));
        let question = Question { method, url: &document.token_endpoint, authorization, form };
        let (status, tokens) = self.http.ask(question).await.map_err(OidcError::Unavailable)?;
        if status.is_success() {
            return Ok(tokens);
        }
        let error = tokens["error"].as_str().unwrap_or("no reason");
        let cause = anyhow::anyhow!("{} answers {status}: {error}", document.token_endpoint);
        Err(OidcError::Unavailable(cause.context(
            "the code was not accepted; check client_id, the client's secret and that the \
             service knows the redirect address",
        )))
    }

    /// The claims of the ID token, once everything about it is right. A key that is not
    /// known yet is asked for once.
    async fn claims(
        &self,
        known: &Known,
        tokens: &Value,
        secret: &[u8; 32],
        anew: bool,
    ) -> Result<Value, OidcError> {
        let token = tokens["id_token"].as_str().context("there is no ID token");
        let token = token.map_err(OidcError::Untrusted)?;
        let mut checked = jwt::check(token, &known.keys).map_err(OidcError::Untrusted)?;
        if matches!(checked, Checked::UnknownKey) {
            let known = self.known(true).await.map_err(OidcError::Unavailable)?;
            checked = jwt::check(token, &known.keys).map_err(OidcError::Untrusted)?;
        }
        let Checked::Claims(claims) = checked else {
            let cause = anyhow::anyhow!("the service has no key of the kind that signed the token");
            return Err(OidcError::Untrusted(cause));
        };
        self.trust(&claims, &derived(secret, b"nonce"), anew).map_err(OidcError::Untrusted)?;
        Ok(claims)
    }

    /// OpenID Connect Core 1.0, 3.1.3.7.
    fn trust(&self, claims: &Value, nonce: &str, anew: bool) -> anyhow::Result<()> {
        let Settings { issuer, client_id, .. } = &self.settings;
        ensure!(claims["iss"] == **issuer, "the token is from {}, not {issuer}", claims["iss"]);
        let (is_for_us, is_for_others) = match &claims["aud"] {
            Value::String(audience) => (audience == client_id, false),
            Value::Array(all) => (all.iter().any(|one| one == client_id), all.len() > 1),
            _ => (false, false),
        };
        ensure!(is_for_us, "the token is for {}, not {client_id}", claims["aud"]);
        let is_authorised = match &claims["azp"] {
            Value::Null => !is_for_others,
            party => party == client_id,
        };
        ensure!(is_authorised, "the token was given to {}, not {client_id}", claims["azp"]);
        let now = self.clock.now().as_second();
        let moment = |name: &str| claims[name].as_i64().or(claims[name].as_f64().map(|s| s as i64));
        let expires = moment("exp").context("the token does not say when it expires")?;
        let issued = moment("iat").context("the token does not say when it was issued")?;
        ensure!(expires > now - SKEW_SECONDS, "the token expired {} s ago", now - expires);
        ensure!(
            issued < now + SKEW_SECONDS,
            "the token is from {} s ahead: check the clocks",
            issued - now
        );
        let begins = moment("nbf").unwrap_or(issued);
        ensure!(begins < now + SKEW_SECONDS, "the token is not valid yet: check the clocks");
        ensure!(claims["nonce"] == *nonce, "the token was made for another sign-in");
        if anew {
            let proven = moment("auth_time").context("the service does not say when it asked")?;
            ensure!(proven > now - PROOF_SECONDS - SKEW_SECONDS, "the service did not ask anew");
        }
        Ok(())
    }

    /// Puts together whom the service vouches for. What the ID token leaves out, it is
    /// asked for.
    async fn vouched(
        &self,
        document: &Discovery,
        tokens: &Value,
        claims: Value,
    ) -> Result<Vouched, OidcError> {
        let subject = claims["sub"].as_str().filter(|subject| !subject.is_empty());
        let subject = subject.context("the token names nobody").map_err(OidcError::Untrusted)?;
        let mut roles = self.settings.roles_of(&claims);
        let mut name = name_in(&claims);
        let mut units = self.settings.units_of(&claims);
        let lacks_units = units.is_none() && self.settings.units_claim.is_some();
        if (roles.is_none() || name.is_none() || lacks_units)
            && let Some(place) = &document.userinfo_endpoint
        {
            let told = self.told(place, tokens).await.map_err(OidcError::Unavailable)?;
            if told["sub"] != *subject {
                let cause = anyhow::anyhow!("{place} tells of somebody else");
                return Err(OidcError::Untrusted(cause));
            }
            roles = roles.or_else(|| self.settings.roles_of(&told));
            name = name.or_else(|| name_in(&told));
            units = units.or_else(|| self.settings.units_of(&told));
        }
        if roles.is_none() {
            let claim = &self.settings.roles_claim;
            tracing::warn!(
                claim,
                "the sign-in service sends no claim of this name; check its scopes"
            );
        }
        let parts: [&[u8]; 3] = [b"oidc", self.settings.issuer.as_bytes(), subject.as_bytes()];
        Ok(Vouched {
            holder: HolderId(id_from(digest(&self.secret, &parts))),
            name: name.unwrap_or_else(|| subject.to_owned()),
            roles: roles.unwrap_or_default(),
            units,
            id_token: tokens["id_token"].as_str().unwrap_or_default().to_owned(),
        })
    }

    async fn told(&self, place: &str, tokens: &Value) -> anyhow::Result<Value> {
        let token = tokens["access_token"].as_str().context("there is no access token")?;
        let authorization = Some(format!("Bearer {token}"));
        let question = Question { authorization, ..Question::get(place) };
        let (status, told) = self.http.ask(question).await?;
        ensure!(status.is_success(), "{place} answers {status}");
        Ok(told)
    }
}

/// What the service calls somebody, the friendliest first.
fn name_in(claims: &Value) -> Option<String> {
    let names = ["name", "preferred_username", "email"];
    let name = names.iter().find_map(|claim| claims[*claim].as_str());
    name.map(str::trim).filter(|name| !name.is_empty()).map(|name| name.chars().take(200).collect())
}

/// One of the values that follow from a sign-in's secret.
fn derived(secret: &[u8; 32], purpose: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(secret, &[b"oidc", purpose]))
}

fn with_query(endpoint: &str, query: &[(&str, String)]) -> String {
    let joint = if endpoint.contains('?') { '&' } else { '?' };
    format!("{endpoint}{joint}{}", query_of(query))
}

fn query_of(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
