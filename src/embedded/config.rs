//! The server's configuration, its passwords, and what it may be asked to do.
//!
//! The program's own user can append and read, and erase keys, files and what is held;
//! it can neither change nor delete the log. Must never listen anywhere but on loopback.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::sealing::random;
use crate::store::{ConnectOptions, Credentials, INBOX_PREFIX, MESSAGE_BYTES, Secret};

/// Largest size of the server's own log file before it begins a new one, in bytes.
const LOG_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// Where everything stands in a data directory.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pub(super) data: PathBuf,
    pub(super) lock: PathBuf,
    pub(super) directory: PathBuf,
    pub(super) server_lock: PathBuf,
    pub(super) config: PathBuf,
    pub(super) log: PathBuf,
    pub(super) pid: PathBuf,
    store: PathBuf,
    connection: PathBuf,
}

impl Files {
    pub(super) fn new(data: &Path) -> Self {
        let directory = data.join("nats");
        Self {
            data: data.to_owned(),
            lock: data.join("lock"),
            server_lock: directory.join("lock"),
            config: directory.join("nats-server.conf"),
            log: directory.join("nats-server.log"),
            pid: directory.join("nats-server.pid"),
            store: directory.join("store"),
            connection: directory.join("connection.json"),
            directory,
        }
    }
}

/// What one run of the program uses: a port and passwords, kept over restarts of
/// the server so that clients find it again.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) files: Files,
    pub(super) port: u16,
    app: Secret,
    admin: Secret,
    may_create: bool,
}

/// How another program joins; a file that only its owner can read.
#[derive(Serialize, Deserialize)]
struct StoredConnection {
    url: String,
    user: String,
    password: String,
    admin_user: String,
    admin_password: String,
    may_create: bool,
}

const APP: &str = "tillbud";
const ADMIN: &str = "admin";

impl Settings {
    /// Chooses a free port and new passwords, and writes the configuration.
    pub(super) fn generate(files: Files) -> io::Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        // The log is the last of the streams to be made.
        let may_create = !files.store.join("jetstream/$G/streams/TILLBUD").exists();
        let settings = Self { files, port, app: password(), admin: password(), may_create };
        settings.remove_connection();
        write_private(&settings.files.config, &settings.text())?;
        Ok(settings)
    }

    pub(super) fn connect_options(&self) -> ConnectOptions {
        let user = |user: &str, password: &Secret| {
            Some(Credentials::User { user: user.to_owned(), password: password.clone() })
        };
        ConnectOptions {
            credentials: user(APP, &self.app),
            admin: user(ADMIN, &self.admin),
            may_create: self.may_create,
            ..ConnectOptions::new(self.url())
        }
    }

    /// Lets other programs join.
    pub(super) fn write_connection(&self) -> io::Result<()> {
        let stored = StoredConnection {
            url: self.url(),
            user: APP.to_owned(),
            password: self.app.0.clone(),
            admin_user: ADMIN.to_owned(),
            admin_password: self.admin.0.clone(),
            may_create: self.may_create,
        };
        write_private(&self.files.connection, &serde_json::to_string(&stored)?)
    }

    pub(super) fn remove_connection(&self) {
        // Not being there is as good as being removed.
        fs::remove_file(&self.files.connection).ok();
    }

    fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    fn text(&self) -> String {
        let quoted = |path: &Path| Value::from(path.to_string_lossy()).to_string();
        let publish: Vec<_> =
            app_may_publish().iter().map(|subject| format!("      {subject:?}")).collect();
        format!(
            r#"server_name: "tillbud"
listen: "127.0.0.1:{port}"
max_payload: {MESSAGE_BYTES}
pid_file: {pid}
log_file: {log}
logfile_size_limit: {LOG_BYTES_MAX}
jetstream {{
  store_dir: {store}
  domain: "tillbud"
  sync_interval: always
}}
authorization {{
  users = [
    {{ user: "{ADMIN}", password: "{admin}" }}
    {{ user: "{APP}", password: "{app}", permissions: {{
      publish: {{ allow: [
{publish}
      ] }}
      subscribe: {{ allow: ["{INBOX_PREFIX}.>"] }}
    }} }}
  ]
}}
"#,
            port = self.port,
            pid = quoted(&self.files.pid),
            log = quoted(&self.files.log),
            store = quoted(&self.files.store),
            admin = self.admin.0,
            app = self.app.0,
            publish = publish.join("\n"),
        )
    }
}

/// What the program's own user may publish. Not on the list, and so denied: creating,
/// changing, purging and deleting streams, and deleting events.
fn app_may_publish() -> Vec<String> {
    let mut allowed: Vec<String> =
        ["tillbud.*.*", "tillbud-keys.*", "tillbud-keys.*.*", "tillbud-held.*"]
            .map(str::to_owned)
            .to_vec();
    allowed.extend(["$KV.TILLBUD_ACCESS.>", "$O.TILLBUD_FILES.>"].map(str::to_owned));
    allowed.push("$KV.TILLBUD_OUTBOX.>".to_owned());
    let streams = ["TILLBUD", "TILLBUD_KEYS", "TILLBUD_HELD", "KV_TILLBUD_ACCESS"];
    for stream in streams.into_iter().chain(["OBJ_TILLBUD_FILES", "KV_TILLBUD_OUTBOX"]) {
        allowed.extend([
            format!("$JS.API.STREAM.INFO.{stream}"),
            format!("$JS.API.STREAM.MSG.GET.{stream}"),
            format!("$JS.API.DIRECT.GET.{stream}"),
            format!("$JS.API.DIRECT.GET.{stream}.>"),
            format!("$JS.API.CONSUMER.CREATE.{stream}"),
            format!("$JS.API.CONSUMER.CREATE.{stream}.>"),
            format!("$JS.API.CONSUMER.INFO.{stream}.*"),
            format!("$JS.API.CONSUMER.DELETE.{stream}.*"),
            format!("$JS.API.CONSUMER.MSG.NEXT.{stream}.*"),
            format!("$JS.ACK.{stream}.>"),
            format!("$JS.FC.{stream}.>"),
        ]);
    }
    for erasable in ["TILLBUD_KEYS", "TILLBUD_HELD", "OBJ_TILLBUD_FILES"] {
        allowed.push(format!("$JS.API.STREAM.MSG.DELETE.{erasable}"));
    }
    allowed
}

/// How to join the program that wrote the file, if it can be read.
pub(super) fn read_connection(files: &Files) -> Option<ConnectOptions> {
    let stored = fs::read(&files.connection).ok()?;
    let stored: StoredConnection = serde_json::from_slice(&stored).ok()?;
    let user = |user, password| Some(Credentials::User { user, password: Secret(password) });
    Some(ConnectOptions {
        credentials: user(stored.user, stored.password),
        admin: user(stored.admin_user, stored.admin_password),
        may_create: stored.may_create,
        ..ConnectOptions::new(stored.url)
    })
}

/// A letter first: the configuration reads what begins with a digit as a number.
fn password() -> Secret {
    Secret(format!("p{}", BASE64_URL_SAFE_NO_PAD.encode(random::bytes::<32>())))
}

/// Whole or not at all, and readable by its owner only.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    fs::rename(draft, path)
}
