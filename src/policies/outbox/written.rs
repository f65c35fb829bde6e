//! The file of `--notifications` as it is written, and what may stand in it.
//!
//! Must never accept what would be sent in clear to another machine.

use std::collections::BTreeSet;

use hyper::Uri;
use serde::Deserialize;
use tillbud_events::Role;
use tillbud_events::vocabulary::Lang;

use super::secret::Source;
use super::settings::{RECIPIENTS_MAX, Recipient, Security, Settings, Smtp, URL_CHARACTERS, Way};
use super::signature::SigningKey;
use super::topic::Topic;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    base_url: String,
    #[serde(default = "swedish")]
    language: Lang,
    smtp: Option<WrittenSmtp>,
    certificates: Option<String>,
    #[serde(default)]
    mail: Vec<WrittenMail>,
    #[serde(default)]
    webhooks: Vec<WrittenWebhook>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSmtp {
    host: String,
    port: Option<u16>,
    #[serde(default = "starttls")]
    security: Security,
    user: Option<String>,
    password: Option<Source>,
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMail {
    to: String,
    roles: Vec<String>,
    topics: Option<Vec<Topic>>,
    language: Option<Lang>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWebhook {
    url: String,
    roles: Vec<String>,
    topics: Option<Vec<Topic>>,
    secrets: Vec<Source>,
}

fn swedish() -> Lang {
    Lang::Sv
}

fn starttls() -> Security {
    Security::Starttls
}

/// Which entry, and what to change.
pub(super) type Problem = (String, String);

impl Written {
    /// The settings, or the first mistake.
    pub(super) fn read(self) -> Result<Settings, Problem> {
        let Self { base_url, language, smtp, certificates, mail, webhooks } = self;
        let base_url = base_url.trim_end_matches('/').to_owned();
        url(&base_url).map_err(|problem| ("base_url".to_owned(), problem))?;
        let certificates = certificates.map(std::fs::read).transpose();
        let certificates = certificates
            .map_err(|error| ("certificates".to_owned(), format!("cannot be read: {error}")))?;
        let smtp = smtp.map(WrittenSmtp::read).transpose()?;
        if smtp.is_none() && !mail.is_empty() {
            return Err(("smtp".to_owned(), "is missing, and mail is to be sent".to_owned()));
        }
        let mut recipients = Vec::new();
        for (written, number) in mail.into_iter().zip(1..) {
            let entry = format!("entry {number} of mail");
            let recipient = written.read(language).map_err(|problem| (entry.clone(), problem))?;
            add(&mut recipients, entry, recipient)?;
        }
        for (written, number) in webhooks.into_iter().zip(1..) {
            let entry = format!("entry {number} of webhooks");
            let recipient = written.read(language).map_err(|problem| (entry.clone(), problem))?;
            add(&mut recipients, entry, recipient)?;
        }
        // With a mail server people can choose messages for themselves.
        if recipients.is_empty() && smtp.is_none() {
            let problem = "is empty, webhooks are as well, and there is no smtp; leave \
                           --notifications out to tell nobody";
            return Err(("mail".to_owned(), problem.to_owned()));
        }
        Ok(Settings { base_url, smtp, recipients, certificates })
    }
}

fn add(recipients: &mut Vec<Recipient>, entry: String, new: Recipient) -> Result<(), Problem> {
    if recipients.iter().any(|known| known.way.address() == new.way.address()) {
        return Err((
            entry,
            "has an address that is there already; give it all its roles at once".to_owned(),
        ));
    }
    recipients.push(new);
    if recipients.len() > RECIPIENTS_MAX {
        return Err((entry, format!("is one too many; there can be {RECIPIENTS_MAX} in all")));
    }
    Ok(())
}

impl WrittenSmtp {
    fn read(self) -> Result<Smtp, Problem> {
        let Self { host, port, security, user, password, from } = self;
        let wrong = |entry: &str, problem: String| (format!("{entry} of smtp"), problem);
        if host.trim().is_empty() {
            return Err(wrong("host", "is empty".to_owned()));
        }
        if security == Security::None && !is_here(&host) {
            let problem = "may be none only for a server on this machine; use starttls or tls";
            return Err(wrong("security", problem.to_owned()));
        }
        let from = from
            .parse()
            .map_err(|error| wrong("from", format!("is not an address of mail: {error}")))?;
        let login = match (user, password) {
            (Some(user), Some(password)) => {
                let password = password.read().map_err(|problem| wrong("password", problem))?;
                Some((user, password))
            }
            (None, None) => None,
            (Some(_), None) => return Err(wrong("password", "is missing".to_owned())),
            (None, Some(_)) => return Err(wrong("user", "is missing".to_owned())),
        };
        let port = port.unwrap_or(match security {
            Security::Tls => 465,
            Security::Starttls => 587,
            Security::None => 25,
        });
        Ok(Smtp { host, port, security, login, from })
    }
}

impl WrittenMail {
    fn read(self, language: Lang) -> Result<Recipient, String> {
        let Self { to, roles, topics, language: own } = self;
        let address =
            to.parse().map_err(|error| format!("has no address of mail in to: {error}"))?;
        let (roles, topics) = choice(&roles, topics)?;
        Ok(Recipient { way: Way::Mail(address), roles, topics, lang: own.unwrap_or(language) })
    }
}

impl WrittenWebhook {
    fn read(self, lang: Lang) -> Result<Recipient, String> {
        let Self { url: address, roles, topics, secrets } = self;
        let url = url(&address)?;
        if secrets.is_empty() {
            return Err("needs one of secrets to sign with, such as whsec_…".to_owned());
        }
        let keys = secrets
            .into_iter()
            .map(|source| SigningKey::parse(&source.read()?.0).map_err(|error| error.to_string()))
            .collect::<Result<_, String>>()?;
        let (roles, topics) = choice(&roles, topics)?;
        Ok(Recipient { way: Way::Webhook { url, keys }, roles, topics, lang })
    }
}

/// The roles, and of what they are told: of everything, unless they chose.
fn choice(
    roles: &[String],
    chosen: Option<Vec<Topic>>,
) -> Result<(BTreeSet<Role>, BTreeSet<Topic>), String> {
    let roles = roles
        .iter()
        .map(|role| role.parse().map_err(|error| format!("names {role:?} in roles, which {error}")))
        .collect::<Result<BTreeSet<Role>, String>>()?;
    if roles.contains(&Role::Independent) && roles.len() > 1 {
        return Err(
            "has the independent role beside others; what it hears of must reach nobody else"
                .to_owned(),
        );
    }
    let all: BTreeSet<_> = Topic::ALL
        .into_iter()
        .filter(|topic| topic.roles().iter().any(|role| roles.contains(role)))
        .collect();
    for role in &roles {
        if !all.iter().any(|topic| topic.roles().contains(role)) {
            return Err(format!("has the role {role}, for which nothing ever waits"));
        }
    }
    let topics: BTreeSet<_> = chosen.map_or_else(|| all.clone(), BTreeSet::from_iter);
    if let Some(foreign) = topics.difference(&all).next() {
        return Err(format!("has {} in topics, which its roles do not see", foreign.as_str()));
    }
    if topics.is_empty() {
        return Err("is told of nothing; give it a role, or leave topics out".to_owned());
    }
    Ok((roles, topics))
}

/// An address that can be called: only https shows that the right one hears it.
fn url(text: &str) -> Result<Uri, String> {
    let known = "begin with https://, and http:// only on this machine";
    let uri: Uri = text.parse().map_err(|_| format!("is not an address of the web: {known}"))?;
    let host = uri.host().unwrap_or_default();
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    let is_known = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => is_here(host),
        Some(_) | None => false,
    };
    if !is_known || host.is_empty() || has_user || text.len() > URL_CHARACTERS {
        return Err(format!(
            "has an address that cannot be used: {known}, no user, at most {URL_CHARACTERS} characters"
        ));
    }
    Ok(uri)
}

/// Whether what is sent there leaves this machine.
fn is_here(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]", "::1"].contains(&host)
}
