//! Puts the parts together: server, log, keys, read models, projector; and takes them apart.
//!
//! Must never leave a child process or a half-applied batch behind when it stops.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use tillbud_events::rule_pack::RulePacks;
use tillbud_projections::{ReadModels, Target};
use tokio::task::JoinHandle;

use crate::access::oidc::{self, Provider};
use crate::access::{Access, Accounts, Follows, Grants};
use crate::attachments::{Attachments, Cleaner};
use crate::clock::Clock;
use crate::config::Config;
use crate::deidentify;
use crate::dispatch::Dispatch;
use crate::embedded::{self, Options, Server};
use crate::ending::Ending;
use crate::holding::{HoldMinutes, Holding, release, shelf::Shelf};
use crate::lists::Lists;
use crate::organisation::Organisation;
use crate::policies::eraser::Eraser;
use crate::policies::outbox::{self, Outbox};
use crate::policies::retention::Rules;
use crate::policies::{compactor, doorkeeper, early, reminder, retention};
use crate::pressure::Pressure;
use crate::projector::Projector;
use crate::sealing::{HoldingKey, Keyring, MasterKey};
use crate::store::{
    Bucket, ConnectOptions, Connection, Credentials, EventStore, Files, HeldStream,
};
use crate::{App, Secrets, rule_packs};

/// Name of the file with the master key.
pub(crate) const MASTER_KEY: &str = "master.key";
/// Name of the file that says that this data folder has seen a log.
pub(crate) const LOG_SEEN: &str = "log-seen";

/// The log with its keys, and the server that it runs on when that is ours.
pub struct Log {
    /// The log.
    pub store: EventStore,
    /// Data keys and receipts.
    pub keyring: Keyring,
    /// Tokens and sessions.
    pub access: Access,
    /// The people behind pseudonyms.
    pub accounts: Accounts,
    /// Who may act in which role.
    pub grants: Grants,
    /// What is not in the log yet.
    pub shelf: Shelf,
    /// Files that people attach, sealed.
    pub files: Files,
    /// What is to be told to whom.
    pub outbox: Bucket,
    /// Secrets that follow from the master key.
    pub secrets: Arc<Secrets>,
    server: Option<Server>,
}

/// Everything that runs.
pub struct Runtime {
    /// The handles that requests need.
    pub app: App,
    projector: Projector,
    policies: Vec<JoinHandle<()>>,
    server: Option<Server>,
}

/// What the files of the settings say, read before anything is started.
struct Read {
    lists: Lists,
    organisation: Organisation,
    rule_packs: RulePacks,
    sign_in: Option<oidc::Settings>,
    notifications: Option<outbox::Settings>,
}

