//! `tillbud serve`: runs until Ctrl-C or SIGTERM, then stops everything cleanly.

use std::future::IntoFuture;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tillbud_events::Role;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::access::oidc::Provider;
use crate::clock::Clock;
use crate::config::{Config, Listen};
use crate::holding::HoldMinutes;
use crate::lists::Lists;
use crate::runtime::Runtime;
use crate::{App, policies, web};

/// Name of the file with the first coordinator's token, in the data folder.
pub const FIRST_TOKEN_FILE: &str = "coordinator.token";

/// How long requests may go on after the program was told to stop; a live stream of
/// events would never end by itself.
const GRACE: Duration = Duration::from_secs(3);

/// Run Tillbud: the report form, the desk, the API.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    listen: Listen,

    /// Hold what reporters send, sealed, and hand it over every N minutes of the hour in
    /// shuffled order, so that nobody can tell when it was written; urgent reports are
    /// not held, 0 holds none
    #[arg(long, env = "TILLBUD_HOLD_MINUTES", value_name = "N", default_value = "60")]
    hold_minutes: HoldMinutes,
}

impl Serve {
    /// Serves until told to stop.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let lists = Lists::load(config.units.as_deref())?;
        let runtime = Runtime::start(config, Clock::system(), lists, self.hold_minutes).await?;
        let served = serve(&runtime.app, config, &self.listen).await;
        runtime.stop().await;
        served
    }
}

/// Makes the first token, announces the address and serves until told to stop.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(app: &App, config: &Config, listen: &Listen) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; is another program there? Choose with --listen",
            listen.listen
        )
    })?;
    let address = listener.local_addr()?;
    let token = first_token(app, config).await?;
    policies::measures::complete(app).await;
    println!("Tillbud is listening on http://{address}");
    println!("  report:   http://{address}/");
    println!("  sign in:  http://{address}/signin with {token}");
    if !app.accounts.are_any().await? && app.provider.is_none() {
        let data = config.data.display();
        println!("  accounts: tillbud account create NAME --role administrator --data {data}");
    }
    if let Some(provider) = app.provider.clone() {
        tokio::spawn(async move { tell_of_mistakes(&provider).await });
    }
    // Both signals are caught before the first request is answered.
    let stopped = stopped()?;
    let (announce, mut announced) = watch::channel(false);
    let ending = app.ending.clone();
    let begin_stopping = async move {
        stopped.await;
        ending.begin();
        announce.send_replace(true);
    };
    let overdue = async {
        // An error means that the server has ended already, so this branch is not needed.
        let _ = announced.wait_for(|is_stopping| *is_stopping).await;
        app.clock.pause(GRACE).await;
    };
    let router = web::router(app.clone());
    tokio::select! {
        served = axum::serve(listener, router).with_graceful_shutdown(begin_stopping).into_future() => served?,
        () = overdue => tracing::info!("some connections were still open"),
    }
    Ok(())
}

/// Asks the sign-in service what it says of itself, before somebody needs it.
async fn tell_of_mistakes(provider: &Provider) {
    if let Err(error) = provider.check().await {
        let error = anyhow::Error::new(error);
        tracing::warn!(error = format!("{error:#}"), "nobody can sign in through the service now");
    }
}

/// Makes the first coordinator's token when no coordinator has one. Says how to sign in.
pub(super) async fn first_token(app: &App, config: &Config) -> anyhow::Result<String> {
    let file = config.data.join(FIRST_TOKEN_FILE);
    let mut tokens = app.access.tokens().await?.into_iter();
    if !tokens.any(|token| token.role == Role::Coordinator) {
        let token = app.access.create_token(Role::Coordinator).await?;
        write_private(&file, &format!("{token}\n"))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    // The file may be from a token that was revoked since.
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let is_valid = app.access.token_holder(kept.trim()).await?.is_some();
    Ok(if is_valid {
        format!("the token in {}", file.display())
    } else {
        "a token of `tillbud token create --role coordinator`".to_owned()
    })
}

fn write_private(file: &std::path::Path, content: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    // Made anew, so that the mode holds whatever was there before.
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut opened =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    opened.write_all(content.as_bytes())
}

/// Waits until the program is told to stop.
///
/// # Errors
/// When signals cannot be caught.
pub(super) fn stopped() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        tracing::info!("stopping");
    })
}
