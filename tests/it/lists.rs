//! No list shows what the item would refuse: random work, looked at by every role, by accounts
//! that stepped aside from some of it, and by owners of the actions of one function or another.
//!
//! Every id that a list, search, page, file, calendar or stream of news shows must be one
//! whose own route answers the same account; and every word must stand in such an answer.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use reqwest::Method;
use serde_json::json;
use tempfile::tempdir;
use tillbud::access::Staff;
use tillbud::act::Act;
use tillbud_events::incident::{self, Incident, Recused};
use tillbud_events::report::Command;
use tillbud_events::vocabulary::Label;
use tillbud_events::{IncidentId, Role, Text};

use crate::support::app::{Answer, TestApp, read, triage};
use crate::support::postgres;

/// Histories on each database.
const SEEDS: [u64; 2] = [20_261_126, 7];
/// Lists, files and pages that hold many things; what a role may not see answers 403.
const LISTS: [&str; 32] = [
    "/api/v1/reports",
    "/api/v1/incidents",
    "/api/v1/actions",
    "/api/v1/copies",
    "/api/v1/notifications",
    "/api/v1/notifications/register",
    "/api/v1/concerns",
    "/today",
    "/desk",
    "/desk?column=report&column=words&column=incident",
    "/desk/incidents",
    "/desk/incidents?column=title&column=incident&column=outcome",
    "/actions",
    "/actions?view=due",
    "/actions?view=overdue",
    "/actions?view=verification",
    "/actions?view=ended",
    "/actions?column=action&column=incident&column=id",
    "/deadlines",
    "/register",
    "/desk.csv",
    "/desk/incidents.csv",
    "/actions.csv",
    "/register.csv",
    "/trends",
    "/trends/counts",
    "/trends/counts.csv",
    "/deliveries",
    "/improvements",
    "/themes",
    "/api/v1/improvements",
    "/api/v1/themes",
];
const WORKBOOKS: [&str; 4] =
    ["/desk.xlsx", "/desk/incidents.xlsx", "/actions.xlsx", "/register.xlsx"];
/// Who owns actions.
const FUNCTIONS: [&str; 2] = ["Rektor", "Överförmyndaren"];
const PLACES: [&str; 5] = ["incidents", "reports", "copies", "actions", "notifications"];

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn often(&mut self) -> bool {
        self.below(3) > 0
    }
}

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Report,
    Incident,
    Action,
}

/// All that happened.
#[derive(Default)]
struct World {
    things: BTreeMap<String, Kind>,
    /// The incident that a report or an action belongs to.
    part_of: BTreeMap<String, String>,
    merged: BTreeMap<String, String>,
    /// The function that owns an action.
    owners: BTreeMap<String, &'static str>,
    /// Each text has a word of its own; what kind of text, and of which thing.
    words: BTreeMap<String, (&'static str, String)>,
}

impl World {
    fn text(&mut self, kind: &'static str) -> (String, String) {
        let word = format!("ord{}slut", self.words.len() + 1000);
        self.words.insert(word.clone(), (kind, String::new()));
        (format!("Något om {word} och mer."), word)
    }

    fn of(&mut self, word: &str, id: &str) {
        self.words.get_mut(word).unwrap().1 = id.to_owned();
    }

