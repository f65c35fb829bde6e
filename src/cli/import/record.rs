//! The neutral JSON Lines record of another register, and what is kept of it.
//!
//! Kept: texts (sealed), dates with their precision, coded facts. Left out on
//! purpose: `actor`, which tells of persons' roles, `raw`, references and the
//! rest, which nothing in Tillbud reads. Must never cut or correct what a source
//! says, and never repeat it in a refusal: it may be a person's words.

use serde_json::Value;
use tillbud_events::limits;
use tillbud_events::report::Imported;
use tillbud_events::vocabulary::Kind;

use super::lines::LINE_BYTES_MAX;
use super::members::Members;
use crate::fields::FieldError;

/// Longest contributing factor that is the name of one. What is longer, or has more
/// than one line, is somebody's account, and as a label it would stand unsealed.
const FACTOR_NAME_CHARACTERS: usize = 60;
/// What a language detector says when it does not know (ISO 639-3).
const LANGUAGE_UNKNOWN: &str = "und";

/// A record that can be taken over.
#[derive(Debug)]
pub struct Record {
    /// All of it as JSON, in one form whatever the order of its members: two records
    /// with the same are one.
    pub canonical: String,
    /// What is kept.
    pub imported: Imported,
}

/// Why a line is not taken over.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Too long to be held.
    #[error("is longer than {LINE_BYTES_MAX} bytes")]
    LineTooLong,
    /// Bytes that are no text.
    #[error("is not UTF-8")]
    NotUtf8,
    /// Some other format, or damaged.
    #[error("is not JSON: {0}")]
    NotJson(String),
    /// JSON, but no record.
    #[error("is not a JSON object")]
    NotAnObject,
    /// One or more fields are wrong.
    #[error("{}", listed(.0))]
    Fields(Vec<FieldError>),
    /// Its texts together are larger than an event may be.
    #[error("is larger than the log takes")]
    TooLarge,
}

fn listed(errors: &[FieldError]) -> String {
    let each = errors.iter().map(|FieldError { pointer, problem }| format!("{pointer} {problem}"));
    each.collect::<Vec<_>>().join("; ")
}

impl Record {
    /// Reads one line.
    ///
    /// # Errors
    /// A [`Refusal`] that names everything that is wrong.
    pub fn parse(line: &[u8]) -> Result<Self, Refusal> {
        let line = str::from_utf8(line).map_err(|_| Refusal::NotUtf8)?;
        let mut record: Value = serde_json::from_str(line).map_err(|error| not_json(&error))?;
        record.sort_all_objects();
        let canonical = record.to_string();
        match record {
            Value::Object(members) => {
                let imported = imported(Members::new(members)).map_err(Refusal::Fields)?;
                Ok(Self { canonical, imported })
            }
            _ => Err(Refusal::NotAnObject),
        }
    }
}

/// The message without its "line 1", which would be taken for the line of the file.
fn not_json(error: &serde_json::Error) -> Refusal {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    Refusal::NotJson(format!("{what}, column {}", error.column()))
}

fn imported(mut members: Members) -> Result<Imported, Vec<FieldError>> {
    let dataset = members.required_label("dataset");
    let source_id = members.required_label("source_id");
    let narrative = members.text("narrative");
    let title = members.text("title");
    let action_taken = members.text("action_taken");
    let kind = members.flag("near_miss").map(|nearly| match nearly {
        true => Kind::NearMiss,
        false => Kind::Incident,
    });
    let happened = members.date("occurred_at", Some("occurred_precision"));
    let ended = members.date("occurred_end", None);
    let reported = members.date("reported_at", Some("reported_precision"));
    let zone = members.label("tz");
    let unit = members.label("unit");
    let categories = members.texts("category");
    let categories = members.labels("category", &categories);
    let (factors, accounts): (Vec<_>, Vec<_>) =
        members.texts("contributing_factors").into_iter().partition(|factor| is_name(factor));
    let factors = members.labels("contributing_factors", &factors);
    let notes = members.inner_texts("extra_text", "text");
    members.at_most("extra_text", notes.len() + accounts.len(), limits::IMPORTED_TEXTS);
    let notes = notes.into_iter().map(|words| ("extra_text", words));
    let accounts = accounts.into_iter().map(|words| ("contributing_factors", words));
    let further = notes.chain(accounts).map(|(name, words)| members.sealed(name, words)).collect();
    let lang = members.label("lang").filter(|lang| lang.as_str() != LANGUAGE_UNKNOWN);
    let wrong = members.finish();
    match (dataset, source_id) {
        (Some(dataset), Some(source_id)) if wrong.is_empty() => Ok(Imported {
            dataset,
            source_id,
            narrative,
            title,
            action_taken,
            further,
            kind,
            happened,
            ended,
            reported,
            zone,
            unit,
            categories,
            factors,
            lang,
        }),
        _ => Err(wrong),
    }
}

