//! `tillbud import`: takes over reports of another register from JSON Lines.
//!
//! Reads and writes a chunk at a time, so that memory does not grow with the file.
//! Must never stop for a bad record, and never write what a record says to a
//! terminal or a log.

mod importer;
mod lines;
mod members;
mod record;

use std::path::{Path, PathBuf};

use clap::Args;
use tokio::task::block_in_place;

use self::importer::{Chunk, Importer, Tally};
use self::lines::{Line, Lines, STANDARD_INPUT};
use self::record::{Record, Refusal};
use super::progress::Progress;
use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::Log;

const HELP: &str = "\
Each line is a JSON object; dataset and source_id are required, all else may be absent or null:

  dataset, source_id            name of the register, and the record's id there
  narrative, title              what happened, and its heading
  action_taken, extra_text      what was done; further texts: [{\"text\":…}]
  near_miss                     true or false
  occurred_at, occurred_end, reported_at
                                YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm, local time;
                                what nobody knows is not made up
  occurred_precision            unknown, year, month, day or minute
  tz, unit, lang                time zone, organisation or unit, language
  category, contributing_factors
                                lists of short names; a factor longer than that is kept as a text

Other fields are not kept: above all not actor, which tells of persons' roles.

A record that cannot be taken over is named on standard error, by file, line and reason, and
the others are imported. A record that is there already is skipped: the same file can be
imported again, also after the program was stopped in the middle. `tillbud serve` may run.

Exit code: 0 when every file was read to its end, even if records were refused; 1 otherwise.

Example:
  tillbud import vcdb.jsonl.gz hhs.jsonl
  zcat old/*.gz | tillbud import - --json";

/// Take over reports of another register.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Import {
    /// JSON Lines, plain or gzip (known by the content); - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Print {"imported":…,"skipped":…,"refused":…} on standard output, and nothing else
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Imports all files, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// When a file cannot be read to its end, or the log cannot be reached.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let clock = Clock::system();
        let log = Log::open(config, &clock).await?;
        let mut work =
            Work { importer: Importer::new(&log, clock), progress: Progress::new("import", None) };
        let done = work.import(&self.files).await;
        let tally = work.importer.tally;
        work.progress.finish(tally.total());
        println!("{}", self.summary(tally));
        log.close().await;
        done
    }

    fn summary(&self, Tally { imported, skipped, refused }: Tally) -> String {
        if self.json {
            format!(r#"{{"imported":{imported},"skipped":{skipped},"refused":{refused}}}"#)
        } else {
            format!("imported {imported}, skipped {skipped} (already there), refused {refused}")
        }
    }
}

struct Work<'l> {
    importer: Importer<'l>,
    progress: Progress,
}

impl Work<'_> {
    /// A file that cannot be read does not keep the next one from being imported.
    async fn import(&mut self, files: &[PathBuf]) -> anyhow::Result<()> {
        let mut unread = 0;
        for file in files {
            match block_in_place(|| Lines::open(file)) {
                Ok(lines) => unread += usize::from(!self.import_lines(file, lines).await?),
                Err(error) => {
                    self.say(file, &format!("cannot be opened: {error}"));
                    unread += 1;
                }
            }
        }
        anyhow::ensure!(unread == 0, "{unread} of {} files could not be read", files.len());
        Ok(())
    }

    /// Imports what can be read; says whether that was all of it.
    async fn import_lines(&mut self, file: &Path, mut lines: Lines) -> anyhow::Result<bool> {
        loop {
            let mut chunk = Chunk::default();
            let read = block_in_place(|| self.read(file, &mut lines, &mut chunk));
            for (line, refusal) in self.importer.take(chunk).await? {
                self.say_refused(file, line, &refusal);
            }
            self.progress.at(self.importer.tally.total());
            match read {
                Ok(More::Yes) => {}
                Ok(More::No) => return Ok(true),
                Err(error) => {
                    self.say(file, &format!("cannot be read further: {error}"));
                    return Ok(false);
                }
            }
        }
    }

    /// Fills `chunk`; what it holds counts, also when an error follows.
    fn read(&mut self, file: &Path, lines: &mut Lines, chunk: &mut Chunk) -> std::io::Result<More> {
        while !chunk.is_full() {
            let Some((number, line)) = lines.next()? else { return Ok(More::No) };
            let record = match line {
                Line::Whole(line) if line.trim_ascii().is_empty() => continue,
                Line::Whole(line) => Record::parse(line).map(|record| (record, line.len())),
                Line::TooLong => Err(Refusal::LineTooLong),
            };
            match record {
                Ok((record, bytes)) => chunk.push(number, record, bytes),
                Err(refusal) => {
                    self.importer.tally.refused += 1;
                    self.say_refused(file, number, &refusal);
                }
            }
        }
        Ok(More::Yes)
    }

    fn say_refused(&self, file: &Path, line: u64, refusal: &Refusal) {
        self.say(file, &format!("line {line}: {refusal}"));
    }

    fn say(&self, file: &Path, what: &str) {
        let name = if file == Path::new(STANDARD_INPUT) {
            "standard input".into()
        } else {
            file.to_string_lossy()
        };
        self.progress.say(&format!("{name}: {what}"));
    }
}

/// Whether a file may hold more lines.
enum More {
    Yes,
    No,
}
