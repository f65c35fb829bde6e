//! The two ways that messages go, against servers that take them, refuse them, are slow
//! or are not there.

use std::time::Duration;

use hyper::Uri;
use jiff::Timestamp;
use serde_json::json;
use tillbud::policies::outbox::mail::Mailer;
use tillbud::policies::outbox::message::Letter;
use tillbud::policies::outbox::record::Failure;
use tillbud::policies::outbox::settings::{Settings, Smtp};
use tillbud::policies::outbox::signature::SigningKey;
use tillbud::policies::outbox::webhook::Caller;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::support::held::{PATIENCE, twenty_past_ten};
use crate::support::post::{Certificate, MailServer, Receiver};

const ID: Uuid = Uuid::from_u128(7);
/// Shorter than anyone who never answers.
const SHORT: Duration = Duration::from_millis(100);

fn smtp(port: u16, security: &str, password: &str) -> Smtp {
    let file = tempfile::NamedTempFile::new().unwrap();
    let settings = json!({
        "base_url": "https://tillbud.kommun.example",
        "smtp": {
            "host": "localhost", "port": port, "security": security,
            "from": "tillbud@kommun.example",
            "user": (!password.is_empty()).then_some("tillbud"),
            "password": (!password.is_empty()).then_some(password),
        },
        "mail": [{ "to": "samordnare@kommun.example", "roles": ["coordinator"] }],
    });
    std::fs::write(file.path(), settings.to_string()).unwrap();
    Settings::load(Some(file.path())).unwrap().unwrap().smtp.unwrap()
}

async fn send(mailer: &Mailer, mailbox: &str) -> Result<(), Failure> {
    let letter = Letter { subject: "Ämne åäö".into(), body: "Rad åäö\n".into() };
    let to = format!("{mailbox}@kommun.example").parse().unwrap();
    mailer.send(&to, ID, twenty_past_ten(), &letter).await
}

/// Takes connections and says `said`, then nothing.
async fn says(said: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut taken = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(said).await.ok();
            taken.push(stream);
        }
    });
    port
}

/// A port that nobody listens on.
async fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_is_not_taken_says_why() {
    let Some(mut post) = MailServer::start().await else { return };
    let mailer = Mailer::new(&smtp(post.port, "none", ""), None, PATIENCE).unwrap();
    assert_eq!(send(&mailer, "refused").await, Err(Failure::Refused(550)));
    assert_eq!(send(&mailer, "later").await, Err(Failure::Later(451)));
    assert_eq!(send(&mailer, "later").await, Ok(()));
    let mail = post.next().await;
    assert_eq!((mail.headers["subject"].as_str(), mail.body.as_str()), ("Ämne åäö", "Rad åäö\n"));
    let id = format!("<{ID}@kommun.example>");
    assert_eq!(mail.headers["message-id"], id);

    // A password never goes over an open connection.
    let strict = Mailer::new(&smtp(post.port, "starttls", "hemligt"), None, PATIENCE).unwrap();
    assert_eq!(send(&strict, "samordnare").await, Err(Failure::Insecure));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_away_slow_or_something_else_is_told_apart() {
    let mailer = |port, wait| Mailer::new(&smtp(port, "none", ""), None, wait).unwrap();
    assert_eq!(send(&mailer(nobody().await, PATIENCE), "x").await, Err(Failure::Away));
    assert_eq!(send(&mailer(says(b"").await, SHORT), "x").await, Err(Failure::Slow));
    let web = says(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    assert_eq!(send(&mailer(web, PATIENCE), "x").await, Err(Failure::Unreadable));
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_over_tls_only_to_a_server_that_is_trusted_and_with_the_right_password() {
    let Some(certificate) = Certificate::make() else { return };
    let trusted = std::fs::read(certificate.file()).unwrap();
    for security in ["starttls", "tls"] {
        let post = MailServer::start_secure(&certificate, security).await;
        let Some(mut post) = post else { return };
        let mailer = |password, trusted: Option<&[u8]>| {
            Mailer::new(&smtp(post.port, security, password), trusted, PATIENCE).unwrap()
        };
        assert_eq!(send(&mailer("hemligt", Some(&trusted)), "x").await, Ok(()));
        let refused = send(&mailer("fel", Some(&trusted)), "x").await;
        assert_eq!(refused, Err(Failure::Later(535)));
        assert_eq!(send(&mailer("hemligt", None), "x").await, Err(Failure::Insecure));
        assert!(post.next().await.secure);
        assert!(post.is_empty());
    }
}

async fn call(caller: &Caller, url: &str) -> Result<(), Failure> {
    let keys = [SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()];
    let url: Uri = url.parse().unwrap();
    caller.call(&url, &keys, ID, Timestamp::UNIX_EPOCH, b"{}".to_vec()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_is_not_taken_says_why() {
    let caller = Caller::new(None, PATIENCE).unwrap();
    let mut receiver = Receiver::start().await;
    let url = format!("http://127.0.0.1:{}/hook?for=us", receiver.port);
    for (answer, outcome) in [
        (200, Ok(())),
        (302, Err(Failure::Later(302))),
        (404, Err(Failure::Later(404))),
        (410, Err(Failure::Refused(410))),
        (503, Err(Failure::Later(503))),
    ] {
        receiver.answers.lock().unwrap().push_back(answer);
        assert_eq!(call(&caller, &url).await, outcome, "{answer}");
    }
    assert_eq!(receiver.so_far().len(), 5, "no redirect is followed");

    let hasty = Caller::new(None, SHORT).unwrap();
    let at = |port: u16| format!("http://127.0.0.1:{port}/");
    assert_eq!(call(&caller, &at(nobody().await)).await, Err(Failure::Away));
    assert_eq!(call(&hasty, &at(says(b"").await)).await, Err(Failure::Slow));
    let other = call(&caller, &at(says(b"220 post.example ESMTP\r\n").await)).await;
    assert_eq!(other, Err(Failure::Unreadable));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_goes_over_tls_only_to_a_receiver_that_is_trusted() {
    let Some(certificate) = Certificate::make() else { return };
    let mut receiver = Receiver::start_secure(&certificate).await;
    let url = format!("https://localhost:{}/hook", receiver.port);
    let stranger = Caller::new(None, PATIENCE).unwrap();
    assert_eq!(call(&stranger, &url).await, Err(Failure::Insecure));
    let trusted = std::fs::read(certificate.file()).unwrap();
    let caller = Caller::new(Some(&trusted), PATIENCE).unwrap();
    assert_eq!(call(&caller, &url).await, Ok(()));
    let taken = receiver.next().await;
    assert_eq!(taken.headers["host"], format!("localhost:{}", receiver.port));
    assert_eq!(taken.body, b"{}");
    assert!(receiver.so_far().is_empty());
}