fn is_name(factor: &str) -> bool {
    let factor = factor.trim();
    !factor.contains(['\n', '\r']) && factor.chars().count() <= FACTOR_NAME_CHARACTERS
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tillbud_events::Text;
    use tillbud_events::limits::{
        IMPORTED_LABELS, IMPORTED_TEXT_CHARACTERS, IMPORTED_TEXTS, LABEL_CHARACTERS,
    };
    use tillbud_events::vocabulary::Label;

    use super::*;

    /// A record with the required members and `more`.
    fn record(more: Value) -> Result<Record, Refusal> {
        let mut record = json!({ "dataset": "vcdb", "source_id": "A-1" });
        for (name, value) in more.as_object().unwrap() {
            record[name] = value.clone();
        }
        Record::parse(record.to_string().as_bytes())
    }

    fn kept(more: Value) -> Imported {
        record(more).unwrap().imported
    }

    fn refusal(more: Value) -> String {
        record(more).unwrap_err().to_string()
    }

    fn labels(labels: &[Label]) -> Vec<&str> {
        labels.iter().map(Label::as_str).collect()
    }

    #[test]
    fn a_record_with_its_name_alone_is_enough() {
        let kept = kept(json!({ "narrative": null, "title": " \n", "extra_text": null }));
        assert_eq!((kept.dataset.as_str(), kept.source_id.as_str()), ("vcdb", "A-1"));
        assert_eq!((kept.narrative, kept.title, kept.further.len()), (None, None, 0));
        let numbered = Record::parse(br#"{"dataset":"d","source_id":17}"#).unwrap();
        assert_eq!(numbered.imported.source_id.as_str(), "17");
    }

    #[test]
    fn every_kept_field_arrives_where_it_belongs() {
        let words = |text: &str| Some(Text::Clear(text.to_owned()));
        let kept = kept(json!({
            "narrative": " Ordagrant.\r\n", "title": "Rubrik", "action_taken": "Åtgärd",
            "extra_text": [{ "kind": "notes", "text": "Not" }, { "kind": "notes", "text": "" }],
            "near_miss": true, "occurred_at": "2014-05", "occurred_precision": "month",
            "occurred_end": "2014-06-01", "reported_at": "2023-03-21T07:42:35+01:00",
            "tz": "Europe/Stockholm", "unit": "Skola 3", "category": ["Hacking", "Error"],
            "contributing_factors": ["Fatigue"], "lang": "sv", "actor": ["external"],
        }));
        assert_eq!((kept.narrative, kept.title), (words(" Ordagrant.\r\n"), words("Rubrik")));
        assert_eq!(
            (kept.action_taken, kept.further),
            (words("Åtgärd"), vec![words("Not").unwrap()])
        );
        assert_eq!(kept.kind, Some(Kind::NearMiss));
        let dates =
            [kept.happened, kept.ended, kept.reported].map(|date| date.unwrap().to_string());
        assert_eq!(dates, ["2014-05", "2014-06-01", "2023-03-21T07:42"]);
        assert_eq!(
            labels(&[kept.zone.unwrap(), kept.unit.unwrap(), kept.lang.unwrap()]),
            ["Europe/Stockholm", "Skola 3", "sv"]
        );
        assert_eq!(
            (labels(&kept.categories), labels(&kept.factors)),
            (vec!["Hacking", "Error"], vec!["Fatigue"])
        );
    }

    #[test]
    fn an_undetermined_language_is_not_a_language() {
        assert_eq!(kept(json!({ "lang": "und" })).lang, None);
        assert_eq!(kept(json!({ "near_miss": false })).kind, Some(Kind::Incident));
    }

    #[test]
    fn a_factor_that_is_an_account_is_sealed_among_the_texts_and_not_cut() {
        let account = "Inget stöd dygnet runt. ".repeat(20);
        let factors = json!(["Fatigue", account, "två\nrader"]);
        let kept = kept(json!({ "contributing_factors": factors }));
        assert_eq!(labels(&kept.factors), ["Fatigue"]);
        assert_eq!(kept.further, [account, "två\nrader".to_owned()].map(Text::Clear));
    }

    #[test]
    fn everything_that_is_wrong_is_named_and_nothing_is_quoted() {
        let refusal = refusal(json!({
            "dataset": null, "source_id": ["hemligt"], "narrative": 17, "near_miss": "hemligt",
            "occurred_at": "hemligt", "category": "hemligt", "extra_text": ["hemligt"],
        }));
        for field in [
            "dataset",
            "source_id",
            "narrative",
            "near_miss",
            "occurred_at",
            "category",
            "extra_text",
        ] {
            assert!(refusal.contains(&format!("/{field} ")), "{refusal}");
        }
        assert!(!refusal.contains("hemligt"), "{refusal}");
    }

    #[test]
    fn what_is_longer_than_its_limit_is_refused_and_never_cut() {
        let text = |length: usize| json!({ "narrative": "å".repeat(length) });
        assert!(record(text(IMPORTED_TEXT_CHARACTERS)).is_ok());
        assert!(refusal(text(IMPORTED_TEXT_CHARACTERS + 1)).contains("/narrative is longer"));
        let unit = |length: usize| json!({ "unit": "å".repeat(length) });
        assert!(record(unit(LABEL_CHARACTERS)).is_ok());
        assert!(refusal(unit(LABEL_CHARACTERS + 1)).contains("/unit is longer"));
        let categories = |count: usize| json!({ "category": vec!["x"; count] });
        assert!(record(categories(IMPORTED_LABELS)).is_ok());
        assert!(refusal(categories(IMPORTED_LABELS + 1)).contains("/category has more"));
        let notes = |count: usize| json!({ "extra_text": vec![json!({ "text": "x" }); count] });
        assert!(record(notes(IMPORTED_TEXTS)).is_ok());
        assert!(refusal(notes(IMPORTED_TEXTS + 1)).contains("/extra_text has more"));
    }

    #[test]
    fn the_null_character_is_refused_in_texts_and_labels() {
        for field in ["narrative", "unit", "source_id"] {
            assert!(refusal(json!({ field: "a\0b" })).contains("null character"), "{field}");
        }
    }

    #[test]
    fn what_is_no_record_says_so() {
        let refusal = |line: &[u8]| Record::parse(line).unwrap_err().to_string();
        assert_eq!(refusal(b"[1]"), "is not a JSON object");
        assert_eq!(refusal(b"\"\xff\""), "is not UTF-8");
        assert_eq!(refusal(b"{\"hemligt\":}"), "is not JSON: expected value, column 12");
        assert!(refusal("[".repeat(100_000).as_bytes()).contains("recursion"));
    }

    #[test]
    fn two_records_are_one_when_they_say_the_same_in_another_order() {
        let canonical = |line: &str| Record::parse(line.as_bytes()).unwrap().canonical;
        let one = canonical(r#"{"dataset":"d","source_id":"1","raw":{"a":1,"b":[2]}}"#);
        let two = canonical(r#" {"raw":{"b":[2],"a":1},"source_id":"1","dataset":"\u0064"}"#);
        assert_eq!(one, two);
        assert_ne!(one, canonical(r#"{"dataset":"d","source_id":"1","raw":{"a":1,"b":[3]}}"#));
    }
}
