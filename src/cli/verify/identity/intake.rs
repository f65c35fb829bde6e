//! Every way into a running program, each carrying identities that must not stay.
//!
//! The narrative itself carries none: what a person writes is theirs to choose, and
//! sealed. Must never leave its own reports behind: they are withdrawn in the end.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::canary::Canaries;
use super::http::{Answer, Request, Wire};
use super::samples;
use crate::clock::Clock;

/// Headers in which browsers, proxies and sign-in gateways tell who somebody is.
const HEADERS: [&str; 26] = [
    "User-Agent",
    "Referer",
    "From",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Forwarded-Preferred-Username",
    "X-Real-IP",
    "X-Client-IP",
    "X-Remote-User",
    "Remote-User",
    "True-Client-IP",
    "CF-Connecting-IP",
    "Client-Cert",
    "X-SSL-Client-S-DN",
    "X-MS-CLIENT-PRINCIPAL-NAME",
    "X-Device-Id",
    "X-Request-Id",
    "Correlation-Context",
    "Baggage",
    "Sec-CH-UA",
    "Sec-CH-UA-Model",
    "If-None-Match",
    "X-Wap-Profile",
];

const BOUNDARY: &str = "grans-7d1f0c2a";
const FORM: &str = "application/x-www-form-urlencoded";

/// What was sent, for the person who reads the proof.
pub struct Sent {
    /// What it was.
    pub what: String,
    /// What the program answered.
    pub status: u16,
}

/// Sends canaries through a running program.
pub struct Intake<'a> {
    wire: &'a Wire,
    clock: &'a Clock,
    /// What was planted.
    pub canaries: Canaries,
    /// What was sent.
    pub sent: Vec<Sent>,
    receipts: Vec<String>,
    narrative: String,
}

impl<'a> Intake<'a> {
    /// Ready to send; `narrative` is what each report tells.
    pub fn new(wire: &'a Wire, clock: &'a Clock, narrative: &str) -> Self {
        let mut canaries = Canaries::default();
        if let Some(source @ IpAddr::V4(_)) = wire.source {
            canaries.plant_word("the network address of the sender", &source.to_string());
        }
        let (sent, receipts) = (Vec::new(), Vec::new());
        Self { wire, clock, canaries, sent, receipts, narrative: narrative.to_owned() }
    }

    /// Sends everything.
    ///
    /// # Errors
    /// When the program is away, or takes in no report at all.
    pub async fn send_everything(&mut self) -> anyhow::Result<()> {
        self.api_reports().await?;
        self.form_reports().await?;
        anyhow::ensure!(
            !self.receipts.is_empty(),
            "the program took in none of the reports that were sent; look at its log"
        );
        for receipt in self.receipts.clone() {
            self.with_receipt(&receipt).await?;
        }
        self.rubbish().await
    }

    /// Takes back every report that was sent; how many could not be.
    ///
    /// # Errors
    /// When the program is away.
    pub async fn withdraw(&mut self) -> anyhow::Result<usize> {
        let mut left = 0;
        for receipt in std::mem::take(&mut self.receipts) {
            let request = Request::new("POST", "/api/v1/receipt/withdraw")
                .header("Authorization", &format!("Receipt {receipt}"));
            let answer =
                self.wire.send(&request.header("Content-Length", "0").into_bytes()).await?;
            left += usize::from(!matches!(answer.status, 200 | 204));
        }
        Ok(left)
    }

