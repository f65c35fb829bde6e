//! The whole program inside a test: a private server, read models, HTTP on a free port.

use std::num::NonZeroU32;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tillbud::App;
use tillbud::act::Act;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud::lists::Lists;
use tillbud::runtime::Runtime;
use tillbud::web;
use tillbud_events::report::{Command, Report};
use tillbud_events::vocabulary::Label;
use tillbud_events::{Actor, HolderId, ReportId, Role};
use tokio::task::JoinHandle;

/// A running Tillbud.
pub struct TestApp {
    pub directory: TempDir,
    pub runtime: Runtime,
    pub url: String,
    pub client: Client,
    pub coordinator: String,
    server: JoinHandle<()>,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub etag: Option<String>,
    pub retry_after: Option<u64>,
    pub content_type: String,
    /// Where a redirect leads.
    pub location: Option<String>,
    pub body: Value,
    pub text: String,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), None).await
    }

    /// On data that may be there already; read models in `database` when given.
    pub async fn start_in(directory: TempDir, database: Option<String>) -> Self {
        Self::start_at(directory, database, Clock::system(), HoldMinutes::OFF).await
    }

    /// By the time of `clock`, holding what reporters send.
    pub async fn start_at(
        directory: TempDir,
        database: Option<String>,
        clock: Clock,
        hold: HoldMinutes,
    ) -> Self {
        let config = config(&directory, database);
        Self::start_with(directory, config, clock, hold).await
    }

    /// Where few reports a minute are usual, on a clock that moves only when someone waits.
    pub async fn start_crowded(reports_per_minute: u32) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let reports_per_minute = NonZeroU32::new(reports_per_minute).unwrap();
        let config = Config { reports_per_minute, ..config(&directory, None) };
        let clock = Clock::simulated("2026-11-25T10:42:17Z".parse().unwrap(), 1);
        Self::start_with(directory, config, clock, HoldMinutes::OFF).await
    }

    /// With settings of its own.
    pub async fn start_with(
        directory: TempDir,
        config: Config,
        clock: Clock,
        hold: HoldMinutes,
    ) -> Self {
        let lists = Lists::load(config.units.as_deref()).unwrap();
        let runtime = Runtime::start(&config, clock, lists, hold).await.unwrap();
        let coordinator = runtime.app.access.create_token(Role::Coordinator).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = web::router(runtime.app.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { directory, runtime, url, client, coordinator, server }
    }

    pub fn app(&self) -> &App {
        &self.runtime.app
    }

    /// Stops cleanly and gives the data back.
    pub async fn stop(self) -> TempDir {
        self.server.abort();
        let _ = self.server.await;
        self.runtime.stop().await;
        self.directory
    }

    pub async fn token(&self, role: Role) -> String {
        self.app().access.create_token(role).await.unwrap()
    }

    /// Records that the holder of `token` sees to the actions of a function.
    pub async fn sees_to(&self, token: &str, function: &str) {
        let staff = self.app().access.token_holder(token).await.unwrap().unwrap();
        self.holds(staff.holder(), function).await;
    }

    /// Records that somebody sees to the actions of a function.
    pub async fn holds(&self, holder: HolderId, function: &str) {
        let function = Label::parse(function).unwrap();
        let grants = &self.app().grants;
        let done = grants.set_function_as_operator(holder, function, true, None).await.unwrap();
        assert!(self.app().projector.caught_up(done.position).await);
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// As the coordinator.
    pub async fn get(&self, path: &str) -> Answer {
        read(self.request(Method::GET, path).bearer_auth(&self.coordinator)).await
    }

    /// As the coordinator, with a body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        read(self.request(Method::POST, path).bearer_auth(&self.coordinator).json(&body)).await
    }

    /// As anyone.
    pub async fn report(&self, narrative: &str) -> (String, String) {
        let body = json!({ "narrative": narrative, "kind": "near_miss" });
        let answer = read(self.request(Method::POST, "/api/v1/reports").json(&body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        (answer.text_of("report_id"), answer.text_of("receipt"))
    }

    /// As the holder of a receipt.
    pub async fn receipt(&self, receipt: &str) -> Answer {
        let request = self.request(Method::GET, "/api/v1/receipt");
        read(request.header("authorization", format!("Receipt {receipt}"))).await
    }

    /// As the holder of a receipt, to what lies below it.
    pub async fn wish(&self, receipt: &str, what: &str, body: Value) -> Answer {
        let request = self.request(Method::POST, &format!("/api/v1/receipt/{what}"));
        read(request.header("authorization", format!("Receipt {receipt}")).json(&body)).await
    }

    /// The reporter's own words, opened first.
    pub async fn opened(&self, report_id: &str) -> Answer {
        let path = format!("/api/v1/reports/{report_id}");
        self.post(&format!("{path}/open"), json!({ "purpose": "triage" })).await.ok();
        self.get(&path).await.ok()
    }

    /// Carries out a command on a report and waits until it can be seen.
    pub async fn execute(&self, id: ReportId, command: Command) {
        let act = Act::once(&self.app().clock, Actor::System);
        let done = self.app().dispatch.execute::<Report>(id.into(), None, &act, command).await;
        assert!(self.app().projector.caught_up(done.unwrap().position).await);
    }

    /// Where the log ends.
    pub async fn tip(&self) -> u64 {
        self.app().store.tip().await.unwrap().0
    }

    /// As a browser sends a form.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        read(self.filled(path, fields)).await
    }

    /// As the browser of somebody who has signed in sends a form.
    pub async fn form_as(&self, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        read(self.filled(path, fields).bearer_auth(token)).await
    }

    fn filled(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let pairs: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", form_encoded(value.as_bytes())))
            .collect();
        let form = "application/x-www-form-urlencoded";
        let request = self.request(Method::POST, path).header("content-type", form);
        request.body(pairs.join("&"))
    }

    /// A lesson from an incident, drafted by the coordinator.
    pub async fn lesson(&self, incident: &str, title: &str) -> String {
        let drafted = self.post("/api/v1/lesson-drafts", lesson(incident, title)).await.created();
        drafted.text_of("lesson_id")
    }

    /// A measure that counts reports, defined by the coordinator.
    pub async fn measure(&self, key: &str) -> String {
        let defined = self.post("/api/v1/measures", measure(key)).await.created();
        defined.text_of("measure_id")
    }

    /// An incident with one report, triaged, its response chosen.
    pub async fn incident(&self, response: &str) -> (String, String) {
        let (report_id, _) = self.report("Två listor med samma namn").await;
        let body = json!({ "report_ids": [report_id], "title": "Fel lista" });
        let opened = self.post("/api/v1/incidents", body).await.created();
        let id = opened.text_of("incident_id");
        self.post(&format!("/api/v1/incidents/{id}/triage"), triage()).await.ok();
        let body = json!({ "response": response });
        self.post(&format!("/api/v1/incidents/{id}/response"), body).await.ok();
        (id, report_id)
    }
}

/// Every byte as `%xx`.
fn form_encoded(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

/// What a page shows in the first `opening` … `closing`, with entities read.
pub fn shown(html: &str, opening: &str, closing: &str) -> String {
    let begin = html.find(opening).unwrap_or_else(|| panic!("no {opening} in {html}"));
    let rest = &html[begin + opening.len()..];
    unescaped(&rest[..rest.find(closing).unwrap()])
}

fn unescaped(html: &str) -> String {
    let mut parts = html.split('&');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';').expect("every ampersand begins an entity");
        let character = match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            number => {
                let number = number.strip_prefix('#').unwrap_or_else(|| panic!("&{number};"));
                char::from_u32(number.parse().unwrap()).unwrap()
            }
        };
        text.push(character);
        text.push_str(rest);
    }
    text
}

