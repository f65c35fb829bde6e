//! Whom to tell and by which way: the file of `--notifications`.
//!
//! Checked when the program starts; every mistake is a sentence that names the entry.
//! Must never show a secret, and never let one address hear both of concerns and of
//! anything else.

use std::collections::BTreeSet;
use std::path::Path;

use hyper::Uri;
use lettre::Address;
use lettre::message::Mailbox;
use serde::Deserialize;
use tillbud_events::Role;
use tillbud_events::vocabulary::Lang;

use super::signature::SigningKey;
use super::topic::Topic;
use super::written::Written;
use crate::store::Secret;

/// Most recipients of mail, and most webhooks.
pub const RECIPIENTS_MAX: usize = 100;
/// Longest address of a page or a webhook, in characters.
pub const URL_CHARACTERS: usize = 500;

/// Whom to tell, and how.
#[derive(Debug)]
pub struct Settings {
    /// Where Tillbud's pages are found, without a slash at the end.
    pub base_url: String,
    /// The mail server, when somebody is told by mail.
    pub smtp: Option<Smtp>,
    /// Everybody who is told.
    pub recipients: Vec<Recipient>,
    /// Certificates that are trusted beside those of the machine, in PEM.
    pub certificates: Option<Vec<u8>>,
}

/// The mail server.
#[derive(Debug)]
pub struct Smtp {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User and password, when it asks for them.
    pub login: Option<(String, Secret)>,
    /// Whom mails come from.
    pub from: Mailbox,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// From the first byte on.
    Tls,
    /// By STARTTLS, and not at all without it.
    Starttls,
    /// Not: only for a server on this machine.
    None,
}

/// Somebody who is told.
#[derive(Debug)]
pub struct Recipient {
    /// The way there.
    pub way: Way,
    /// In which roles.
    pub roles: BTreeSet<Role>,
    /// Of what; each topic belongs to one of the roles.
    pub topics: BTreeSet<Topic>,
    /// The language of mails.
    pub lang: Lang,
}

/// The way to a recipient.
#[derive(Debug)]
pub enum Way {
    /// An electronic mail.
    Mail(Address),
    /// A signed request.
    Webhook {
        /// Where to.
        url: Uri,
        /// What it is signed with, newest first.
        keys: Vec<SigningKey>,
    },
}

impl Way {
    /// What tells it from all others; shown to administrators only.
    #[must_use]
    pub fn address(&self) -> String {
        match self {
            Self::Mail(address) => address.to_string(),
            Self::Webhook { url, .. } => url.to_string(),
        }
    }
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// There is no such file, or it cannot be opened.
    #[error("the file of notifications {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What was wrong.
        source: std::io::Error,
    },
    /// Not JSON of this shape.
    #[error("the file of notifications {path} cannot be used: {source}")]
    Shape {
        /// The file.
        path: String,
        /// What was wrong, with line and column.
        source: serde_json::Error,
    },
    /// An entry cannot be used.
    #[error("the file of notifications {path}: {entry} {problem}")]
    Entry {
        /// The file.
        path: String,
        /// Which entry.
        entry: String,
        /// What to change.
        problem: String,
    },
}

