//! People who choose for themselves to be told: their address is confirmed, theirs alone,
//! and used only for what their roles see.

use jiff::{Timestamp, ToSpan};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tillbud::access::Staff;
use tillbud::access::account::password::NewPassword;
use tillbud::access::session::Origin;
use tillbud::act::Act;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud::policies::outbox::Outbox;
use tillbud::policies::outbox::choice::{Choice, ChoiceProblem};
use tillbud::policies::outbox::pace::Pace;
use tillbud::policies::outbox::people::ChoiceError;
use tillbud::policies::outbox::topic::Topic;
use tillbud_events::action::{Action, Command, Implemented};
use tillbud_events::vocabulary::{Label, Lang};
use tillbud_events::{ActionId, HolderId, Role, Text};
use tokio::time::timeout;

use crate::support::app::{Answer, TestApp, config, read, read_response};
use crate::support::held::{PATIENCE, at, twenty_past_ten};
use crate::support::log::{contains, files_under};
use crate::support::post::{Mail, MailServer};

const PASSWORD: &str = "häst batteri häftstift";

/// With a mail server, and whom `mail` names.
pub async fn telling(directory: TempDir, post: &MailServer, mail: Value) -> (TestApp, Clock) {
    telling_at(directory, post, mail, twenty_past_ten()).await
}

async fn telling_at(
    directory: TempDir,
    post: &MailServer,
    mail: Value,
    now: Timestamp,
) -> (TestApp, Clock) {
    let settings = json!({
        "base_url": "https://tillbud.kommun.example",
        "smtp": {
            "host": "127.0.0.1", "port": post.port, "security": "none",
            "from": "Tillbud <tillbud@kommun.example>",
        },
        "mail": mail,
    });
    let file = directory.path().join("notifications.json");
    std::fs::write(&file, settings.to_string()).unwrap();
    let config = Config { notifications: Some(file), ..config(&directory, None) };
    let clock = Clock::simulated(now, 7);
    let app = TestApp::start_with(directory, config, clock.clone(), HoldMinutes::OFF).await;
    (app, clock)
}

pub async fn account(app: &TestApp, login: &str, roles: &[Role]) -> HolderId {
    let label = Label::parse(login).unwrap();
    let password = NewPassword::parse(PASSWORD, login).unwrap();
    let holder = app.app().accounts.create(&label, &label, password, false).await.unwrap();
    for role in roles {
        let done = app.app().grants.give_as_operator(holder, *role, None, None).await.unwrap();
        assert!(app.app().projector.caught_up(done.position).await);
    }
    holder
}

/// The cookie of a browser in which `holder` acts in `role`.
async fn session(app: &TestApp, holder: HolderId, role: Role) -> String {
    let staff = Staff { role, pseudonym: holder.0 };
    let secret = app.app().access.begin_session(staff, Origin::Account, false).await.unwrap();
    format!("tillbud_session={secret}")
}

async fn get(app: &TestApp, path: &str, cookie: &str) -> Answer {
    read(app.request(Method::GET, path).header("cookie", cookie)).await
}

async fn post(app: &TestApp, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = app.request(Method::POST, path).header("cookie", cookie);
    let form = "application/x-www-form-urlencoded";
    let sent: Response =
        request.header("content-type", form).body(pairs.join("&")).send().await.unwrap();
    read_response(sent).await
}

pub fn outbox(app: &TestApp) -> &Outbox {
    app.app().outbox.as_ref().unwrap()
}

pub fn choice(address: &str, topics: &[Topic]) -> Choice {
    let topics = topics.iter().copied().collect();
    let address = address.parse().unwrap();
    Choice { address, topics, lang: Lang::Sv, pace: Pace::Quarter }
}

/// The code in a mail.
pub fn code(mail: &Mail) -> String {
    let is_code = |line: &&str| line.len() == 9 && line.split(' ').all(|half| half.len() == 4);
    mail.body.lines().map(str::trim).find(is_code).unwrap().to_owned()
}

/// Chooses and confirms.
pub async fn chosen(
    app: &TestApp,
    post: &mut MailServer,
    (holder, role): (HolderId, Role),
    choice: Choice,
) {
    assert!(outbox(app).choose(holder, &[role], choice).await.unwrap());
    let code = code(&post.next().await);
    outbox(app).confirm(holder, &code).await.unwrap();
}