/// A lesson in which nobody can be recognised.
pub fn lesson(incident: &str, title: &str) -> Value {
    json!({
        "incident_ids": [incident],
        "title": title,
        "said": "Flera berättade att raderna såg likadana ut.",
        "did": "Listan visar nu vem raden hör till.",
        "lang": "sv",
    })
}

/// A measure that counts reports.
pub fn measure(key: &str) -> Value {
    json!({
        "key": key, "sv": "Rapporter", "en": "Reports",
        "numerator": { "figure": "count", "what": "reports" },
        "chart": "i", "period": "month", "direction": "neutral", "owner": "analyst",
    })
}

/// A judgement that any incident can get.
pub fn triage() -> Value {
    json!({ "actual": "minor", "potential": "major", "category": "misdirected", "unit": "Norr" })
}

impl Answer {
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.text);
        self
    }

    pub fn created(self) -> Self {
        assert_eq!(self.status, 201, "{}", self.text);
        self
    }

    pub fn refused(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.content_type, "application/problem+json", "{}", self.text);
        for field in ["type", "title", "detail"] {
            assert!(!self.text_of(field).is_empty(), "{}", self.text);
        }
        self
    }

    pub fn text_of(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("{field} in {}", self.text)).to_owned()
    }
}

pub async fn read(request: RequestBuilder) -> Answer {
    read_response(request.send().await.unwrap()).await
}

pub async fn read_response(response: Response) -> Answer {
    let header =
        |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (status, etag) = (response.status(), header("etag"));
    let retry_after = header("retry-after").map(|seconds| seconds.parse().unwrap());
    let content_type = header("content-type").unwrap_or_default();
    let location = header("location");
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer { status, etag, retry_after, content_type, location, body, text }
}

pub fn config(directory: &TempDir, database_url: Option<String>) -> Config {
    Config {
        data: directory.path().to_owned(),
        nats_url: None,
        nats_creds: None,
        database_url,
        nats_server: None,
        units: None,
        retention: None,
        organisation: None,
        rule_packs: None,
        oidc: None,
        notifications: None,
        frame_ancestors: None,
        statistics_threshold: 5,
        statistics_floor: 20,
        clamd: None,
        cleaner: Some(env!("CARGO_BIN_EXE_tillbud").into()),
        reports_per_minute: NonZeroU32::MAX,
        log: "warn".to_owned(),
        log_json: false,
    }
}
