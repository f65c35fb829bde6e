//! `tillbud trends`: the chart of a measure as it was known at the end of a day.
//!
//! The log up to then is applied to read models that are thrown away, so what came later has
//! no part in it. Must never write anything but to a folder of its own, which
//! it removes.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};
use tillbud_events::Position;
use tillbud_events::signal::Scope;
use tillbud_events::vocabulary::Label;
use tillbud_projections::trend::chart::{Chart, Point, draw};
use tillbud_projections::trend::explain::explain;
use tillbud_projections::trend::news;
use tillbud_projections::{Applied, Db, ReadModels, Target};

use crate::clock::{Clock, end_of};
use crate::config::Config;
use crate::policies::early::{Over, REPORTS, Watched, one};
use crate::projector::BATCH_EVENTS;
use crate::runtime::Log;
use crate::store::EventStore;

/// Print the chart of a measure as it was known at the end of a day, as JSON.
///
/// The months are those that were over on that day. The same day gives the same answer
/// whatever was reported, sorted or corrected since.
#[derive(Args)]
pub struct Trends {
    /// The key of the measure
    #[arg(long, value_name = "KEY", default_value = REPORTS)]
    measure: String,
    /// Only of this unit, by its code
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// Only of this category, by its code
    #[arg(long, value_name = "CODE")]
    category: Option<String>,
    /// The day, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    known_at: Option<Date>,
}

impl Trends {
    /// Replays the log and prints the chart, also while `tillbud serve` runs.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let asked = Asked {
            measure: self.measure,
            scope: Scope {
                unit: self.unit.as_deref().map(Label::parse).transpose()?,
                category: self.category.as_deref().map(Label::parse).transpose()?,
            },
            day: self.known_at,
        };
        let clock = Clock::system();
        let log = Log::open_existing(config, &clock).await?;
        let folder = config.data.join(format!("known-at-{}", clock.random_id()));
        let printed = known_at(&log.store, &folder, &asked, clock.today()).await;
        log.close().await;
        println!("{:#}", printed?);
        Ok(())
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The key of the measure.
    pub measure: String,
    /// Of which part of the organisation.
    pub scope: Scope,
    /// Known at the end of which day; of the present one when absent.
    pub day: Option<Date>,
}

/// The chart that is asked for, as it was known at the end of that day. Read models are made
/// in `folder`, which must not exist, and removed again.
///
/// # Errors
/// When the log cannot be read or applied, or nothing was reported yet.
pub async fn known_at(
    store: &EventStore,
    folder: &Path,
    asked: &Asked,
    today: Date,
) -> anyhow::Result<Value> {
    // Words are in clear in the read models: nobody else may look in here.
    let made = DirBuilder::new().mode(0o700).create(folder);
    made.with_context(|| format!("the folder {} cannot be created", folder.display()))?;
    let printed = within(store, folder, asked, asked.day.unwrap_or(today)).await;
    std::fs::remove_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be removed", folder.display()))?;
    printed
}

async fn within(
    store: &EventStore,
    folder: &Path,
    asked: &Asked,
    day: Date,
) -> anyhow::Result<Value> {
    let models = ReadModels::open(&Target::in_folder(folder)).await?;
    let found = async {
        let position = replay(store, &models, day).await?;
        let (watched, chart) = of(models.db(), asked, day).await?;
        Ok(printed(&watched, &chart, day, position))
    };
    let found = found.await;
    models.close().await;
    found
}

/// Applies the log up to the first event of a later day: where it lies never changes, whatever
/// is appended behind it.
async fn replay(store: &EventStore, models: &ReadModels, day: Date) -> anyhow::Result<Position> {
    let (tip, end) = (store.tip().await?, end_of(day));
    let mut at = Position::default();
    if tip == at {
        return Ok(at);
    }
    let mut follower = store.follow(at).await?;
    while at < tip {
        let batch = follower.next_batch(BATCH_EVENTS).await?;
        let known = batch.iter().take_while(|it| it.meta.at < end).count();
        let known = batch.get(..known).unwrap_or(&batch);
        if known.is_empty() {
            break;
        }
        match models.apply(at, known).await? {
            Applied::Advanced(position) => at = position,
            Applied::Moved(_) => anyhow::bail!("something else writes to temporary read models"),
        }
        if known.len() < batch.len() {
            break;
        }
    }
    Ok(at)
}

async fn of(db: &Db, asked: &Asked, day: Date) -> anyhow::Result<(Watched, Chart)> {
    let next = day.tomorrow()?;
    let over = Over::with(day);
    let watched = one(db, &asked.measure, asked.scope.clone(), over, next).await?;
    let watched = watched.with_context(|| {
        format!("there was no measure {:?} by then, or nothing of it", asked.measure)
    })?;
    let chart = draw(&watched.series, &watched.design)?;
    Ok((watched, chart))
}

fn printed(watched: &Watched, chart: &Chart, day: Date, position: Position) -> Value {
    let of = |value: fn(&Point) -> Option<f64>| -> Vec<Option<f64>> {
        chart.points.iter().map(value).collect()
    };
    let name = |label: &Option<Label>| label.as_ref().map(|label| label.as_str().to_owned());
    let period = |at: usize| watched.periods.get(at).cloned();
    let news: Vec<Value> = news::read(chart, watched.design.kind)
        .into_iter()
        .map(|it| json!({ "rule": it.rule, "side": it.side, "from": period(it.from) }))
        .collect();
    let sentences: Vec<&str> = explain(chart).iter().map(|sentence| sentence.name).collect();
    json!({
        "measure": watched.measure.as_str(),
        "unit": name(&watched.scope.unit),
        "category": name(&watched.scope.category),
        "known_at": day.to_string(),
        "position": position.0,
        "chart": watched.design.kind.as_str(),
        "x": watched.periods,
        "numerator": watched.series.numerator,
        "denominator": watched.series.denominator,
        "value": of(|point| point.value),
        "centre": of(|point| point.centre),
        "lcl": of(|point| point.limits.map(|limits| limits.lower)),
        "ucl": of(|point| point.limits.map(|limits| limits.upper)),
        "status": chart.status,
        "sentences": sentences,
        "signals": news,
        "engine": chart.provenance.engine,
        "profile": chart.provenance.profile,
        "input_sha256": chart.provenance.input_sha256,
    })
}
