//! Mail, by SMTP.
//!
//! Must never wait without a bound, nor send a password where the connection is open to
//! others.

use std::io;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::time::timeout;
use tokio_rustls::rustls;
use uuid::Uuid;

use super::message::Letter;
use super::record::Failure;
use super::settings::{Security, Smtp};

/// Codes with which a server says that there is no such mailbox, or that it will never
/// take mail for it. Others, such as a refused password, may be put right.
const FINAL_CODES: [u16; 3] = [550, 551, 553];

/// Sends mail through one server.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    wait: Duration,
}

impl Mailer {
    /// Through the server of `smtp`, where sending may take `wait`; `certificates` are
    /// trusted beside the machine's own.
    ///
    /// # Errors
    /// When the certificates cannot be read.
    pub fn new(smtp: &Smtp, certificates: Option<&[u8]>, wait: Duration) -> Result<Self, Error> {
        let parameters = || {
            let mut parameters = TlsParameters::builder(smtp.host.clone());
            if let Some(pem) = certificates {
                parameters = parameters.add_root_certificate(Certificate::from_pem(pem)?);
            }
            parameters.build()
        };
        let tls = match smtp.security {
            Security::Tls => Tls::Wrapper(parameters()?),
            Security::Starttls => Tls::Required(parameters()?),
            Security::None => Tls::None,
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
            .port(smtp.port)
            .tls(tls)
            .timeout(Some(wait));
        if let Some((user, password)) = &smtp.login {
            transport = transport.credentials(Credentials::new(user.clone(), password.0.clone()));
        }
        Ok(Self { transport: transport.build(), from: smtp.from.clone(), wait })
    }

    /// Sends one mail; the server has taken it when this succeeds. The same `id` names the
    /// same mail, however often it is sent.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn send(
        &self,
        to: &Address,
        id: Uuid,
        made: Timestamp,
        letter: &Letter,
    ) -> Result<(), Failure> {
        let since_1970 = made.duration_since(Timestamp::UNIX_EPOCH);
        let since_1970 = Duration::try_from(since_1970).unwrap_or_default();
        // Nobody's out-of-office notice shall answer it (RFC 3834).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(letter.subject.clone())
            .date(SystemTime::UNIX_EPOCH + since_1970)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(|_| Failure::Unreadable)?;
        // The transport bounds only how long connecting may take.
        let sent = timeout(self.wait, self.transport.send(message)).await;
        sent.map_err(|_| Failure::Slow)?.map(drop).map_err(|error| failure(&error))
    }
}

fn failure(error: &Error) -> Failure {
    match error.status().map(u16::from) {
        Some(code) if FINAL_CODES.contains(&code) => Failure::Refused(code),
        Some(code) => Failure::Later(code),
        None if error.is_timeout() => Failure::Slow,
        // What the client itself gives up is a server without STARTTLS or a known login.
        None if is_of_tls(error) || error.is_client() => Failure::Insecure,
        None if error.is_response() => Failure::Unreadable,
        None => Failure::Away,
    }
}

/// The transport calls a failed handshake a failed connection; its cause tells.
fn is_of_tls(error: &Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let within = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if within.is_some_and(|within| within.is::<rustls::Error>()) {
            return true;
        }
        cause = error.source();
    }
    false
}