impl Log {
    /// Opens the log: an external server when one is configured; else the one that a
    /// running Tillbud has on the same data folder; else starts an own one.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn open(config: &Config, clock: &Clock) -> anyhow::Result<Self> {
        // Words are in clear in the read models: nobody else may look in here.
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&config.data);
        made.with_context(|| {
            format!("the data folder {} cannot be created", config.data.display())
        })?;
        let (options, server) = connect_options(config).await?;
        let opened = Self::on(&options, config, clock).await;
        match opened {
            Ok(log) => Ok(Self { server, ..log }),
            Err(error) => {
                if let Some(server) = server {
                    server.stop().await;
                }
                Err(error)
            }
        }
    }

    /// Opens the log for a command that only reads what is there: a mistyped folder
    /// must not become a new, empty log.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn open_existing(config: &Config, clock: &Clock) -> anyhow::Result<Self> {
        let is_there = !config.is_embedded() || config.data.join(LOG_SEEN).exists();
        let folder = config.data.display();
        anyhow::ensure!(is_there, "there is no log in {folder}; choose its folder with --data");
        Self::open(config, clock).await
    }

    async fn on(options: &ConnectOptions, config: &Config, clock: &Clock) -> anyhow::Result<Self> {
        let master = master_key(&config.data)?;
        let connection = Connection::connect(options).await?;
        let keyring = Keyring::open(&connection, &master).await?;
        let store = EventStore::open(&connection, keyring.clone()).await?;
        std::fs::write(config.data.join(LOG_SEEN), "The log was opened from this folder.\n")?;
        let bucket = Bucket::open(&connection).await?;
        let access = Access::new(bucket.clone(), clock.clone());
        let shelf = Shelf::new(HeldStream::open(&connection).await?, HoldingKey::of(&master));
        let files = Files::open(&connection).await?;
        let outbox = Bucket::open_outbox(&connection).await?;
        let secrets = Arc::new(Secrets::of(&master));
        let accounts = Accounts::new(bucket, keyring.clone(), secrets.account, clock.clone());
        let grants = Grants::new(Dispatch::new(store.clone()), secrets.grant, clock.clone());
        let server = None;
        Ok(Self { store, keyring, access, accounts, grants, shelf, files, outbox, secrets, server })
    }

    /// Whether this program started the server itself.
    #[must_use]
    pub fn has_own_server(&self) -> bool {
        self.server.is_some()
    }

    /// Lets go of the log; an own server is stopped cleanly.
    pub async fn close(self) {
        self.keyring.close().await;
        self.store.close().await;
        if let Some(server) = self.server {
            server.stop().await;
        }
    }
}

impl Runtime {
    /// Starts everything; what reporters send is released every `hold` minutes.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn start(
        config: &Config,
        clock: Clock,
        lists: Lists,
        hold: HoldMinutes,
    ) -> anyhow::Result<Self> {
        let rules = Rules::load(config.retention.as_deref())?;
        let read = Read {
            lists,
            organisation: Organisation::load(config.organisation.as_deref())?,
            rule_packs: rule_packs::load(config.rule_packs.as_deref())?,
            sign_in: oidc::Settings::load(config.oidc.as_deref())?,
            notifications: outbox::Settings::load(config.notifications.as_deref())?,
        };
        let log = Log::open(config, &clock).await?;
        if config.is_embedded() && !log.has_own_server() {
            log.close().await;
            anyhow::bail!(
                "another Tillbud is running on {}; stop it, or choose another folder with --data",
                config.data.display()
            );
        }
        match Self::above(&log, config, clock, read, hold).await {
            Ok((app, projector)) => {
                let policies = policies(&app, rules);
                Ok(Self { app, projector, policies, server: log.server })
            }
            Err(error) => {
                log.close().await;
                Err(error)
            }
        }
    }

    async fn above(
        log: &Log,
        config: &Config,
        clock: Clock,
        read: Read,
        hold: HoldMinutes,
    ) -> anyhow::Result<(App, Projector)> {
        let Read { lists, organisation, rule_packs, sign_in, notifications } = read;
        let outbox = notifications.map(|settings| Outbox::new(settings, log, &clock));
        let outbox = outbox.transpose().context("the settings of notifications cannot be used")?;
        let read_models = read_models(config).await?;
        let projector =
            Projector::start(log.store.clone(), read_models.clone(), clock.clone()).await?;
        let attachments = attachments(log, config, clock.clone()).await?;
        let pressure =
            Pressure::new(log.secrets.challenge, clock.clone(), config.reports_per_minute);
        let secret = log.secrets.account;
        let provider = match sign_in {
            Some(settings) => Some(Arc::new(Provider::new(settings, secret, clock.clone())?)),
            None => None,
        };
        let app = App {
            attachments,
            pressure: Arc::new(pressure),
            ending: Ending::default(),
            dispatch: Dispatch::new(log.store.clone()),
            follows: Follows::new(Dispatch::new(log.store.clone()), log.secrets.follow),
            holding: Holding::new(log.shelf.clone(), hold, clock.clone()),
            eraser: Eraser::new(log.store.clone(), log.keyring.clone(), log.files.clone()),
            store: log.store.clone(),
            keyring: log.keyring.clone(),
            access: log.access.clone(),
            accounts: log.accounts.clone(),
            grants: log.grants.clone(),
            provider,
            secrets: log.secrets.clone(),
            projector: projector.handle(),
            identity: Arc::new(deidentify::rules(&lists)),
            lists: Arc::new(lists),
            organisation: Arc::new(organisation),
            rule_packs: Arc::new(rule_packs),
            outbox,
            statistics: config.statistics(),
            frame_ancestors: config.frame_ancestors.clone(),
            read_models,
            clock,
        };
        Ok((app, projector))
    }

    /// Stops everything cleanly.
    pub async fn stop(self) {
        for policy in self.policies {
            policy.abort();
            // An aborted task answers with a cancellation, which is what was asked for.
            let _ = policy.await;
        }
        self.projector.stop().await;
        self.app.keyring.close().await;
        self.app.store.close().await;
        if let Some(server) = self.server {
            server.stop().await;
        }
    }
}