    async fn api_reports(&mut self) -> anyhow::Result<()> {
        let report = json!({ "narrative": self.narrative });
        let query = self.plant("query of POST /api/v1/reports");
        let request = self.identified("POST", &format!("/api/v1/reports?name={query}"), "API");
        let key = self.plant("header Idempotency-Key");
        let request = request.header("Idempotency-Key", &key);
        let request = request.body("application/json", text(&report));
        let answer = self.send("a report through the API", request).await?;
        self.keep_receipt(&answer);
        let mut report = json!({ "narrative": self.narrative });
        report["reporter_email"] = self.plant("JSON field reporter_email").into();
        let request = Request::new("POST", "/api/v1/reports");
        let what = "a report with a field for a person";
        let answer = self.send(what, request.body("application/json", text(&report))).await?;
        self.keep_receipt(&answer);
        let broken = format!(r#"{{"narrative":"x","name":"{}"#, self.plant("broken JSON"));
        let request = Request::new("POST", "/api/v1/reports");
        self.send("broken JSON", request.body("application/json", broken)).await?;
        Ok(())
    }

    async fn form_reports(&mut self) -> anyhow::Result<()> {
        let (name, email) = (self.plant("form field name"), self.plant("form field email"));
        let narrative = &self.narrative;
        let form = format!("narrative={narrative}&at_once=true&name={name}&email={email}");
        let query = self.plant("query of POST /");
        let request = self.identified("POST", &format!("/?user={query}"), "form");
        let answer = self.send("the form", request.body(FORM, form)).await?;
        self.keep_receipt(&answer);
        for (what, body) in [
            ("the form with files", self.multipart(true)),
            ("the form with odd parts", self.multipart(false)),
        ] {
            let request = self.identified("POST", "/", "multipart form");
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            let answer = self.send(what, request.body(&kind, body)).await?;
            self.keep_receipt(&answer);
        }
        let get = self.identified("GET", "/", "GET /").header("Content-Length", "0");
        self.send("reading the form", get).await?;
        Ok(())
    }

    async fn with_receipt(&mut self, receipt: &str) -> anyhow::Result<()> {
        let code = format!("Receipt {receipt}");
        for (method, path, body) in [
            ("GET", "/api/v1/receipt", None),
            ("POST", "/api/v1/receipt/messages", Some(json!({ "text": self.narrative }))),
            ("POST", "/api/v1/receipt/experience", Some(json!({ "again": "yes" }))),
        ] {
            let query = self.plant(format!("query of {method} {path}"));
            let request = self
                .identified(method, &format!("{path}?who={query}"), path)
                .header("Authorization", &code);
            let request = match body {
                Some(body) => request.body("application/json", text(&body)),
                None => request,
            };
            self.send(&format!("{method} {path}"), request).await?;
        }
        let file = samples::jpeg(&self.plant("metadata of a JPEG sent by receipt"));
        let name = self.plant("file name of a file sent by receipt");
        let request = self
            .identified("POST", "/api/v1/receipt/attachments", "attachments")
            .header("Authorization", &code)
            .header("Content-Disposition", &format!("attachment; filename=\"{name}.jpg\""))
            .body("image/jpeg", file);
        self.send("a file by receipt", request).await?;
        let request = self.identified("POST", "/receipt", "receipt page");
        let form = format!("code={receipt}&name={}", self.plant("form field of /receipt"));
        self.send("the receipt page", request.body(FORM, form)).await?;
        Ok(())
    }

    /// What no program should be sent, and what ends up in error logs.
    async fn rubbish(&mut self) -> anyhow::Result<()> {
        for (what, method, path) in [
            ("a path that does not exist", "GET", "/nobody/"),
            ("an id that is none", "GET", "/api/v1/reports/"),
            ("a method that does not exist", "BREW", "/?"),
        ] {
            let word = self.plant(what);
            let request = self.identified(method, &format!("{path}{word}"), what);
            self.send(what, request).await?;
        }
        let code = self.plant("a wrong receipt code");
        let request = Request::new("GET", "/api/v1/receipt");
        let request = request.header("Authorization", &format!("Receipt {code}"));
        self.send("a wrong receipt code", request).await?;
        let word = self.plant("a line of the PROXY protocol");
        let line = format!("PROXY TCP4 {word} 127.0.0.1 4711 80\r\nGET / HTTP/1.1\r\n\r\n");
        self.send_bytes("a line of the PROXY protocol", line.into_bytes()).await?;
        let word = self.plant("a line that is not HTTP");
        self.send_bytes("a line that is not HTTP", format!("{word}\r\n\r\n").into_bytes()).await?;
        let word = self.plant("a body that ends too early");
        let head = "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
                    Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n";
        let broken = format!("{head}5;name={word}\r\n{{\"nar\r\nzz\r\nX-Trailer: {word}\r\n\r\n");
        self.send_bytes("a body that ends too early", broken.into_bytes()).await
    }

    /// A request with an identity in every header that can hold one.
    fn identified(&mut self, method: &str, path: &str, to: &str) -> Request {
        let mut request = Request::new(method, path);
        for name in HEADERS {
            request = request.header(name, &self.plant(format!("header {name} ({to})")));
        }
        let forwarded = self.plant(format!("header Forwarded ({to})"));
        let cookie = self.plant(format!("a cookie ({to})"));
        let language = self.plant(format!("header Accept-Language ({to})"));
        let language = language.get(..8).unwrap_or_default();
        request
            .header("Forwarded", &format!("for={forwarded};by={forwarded}"))
            .header("Cookie", &format!("user={cookie}; tillbud_session={cookie}"))
            .header("Accept-Language", &format!("sv-x-{language},en;q=0.5"))
    }

    fn multipart(&mut self, is_ordinary: bool) -> Vec<u8> {
        let mut body = Vec::new();
        let narrative = self.narrative.clone();
        if !is_ordinary {
            let preamble = self.plant("text before the first part");
            body.extend_from_slice(format!("{preamble}\r\n").as_bytes());
        }
        for (name, value) in [("narrative", narrative.as_str()), ("at_once", "true")] {
            part(&mut body, &format!("form-data; name=\"{name}\""), "", value.as_bytes());
        }
        let named = format!("form-data; name=\"{}\"", self.plant("name of a form field"));
        part(&mut body, &named, "", b"x");
        let file = self.plant("file name");
        let disposition = if is_ordinary {
            format!("form-data; name=\"attachment\"; filename=\"{file}.jpg\"")
        } else {
            format!(
                "form-data; name=\"attachment\"; filename=\"../../{file}.jpg\"; \
                 filename*=UTF-8''{file}.jpg; creation-date=\"{file}\""
            )
        };
        let header = format!("X-Device: {}\r\n", self.plant("header of a part"));
        let picture = samples::jpeg(&self.plant("metadata of a JPEG"));
        part(&mut body, &disposition, &format!("{header}Content-Type: image/jpeg\r\n"), &picture);
        let document = samples::pdf(&self.plant("author of a PDF"));
        let disposition =
            format!("form-data; name=\"attachment\"; filename=\"C:\\\\Users\\\\{file}\\\\x.pdf\"");
        part(&mut body, &disposition, "Content-Type: application/pdf\r\n", &document);
        // Words in a file are the reporter's as well: they have to be found where they belong.
        let disposition = format!("form-data; name=\"attachment\"; filename=\"{file}.txt\"");
        part(&mut body, &disposition, "", self.narrative.as_bytes());
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        if !is_ordinary {
            body.extend_from_slice(self.plant("text after the last part").as_bytes());
        }
        body
    }

    fn plant(&mut self, place: impl Into<String>) -> String {
        self.canaries.plant(self.clock, place)
    }

    async fn send(&mut self, what: &str, request: Request) -> anyhow::Result<Answer> {
        let answer = self.wire.send(&request.into_bytes()).await?;
        self.sent.push(Sent { what: what.to_owned(), status: answer.status });
        Ok(answer)
    }

    async fn send_bytes(&mut self, what: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
        let Answer { status, .. } = self.wire.send(&bytes).await?;
        self.sent.push(Sent { what: what.to_owned(), status });
        Ok(())
    }

    /// The code stands in the JSON of an answer, or large on a page.
    fn keep_receipt(&mut self, answer: &Answer) {
        let json = serde_json::from_str::<Value>(&answer.body).unwrap_or_default();
        let on_page = || {
            let (_, after) = answer.body.split_once("id=\"code\">")?;
            Some(after.split('<').next()?.to_owned())
        };
        let code = json["receipt"].as_str().map(str::to_owned).or_else(on_page);
        self.receipts.extend(code);
    }
}

fn part(body: &mut Vec<u8>, disposition: &str, headers: &str, content: &[u8]) {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n{headers}\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}

fn text(value: &Value) -> String {
    value.to_string()
}
