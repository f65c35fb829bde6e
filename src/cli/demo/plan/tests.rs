//! What must hold of every plan: it follows from its setting, keeps the limits and
//! the language of the house, and tells the story that the trend shall show.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;
use tillbud_events::report::Received;
use tillbud_events::vocabulary::{Kind, Lang};
use tillbud_events::{Actor, Text, limits};

use super::step::{OnIncident, OnLesson};
use super::*;
use crate::cli::demo::calendar::Calendar;
use crate::reidentify::terms::Known;
use crate::reidentify::{Check, Origin};
use crate::wording::{settle, settle_copy};

fn plan(seed: u64, reports: usize) -> Plan {
    let end = "2026-05-20T14:00:00Z".parse().unwrap();
    Plan::make(Setting { seed, reports, end }, &Content::read().unwrap())
}

fn received(plan: &Plan) -> Vec<(Timestamp, &Received)> {
    plan.steps
        .iter()
        .filter_map(|planned| match &planned.step {
            Step::Receive(received) => Some((planned.act.at(), received)),
            Step::Report(..)
            | Step::Incident(..)
            | Step::Action(..)
            | Step::Lesson(..)
            | Step::Measure(..)
            | Step::Aim(..)
            | Step::Note(..)
            | Step::Raise(..)
            | Step::Explain(..)
            | Step::Theme(..)
            | Step::Improvement(..)
            | Step::Release(..) => None,
        })
        .collect()
}

/// Everything that is said in a step, with the name of the field it is said in.
fn said<'v>(field: &'v str, value: &'v Value) -> Vec<(&'v str, &'v str)> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(words) if name == "clear" => vec![(field, words.as_str())],
                value => said(name, value),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(|value| said(field, value)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![],
    }
}

fn identity(planned: &Planned) -> (String, Timestamp, String, Step) {
    let Planned { act, step, .. } = planned;
    (act.correlation_id().to_string(), act.at(), act.actor().to_string(), step.clone())
}

#[test]
fn the_same_setting_gives_the_same_plan_and_another_seed_another() {
    let identities = |seed| plan(seed, 80).steps.iter().map(identity).collect::<Vec<_>>();
    assert!(identities(1) == identities(1));
    assert!(identities(1) != identities(2));
}

#[test]
fn every_text_keeps_the_limit_of_its_field() {
    for planned in plan(1, 650).steps {
        let step = serde_json::to_value(&planned.step).unwrap();
        for (field, words) in said("", &step) {
            let limit = match field {
                "title" => limits::TITLE_CHARACTERS,
                "narrative" => limits::NARRATIVE_CHARACTERS,
                _ => limits::TEXT_CHARACTERS,
            };
            let characters = words.chars().count();
            assert!((1..=limit).contains(&characters), "{field}: {words}");
        }
    }
}

#[test]
fn staff_writes_nothing_that_the_language_check_names() {
    for planned in plan(1, 650).steps {
        // A copy is a reporter's own words, whatever they are called.
        let is_copy = matches!(&planned.step, Step::Report(_, OnReport::ApproveCopy(_)));
        if planned.act.actor() == Actor::Reporter || is_copy {
            continue;
        }
        let step = serde_json::to_value(&planned.step).unwrap();
        for (field, words) in said("", &step) {
            let text = Text::parse(words, limits::NARRATIVE_CHARACTERS).unwrap();
            assert_eq!(settle(&[(field, &text)], None), Ok(None), "{field}: {words}");
        }
    }
}

#[test]
fn copies_tell_nothing_of_persons_and_some_of_them_had_to_be_masked() {
    let content = Content::read().unwrap();
    let (mut copies, mut masked) = (0, 0);
    for planned in plan(1, 650).steps {
        if let Step::Report(_, OnReport::ApproveCopy(copy)) = planned.step {
            assert_eq!(settle_copy(&content.identity, ("", Lang::Sv), &copy.text, None), Ok(None));
            copies += 1;
            masked += usize::from(copy.text.as_clear().unwrap().contains('['));
        }
    }
    assert!(copies > 40 && masked >= 3, "{masked} of {copies}");
}

#[test]
fn steps_are_in_order_and_staff_keeps_office_hours() {
    let plan = plan(3, 300);
    assert!(plan.steps.is_sorted_by_key(|planned| planned.act.at()));
    let calendar = Calendar::new();
    for planned in &plan.steps {
        let day = calendar.day(planned.act.at());
        let opens = calendar.moment(day, 8, 0);
        let is_office = (opens..opens + SignedDuration::from_hours(10)).contains(&planned.act.at());
        assert!(is_office || planned.act.actor() == Actor::Reporter, "{}", planned.act.at());
    }
}

#[test]
fn every_id_is_its_own() {
    let plan = plan(1, 650);
    let ids: BTreeSet<_> = plan.steps.iter().map(|step| step.act.correlation_id()).collect();
    assert_eq!(ids.len(), plan.steps.len());
}

