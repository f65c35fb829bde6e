//! The rule packs that notifications are counted by: the built-in ones, or a file.
//!
//! Checked when the program starts. Must never be changed while it runs: what was counted
//! tells the version that it was counted by.

use std::path::Path;

use tillbud_events::rule_pack::{PackError, RulePacks};

/// The rule packs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulePacksError {
    /// There is no such file, or it cannot be opened.
    #[error("the file of rule packs {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What was wrong.
        source: std::io::Error,
    },
    /// Something in it has to change.
    #[error("the file of rule packs {path} cannot be used: {source}")]
    Unusable {
        /// The file.
        path: String,
        /// What.
        source: PackError,
    },
}

/// The packs of a file, or the built-in ones without a file.
///
/// # Errors
/// [`RulePacksError`] with the file's name and what to change.
pub fn load(path: Option<&Path>) -> Result<RulePacks, RulePacksError> {
    let (shown, json) = match path {
        None => (
            "lists/rule-packs.json".to_owned(),
            include_str!("../lists/rule-packs.json").to_owned(),
        ),
        Some(path) => {
            let shown = path.display().to_string();
            match std::fs::read_to_string(path) {
                Ok(json) => (shown, json),
                Err(source) => return Err(RulePacksError::Unreadable { path: shown, source }),
            }
        }
    };
    RulePacks::parse(&json).map_err(|source| RulePacksError::Unusable { path: shown, source })
}

#[cfg(test)]
mod tests {
    use tillbud_events::period::Period;
    use tillbud_events::rule_pack::{CountsFrom, Ground, Sign};
    use tillbud_events::vocabulary::Regime;

    use super::*;
    use crate::lists::Lists;

    #[test]
    fn the_built_in_packs_hold_what_the_laws_ask_for() {
        let packs = load(None).unwrap();
        let stages = |regime| -> Vec<_> {
            let stages = packs.of(regime).unwrap().stages.iter();
            stages.map(|stage| (stage.code.as_str(), stage.within)).collect()
        };
        assert_eq!(
            stages(Regime::Gdpr),
            [("authority", Some(Period::Hours(72))), ("data_subjects", None),]
        );
        assert_eq!(
            stages(Regime::Nis2),
            [
                ("early_warning", Some(Period::Hours(24))),
                ("incident_notification", Some(Period::Hours(72))),
                ("status_report", None),
                ("final_report", Some(Period::Months(1))),
            ]
        );
        let nis2 = packs.of(Regime::Nis2).unwrap();
        let notification = nis2.stage("incident_notification").unwrap().code.clone();
        let last = nis2.stage("final_report").unwrap();
        assert_eq!(last.counts_from, CountsFrom::Stage(notification));
    }

    #[test]
    fn the_built_in_pack_says_what_is_to_be_confirmed_and_holds_no_threshold() {
        let packs = load(None).unwrap();
        let nis2 = packs.of(Regime::Nis2).unwrap();
        assert_eq!(nis2.to_be_confirmed.len(), 2);
        for signs in &nis2.propose_when {
            let asset = signs.asset.unwrap_or_default();
            assert_eq!((asset.k, asset.r, asset.t), (0, 0, 0), "a class is a threshold");
            assert_eq!(signs.severity, None, "so is a severity");
        }
        let harmless = Sign { assets: vec![[0, 0, 0]], ..Sign::default() };
        assert_eq!(
            nis2.proposes(&harmless),
            [Ground::Asset],
            "a person decides what is significant"
        );
    }

    #[test]
    fn the_built_in_packs_name_only_categories_that_exist() {
        let lists = Lists::load(None).unwrap();
        for pack in load(None).unwrap().iter() {
            for code in
                pack.propose_when.iter().filter_map(|signs| signs.category.as_ref()).flatten()
            {
                assert!(lists.category(code).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn a_file_that_cannot_be_used_is_named_with_what_to_change() {
        let error = load(Some(Path::new("/no/such.json"))).unwrap_err().to_string();
        assert!(error.contains("/no/such.json cannot be read"), "{error}");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "[]").unwrap();
        let error = load(Some(file.path())).unwrap_err().to_string();
        assert!(error.contains("cannot be used: holds no rule pack"), "{error}");
    }
}
