//! Asks the sign-in service: one request, one answer of JSON, over TLS.
//!
//! Must never follow a redirect, wait for long or read without end: the service is not
//! ours.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// Longest that one question may take.
const QUESTION_TIME: Duration = Duration::from_secs(10);
/// Largest answer, in bytes.
const ANSWER_BYTES: usize = 1024 * 1024;

/// Where something is: `https://host[:port]/path?query`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    is_secure: bool,
    host: String,
    port: u16,
    authority: String,
    path: String,
}

impl Address {
    pub(super) fn parse(url: &str) -> anyhow::Result<Self> {
        let (is_secure, rest) = match url.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => bail!("is not an address that begins with https://"),
        };
        let (authority, path) = match rest.find(['/', '?']) {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic());
        ensure!(is_plain && !authority.contains('@'), "is not a plain address");
        let uri: hyper::Uri = url.parse().context("is not an address")?;
        let host = uri.host().filter(|host| !host.is_empty()).context("has no host")?;
        let port = uri.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { is_secure, host: host.to_owned(), port, authority: authority.to_owned(), path })
    }

    pub(super) fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Whether it is this very machine, where no network can listen.
    pub(super) fn is_local(&self) -> bool {
        ["localhost", "127.0.0.1", "[::1]"].contains(&self.host.as_str())
    }
}

/// Asks questions. Cheap to clone.
#[derive(Clone)]
pub(super) struct Http {
    tls: TlsConnector,
}

/// What is asked.
pub(super) struct Question<'q> {
    pub(super) method: Method,
    pub(super) url: &'q str,
    pub(super) authorization: Option<String>,
    /// Sent as a form.
    pub(super) form: String,
}

impl<'q> Question<'q> {
    pub(super) fn get(url: &'q str) -> Self {
        Self { method: Method::GET, url, authorization: None, form: String::new() }
    }
}

impl Http {
    /// Trusts the authorities that this machine trusts.
    pub(super) fn new() -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// The status and the JSON that came back.
    pub(super) async fn ask(&self, question: Question<'_>) -> anyhow::Result<(StatusCode, Value)> {
        let url = question.url.to_owned();
        let asked = tokio::time::timeout(QUESTION_TIME, self.answer(question)).await;
        let asked = asked.unwrap_or_else(|_| Err(anyhow::anyhow!("no answer in time")));
        asked.with_context(|| format!("asking {url}"))
    }

    async fn answer(&self, question: Question<'_>) -> anyhow::Result<(StatusCode, Value)> {
        let address = Address::parse(question.url)?;
        ensure!(address.is_secure || address.is_local(), "is not https");
        let host = address.host.trim_matches(['[', ']']);
        let tcp = TcpStream::connect((host, address.port)).await?;
        if address.is_secure {
            let name = ServerName::try_from(host.to_owned())?;
            send(self.tls.connect(name, tcp).await?, &address, question).await
        } else {
            send(tcp, &address, question).await
        }
    }
}

async fn send<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    address: &Address,
    question: Question<'_>,
) -> anyhow::Result<(StatusCode, Value)> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let mut request = Request::builder()
        .method(question.method)
        .uri(&address.path)
        .header(HOST, &address.authority)
        .header(ACCEPT, "application/json");
    if let Some(authorization) = question.authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    if !question.form.is_empty() {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let request = request.body(Full::new(Bytes::from(question.form)))?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = Limited::new(response.into_body(), ANSWER_BYTES).collect().await;
    driver.abort();
    let body = body.map_err(|error| anyhow::anyhow!("the answer cannot be read: {error}"))?;
    let json = serde_json::from_slice(&body.to_bytes());
    Ok((status, json.with_context(|| format!("the answer, {status}, is not JSON"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_and_odd_ones_refused() {
        let read = |url| Address::parse(url).unwrap();
        let address = read("https://login.example.se/realms/x?a=b");
        assert_eq!((address.host.as_str(), address.port), ("login.example.se", 443));
        assert_eq!((address.path.as_str(), address.is_local()), ("/realms/x?a=b", false));
        let address = read("http://[::1]:8080");
        assert_eq!(
            (address.host.as_str(), address.port, address.path.as_str()),
            ("[::1]", 8080, "/")
        );
        assert!(address.is_local() && !address.is_secure());
        for url in ["ftp://x", "https://", "https://a b", "https://user@host/", "login.example.se"]
        {
            assert!(Address::parse(url).is_err(), "{url}");
        }
        assert!(!read("https://localhost.example.se").is_local());
    }
}
