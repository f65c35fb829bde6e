//! People sign in with name and password, prove it again before what is sensitive, and
//! lose what is taken back at once.

use reqwest::{Method, RequestBuilder, Response};
use tillbud::access::account::password::NewPassword;
use tillbud::access::account::totp::TotpSecret;
use tillbud::access::session::Origin;
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud_events::vocabulary::{GrantSource, Label};
use tillbud_events::{Actor, HolderId, Role};

use crate::support::app::{TestApp, read, shown};
use crate::support::log::files_under;

const PASSWORD: &str = "häst batteri häftstift";

/// On a clock that moves only when it is told to.
async fn start() -> TestApp {
    let clock = Clock::simulated("2026-11-26T10:00:00Z".parse().unwrap(), 1);
    TestApp::start_at(tempfile::tempdir().unwrap(), None, clock, HoldMinutes::OFF).await
}

async fn account(app: &TestApp, login: &str, roles: &[Role]) -> HolderId {
    let label = Label::parse(login).unwrap();
    let password = NewPassword::parse(PASSWORD, login).unwrap();
    let holder = app.app().accounts.create(&label, &label, password, false).await.unwrap();
    for role in roles {
        let done = app.app().grants.give_as_operator(holder, *role, None, None).await.unwrap();
        assert!(app.app().projector.caught_up(done.position).await);
    }
    holder
}

fn later(app: &TestApp, minutes: i64) {
    let clock = &app.app().clock;
    clock.set(clock.now() + jiff::SignedDuration::from_mins(minutes));
}