impl Settings {
    /// What a file says; none without a file.
    ///
    /// # Errors
    /// [`SettingsError`] with the file's name and what to change.
    pub fn load(path: Option<&Path>) -> Result<Option<Self>, SettingsError> {
        let Some(path) = path else { return Ok(None) };
        let shown = || path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| SettingsError::Unreadable { path: shown(), source })?;
        let written: Written = serde_json::from_str(&text)
            .map_err(|source| SettingsError::Shape { path: shown(), source })?;
        let entry = |(entry, problem)| SettingsError::Entry { path: shown(), entry, problem };
        written.read().map(Some).map_err(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn load(settings: &Value) -> Result<Settings, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), settings.to_string()).unwrap();
        Settings::load(Some(file.path())).map(Option::unwrap).map_err(|error| error.to_string())
    }

    fn whole() -> Value {
        json!({
            "base_url": "https://tillbud.kommun.example/",
            "smtp": {
                "host": "post.kommun.example", "user": "tillbud", "password": "hemligt",
                "from": "Tillbud <tillbud@kommun.example>",
            },
            "mail": [
                { "to": "samordnare@kommun.example", "roles": ["coordinator"] },
                { "to": "ombud@kommun.example", "roles": ["data_protection_officer", "action_owner"],
                  "topics": ["assessment"], "language": "en" },
            ],
            "webhooks": [{
                "url": "https://larm.example/tillbud", "roles": ["independent"],
                "secrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            }],
        })
    }

    #[test]
    fn everything_can_be_said() {
        let settings = load(&whole()).unwrap();
        assert_eq!(settings.base_url, "https://tillbud.kommun.example");
        let smtp = settings.smtp.unwrap();
        assert_eq!((smtp.port, smtp.security), (587, Security::Starttls));
        let [coordinator, officer, independent] = &settings.recipients[..] else { panic!() };
        assert_eq!(coordinator.lang, Lang::Sv);
        assert_eq!(coordinator.topics.len(), 13);
        assert_eq!((officer.lang, officer.topics.len()), (Lang::En, 1));
        assert_eq!(independent.topics, BTreeSet::from([Topic::Concern]));
        assert!(Settings::load(None).unwrap().is_none());
    }

    #[test]
    fn no_secret_is_shown() {
        let shown = format!("{:?}", load(&whole()).unwrap());
        assert!(!shown.contains("hemligt") && !shown.contains("MfKQ9r8"), "{shown}");
    }

    #[test]
    fn every_mistake_is_told_with_its_entry() {
        let long = "x".repeat(URL_CHARACTERS);
        for (pointer, value, said) in [
            ("/base_url", json!("tillbud"), "base_url has an address"),
            ("/base_url", json!(format!("https://{long}")), "base_url has an address"),
            ("/language", json!("fi"), "unknown variant `fi`"),
            ("/smtp", json!(null), "smtp is missing"),
            ("/smtp/host", json!(" "), "host of smtp is empty"),
            ("/smtp/from", json!("Kim"), "from of smtp is not an address"),
            ("/smtp/security", json!("none"), "security of smtp may be none only"),
            ("/smtp/user", json!(null), "user of smtp is missing"),
            ("/smtp/password", json!({ "file": "/no/such" }), "password of smtp"),
            ("/mail/0/to", json!("kommun"), "entry 1 of mail has no address"),
            ("/mail/0/to", json!("ombud@kommun.example"), "entry 2 of mail has an address that is"),
            ("/mail/1/roles", json!(["king"]), "entry 2 of mail names \"king\""),
            ("/mail/1/roles", json!(["manager"]), "for which nothing ever waits"),
            ("/mail/1/roles", json!(["coordinator", "independent"]), "independent role beside"),
            ("/mail/1/topics", json!(["concern"]), "concern in topics"),
            ("/mail/1/topics", json!([]), "is told of nothing"),
            (
                "/webhooks/0/url",
                json!("http://larm.example/"),
                "entry 1 of webhooks has an address",
            ),
            ("/webhooks/0/url", json!("https://u:p@larm.example/"), "entry 1 of webhooks has an"),
            ("/webhooks/0/secrets", json!([]), "needs one of secrets"),
            ("/webhooks/0/secrets", json!(["whsec_AAAA"]), "24 to 64 bytes"),
            ("/certificates", json!("/no/such"), "certificates cannot be read"),
        ] {
            let mut settings = whole();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            match settings.pointer_mut(parent).unwrap() {
                Value::Array(entries) => entries[name.parse::<usize>().unwrap()] = value,
                parent => parent[name] = value,
            }
            let error = load(&settings).unwrap_err();
            assert!(error.contains(said), "{pointer}: {error}");
            assert!(!error.contains("hemligt") && !error.contains("MfKQ"), "{error}");
        }
        let nobody = json!({ "base_url": "https://x.example", "mail": [] });
        assert!(load(&nobody).unwrap_err().contains("tell nobody"));
        let error = load(&json!({ "base_url": "https://x", "sms": [] })).unwrap_err();
        assert!(error.contains("unknown field `sms`"), "{error}");
        let error = Settings::load(Some(Path::new("/no/such.json"))).unwrap_err().to_string();
        assert!(error.contains("/no/such.json"), "{error}");
    }

    #[test]
    fn there_is_a_limit_to_how_many_are_told() {
        let with = |count: usize| {
            let mail: Vec<_> = (0..count)
                .map(|n| json!({ "to": format!("n{n}@kommun.example"), "roles": ["coordinator"] }))
                .collect();
            let mut settings = whole();
            settings["webhooks"] = json!([]);
            settings["mail"] = json!(mail);
            load(&settings)
        };
        assert_eq!(with(RECIPIENTS_MAX).unwrap().recipients.len(), RECIPIENTS_MAX);
        assert!(with(RECIPIENTS_MAX + 1).unwrap_err().contains("one too many"));
    }

    #[test]
    fn with_a_mail_server_alone_people_choose_for_themselves() {
        let mut settings = whole();
        settings["mail"] = json!([]);
        settings["webhooks"] = json!([]);
        let settings = load(&settings).unwrap();
        assert!(settings.recipients.is_empty() && settings.smtp.is_some());
    }

    #[test]
    fn on_this_machine_nothing_has_to_be_encrypted() {
        let mut settings = whole();
        settings["smtp"] =
            json!({ "host": "127.0.0.1", "port": 2525, "security": "none", "from": "t@x.example" });
        settings["webhooks"][0]["url"] = json!("http://127.0.0.1:9/hook");
        let settings = load(&settings).unwrap();
        assert!(settings.smtp.unwrap().login.is_none());
    }
}