/// Waits until so much waits for everybody together.
pub async fn until_waiting(app: &TestApp, count: u32) {
    let waiting = async || {
        let standings = outbox(app).standings().await.unwrap();
        let records = standings.iter().filter_map(|it| it.record.as_ref());
        records.map(|record| record.waiting.values().sum::<u32>()).sum::<u32>()
    };
    let waited = async {
        while waiting().await != count {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waited).await.expect("it comes to wait");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_chooses_confirms_is_told_and_turns_all_off() {
    let Some(mut server) = MailServer::start().await else { return };
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &server, json!([])).await;
    let anna = account(&app, "anna", &[Role::Coordinator]).await;
    let cookie = session(&app, anna, Role::Coordinator).await;
    let page = get(&app, "/account?lang=sv", &cookie).await.ok().text;
    assert!(page.contains("Inga meddelanden skickas till dig"), "{page}");
    let form = get(&app, "/account/messages?lang=sv", &cookie).await.ok().text;
    assert!(form.contains("en ny rapport har kommit in") && !form.contains("en signal har"));

    let fields = [("address", "Anna@kommun.example"), ("language", "en"), ("pace", "at_once")];
    let fields = [&fields[..], &[("new_report", "true")]].concat();
    let wrong = post(&app, "/account/messages?lang=sv", &cookie, &fields[..3]).await;
    assert!(wrong.status == 422 && wrong.text.contains("minst en sak"), "{}", wrong.text);
    assert_eq!(post(&app, "/account/messages", &cookie, &fields).await.status, 303);
    let mail = server.next().await;
    assert_eq!(mail.to, ["Anna@kommun.example"]);
    assert_eq!(mail.headers["subject"], "Tillbud: your code");
    let typed = code(&mail);

    // Nothing is sent before the code is typed.
    app.report("Nyckeln till arkivet låg framme").await;
    clock.set(clock.now() + 1.hour());
    // An hour without use has ended the session.
    let cookie = session(&app, anna, Role::Coordinator).await;
    let waits = get(&app, "/account?lang=sv", &cookie).await.ok().text;
    assert!(waits.contains("är inte bekräftad än"), "{waits}");
    let late = post(&app, "/account/messages/confirm?lang=sv", &cookie, &[("code", &typed)]).await;
    assert!(late.status == 422 && late.text.contains("60 minuter"), "{}", late.text);
    assert_eq!(post(&app, "/account/messages", &cookie, &fields).await.status, 303);
    let typed = code(&server.next().await);
    let wrong = post(&app, "/account/messages/confirm", &cookie, &[("code", "0000")]).await;
    assert_eq!(wrong.status, 422);
    let right = post(&app, "/account/messages/confirm", &cookie, &[("code", &typed)]).await;
    assert_eq!(right.status, 303, "{}", right.text);
    let on = get(&app, "/account?lang=sv", &cookie).await.ok().text;
    assert!(on.contains("Meddelanden skickas till Anna@kommun.example"), "{on}");

    app.report("Halt golv").await;
    until_waiting(&app, 1).await;
    clock.set(clock.now() + 15.minutes());
    let mail = server.next().await;
    assert_eq!(mail.to, ["Anna@kommun.example"]);
    assert!(mail.body.contains("– 1 new report\n") && !mail.body.contains("golv"), "{}", mail.body);

    assert_eq!(post(&app, "/account/messages/off", &cookie, &[]).await.status, 303);
    let off = get(&app, "/account?lang=sv", &cookie).await.ok().text;
    assert!(off.contains("Inga meddelanden") && !off.contains("kommun.example"), "{off}");
    app.report("Mörkt i trappan").await;
    clock.set(clock.now() + 1.hour());
    assert!(outbox(&app).standings().await.unwrap().is_empty() && server.is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_taken_back_or_an_account_that_is_disabled_ends_its_messages_at_once() {
    let Some(mut server) = MailServer::start().await else { return };
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &server, json!([])).await;
    let anna = account(&app, "anna", &[Role::Coordinator]).await;
    let wanted = choice("anna@kommun.example", &[Topic::NewReport]);
    chosen(&app, &mut server, (anna, Role::Coordinator), wanted).await;
    app.report("en").await;
    until_waiting(&app, 1).await;
    app.app().grants.revoke_all_as_operator(anna).await.unwrap();
    clock.set(clock.now() + 15.minutes());
    until_waiting(&app, 0).await;
    // The choice is still there, and holds again with the role; what was is not told.
    let given = app.app().grants.give_as_operator(anna, Role::Coordinator, None, None).await;
    assert!(app.app().projector.caught_up(given.unwrap().position).await);
    app.report("två").await;
    until_waiting(&app, 1).await;
    clock.set(clock.now() + 15.minutes());
    let mail = server.next().await;
    assert!(mail.body.contains("– 1 ny rapport\n"), "{}", mail.body);
    until_waiting(&app, 0).await;
    app.app().accounts.set_disabled(anna, true).await.unwrap();
    app.report("tre").await;
    until_waiting(&app, 1).await;
    clock.set(clock.now() + 15.minutes());
    until_waiting(&app, 0).await;
    assert!(server.is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_hears_of_concerns_hears_of_anything_else_at_the_same_address() {
    let Some(mut server) = MailServer::start().await else { return };
    let mail = json!([
        { "to": "samordnare@kommun.example", "roles": ["coordinator"] },
        { "to": "oberoende@kommun.example", "roles": ["independent"] },
    ]);
    let (app, _) = telling(tempfile::tempdir().unwrap(), &server, mail).await;
    let roles = [Role::Coordinator, Role::Independent];
    let (vera, anna) = (account(&app, "vera", &roles).await, account(&app, "anna", &roles).await);
    let (report, concern) = ([Topic::NewReport], [Topic::Concern]);
    let mixed = [Topic::NewReport, Topic::Concern];
    for (address, topics, problem) in [
        ("vera@kommun.example", &mixed[..], ChoiceProblem::Mixed),
        ("Samordnare@kommun.example", &concern, ChoiceProblem::Taken),
        ("oberoende@KOMMUN.example", &report, ChoiceProblem::Taken),
    ] {
        let refused = outbox(&app).choose(vera, &roles, choice(address, topics)).await;
        let Err(ChoiceError::Problem(found)) = refused else { panic!("{address}: {refused:?}") };
        assert_eq!(found, problem, "{address}");
    }
    let wanted = choice("vera@kommun.example", &concern);
    chosen(&app, &mut server, (vera, Role::Independent), wanted).await;
    let taken = outbox(&app).choose(anna, &roles, choice("VERA@kommun.example", &report)).await;
    assert!(matches!(taken, Err(ChoiceError::Problem(ChoiceProblem::Taken))), "{taken:?}");
    let (_, receipt) = app.report("Halt golv").await;
    app.wish(&receipt, "concerns", json!({ "text": "Mitt schema ändrades" })).await;
    until_waiting(&app, 3).await;
    let records = outbox(&app).standings().await.unwrap();
    let counts: Vec<_> = records.into_iter().map(|it| it.record.unwrap().waiting).collect();
    let hears = |topic: Topic| counts.iter().filter(|it| it.contains_key(&topic)).count();
    assert_eq!((hears(Topic::NewReport), hears(Topic::Concern)), (1, 2));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_kept_sealed_shown_to_nobody_else_and_forgotten_with_the_account() {
    let Some(mut server) = MailServer::start().await else { return };
    let (app, _) = telling(tempfile::tempdir().unwrap(), &server, json!([])).await;
    let anna = account(&app, "anna", &[Role::Coordinator]).await;
    let wanted = choice("once@kommun.example", &[Topic::NewReport]);
    // The server takes the code, and nothing from then on.
    chosen(&app, &mut server, (anna, Role::Coordinator), wanted).await;
    let body = json!({ "narrative": "Det ryker", "urgent": true });
    read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
    let given_up = async || {
        let record = outbox(&app).standing_of(anna).await.unwrap();
        record.is_some_and(|record| record.given_up.is_some())
    };
    let waited = async {
        while !given_up().await {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waited).await.expect("it is given up");

    let token = app.token(Role::Administrator).await;
    let page = read(app.request(Method::GET, "/deliveries?lang=sv").bearer_auth(token)).await.ok();
    let label: String = anna.to_string().chars().take(8).collect();
    assert!(page.text.contains(&format!("Eget val ({label})")), "{}", page.text);
    assert!(page.text.contains("kod 550") && !page.text.contains("once@"), "{}", page.text);
    let cookie = session(&app, anna, Role::Coordinator).await;
    let own = get(&app, "/account?lang=sv", &cookie).await.ok().text;
    assert!(own.contains("once@kommun.example") && own.contains("kod 550"), "{own}");

    for (file, bytes) in files_under(app.directory.path()) {
        let found = contains(&bytes, b"once@kommun");
        assert!(!found, "the address stands in {}", file.display());
    }
    app.app().accounts.forget(anna).await.unwrap();
    assert_eq!(outbox(&app).kept(anna).await.unwrap(), Default::default());
    outbox(&app).look_up().await.unwrap();
    assert!(outbox(&app).standings().await.unwrap().is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_chose_once_a_day_is_told_in_the_morning_of_all_and_at_once_of_what_is_urgent() {
    let Some(mut server) = MailServer::start().await else { return };
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &server, json!([])).await;
    let anna = account(&app, "anna", &[Role::Coordinator]).await;
    let wanted = choice("anna@kommun.example", &[Topic::NewReport]);
    let wanted = Choice { pace: Pace::Morning, ..wanted };
    chosen(&app, &mut server, (anna, Role::Coordinator), wanted).await;
    app.report("en").await;
    app.report("två").await;
    until_waiting(&app, 2).await;
    clock.set(at("2026-05-05T04:59:00Z"));
    outbox(&app).deliver().await.unwrap();
    assert!(server.is_empty());
    clock.set(at("2026-05-05T05:00:00Z"));
    let mail = server.next().await;
    assert!(mail.body.contains("– 2 nya rapporter\n"), "{}", mail.body);
    let body = json!({ "narrative": "Det ryker", "urgent": true });
    read(app.request(Method::POST, "/api/v1/reports").json(&body)).await.created();
    let mail = server.next().await;
    assert_eq!(mail.headers["subject"], "Tillbud: något brådskande väntar på dig");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_outlives_a_restart_and_what_came_since_is_told() {
    let Some(mut server) = MailServer::start().await else { return };
    let (app, clock) = telling(tempfile::tempdir().unwrap(), &server, json!([])).await;
    let anna = account(&app, "anna", &[Role::Coordinator]).await;
    let wanted = choice("anna@kommun.example", &[Topic::NewReport]);
    chosen(&app, &mut server, (anna, Role::Coordinator), wanted).await;
    app.report("en").await;
    let now = clock.now();
    let directory = app.stop().await;
    let (app, clock) = telling_at(directory, &server, json!([]), now + 1.minute()).await;
    until_waiting(&app, 1).await;
    clock.set(now + 1.hour());
    assert!(server.next().await.body.contains("– 1 ny rapport\n"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_coordinator_did_is_told_to_the_others_and_to_the_address_of_their_role() {
    let Some(mut server) = MailServer::start().await else { return };
    let topics = [Topic::ActionImplemented, Topic::ActionAssessed];
    let mail = json!([{
        "to": "samordnare@kommun.example", "roles": ["coordinator"],
        "topics": ["action_implemented", "action_assessed"],
    }]);
    let (app, _) = telling(tempfile::tempdir().unwrap(), &server, mail).await;
    let roles = [Role::Coordinator];
    let (anna, bo) = (account(&app, "anna", &roles).await, account(&app, "bo", &roles).await);
    for (holder, address) in [(anna, "anna@kommun.example"), (bo, "bo@kommun.example")] {
        let wanted = choice(address, &topics);
        chosen(&app, &mut server, (holder, Role::Coordinator), wanted).await;
    }
    let (incident, _) = app.incident("local_fix").await;
    let action = json!({ "text": "Visa enhet", "strength": "stronger" });
    let path = format!("/api/v1/incidents/{incident}/actions");
    let action = app.post(&path, action).await.created().text_of("action_id");
    let decided = json!({ "owner": "action_owner", "due": "2026-06-30" });
    app.post(&format!("/api/v1/actions/{action}/decide"), decided).await.ok();

    let by_anna = Staff { role: Role::Coordinator, pseudonym: anna.0 };
    let act = Act::once(&app.app().clock, by_anna.actor());
    let evidence = Text::parse("Enheten syns", 100).unwrap();
    let command = Command::Implement(Implemented { evidence });
    let id: ActionId = action.parse().unwrap();
    app.app().dispatch.execute::<Action>(id.into(), None, &act, command).await.unwrap();
    until_waiting(&app, 2).await;
    let own = outbox(&app).standing_of(anna).await.unwrap().unwrap();
    assert!(own.waiting.is_empty(), "it is no news to whoever did it");
    let other = outbox(&app).standing_of(bo).await.unwrap().unwrap();
    assert_eq!(other.waiting.keys().collect::<Vec<_>>(), [&Topic::ActionImplemented]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_messages_are_not_set_up_the_page_says_so() {
    let app = TestApp::start().await;
    let anna = account(&app, "anna", &[Role::Coordinator]).await;
    let cookie = session(&app, anna, Role::Coordinator).await;
    for path in ["/account?lang=sv", "/account/messages?lang=sv"] {
        let page = get(&app, path, &cookie).await.ok().text;
        assert!(page.contains("Meddelanden är inte påslagna här"), "{page}");
    }
    let fields = [("address", "anna@kommun.example"), ("new_report", "true")];
    assert_eq!(post(&app, "/account/messages", &cookie, &fields).await.status, 404);
    let token = read(app.request(Method::GET, "/account/messages").bearer_auth(&app.coordinator));
    assert_eq!(token.await.status, 404, "a token has nowhere to keep an address");
    app.stop().await;
}
