//! Webhooks: one signed request each, over a connection of its own.
//!
//! Must never follow a redirect, read more than the status of an answer, or wait without
//! a bound.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use uuid::Uuid;

use super::record::Failure;
use super::signature::{SigningKey, sign};

/// Calls webhooks.
pub struct Caller {
    tls: TlsConnector,
    wait: Duration,
}

impl Caller {
    /// Trusts the machine's own certificates, and `certificates` beside them. A request
    /// may take `wait`, answer included.
    ///
    /// # Errors
    /// When the certificates cannot be read.
    pub fn new(certificates: Option<&[u8]>, wait: Duration) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        // Those that cannot be read are left out; what they would show is not trusted.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        for certificate in CertificateDer::pem_slice_iter(certificates.unwrap_or_default()) {
            roots.add(certificate?)?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), wait })
    }

    /// Sends `body` to `url`, signed; the receiver has taken it when this succeeds. The
    /// same `id` names the same message, however often it is sent.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn call(
        &self,
        url: &Uri,
        keys: &[SigningKey],
        id: Uuid,
        now: Timestamp,
        body: Vec<u8>,
    ) -> Result<(), Failure> {
        let id = format!("msg_{}", id.simple());
        let seconds = now.as_second();
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        let host = url.authority().map_or("", |authority| authority.as_str());
        let request = Request::post(path)
            .header(HOST, host)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, "Tillbud")
            .header("webhook-signature", sign(keys, &id, seconds, &body))
            .header("webhook-timestamp", seconds)
            .header("webhook-id", id)
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| Failure::Unreadable)?;
        let status = timeout(self.wait, self.exchange(url, request)).await;
        match status.map_err(|_| Failure::Slow)?? {
            status if status.is_success() => Ok(()),
            // The receiver is gone and says so.
            StatusCode::GONE => Err(Failure::Refused(StatusCode::GONE.as_u16())),
            status => Err(Failure::Later(status.as_u16())),
        }
    }

    async fn exchange(
        &self,
        url: &Uri,
        request: Request<Full<Bytes>>,
    ) -> Result<StatusCode, Failure> {
        let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_secure = url.scheme_str() == Some("https");
        let port = url.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let stream = TcpStream::connect((host, port)).await.map_err(|_| Failure::Away)?;
        if !is_secure {
            return ask(stream, request).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Failure::Insecure)?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| Failure::Insecure)?;
        ask(stream, request).await
    }
}

/// Sends `request` and waits for the first line of the answer.
async fn ask<S>(stream: S, request: Request<Full<Bytes>>) -> Result<StatusCode, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let shaken = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(|_| Failure::Unreadable)?;
    // Ends with this function, whether an answer came or not.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let answer = sender.send_request(request).await;
    answer.map(|response| response.status()).map_err(|_| Failure::Unreadable)
}