async fn attachments(log: &Log, config: &Config, clock: Clock) -> anyhow::Result<Attachments> {
    if let Some(scanner) = &config.clamd {
        let answered = scanner.ping().await;
        answered.context("the virus scanner of --clamd does not answer")?;
    }
    let cleaner = match &config.cleaner {
        Some(program) => Cleaner::new(program.clone()),
        None => Cleaner::of_this_program().context("this program does not find itself")?,
    };
    Ok(Attachments::new(cleaner, config.clamd.clone(), log.files.clone(), clock))
}

/// What happens by itself.
fn policies(app: &App, rules: Rules) -> Vec<JoinHandle<()>> {
    let App { store, read_models, projector, access, clock, .. } = app.clone();
    let mut policies = vec![
        app.eraser.start(clock.clone()),
        doorkeeper::start(access, clock.clone()),
        compactor::start(store, read_models, projector, clock),
        release::start(app.clone()),
        early::start(app.clone()),
    ];
    if let Some(outbox) = &app.outbox {
        policies.extend(outbox.start());
        policies.push(reminder::start(app.clone(), outbox.clone()));
    }
    if !rules.is_empty() {
        policies.push(retention::start(app.clone(), rules));
    }
    policies
}

/// Opens this program's read models.
///
/// # Errors
/// A sentence with the place and what is wrong.
pub async fn read_models(config: &Config) -> anyhow::Result<ReadModels> {
    let target = match &config.database_url {
        Some(url) => Target::parse(url)?,
        None => Target::in_folder(&config.data),
    };
    Ok(ReadModels::open(&target).await?)
}

async fn connect_options(config: &Config) -> anyhow::Result<(ConnectOptions, Option<Server>)> {
    if let Some(url) = &config.nats_url {
        // A server with a wrong encryption key looks empty; filling it would destroy the
        // log. So streams are created only when this data folder has never seen them.
        let may_create = !config.data.join(LOG_SEEN).exists();
        let credentials = config.nats_creds.clone().map(Credentials::File);
        let options = ConnectOptions { credentials, may_create, ..ConnectOptions::new(url) };
        tracing::info!("an external NATS server: give its JetStream `sync_interval: always`");
        return Ok((options, None));
    }
    if let Some(options) = embedded::join(&config.data) {
        return Ok((options, None));
    }
    let options = Options { data_dir: config.data.clone(), binary: config.nats_server.clone() };
    let server = Server::start(options).await?;
    Ok((server.connect_options(), Some(server)))
}

/// From the environment, else from the data folder, where the first start makes one.
fn master_key(data: &Path) -> anyhow::Result<MasterKey> {
    match MasterKey::from_environment()? {
        Some(master) => Ok(master),
        // A folder that has seen a log needs the key of that log, not a new one.
        None if data.join(LOG_SEEN).exists() => Ok(MasterKey::read(&data.join(MASTER_KEY))?),
        None => Ok(MasterKey::read_or_generate(&data.join(MASTER_KEY))?),
    }
}
