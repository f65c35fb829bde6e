//! How the program reaches NATS, and the questions asked of a server before it is
//! trusted with anything.
//!
//! Must never wait without a bound.

use std::fmt;
use std::future;
use std::sync::Arc;
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::context::{ContextBuilder, RequestErrorKind};
use async_nats::jetstream::{self, ErrorCode, response::Response};
use async_nats::{ConnectErrorKind, Event};
use tokio::sync::{OnceCell, watch};
use tokio::time::timeout;

use super::options::{ConnectError, ConnectOptions, Credentials};
use super::provision::{self, LOG_STREAM, OpenError};

/// Oldest server that guards appends as the log needs: major, minor.
pub(crate) const SERVER_VERSION_MIN: (u64, u64) = (2, 12);
/// Longest wait for the server when connecting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest wait for an answer; after it the outcome counts as unknown.
pub(super) const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest wait for the connection to end when the program stops.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// Longest pause between attempts to reconnect.
const RECONNECT_DELAY_MAX: Duration = Duration::from_secs(1);
/// Messages that may wait for a reader before the server is told to slow down.
const SUBSCRIPTION_CAPACITY: usize = 64 * 1024;
/// First part of reply subjects; permissions name it.
pub(crate) const INBOX_PREFIX: &str = "_INBOX.tillbud";

/// NATS cannot be reached, or did not answer in time.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the log cannot be reached: {0}")]
pub struct Unavailable(String);

impl Unavailable {
    pub(crate) fn because(cause: impl fmt::Display) -> Self {
        Self(cause.to_string())
    }
}

/// An open connection. Cheap to clone; reconnects by itself.
#[derive(Clone)]
pub struct Connection(Arc<Inner>);

struct Inner {
    client: async_nats::Client,
    jetstream: jetstream::Context,
    /// Counts how often the connection was lost.
    breaks: watch::Receiver<u64>,
    options: ConnectOptions,
    provisioned: OnceCell<()>,
}

impl Connection {
    /// Connects and checks that the server can keep a log.
    ///
    /// # Errors
    /// [`ConnectError`], a sentence for whoever starts the program.
    pub async fn connect(options: &ConnectOptions) -> Result<Self, ConnectError> {
        let (broken, breaks) = watch::channel(0);
        let client = connect(options, options.credentials.as_ref(), broken).await?;
        let connection = Self(Arc::new(Inner {
            jetstream: context(&client),
            client,
            breaks,
            options: options.clone(),
            provisioned: OnceCell::new(),
        }));
        connection.check_server().await?;
        Ok(connection)
    }

    /// Whether the server can be reached at this moment.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.0.client.connection_state() == State::Connected
    }

    /// Ends the connection, so that a server that stops next is not taken for a failure.
    pub(crate) async fn close(&self) {
        // A connection that is down already has nothing to end.
        if self.is_connected() && self.0.client.drain().await.is_ok() {
            let mut breaks = self.breaks();
            timeout(CLOSE_TIMEOUT, breaks.next()).await.ok();
        }
    }

    /// Creates what an empty store lacks and checks the rest, once per connection.
    pub(crate) async fn provisioned(&self) -> Result<(), OpenError> {
        self.0.provisioned.get_or_try_init(|| provision::provision(self)).await.copied()
    }

    /// JetStream, unless the connection is down: what is published then would be
    /// sent later, although the caller was told that it failed.
    pub(crate) fn jetstream(&self) -> Result<&jetstream::Context, Unavailable> {
        if self.is_connected() {
            Ok(&self.0.jetstream)
        } else {
            Err(Unavailable::because("the connection to NATS is down"))
        }
    }

    pub(crate) fn client(&self) -> Result<&async_nats::Client, Unavailable> {
        self.jetstream()?;
        Ok(&self.0.client)
    }

    /// What `answer` gives, unless that takes too long or the connection breaks:
    /// an answer that was on its way then never comes.
    pub(crate) async fn wait<T>(&self, answer: impl Future<Output = T>) -> Result<T, Unavailable> {
        self.wait_for(REQUEST_TIMEOUT, answer).await
    }

    /// The same, for what takes longer than one request.
    pub(super) async fn wait_for<T>(
        &self,
        longest: Duration,
        answer: impl Future<Output = T>,
    ) -> Result<T, Unavailable> {
        let mut breaks = self.breaks();
        tokio::select! {
            answer = timeout(longest, answer) => {
                answer.map_err(|_| Unavailable::because("no answer in time"))
            }
            () = breaks.next() => Err(Unavailable::because("the connection broke")),
        }
    }

    /// Tells of the connection being lost from now on.
    pub(super) fn breaks(&self) -> Breaks {
        let mut breaks = self.0.breaks.clone();
        breaks.mark_unchanged();
        Breaks(breaks)
    }

    /// Largest message in bytes, headers included.
    pub(crate) fn max_payload(&self) -> usize {
        self.0.client.max_payload()
    }

    pub(super) fn may_create(&self) -> bool {
        self.0.options.may_create
    }

    /// Whether the server is part of a cluster.
    pub(super) fn is_clustered(&self) -> bool {
        self.0.client.server_info().cluster.is_some()
    }

    /// A handle on a stream, without asking for it.
    pub(crate) async fn stream(
        &self,
        name: &str,
    ) -> Result<jetstream::stream::Stream<()>, Unavailable> {
        self.jetstream()?.get_stream_no_info(name).await.map_err(Unavailable::because)
    }

    /// JetStream with the right to create streams.
    pub(super) async fn admin(&self) -> Result<jetstream::Context, OpenError> {
        match &self.0.options.admin {
            None => Ok(self.jetstream()?.clone()),
            Some(admin) => {
                let (broken, _) = watch::channel(0);
                Ok(context(&connect(&self.0.options, Some(admin), broken).await?))
            }
        }
    }

    async fn check_server(&self) -> Result<(), ConnectError> {
        let server = self.0.client.server_info();
        let address = self.0.options.address();
        if !is_new_enough(&server.version) {
            return Err(ConnectError::TooOld { address, version: server.version });
        }
        // Every credential may ask about the log, and a server without JetStream
        // has nobody to answer.
        let info: Result<Response<serde_json::Value>, _> =
            self.0.jetstream.request(format!("STREAM.INFO.{LOG_STREAM}"), &()).await;
        match info {
            Ok(Response::Err { error })
                if matches!(
                    error.error_code(),
                    ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT | ErrorCode::JETSTREAM_NOT_ENABLED
                ) =>
            {
                Err(ConnectError::NoJetStream(address))
            }
            Err(error) if error.kind() == RequestErrorKind::NoResponders => {
                Err(ConnectError::NoJetStream(address))
            }
            Err(error) => Err(ConnectError::NoServer { address, cause: error.to_string() }),
            Ok(_) => Ok(()),
        }
    }
}