async fn post(app: &TestApp, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Response {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    with(app.request(Method::POST, path), cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(pairs.join("&"))
        .send()
        .await
        .unwrap()
}

fn with(request: RequestBuilder, cookie: &str) -> RequestBuilder {
    if cookie.is_empty() { request } else { request.header("cookie", cookie) }
}

async fn get(app: &TestApp, path: &str, cookie: &str) -> Response {
    with(app.request(Method::GET, path), cookie).send().await.unwrap()
}

fn location(response: &Response) -> &str {
    response.headers().get("location").map_or("", |place| place.to_str().unwrap())
}

async fn sign_in(app: &TestApp, login: &str, password: &str, code: &str) -> Response {
    let fields = [("name", login), ("password", password), ("code", code)];
    post(app, "/signin", "", &fields).await
}

/// The cookie of a new session.
async fn session(app: &TestApp, login: &str) -> String {
    cookie(&sign_in(app, login, PASSWORD, "").await)
}

fn cookie(response: &Response) -> String {
    assert_eq!(response.status(), 303);
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_name_and_password_lead_to_the_desk_and_nothing_else_does() {
    let app = start().await;
    account(&app, "Anna", &[Role::Coordinator]).await;
    for (login, password) in [("anna", "fel lösenord här"), ("bertil", PASSWORD), ("anna", "")] {
        let refused = sign_in(&app, login, password, "").await;
        assert_eq!(refused.status(), 422, "{login}");
        assert!(refused.headers().get("set-cookie").is_none());
        assert!(!refused.text().await.unwrap().contains("fel lösenord här"));
    }
    let entered = sign_in(&app, " ANNA ", PASSWORD, "").await;
    assert_eq!(location(&entered), "/today");
    let cookie = cookie(&entered);
    assert_eq!(get(&app, "/desk", &cookie).await.status(), 200);
    assert_eq!(get(&app, "/access", &cookie).await.status(), 403);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_for_the_whole_world_without_knowing_who_guesses() {
    let app = TestApp::start_crowded(60).await;
    account(&app, "anna", &[Role::Coordinator]).await;
    let begun = app.app().clock.now();
    for _ in 0..30 {
        assert_eq!(sign_in(&app, "anna", "fel", "").await.status(), 422);
    }
    assert_eq!(app.app().clock.now(), begun);
    assert_eq!(sign_in(&app, "anna", PASSWORD, "").await.status(), 303);
    assert!(app.app().clock.now() > begun, "right and wrong alike take their turn");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_taken_back_or_has_run_out_ends_at_the_next_request() {
    let app = start().await;
    let holder = account(&app, "anna", &[Role::Coordinator, Role::Analyst]).await;
    let entered = sign_in(&app, "anna", PASSWORD, "").await;
    assert!(location(&entered).starts_with("/role?next="), "{}", location(&entered));
    let cookie = cookie(&entered);
    let switched = post(&app, "/role", &cookie, &[("role", "coordinator")]).await;
    assert_eq!(location(&switched), "/today");
    let refused = post(&app, "/role", &cookie, &[("role", "administrator")]).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(get(&app, "/desk", &cookie).await.status(), 200);

    let act = tillbud::act::Act::once(&app.app().clock, Actor::System);
    let revoke = async |role| {
        let grants = &app.app().grants;
        let id = grants.id(holder, role);
        let done = grants.revoke(id, None, &act, GrantSource::Operator, None).await.unwrap();
        assert!(app.app().projector.caught_up(done.position).await);
    };
    revoke(Role::Coordinator).await;
    assert_eq!(get(&app, "/desk", &cookie).await.status(), 403, "the other role goes on");
    assert_eq!(get(&app, "/trends", &cookie).await.status(), 200);
    let until = Some(app.app().clock.today());
    let done = app.app().grants.give_as_operator(holder, Role::Analyst, until, None).await.unwrap();
    assert!(app.app().projector.caught_up(done.position).await);
    assert_eq!(get(&app, "/trends", &cookie).await.status(), 200, "on its last day");
    let clock = &app.app().clock;
    clock.set("2026-11-26T23:00:00Z".parse().unwrap());
    assert_eq!(sign_in(&app, "anna", PASSWORD, "").await.status(), 403, "no role is left");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_idleness_by_age_and_from_the_list_of_its_holder() {
    let app = start().await;
    account(&app, "anna", &[Role::Coordinator]).await;
    account(&app, "bo", &[Role::Coordinator]).await;
    let (idle, used) = (session(&app, "anna").await, session(&app, "anna").await);
    later(&app, 59);
    assert_eq!(get(&app, "/desk", &used).await.status(), 200);
    later(&app, 1);
    assert_eq!(get(&app, "/desk", &idle).await.status(), 303, "nobody used it for an hour");
    for _ in 0..12 {
        later(&app, 54);
        get(&app, "/desk", &used).await;
    }
    later(&app, 12);
    assert_eq!(get(&app, "/desk", &used).await.status(), 303, "it is twelve hours old");
    app.app().access.sweep().await.unwrap();
    assert_eq!(app.app().access.sweep().await.unwrap(), 0);

    let (here, there, other) =
        (session(&app, "anna").await, session(&app, "anna").await, session(&app, "bo").await);
    let page = get(&app, "/account", &here).await.text().await.unwrap();
    let end = shown(&page, "action=\"/account/sessions/", "\"");
    let end = format!("/account/sessions/{end}");
    assert_eq!(post(&app, &end, &other, &[]).await.status(), 404, "not another person's");
    assert_eq!(post(&app, &end, &here, &[]).await.status(), 303);
    assert_eq!(get(&app, "/desk", &there).await.status(), 303);
    assert_eq!(get(&app, "/desk", &here).await.status(), 200);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_time_codes_are_turned_on_asked_for_and_count_once() {
    let app = start().await;
    account(&app, "anna", &[Role::Coordinator]).await;
    let cookie = session(&app, "anna").await;
    let page = get(&app, "/account/second-factor", &cookie).await.text().await.unwrap();
    let secret = shown(&page, "name=\"secret\" value=\"", "\"");
    let wrong = [("secret", secret.as_str()), ("code", "000000")];
    assert_eq!(post(&app, "/account/second-factor", &cookie, &wrong).await.status(), 422);
    let totp = TotpSecret::from_base32(&secret).unwrap();
    let code = || totp.code_at(app.app().clock.now());
    let typed = code();
    let right = [("secret", secret.as_str()), ("code", &*typed)];
    assert_eq!(post(&app, "/account/second-factor", &cookie, &right).await.status(), 303);
    let page = get(&app, "/account/second-factor", &cookie).await.text().await.unwrap();
    assert!(!page.contains(&secret), "it is not shown again");

    assert_eq!(sign_in(&app, "anna", PASSWORD, "").await.status(), 422);
    let same = sign_in(&app, "anna", PASSWORD, &typed).await;
    assert_eq!(same.status(), 422, "it has counted when codes were turned on");
    later(&app, 1);
    let typed = code();
    assert_eq!(sign_in(&app, "anna", PASSWORD, &typed).await.status(), 303);
    assert_eq!(sign_in(&app, "anna", PASSWORD, &typed).await.status(), 422, "used already");
    later(&app, 1);
    for _ in 0..5 {
        assert_eq!(sign_in(&app, "anna", PASSWORD, "000000").await.status(), 422);
    }
    let typed = code();
    assert_eq!(sign_in(&app, "anna", PASSWORD, &typed).await.status(), 422, "it has to wait");
    later(&app, 15);
    let typed = code();
    let cookie = self::cookie(&sign_in(&app, "anna", PASSWORD, &typed).await);
    let broken = [("secret", "!"), ("code", "000000")];
    assert_eq!(post(&app, "/account/second-factor", &cookie, &broken).await.status(), 422);
    assert_eq!(
        sign_in(&app, "anna", PASSWORD, "").await.status(),
        422,
        "codes are still asked for"
    );
    let off = [("wish", "off")];
    assert_eq!(post(&app, "/account/second-factor", &cookie, &off).await.status(), 303);
    assert_eq!(sign_in(&app, "anna", PASSWORD, "").await.status(), 303);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_what_is_sensitive_the_password_is_asked_for_again() {
    let app = start().await;
    account(&app, "anna", &[Role::Coordinator]).await;
    let cookie = session(&app, "anna").await;
    let path = "/account/second-factor";
    later(&app, 14);
    assert_eq!(get(&app, path, &cookie).await.status(), 200);
    later(&app, 1);
    let asked = get(&app, path, &cookie).await;
    assert_eq!(
        (asked.status().as_u16(), location(&asked)),
        (303, "/again?next=/account/second-factor")
    );
    later(&app, 15);
    let refused = post(&app, path, &cookie, &[]).await;
    assert!(location(&refused).starts_with("/again"), "a form that was open for too long");
    let wrong = post(&app, "/again", &cookie, &[("secret", "fel"), ("next", path)]).await;
    assert_eq!(wrong.status(), 422);
    let right = post(&app, "/again", &cookie, &[("secret", PASSWORD), ("next", path)]).await;
    assert_eq!(location(&right), path);
    assert_eq!(get(&app, path, &cookie).await.status(), 200);

    // A token is proven by the token.
    let token = app.token(Role::Coordinator).await;
    let entered = post(&app, "/signin", "", &[("token", &token)]).await;
    let cookie = self::cookie(&entered);
    later(&app, 20);
    let wrong = post(&app, "/again", &cookie, &[("secret", &app.coordinator)]).await;
    assert_eq!(wrong.status(), 422, "another token of the same role");
    assert_eq!(post(&app, "/again", &cookie, &[("secret", &token)]).await.status(), 303);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unattended_browser_takes_nothing_back_makes_no_address_and_releases_nothing() {
    let app = start().await;
    account(&app, "admin", &[Role::Administrator]).await;
    account(&app, "bo", &[Role::Coordinator]).await;
    let holder = account(&app, "anna", &[Role::Analyst]).await;
    let grants = &app.app().grants;
    let revoke = format!("/access/grants/{}/revoke", grants.id(holder, Role::Analyst));
    let token = app.app().access.tokens().await.unwrap()[0].id.clone();
    let end = format!("/access/tokens/{token}/revoke");
    let confirm = revoke.replace("/revoke", "/confirm");
    let (admin, bo) = (session(&app, "admin").await, session(&app, "bo").await);
    later(&app, 30);
    for (cookie, path) in [
        (&admin, &*revoke),
        (&admin, &confirm),
        (&admin, &end),
        (&bo, "/actions/calendar"),
        (&bo, "/releases/work"),
    ] {
        let asked = post(&app, path, cookie, &[("wish", "release")]).await;
        assert_eq!(location(&asked), format!("/again?next={path}"));
    }
    assert_eq!(grants.roles_of(holder).await.unwrap(), [Role::Analyst]);
    app.get("/api/v1/reports").await.ok();

    // Proven, it leads back to the form, which is sent again.
    let right = post(&app, "/again", &admin, &[("secret", PASSWORD), ("next", &revoke)]).await;
    assert_eq!(location(&right), revoke);
    let list = get(&app, "/access", &admin).await.text().await.unwrap();
    for path in [&revoke, &confirm] {
        let form = get(&app, path, &admin).await;
        let (path, field) = location(&form).split_once('#').unwrap();
        assert!(path == "/access" && list.contains(&format!("id=\"{field}\"")), "{field}");
    }
    assert_eq!(location(&post(&app, &confirm, &admin, &[]).await), "/access");
    assert_eq!(location(&post(&app, &revoke, &admin, &[]).await), "/access");
    assert!(grants.roles_of(holder).await.unwrap().is_empty());
    assert_eq!(location(&post(&app, &end, &admin, &[]).await), "/access/tokens");
    app.get("/api/v1/reports").await.refused(401);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_at_the_same_moment_all_holds() {
    let app = start().await;
    let accounts = &app.app().accounts;
    for number in 0..10 {
        let holder = account(&app, &format!("anna{number}"), &[]).await;
        let secret = TotpSecret::generate(&app.app().clock);
        let code = secret.code_at(app.app().clock.now());
        let (barred, second, named) = tokio::join!(
            accounts.set_disabled(holder, true),
            accounts.turn_on_second_factor(holder, secret, &code),
            accounts.remember(holder, "Anna"),
        );
        barred.unwrap();
        assert!(second.unwrap());
        named.unwrap();
        let now = accounts.get(holder).await.unwrap().unwrap();
        assert!(now.is_disabled && now.has_second_factor && now.name == "Anna", "{now:?}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_the_other_sessions_and_one_that_was_given_has_to_be_changed() {
    let app = start().await;
    let holder = account(&app, "anna", &[Role::Coordinator]).await;
    let (here, there) = (session(&app, "anna").await, session(&app, "anna").await);
    let chosen = "en helt annan mening";
    let change = async |cookie: &str, present: &str, chosen: &str, repeated: &str| {
        let fields = [("present", present), ("chosen", chosen), ("repeated", repeated)];
        post(&app, "/account/password", cookie, &fields).await.status().as_u16()
    };
    assert_eq!(change(&here, "fel", chosen, chosen).await, 422);
    assert_eq!(change(&here, PASSWORD, "kort", "kort").await, 422);
    assert_eq!(change(&here, PASSWORD, chosen, "något annat helt").await, 422);
    assert_eq!(change(&here, PASSWORD, PASSWORD, PASSWORD).await, 422);
    assert_eq!(change(&here, PASSWORD, chosen, chosen).await, 303);
    assert_eq!(get(&app, "/desk", &here).await.status(), 200);
    assert_eq!(get(&app, "/desk", &there).await.status(), 303);
    assert_eq!(sign_in(&app, "anna", PASSWORD, "").await.status(), 422);

    let given = NewPassword::parse(PASSWORD, "anna").unwrap();
    app.app().accounts.reset(holder, given, true).await.unwrap();
    let cookie = session(&app, "anna").await;
    let led = get(&app, "/desk", &cookie).await;
    assert_eq!(location(&led), "/account/password");
    assert_eq!(location(&get(&app, "/account", &cookie).await), "/account/password");
    assert_eq!(change(&cookie, PASSWORD, chosen, chosen).await, 303);
    assert_eq!(get(&app, "/desk", &cookie).await.status(), 200);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_in_no_row_no_event_and_no_key_and_whoever_is_forgotten_is_gone() {
    let app = start().await;
    let holder = account(&app, "Märta-Stina", &[Role::Coordinator]).await;
    session(&app, "märta-stina").await;
    let accounts = &app.app().accounts;
    assert_eq!(accounts.get(holder).await.unwrap().unwrap().name, "Märta-Stina");
    let dump = app.app().read_models.dump().await.unwrap();
    assert!(dump.contains(&holder.to_string()) && !dump.contains("Märta"));
    accounts.forget(holder).await.unwrap();
    assert_eq!(accounts.get(holder).await.unwrap(), None);
    assert_eq!(sign_in(&app, "märta-stina", PASSWORD, "").await.status(), 422);
    let directory = app.stop().await;
    for word in ["Märta", "märta", PASSWORD] {
        for (path, bytes) in files_under(directory.path()) {
            let holds = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!holds, "{word} in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_lets_nobody_in_and_a_name_is_taken_once() {
    let app = start().await;
    let holder = account(&app, "anna", &[Role::Coordinator]).await;
    let label = Label::parse("ANNA").unwrap();
    let password = NewPassword::parse(PASSWORD, "anna").unwrap();
    let taken = app.app().accounts.create(&label, &label, password, false).await;
    assert!(taken.unwrap_err().to_string().contains("this name"));
    app.app().accounts.set_disabled(holder, true).await.unwrap();
    assert_eq!(sign_in(&app, "anna", PASSWORD, "").await.status(), 422);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_and_an_ended_session_open_nothing() {
    let app = TestApp::start().await;
    let token = app.token(Role::Coordinator).await;
    let access = &app.app().access;
    let staff = access.token_holder(&token).await.unwrap().unwrap();
    let begin = async || access.begin_session(staff, Origin::Token, false).await.unwrap();
    let holder = async |session: &str| access.session(session).await.unwrap().map(|s| s.staff);
    let session = begin().await;
    assert_eq!(holder(&session).await, Some(staff));
    assert_eq!(access.token_holder(&session).await.unwrap(), None, "a session is no token");
    access.end_session(&session).await.unwrap();
    assert_eq!(holder(&session).await, None);
    let session = begin().await;
    for entry in access.tokens().await.unwrap() {
        access.revoke_tokens(&entry.id).await.unwrap();
    }
    read(app.request(Method::GET, "/api/v1/reports").bearer_auth(&token)).await.refused(401);
    assert_eq!(holder(&session).await, None, "it ends with its token");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_ended_while_it_is_changed_does_not_come_back() {
    let clock = Clock::simulated("2026-11-26T10:00:00Z".parse().unwrap(), 1);
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    let access = &app.app().access;
    let staff = access.token_holder(&app.coordinator).await.unwrap().unwrap();
    for round in 0..30 {
        let session = access.begin_session(staff, Origin::Token, false).await.unwrap();
        clock.set(clock.now() + jiff::SignedDuration::from_mins(6));
        let changed = async {
            match round % 3 {
                0 => access.session(&session).await.map(drop),
                1 => access.act_as(&session, Role::Analyst).await,
                _ => access.prove(&session).await,
            }
        };
        let (changed, ended) = tokio::join!(changed, access.end_session(&session));
        changed.and(ended).unwrap();
        assert!(access.look_at_session(&session).await.unwrap().is_none(), "round {round}");
    }
    app.stop().await;
}
