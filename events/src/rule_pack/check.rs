//! Whether packs can be used, and what to change when not.
//!
//! Must never accept a pack that a deadline could be missed by: each stage counts from
//! something that comes before it.

use super::{CountsFrom, RulePack, RulePacks, Words};
use crate::vocabulary::{Code, CodeError, Level, Regime};

/// Most stages of one pack.
pub const STAGES: usize = 12;
/// Most groups of signs that propose one law.
pub const PROPOSALS: usize = 20;
/// Longest name, note or title in a pack, in characters.
pub const WORDS_CHARACTERS: usize = 500;

/// The packs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Not JSON of this shape.
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    /// There is none.
    #[error("holds no rule pack")]
    Empty,
    /// Two packs for one law.
    #[error("holds two rule packs for {0}; keep one")]
    Twice(Regime),
    /// One pack cannot be used.
    #[error("the pack for {regime}: {problem}")]
    Pack {
        /// Which.
        regime: Regime,
        /// What to change.
        problem: String,
    },
}

impl RulePacks {
    pub(super) fn check(&self) -> Result<(), PackError> {
        if self.0.is_empty() {
            return Err(PackError::Empty);
        }
        for (at, pack) in self.0.iter().enumerate() {
            if self.0.iter().take(at).any(|earlier| earlier.regime == pack.regime) {
                return Err(PackError::Twice(pack.regime));
            }
            if let Some(problem) = pack.problem() {
                return Err(PackError::Pack { regime: pack.regime, problem });
            }
        }
        Ok(())
    }
}

impl RulePack {
    fn problem(&self) -> Option<String> {
        if self.sources.is_empty() {
            return Some("name at least one source".to_owned());
        }
        if !(1..=STAGES).contains(&self.stages.len()) {
            return Some(format!("needs 1 to {STAGES} stages"));
        }
        if self.propose_when.len() > PROPOSALS {
            return Some(format!("has more than {PROPOSALS} entries in propose_when"));
        }
        let codes = self.stages.iter().map(|stage| &stage.code);
        if let Some(code) =
            codes.chain([&self.version]).find(|code| Code::parse(code.as_str()).is_err())
        {
            return Some(format!("{:?} {CodeError}", code.as_str()));
        }
        let classes = self.propose_when.iter().filter_map(|signs| signs.asset);
        if classes.flat_map(|it| [it.k, it.r, it.t]).any(|class| Level::parse(class).is_err()) {
            return Some("classes of an asset are 0, 1, 2 or 3".to_owned());
        }
        let urls = self.sources.iter().map(|source| &source.url);
        if let Some(url) = urls.chain([&self.recipient.url]).find(|url| !is_address(url)) {
            return Some(format!("{url:?} is not an address that begins with https://"));
        }
        self.problem_of_words().or_else(|| self.problem_of_stages())
    }

    fn problem_of_words(&self) -> Option<String> {
        let both = |words: &Words| [words.sv.clone(), words.en.clone()];
        let mut all = vec![self.recipient.sv.clone(), self.recipient.en.clone()];
        all.extend(both(&self.law));
        all.extend(self.sources.iter().map(|source| source.title.clone()));
        all.extend(
            self.to_be_confirmed.iter().flat_map(|it| [both(&it.what), both(&it.whose)]).flatten(),
        );
        all.extend(self.stages.iter().flat_map(|stage| both(&stage.name)));
        all.extend(self.stages.iter().filter_map(|stage| stage.note.as_ref()).flat_map(both));
        let unfit =
            |words: &String| words.trim().is_empty() || words.chars().count() > WORDS_CHARACTERS;
        all.iter().any(unfit).then(|| {
            format!("each name, title and note needs 1 to {WORDS_CHARACTERS} characters in both languages")
        })
    }

    fn problem_of_stages(&self) -> Option<String> {
        for (at, stage) in self.stages.iter().enumerate() {
            let earlier = self.stages.get(..at).unwrap_or_default();
            let code = stage.code.as_str();
            if earlier.iter().any(|before| before.code == stage.code) {
                return Some(format!("has two stages {code:?}"));
            }
            if stage.within.is_some_and(|within| !within.is_sound()) {
                return Some(format!("stage {code:?} gives no time, or more than a law would"));
            }
            if let CountsFrom::Stage(from) = &stage.counts_from {
                let is_timed = |before: &&super::Stage| before.within.is_some();
                if !earlier.iter().filter(is_timed).any(|before| before.code == *from) {
                    return Some(format!(
                        "stage {code:?} counts from {:?}, which has to be an earlier stage with a time of its own",
                        from.as_str()
                    ));
                }
            }
        }
        None
    }
}

fn is_address(url: &str) -> bool {
    url.starts_with("https://")
        && url.chars().all(|c| c.is_ascii_graphic())
        && url.len() <= WORDS_CHARACTERS
}