    /// The incidents that are closed to whoever stepped aside from these.
    fn closed(&self, stepped_aside: &[String]) -> BTreeSet<String> {
        let wholes = stepped_aside.iter().filter_map(|id| self.merged.get(id));
        stepped_aside.iter().chain(wholes).cloned().collect()
    }
}

/// Somebody who looks.
struct Account {
    role: Role,
    token: String,
    stepped_aside: Vec<String>,
    /// The function whose actions are the own ones.
    function: Option<&'static str>,
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_shows_what_the_item_would_refuse() {
    for seed in SEEDS {
        walk(TestApp::start().await, seed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_on_postgresql_shows_what_the_item_would_refuse() {
    let Some(database) = postgres::database().await else { return };
    walk(TestApp::start_in(tempdir().unwrap(), Some(database)).await, SEEDS[0]).await;
}

async fn walk(app: TestApp, seed: u64) {
    let mut dice = Dice(seed);
    let mut world = World::default();
    for _ in 0..4 {
        work(&app, &mut dice, &mut world).await;
    }
    merge(&app, &mut world).await;
    let mut accounts = Vec::new();
    for role in Role::ALL {
        accounts.push(account(&app, role, Vec::new()).await);
    }
    let incidents: Vec<String> = world.ids(Kind::Incident);
    for role in [Role::Coordinator, Role::Analyst, Role::ActionOwner, Role::DataProtectionOfficer] {
        let from = incidents.iter().filter(|_| dice.often()).cloned().collect::<Vec<_>>();
        let from = if from.is_empty() { incidents.clone() } else { from };
        accounts.push(account(&app, role, from).await);
    }
    for (at, function) in FUNCTIONS.iter().enumerate() {
        let from = incidents.iter().skip(3 * at).take(at).cloned().collect();
        let mut owner = account(&app, Role::ActionOwner, from).await;
        app.sees_to(&owner.token, &function.to_uppercase()).await;
        owner.function = Some(function);
        accounts.push(owner);
    }
    let mut shown = 0;
    for account in &accounts {
        shown += looked_at_by(&app, &world, account, seed).await;
    }
    assert!(shown > 100, "only {shown} things were shown to anybody");
    app.stop().await;
}

impl World {
    fn ids(&self, kind: Kind) -> Vec<String> {
        let of_kind = self.things.iter().filter(|(_, it)| **it == kind);
        of_kind.map(|(id, _)| id.clone()).collect()
    }
}

/// Reports and, as the dice say, what follows from them.
async fn work(app: &TestApp, dice: &mut Dice, world: &mut World) {
    let (narrative, word) = world.text("original");
    let (report, receipt) = app.report(&narrative).await;
    world.things.insert(report.clone(), Kind::Report);
    world.of(&word, &report);
    let path = format!("/api/v1/reports/{report}");
    if dice.often() {
        let (text, word) = world.text("question");
        app.post(&format!("{path}/question"), json!({ "text": text })).await.ok();
        world.of(&word, &report);
        let (text, word) = world.text("original");
        app.wish(&receipt, "messages", json!({ "text": text })).await.ok();
        world.of(&word, &report);
    }
    if dice.often() {
        let (text, word) = world.text("copy");
        let (text, rules) = (Text::Clear(text), Label::parse("identity 1").unwrap());
        app.execute(report.parse().unwrap(), Command::ApproveCopy { text, rules, after: 0 }).await;
        world.of(&word, &report);
    }
    if dice.below(4) == 0 {
        return;
    }
    let (title, word) = world.text("incident");
    let body = json!({ "report_ids": [report], "title": title });
    let incident = app.post("/api/v1/incidents", body).await.created().text_of("incident_id");
    world.things.insert(incident.clone(), Kind::Incident);
    world.part_of.insert(report, incident.clone());
    world.of(&word, &incident);
    let path = format!("/api/v1/incidents/{incident}");
    if dice.often() {
        let ask = json!({ "regime": "gdpr", "controller": "Skolnämnden" });
        app.post(&format!("{path}/notifications/ask"), ask).await.ok();
    }
    let is_triaged = dice.often();
    if is_triaged {
        app.post(&format!("{path}/triage"), triage()).await.ok();
    }
    let actions = if is_triaged { dice.below(4) } else { 0 };
    for _ in 0..actions {
        let (text, word) = world.text("action");
        let body = json!({ "text": text, "strength": "stronger" });
        let proposed = app.post(&format!("{path}/actions"), body).await.created();
        let action = proposed.text_of("action_id");
        world.things.insert(action.clone(), Kind::Action);
        world.part_of.insert(action.clone(), incident.clone());
        world.of(&word, &action);
        if dice.often() {
            let due = app.app().clock.today().tomorrow().unwrap();
            let owner = FUNCTIONS[usize::from(dice.often())];
            world.owners.insert(action.clone(), owner);
            let body = json!({ "owner": owner, "due": due.to_string() });
            app.post(&format!("/api/v1/actions/{action}/decide"), body).await.ok();
            if dice.often() {
                let (text, word) = world.text("action");
                let body = json!({ "evidence": text });
                app.post(&format!("/api/v1/actions/{action}/implement"), body).await.ok();
                world.of(&word, &action);
            }
        }
    }
}

async fn merge(app: &TestApp, world: &mut World) {
    let incidents = world.ids(Kind::Incident);
    if let [part, whole, ..] = incidents.as_slice() {
        let path = format!("/api/v1/incidents/{part}/merge");
        app.post(&path, json!({ "into": whole })).await.ok();
        world.merged.insert(part.clone(), whole.clone());
    }
}

async fn account(app: &TestApp, role: Role, stepped_aside: Vec<String>) -> Account {
    let token = app.token(role).await;
    let staff: Staff = app.app().access.token_holder(&token).await.unwrap().unwrap();
    for incident in &stepped_aside {
        let id: IncidentId = incident.parse().unwrap();
        let act = Act::once(&app.app().clock, staff.actor());
        let command = incident::Command::Recuse(Recused { reason: None });
        let done = app.app().dispatch.execute::<Incident>(id.into(), None, &act, command).await;
        assert!(app.app().projector.caught_up(done.unwrap().position).await);
    }
    Account { role, token, stepped_aside, function: None }
}

/// Asks every list, and the item of everything that one shows; says how many were shown.
async fn looked_at_by(app: &TestApp, world: &World, account: &Account, seed: u64) -> usize {
    let closed = world.closed(&account.stepped_aside);
    let is_closed = |id: &String| {
        closed.contains(id) || world.part_of.get(id).is_some_and(|part_of| closed.contains(part_of))
    };
    let mut answers = BTreeMap::new();
    let mut told = String::new();
    for (id, kind) in &world.things {
        for path in items(id, *kind, account.role) {
            let answer = ask(app, account, &path).await;
            // Of another function's there is nothing, whatever else is the matter with it.
            let is_foreign = account.role == Role::ActionOwner
                && *kind == Kind::Action
                && (account.function.is_none()
                    || world.owners.get(id).copied() != account.function);
            if *kind == Kind::Action {
                assert_eq!(answer.status == 404, is_foreign, "{} {path}", account.role);
            }
            let is_refused = is_closed(id) && !is_foreign;
            assert_eq!(answer.status == 403, is_refused, "{} {path}", account.role);
            if answer.status == 200 {
                told += &answer.text;
            }
            let is_open = answers.entry(id.clone()).or_insert(true);
            *is_open &= answer.status == 200;
        }
    }
    let mut shown = 0;
    for (path, text) in seen(app, world, account, &answers).await {
        let at = format!("{} ({} left) at {path}, seed {seed}", account.role, closed.len());
        for id in world.things.keys().filter(|id| text.contains(id.as_str())) {
            // What an incident was merged into is a mark on that incident, and no more than its id.
            let is_mark = |(part, whole): (&String, &String)| {
                whole == id && !is_closed(part) && text.contains(part)
            };
            let is_marked = world.merged.iter().any(is_mark);
            assert!(is_marked || !is_closed(id), "{at} is shown {id}, which it is kept out of");
            // An id without a route of its own for this role is a mark on something else.
            let is_open = answers.get(id).is_none_or(|is_open| *is_open);
            assert!(is_marked || is_open, "{at} is shown {id}");
            shown += 1;
        }
        for (word, (kind, of)) in world.words.iter().filter(|(word, _)| text.contains(*word)) {
            let reads_copies = [Role::Coordinator, Role::Analyst].contains(&account.role);
            let is_told = told.contains(word) || (*kind == "copy" && reads_copies);
            assert!(is_told && !is_closed(of), "{at} is told the {kind} {word}");
        }
    }
    shown
}

/// Where a role opens a thing, by two ways to write its id; nothing when it never does.
fn items(id: &str, kind: Kind, role: Role) -> Vec<String> {
    let paths: &[&str] = match (kind, role) {
        (Kind::Report, Role::Coordinator) => &["/api/v1/reports/ID", "/desk/reports/ID"],
        (Kind::Incident, Role::Coordinator) => &[
            "/api/v1/incidents/ID",
            "/api/v1/incidents/ID/timeline",
            "/api/v1/incidents/ID/notifications",
            "/incidents/ID",
        ],
        (Kind::Incident, Role::Analyst) => {
            &["/api/v1/incidents/ID", "/api/v1/incidents/ID/timeline", "/incidents/ID"]
        }
        (Kind::Incident, Role::DataProtectionOfficer) => {
            &["/api/v1/incidents/ID/notifications", "/incidents/ID/notifications"]
        }
        (Kind::Action, Role::Coordinator | Role::Analyst | Role::ActionOwner) => {
            &["/api/v1/actions/ID", "/actions/ID"]
        }
        _ => &[],
    };
    // The same id is the same thing however it is written.
    let mut letters = id.chars();
    let encoded = match letters.next() {
        Some(first) => format!("%{:02X}{}", u32::from(first), letters.as_str()),
        None => String::new(),
    };
    paths.iter().flat_map(|path| [path.replace("ID", id), path.replace("ID", &encoded)]).collect()
}

/// What an account sees of many things at once, each with where.
async fn seen(
    app: &TestApp,
    world: &World,
    account: &Account,
    answers: &BTreeMap<String, bool>,
) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    for path in LISTS {
        let answer = ask(app, account, path).await;
        assert_ne!(answer.status, 404, "{path}");
        seen.push((path.to_owned(), answer.text));
    }
    for path in WORKBOOKS {
        seen.push((path.to_owned(), workbook(app, account, path).await));
    }
    for said in world.words.keys().chain(world.things.keys()) {
        for place in PLACES {
            let path = format!("/api/v1/search?q={said}&in={place}");
            seen.push((path.clone(), ask(app, account, &path).await.text));
        }
        let path = format!("/search?q={said}");
        let page = ask(app, account, &path).await.text;
        // The page repeats what was searched for; what was found stands in a list.
        let found: String = page.split("<ol").skip(1).collect();
        seen.push((path, found));
    }
    if account.role == Role::Coordinator {
        // The list beside a report, what resembles it, and what it can become part of.
        let reports = world.ids(Kind::Report);
        let is_open = |id: &&String| answers.get(*id).copied().unwrap_or_default();
        let open: Vec<&str> = reports.iter().filter(is_open).map(String::as_str).collect();
        for id in &open {
            for path in [format!("/desk/reports/{id}"), format!("/desk/reports/{id}/similar")] {
                seen.push((path.clone(), ask(app, account, &path).await.text));
            }
        }
        // With one that is refused, all are; the refusal repeats the address alone.
        let of = |ids: &[&str]| format!("/desk/bulk?report={}", ids.join("&report="));
        let all: Vec<&str> = reports.iter().map(String::as_str).collect();
        let refused = ask(app, account, &of(&all)).await.status == 403;
        assert_eq!(refused, open.len() < all.len(), "{}", account.role);
        let page = ask(app, account, &of(&open)).await.text;
        seen.push((of(&open), page));
        for path in ["/live", "/desk/live"] {
            seen.push((path.to_owned(), news(app, account, path).await));
        }
    }
    if items("", Kind::Action, account.role).len() > 1 {
        seen.push(("the calendar".to_owned(), calendar(app, account).await));
    }
    seen
}

async fn ask(app: &TestApp, account: &Account, path: &str) -> Answer {
    let answer = read(app.request(Method::GET, path).bearer_auth(&account.token)).await;
    // Of an incident that no law was asked about the officer is told that there is none.
    assert!([200, 403, 404].contains(&answer.status.as_u16()), "{path}: {}", answer.text);
    answer
}

/// All words of a workbook.
async fn workbook(app: &TestApp, account: &Account, path: &str) -> String {
    let request = app.request(Method::GET, path).bearer_auth(&account.token);
    let bytes = request.send().await.unwrap().bytes().await.unwrap();
    let mut words = String::new();
    for at in
        (0..bytes.len().saturating_sub(30)).filter(|at| bytes[*at..].starts_with(b"PK\x03\x04"))
    {
        let number = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
        let begin = at + 30 + number(at + 26) + number(at + 28);
        let mut part = Vec::new();
        flate2::read::DeflateDecoder::new(&bytes[begin..]).read_to_end(&mut part).ok();
        words += &String::from_utf8_lossy(&part);
    }
    words
}

/// All that a stream of news tells from the beginning on, until it tells of a new report.
async fn news(app: &TestApp, account: &Account, path: &str) -> String {
    let (last, _) = app.report("Det sista").await;
    let request = app.request(Method::GET, &format!("{path}?since=0"));
    let mut live = request.bearer_auth(&account.token).send().await.unwrap();
    let mut told = String::new();
    while !told.contains(&last) {
        told += str::from_utf8(&live.chunk().await.unwrap().unwrap()).unwrap();
    }
    told
}

async fn calendar(app: &TestApp, account: &Account) -> String {
    let page = app.form_as(&account.token, "/actions/calendar", &[("wish", "make")]).await.ok();
    let (_, rest) = page.text.split_once("/calendar/").unwrap();
    let (secret, _) = rest.split_once(".ics").unwrap();
    read(app.request(Method::GET, &format!("/calendar/{secret}.ics"))).await.ok().text
}