/// Remembers from when on it listens, so that no break is missed.
pub(super) struct Breaks(watch::Receiver<u64>);

impl Breaks {
    /// Waits until the connection is lost; at once when it was lost meanwhile.
    pub(super) async fn next(&mut self) {
        // The sender lives as long as the client; without it there is no connection.
        self.0.changed().await.ok();
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({})", self.0.options.address())
    }
}

fn context(client: &async_nats::Client) -> jetstream::Context {
    ContextBuilder::new().timeout(REQUEST_TIMEOUT).build(client.clone())
}

async fn connect(
    options: &ConnectOptions,
    credentials: Option<&Credentials>,
    broken: watch::Sender<u64>,
) -> Result<async_nats::Client, ConnectError> {
    let address = options.address();
    let mut connecting = async_nats::ConnectOptions::new()
        .name("tillbud")
        .custom_inbox_prefix(INBOX_PREFIX)
        .connection_timeout(CONNECT_TIMEOUT)
        .request_timeout(Some(REQUEST_TIMEOUT))
        .subscription_capacity(SUBSCRIPTION_CAPACITY)
        .reconnect_delay_callback(|attempt| {
            let exponent = u32::try_from(attempt).unwrap_or(u32::MAX).min(10);
            Duration::from_millis(2_u64.pow(exponent)).min(RECONNECT_DELAY_MAX)
        })
        .event_callback(move |event| {
            if matches!(event, Event::Disconnected | Event::Closed) {
                broken.send_modify(|count| *count += 1);
            }
            log(&event);
            future::ready(())
        });
    match credentials {
        None => {}
        Some(Credentials::User { user, password }) => {
            connecting = connecting.user_and_password(user.clone(), password.0.clone());
        }
        Some(Credentials::File(path)) => {
            connecting = connecting.credentials_file(path).await.map_err(|error| {
                ConnectError::CredentialsFile { path: path.clone(), cause: error.to_string() }
            })?;
        }
    }
    let servers: Vec<async_nats::ServerAddr> = options
        .url
        .0
        .split(',')
        .map(|url| url.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| ConnectError::Address(address.clone()))?;
    connecting.connect(servers).await.map_err(|error| match error.kind() {
        ConnectErrorKind::ServerParse => ConnectError::Address(address),
        ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
            ConnectError::Credentials(address)
        }
        ConnectErrorKind::Dns
        | ConnectErrorKind::TimedOut
        | ConnectErrorKind::Tls
        | ConnectErrorKind::Io
        | ConnectErrorKind::MaxReconnects => {
            ConnectError::NoServer { address, cause: error.to_string() }
        }
    })
}

/// Whether `version` is at least [`SERVER_VERSION_MIN`].
pub(crate) fn is_new_enough(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map(str::parse::<u64>);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else { return false };
    (major, minor) >= SERVER_VERSION_MIN
}

fn log(event: &Event) {
    match event {
        Event::Connected => tracing::info!("connected to NATS"),
        Event::Disconnected => tracing::warn!("lost the connection to NATS, trying again"),
        Event::ServerError(error) => tracing::warn!(%error, "NATS refused something"),
        Event::ClientError(error) => tracing::debug!(%error, "the NATS client has trouble"),
        Event::SlowConsumer(_) => tracing::warn!("reading slower than NATS sends"),
        Event::LameDuckMode => tracing::info!("the NATS server is about to stop"),
        Event::Draining | Event::Closed => tracing::debug!(%event, "closing the NATS connection"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for (version, enough) in [
            ("2.12.0", true),
            ("v2.15.1", true),
            ("3.0.0-beta", true),
            ("2.9.10", false),
            ("", false),
        ] {
            assert_eq!(is_new_enough(version), enough, "{version}");
        }
    }
}