#[test]
fn the_same_text_does_not_come_twice_in_a_row() {
    for seed in 1..5 {
        let plan = plan(seed, 650);
        let received = received(&plan);
        assert_eq!(received.len(), 650);
        for near in received.windows(10) {
            let texts: BTreeSet<_> =
                near.iter().map(|(_, told)| told.narrative.as_clear()).collect();
            assert_eq!(texts.len(), near.len(), "{}", near[0].0);
        }
    }
}

#[test]
fn the_trend_has_something_to_tell() {
    let calendar = Calendar::new();
    for seed in 1..5 {
        let plan = plan(seed, 650);
        let received = received(&plan);
        let from = |first: &str, last: &str| {
            let days: [Date; 2] = [first, last].map(|day| day.parse().unwrap());
            let is_within = |at: Timestamp| (days[0]..days[1]).contains(&calendar.day(at));
            received.iter().filter(move |(at, _)| is_within(*at)).collect::<Vec<_>>()
        };
        // 24 months before 2026-05, the campaign in 2025-07; months before and after are compared.
        let (before, after) = (from("2024-05-01", "2025-05-01"), from("2025-09-01", "2026-05-01"));
        assert!(after.len() as f64 / 8.0 > 2.0 * before.len() as f64 / 12.0, "seed {seed}");
        let near_misses = |reports: &[&(Timestamp, &Received)]| {
            let kind =
                |wanted| reports.iter().filter(|(_, told)| told.kind == Some(wanted)).count();
            kind(Kind::NearMiss) as f64 / kind(Kind::Incident) as f64
        };
        assert!(near_misses(&after) > 1.3 * near_misses(&before), "seed {seed}");
        let july = from("2024-07-01", "2024-08-01").len() as f64;
        assert!(july < 0.8 * before.len() as f64 / 12.0, "seed {seed}: {july}");
    }
}

#[test]
fn misdirected_messages_become_few_once_the_client_asks() {
    let content = Content::read().unwrap();
    let misdirected: BTreeSet<_> = content
        .situations
        .iter()
        .filter(|situation| situation.category.as_str() == inflow::MISDIRECTED)
        .map(|situation| situation.narrative.text().as_clear().map(str::to_owned))
        .collect();
    let check: Timestamp = "2025-07-01T00:00:00Z".parse().unwrap();
    for seed in 1..5 {
        let plan = plan(seed, 650);
        let share = |is_after: bool| {
            let all = received(&plan);
            let all: Vec<_> = all.iter().filter(|(at, _)| (*at > check) == is_after).collect();
            let is_one = |told: &Received| {
                misdirected.contains(&told.narrative.as_clear().map(str::to_owned))
            };
            all.iter().filter(|(_, told)| is_one(told)).count() as f64 / all.len() as f64
        };
        assert!(share(true) < 0.5 * share(false), "seed {seed}");
    }
}

#[test]
fn the_work_has_everything_that_can_happen() {
    let plan = plan(1, 650);
    let count = |is: fn(&OnIncident) -> bool| {
        let on = |planned: &&Planned| matches!(&planned.step, Step::Incident(_, on) if is(on));
        plan.steps.iter().filter(on).count()
    };
    assert!((65..=95).contains(&count(|on| matches!(on, OnIncident::Open(_)))));
    assert_eq!(count(|on| matches!(on, OnIncident::MergeInto(_))), 2);
    assert_eq!(count(|on| matches!(on, OnIncident::UnmergeFrom(_))), 1);
    assert!(count(|on| matches!(on, OnIncident::Reopen(_))) >= 2);
    assert!(count(|on| matches!(on, OnIncident::Close(_))) >= 30);
    assert!(plan.example().is_some());
}

#[test]
fn what_everybody_reads_tells_of_nobody_and_one_lesson_waits_for_somebody_to_see_that() {
    let content = Content::read().unwrap();
    let check = Check {
        rules: &content.identity,
        lang: Lang::Sv,
        reader: Lang::Sv,
        origin: &Origin::default(),
        known: &Known::default(),
    };
    for told in &content.lessons {
        let words = lesson::words(told);
        let texts =
            [Some(&words.title), Some(&words.said), Some(&words.did), words.learned.as_ref()];
        let texts: Vec<_> = texts.into_iter().flatten().filter_map(Text::as_clear).collect();
        let findings = check.findings(&texts.join("\n"));
        assert_eq!(findings.is_empty(), !told.waits, "{findings:?}");
        assert!(content.stories.len() > told.story);
    }
    let lessons = |on: fn(&OnLesson) -> bool| {
        let steps = plan(1, 650).steps.into_iter();
        steps.filter(|it| matches!(&it.step, Step::Lesson(.., done) if on(done))).count()
    };
    let drafted = lessons(|on| matches!(on, OnLesson::Draft(_)));
    let published = lessons(|on| matches!(on, OnLesson::Publish(_)));
    assert!(published > 3 && drafted > published, "{published} of {drafted}");
}
