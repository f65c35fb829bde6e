//! `tillbud demo`: a made-up municipality with two years of reports, and then as
//! `tillbud serve`.
//!
//! A plan of the two years follows from a seed ([`plan`]) and is carried out through
//! the same write path as every request ([`play`]); a marker in the data folder
//! ([`marker`]) says what was planned. Must never add anything to a log that it did
//! not fill itself.

mod calendar;
mod content;
mod draw;
mod headcount;
mod marker;
mod plan;
mod play;

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use jiff::civil::Date;
use tillbud_events::Position;

use self::calendar::Calendar;
use self::content::Content;
use self::marker::Marker;
use self::plan::{Plan, Setting};
use super::serve::{FIRST_TOKEN_FILE, first_token, serve};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::clock::Clock;
use crate::config::{Config, Listen};
use crate::holding::HoldMinutes;
use crate::lists::Lists;
use crate::policies::early;
use crate::runtime::Runtime;

/// The hour of the last day at which the two years end, when that day was given.
const LAST_HOUR: i64 = 16;
/// Longest that the read models may take to follow the whole fill.
const READ_MODELS_WAIT: Duration = Duration::from_secs(120);

/// Run Tillbud with a made-up municipality and two years of reports.
///
/// The first start fills the data folder; later ones serve what is there.
#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    listen: Listen,

    /// Hold what reporters send for at most N minutes, as `serve` does
    #[arg(long, env = "TILLBUD_HOLD_MINUTES", value_name = "N", default_value = "0")]
    hold_minutes: HoldMinutes,

    /// How many reports come in the two years
    #[arg(long, value_name = "N", default_value_t = 650,
        value_parser = clap::value_parser!(u32).range(20..=2_000))]
    reports: u32,

    /// What is left to chance follows from this number
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Last day of the two years; with the same seed, gives the same ids and texts
    /// on every computer [default: they end now]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,

    /// Only fill the data folder
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    /// Fills the data folder if it is empty, and serves until told to stop.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let content = Content::read()?;
        let lists = Lists { units: content.municipality.entries(), ..Lists::load(None)? };
        // Nobody is told of what is made up.
        let config = &Config { notifications: None, ..config.clone() };
        let runtime = Runtime::start(config, Clock::system(), lists, self.hold_minutes).await?;
        let shown = self.show(&runtime.app, config, &content).await;
        runtime.stop().await;
        shown
    }

    async fn show(&self, app: &App, config: &Config, content: &Content) -> anyhow::Result<()> {
        let setting = self.fill(app, config, content).await?;
        if self.no_serve {
            return Ok(());
        }
        // The program looks by itself after some minutes; a newcomer does not wait so long.
        early::look(app, &mut early::Looked::default()).await?;
        first_token(app, config).await?;
        announce(config, content, setting);
        serve(app, config, &self.listen).await
    }

    /// Sees to it that the log holds the two years, and says what they follow from.
    async fn fill(&self, app: &App, config: &Config, content: &Content) -> anyhow::Result<Setting> {
        let is_empty = app.store.tip().await? == Position::default();
        let marker = match Marker::read(&config.data)? {
            Some(marker) if !is_empty => marker,
            Some(_) | None => {
                ensure!(
                    is_empty,
                    "{} holds data that the demo did not make; choose another folder with --data",
                    config.data.display()
                );
                let marker = Marker { setting: self.setting(&app.clock)?, is_complete: false };
                marker.write(&config.data)?;
                marker
            }
        };
        let setting = marker.setting;
        if marker.is_complete {
            return Ok(setting);
        }
        let began = Instant::now();
        headcount::record(app, setting, content).await?;
        let plan = Plan::make(setting, content);
        let last = play::play(app, plan).await.with_context(|| {
            format!(
                "the demo is not complete; start it again, or throw {} away first",
                config.data.display()
            )
        })?;
        ensure!(
            app.projector.caught_up_within(last, READ_MODELS_WAIT).await,
            "the read models did not follow; see the log above"
        );
        Marker { is_complete: true, ..marker }.write(&config.data)?;
        tracing::info!(
            seconds = began.elapsed().as_secs_f32(),
            events = last.0,
            "the demo is there"
        );
        Ok(setting)
    }

    /// What the plan follows from. Without `--until` the two years end at this hour,
    /// so that the trend reaches the present month; then another day gives other
    /// dates, and other texts where chance depends on them.
    fn setting(&self, clock: &Clock) -> anyhow::Result<Setting> {
        let calendar = Calendar::new();
        let now = clock.now();
        let end = self.until.map_or(now, |day| calendar.moment(day, LAST_HOUR, 0));
        ensure!(calendar.day(end) <= clock.today(), "--until lies in the future");
        Ok(Setting { seed: self.seed, reports: self.reports as usize, end })
    }
}

/// What a newcomer needs to look around. The token and the receipt are shown here
/// alone: they protect nothing but made-up data.
fn announce(config: &Config, content: &Content, setting: Setting) {
    println!(
        "{} is made up, and so is everything that is reported there.",
        content.municipality.name
    );
    if let Ok(token) = std::fs::read_to_string(config.data.join(FIRST_TOKEN_FILE)) {
        println!("  token:    {} (to sign in as a coordinator)", token.trim());
    }
    if let Some(act) = Plan::make(setting, content).example() {
        let receipt = ReceiptCode::from_random(act.secret("receipt"));
        println!("  receipt:  {receipt} (to see at /receipt what a reporter sees)");
    }
    println!("  Stop with Ctrl-C. Throw {} away to begin anew.", config.data.display());
}
