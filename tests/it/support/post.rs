//! Where messages arrive: a mail server of Node.js, and a receiver of webhooks.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::held::PATIENCE;

/// Says what is missing for a test; where nothing may be skipped, that is a failure.
fn skipped(what: &str) {
    let how = "run tools/get-test-tools.sh";
    assert!(std::env::var_os("TILLBUD_NOTHING_SKIPPED").is_none(), "no {what}: {how}");
    eprintln!("SKIPPED: no {what}: {how}");
}

/// A certificate for this machine that nobody trusts by itself.
pub struct Certificate {
    folder: TempDir,
}

impl Certificate {
    /// A new one; none, said visibly, where there is no openssl.
    pub fn make() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .args(["-nodes", "-days", "2", "-subj", "/CN=Tillbud test"])
            .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-keyout", "key.pem", "-out", "cert.pem"])
            .current_dir(folder.path())
            .output();
        match made {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(output.status.success(), "{said}");
                Some(Self { folder })
            }
            Err(_) => {
                skipped("openssl");
                None
            }
        }
    }

    /// The file to trust.
    pub fn file(&self) -> String {
        self.folder.path().join("cert.pem").display().to_string()
    }

    fn pem(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }
}

/// A mail as it arrived, decoded.
#[derive(Debug, Deserialize)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub secure: bool,
    pub user: Option<String>,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// A mail server; ends when dropped.
pub struct MailServer {
    pub port: u16,
    child: Child,
    mails: mpsc::UnboundedReceiver<String>,
}

impl MailServer {
    /// Without encryption or login.
    pub async fn start() -> Option<Self> {
        Self::start_with(json!({})).await
    }

    /// Behind STARTTLS (or TLS from the start) and a login.
    pub async fn start_secure(certificate: &Certificate, security: &str) -> Option<Self> {
        let (key, cert) = (certificate.pem("key.pem"), certificate.pem("cert.pem"));
        let login = json!({ "user": "tillbud", "password": "hemligt" });
        let mut options = json!({ "security": security, "key": key, "cert": cert });
        options.as_object_mut().unwrap().extend(login.as_object().unwrap().clone());
        Self::start_with(options).await
    }

    async fn start_with(options: Value) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
        if !folder.join("node_modules/smtp-server").exists() {
            skipped("smtp-server in tests/browser");
            return None;
        }
        let started = Command::new("node")
            .args(["smtp.mjs", &options.to_string()])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut child) = started else {
            skipped("Node.js");
            return None;
        };
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (say, mut mails) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            // Nobody listens any more once the test has ended.
            lines.map_while(Result::ok).try_for_each(|line| say.send(line)).ok();
        });
        let first =
            timeout(PATIENCE, mails.recv()).await.unwrap().expect("the mail server started");
        let first: Value = serde_json::from_str(&first).unwrap();
        let port = u16::try_from(first["port"].as_u64().unwrap()).unwrap();
        Some(Self { port, child, mails })
    }

    /// The next mail.
    pub async fn next(&mut self) -> Mail {
        let line = timeout(PATIENCE, self.mails.recv()).await.expect("a mail comes").unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Whether a mail has come that nobody has looked at.
    pub fn is_empty(&self) -> bool {
        self.mails.is_empty()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A call of a webhook.
#[derive(Clone, Debug)]
pub struct Call {
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }
}

/// Receives webhooks; answers 204, or what it was told to answer next. Ends when dropped.
pub struct Receiver {
    pub port: u16,
    pub answers: Arc<Mutex<VecDeque<u16>>>,
    calls: mpsc::UnboundedReceiver<Call>,
    _tasks: JoinSet<()>,
}

impl Receiver {
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    pub async fn start_secure(certificate: &Certificate) -> Self {
        let key = PrivateKeyDer::from_pem_slice(certificate.pem("key.pem").as_bytes()).unwrap();
        let cert = CertificateDer::from_pem_slice(certificate.pem("cert.pem").as_bytes()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert], key)
            .unwrap();
        Self::start_with(Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn start_with(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answers: Arc<Mutex<VecDeque<u16>>> = Arc::default();
        let (say, calls) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        let given = answers.clone();
        tasks.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                accept(stream, tls.as_ref(), &say, &given).await;
            }
        });
        Self { port, answers, calls, _tasks: tasks }
    }

    /// The next call.
    pub async fn next(&mut self) -> Call {
        timeout(PATIENCE, self.calls.recv()).await.expect("a webhook is called").unwrap()
    }

    /// Every call that has come and that nobody has looked at.
    pub fn so_far(&mut self) -> Vec<Call> {
        std::iter::from_fn(|| self.calls.try_recv().ok()).collect()
    }
}

async fn accept(
    stream: TcpStream,
    tls: Option<&TlsAcceptor>,
    say: &mpsc::UnboundedSender<Call>,
    answers: &Mutex<VecDeque<u16>>,
) {
    // A caller that goes away is no call.
    match tls {
        None => drop(answer(stream, say, answers).await),
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                drop(answer(stream, say, answers).await);
            }
        }
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    say: &mpsc::UnboundedSender<Call>,
    answers: &Mutex<VecDeque<u16>>,
) -> std::io::Result<()> {
    let mut read = Vec::new();
    loop {
        if let Some(call) = parse(&read) {
            let status = answers.lock().unwrap().pop_front().unwrap_or(204);
            say.send(call).ok();
            let head = format!("HTTP/1.1 {status} Said\r\nlocation: /elsewhere\r\n");
            let rest = if status == 204 { "\r\n" } else { "content-length: 0\r\n\r\n" };
            stream.write_all(format!("{head}{rest}").as_bytes()).await?;
            return stream.shutdown().await;
        }
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
    }
}

/// The call, once it is there whole.
fn parse(read: &[u8]) -> Option<Call> {
    let end = read.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(read[..end].to_vec()).unwrap();
    let headers: BTreeMap<_, _> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let body = &read[end + 4..];
    let length: usize = headers["content-length"].parse().unwrap();
    (body.len() >= length).then(|| Call { headers, body: body.to_vec() })
}
