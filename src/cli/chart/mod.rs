//! `tillbud chart`: computes the statistics of one JSON file, for analysts and for anyone who
//! checks them against other tools.
//!
//! Reads and prints the schemas of the reference files: what is given in goes out again
//! beside what was computed. Must never read anything but that file.

mod cluster;
mod control;
mod disclosure;
mod effect;
mod expert;
mod input;
mod places;
#[cfg(test)]
mod references;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde_json::Value;
use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::ENGINE;

use input::Input;

/// Largest file that is read.
const FILE_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// Compute the statistics of a series in a JSON file, and print them as JSON.
///
/// The file says what to compute by its fields: `chart` with `numerator` (and
/// `denominator`) or `samples` for a control chart.
#[derive(Args)]
pub struct Chart {
    /// The file; `-` reads standard input
    file: PathBuf,
    /// Draw a control chart instead: HTML with SVG, sentences and a table, in this language
    #[arg(long, value_name = "sv|en", value_parser = language)]
    figure: Option<Lang>,
}

fn language(name: &str) -> Result<Lang, String> {
    Lang::from_stored(name).ok_or_else(|| "there are sv and en".to_owned())
}

/// What is printed, in the order in which it is read best.
type Fields = Vec<(&'static str, Value)>;

impl Chart {
    /// Reads, computes, prints.
    ///
    /// # Errors
    /// What is wrong with the file, and where in it.
    pub fn run(&self) -> anyhow::Result<()> {
        let text = self.read().with_context(|| format!("cannot read {}", self.file.display()))?;
        let printed = match self.figure {
            None => compute(&text)?,
            Some(lang) => figure(&text, lang)?,
        };
        io::stdout().write_all(printed.as_bytes())?;
        Ok(())
    }

    fn read(&self) -> anyhow::Result<String> {
        let mut text = String::new();
        let source: Box<dyn Read> = if self.file.as_os_str() == "-" {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(&self.file)?)
        };
        source.take(FILE_BYTES_MAX + 1).read_to_string(&mut text)?;
        let is_small = u64::try_from(text.len())? <= FILE_BYTES_MAX;
        anyhow::ensure!(is_small, "it is larger than {FILE_BYTES_MAX} bytes");
        Ok(text)
    }
}

/// The control chart of a file, drawn.
fn figure(text: &str, lang: Lang) -> anyhow::Result<String> {
    let value: Value = serde_json::from_str(text).context("this is not JSON")?;
    let Value::Object(fields) = &value else { anyhow::bail!("a JSON object is needed") };
    let input = Input::of(fields);
    control::figure(&input, input.text("chart")?, lang)
}

/// The JSON that answers the JSON that was given, one field a line.
fn compute(text: &str) -> anyhow::Result<String> {
    let value: Value = serde_json::from_str(text).context("this is not JSON")?;
    let Value::Object(fields) = &value else { anyhow::bail!("a JSON object is needed") };
    let input = Input::of(fields);
    let computed = if input.has("chart") {
        match input.text("chart")? {
            name @ ("cusum" | "ewma") => expert::cumulative(&input, name)?,
            name @ ("bernoulli_cusum" | "bchart") => expert::bernoulli(&input, name)?,
            name if name.starts_with("qcc_") => expert::phased(&input, name)?,
            name => control::chart(&input, name)?,
        }
    } else if input.has("before_points") {
        effect::effect(&input)?
    } else if input.has("counts_week_unit_category") {
        cluster::windows(&input)?
    } else if input.has("observed") {
        cluster::surveillance(&input)?
    } else if input.has("table") {
        disclosure::table(&input)?
    } else if input.has("row") {
        disclosure::row(&input)?
    } else {
        anyhow::bail!(
            "cannot tell what to compute: give `chart`, `before_points`, \
             `counts_week_unit_category`, `observed`, `table` or `row`"
        )
    };
    Ok(lines(&given(fields), &computed))
}

/// Fields that say what the series is; they are handed through.
fn given(fields: &serde_json::Map<String, Value>) -> Fields {
    ["schema", "id", "name", "source", "licence", "origin", "may_be_committed"]
        .into_iter()
        .filter_map(|name| Some((name, fields.get(name)?.clone())))
        .chain([("engine", Value::from(ENGINE))])
        .collect()
}

fn lines(given: &Fields, computed: &Fields) -> String {
    let lines: Vec<String> = given
        .iter()
        .chain(computed)
        .map(|(name, value)| format!("  {}: {value}", Value::from(*name)))
        .collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}
