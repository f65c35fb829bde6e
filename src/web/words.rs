//! Problems, rejections and gates in the reader's language.
//!
//! Each has a key among the texts; a test walks them all. Must never show a cause
//! or anything that the client sent.

mod measured;

use tillbud_events::{
    TextError, action, alert, concern, grant, improvement, incident,
    incident::{Gate, notification},
    lesson, limits, release, report, scan, signal, theme,
    vocabulary::{Finding, Lang, LevelError},
};
use tillbud_projections::search::{QUERY_CHARACTERS, TERMS_MAX, TermsError};

use crate::act::IDEMPOTENCY_KEY_BYTES;
use crate::attachments::FileRefused;
use crate::dispatch::Rejection;
use crate::fields::Problem;
use crate::web::error::Malformed;
use crate::web::locale::{text, text_with};
use crate::wording;

/// What is wrong with a field of a form, which shows what can be chosen: stored names say nothing
/// to whoever looks at it.
#[must_use]
pub fn form_problem(lang: Lang, problem: &Problem) -> String {
    match problem {
        Problem::NotOneOf(_) | Problem::Id => text(lang, "field-choose"),
        other => field_problem(lang, other),
    }
}

/// What is wrong with a field.
#[must_use]
pub fn field_problem(lang: Lang, problem: &Problem) -> String {
    match problem {
        Problem::Text(TextError::Empty) => text(lang, "field-empty"),
        Problem::Text(TextError::TooLong { max }) => {
            text_with(lang, "field-too-long", &[("max", &max.to_string())])
        }
        Problem::Text(TextError::NullCharacter) => text(lang, "field-null-character"),
        Problem::Date(_) => text(lang, "field-date"),
        Problem::Day => text(lang, "field-day"),
        Problem::Moment => text(lang, "field-moment"),
        Problem::NotOneOf(values) => text_with(lang, "field-not-one-of", &[("values", values)]),
        Problem::Category => text(lang, "field-category"),
        Problem::Code => text(lang, "field-code"),
        Problem::Level(LevelError::NationalSecurity) => text(lang, "field-national-security"),
        Problem::Level(LevelError::NotALevel) => text(lang, "field-level"),
        Problem::Id => text(lang, "field-id"),
        Problem::TooMany { max } => text_with(lang, "field-too-many", &[("max", &max.to_string())]),
        Problem::Month => text(lang, "field-month"),
        Problem::Gap => text(lang, "field-gap"),
        Problem::Missing => text(lang, "field-missing"),
        Problem::Unknown => text(lang, "field-unknown"),
        Problem::Wording { words, code } => {
            let with = [("words", &**words), ("suggestion", wording::suggestion(code, lang))];
            text_with(lang, "field-wording", &with)
        }
        Problem::Search(error) => of_search(lang, *error),
        Problem::Finding { kind, words, instead } => finding(lang, *kind, words, instead),
        Problem::Incident => text(lang, "field-incident"),
        Problem::Action => text(lang, "field-action"),
        Problem::Theme => text(lang, "field-theme"),
        Problem::Signal => text(lang, "field-signal"),
        Problem::Measure => text(lang, "field-measure"),
        Problem::Aim(error) => measured::of_aim(lang, *error),
        Problem::Target(_) => {
            text_with(lang, "field-target", &[("max", &limits::TARGET.to_string())])
        }
        Problem::Ratio => text(lang, "field-ratio"),
        Problem::Unit => text(lang, "field-unit"),
        Problem::Number { max } => text_with(lang, "field-number", &[("max", &max.to_string())]),
        Problem::Heading => text(lang, "field-heading"),
        Problem::Row => text(lang, "field-row"),
        Problem::Headcount(rejection) => measured::of_headcount(lang, rejection),
        Problem::WrongType => text(lang, "field-wrong-type"),
    }
}

/// Why something cannot be searched for, and what can.
fn of_search(lang: Lang, error: TermsError) -> String {
    let most = |key: &str, max: usize| text_with(lang, key, &[("max", &max.to_string())]);
    match error {
        TermsError::Empty => text(lang, "field-search-empty"),
        TermsError::TooShort => text(lang, "field-search-short"),
        TermsError::TooLong => most("field-search-long", QUERY_CHARACTERS),
        TermsError::TooMany => most("field-search-many", TERMS_MAX),
    }
}

/// Words that may lead to somebody, and what to write instead.
fn finding(lang: Lang, kind: Finding, words: &str, instead: &str) -> String {
    let sort = text(lang, &format!("finding-{kind}"));
    match (kind, instead) {
        // What the language check advises is a sentence of its own.
        (Finding::Wording, _) => {
            text_with(lang, "field-wording", &[("words", words), ("suggestion", instead)])
        }
        (_, "") => text_with(lang, "field-finding", &[("words", words), ("sort", &sort)]),
        (_, instead) => {
            let with = [("words", words), ("sort", &sort), ("instead", instead)];
            text_with(lang, "field-finding-instead", &with)
        }
    }
}

/// Why a request could not be read.
#[must_use]
pub fn malformed(lang: Lang, malformed: &Malformed) -> String {
    match malformed {
        Malformed::Json { line, column } => {
            let at = [("line", &*line.to_string()), ("column", &*column.to_string())];
            text_with(lang, "malformed-json", &at)
        }
        Malformed::Limit { max } => {
            text_with(lang, "malformed-limit", &[("max", &max.to_string())])
        }
        Malformed::Rows { max } => text_with(lang, "malformed-rows", &[("max", &max.to_string())]),
        Malformed::IdempotencyKey => {
            let max = IDEMPOTENCY_KEY_BYTES.to_string();
            text_with(lang, "malformed-idempotency-key", &[("max", &max)])
        }
        Malformed::Body => text(lang, "malformed-body"),
        Malformed::Form => text(lang, "malformed-form"),
        Malformed::Encoding => text(lang, "malformed-encoding"),
        Malformed::Query => text(lang, "malformed-query"),
        Malformed::Cursor => text(lang, "malformed-cursor"),
        Malformed::Format => text(lang, "malformed-format"),
        Malformed::IfMatch => text(lang, "malformed-if-match"),
    }
}

/// Why a file was not taken, and what to do.
#[must_use]
pub fn file_refused(lang: Lang, refused: &FileRefused) -> String {
    let key = format!("file-{code}", code = refused.as_str());
    match refused {
        FileRefused::TooMany => {
            text_with(lang, &key, &[("max", &tillbud_events::limits::ATTACHMENTS.to_string())])
        }
        FileRefused::Unclean(_)
        | FileRefused::Unreadable
        | FileRefused::Infected
        | FileRefused::Away(_) => text(lang, &key),
    }
}

/// Why a rule said no.
#[must_use]
pub fn rejection(lang: Lang, rejection: &Rejection) -> String {
    match rejection {
        Rejection::Report(rejection) => of_report(lang, rejection),
        Rejection::Incident(rejection) => of_incident(lang, rejection),
        Rejection::Action(rejection) => of_action(lang, rejection),
        Rejection::Concern(concern::Rejection::Unknown) => text(lang, "rejection-concern-unknown"),
        Rejection::Grant(rejection) => of_grant(lang, rejection),
        Rejection::Lesson(rejection) => of_lesson(lang, rejection),
        // Nobody but Tillbud asks for a scan.
        Rejection::Scan(scan::Rejection::AlreadyLater(_)) => text(lang, "rejection-scan-later"),
        Rejection::Alert(alert::Rejection::Unknown) => text(lang, "rejection-alert-unknown"),
        Rejection::Alert(alert::Rejection::AlreadyClosed) => text(lang, "rejection-alert-closed"),
        Rejection::Signal(signal::Rejection::Unknown) => text(lang, "rejection-signal-unknown"),
        Rejection::Signal(signal::Rejection::AlreadySuperseded) => {
            text(lang, "rejection-signal-superseded")
        }
        Rejection::Theme(rejection) => of_theme(lang, rejection),
        Rejection::Improvement(rejection) => of_improvement(lang, rejection),
        Rejection::Release(rejection) => of_release(lang, rejection),
        Rejection::Measure(rejection) => measured::of_measure(lang, rejection),
        Rejection::Headcount(rejection) => measured::of_headcount(lang, rejection),
        Rejection::Campaign(rejection) => measured::of_campaign(lang, rejection),
    }
}

fn of_report(lang: Lang, rejection: &report::Rejection) -> String {
    use report::Rejection as R;
    let key = match rejection {
        R::Unknown => "report-unknown",
        R::AlreadyReceived => "report-already-received",
        R::NoDialogue => "report-no-dialogue",
        R::AlreadyDeclined => "report-already-declined",
        R::AlreadyRerouted => "report-already-rerouted",
        R::PartOfIncident(id) => {
            let id = id.to_string();
            return text_with(lang, "rejection-report-part-of-incident", &[("incident", &id)]);
        }
        R::NotPartOfIncident => "report-not-part-of-incident",
        R::NotEnded => "report-not-ended",
        R::Erased => "report-erased",
        R::TooManyAttachments => {
            let max = tillbud_events::limits::ATTACHMENTS.to_string();
            return text_with(lang, "rejection-report-too-many-attachments", &[("max", &max)]);
        }
        R::CopyChanged(revision) => {
            let revision = revision.to_string();
            return text_with(lang, "rejection-report-copy-changed", &[("revision", &revision)]);
        }
        R::DecisionMissing => "report-decision-missing",
    };
    text(lang, &format!("rejection-{key}"))
}

fn of_grant(lang: Lang, rejection: &grant::Rejection) -> String {
    use grant::Rejection as R;
    let key = match rejection {
        R::Unknown => "unknown",
        R::Own => "own",
        R::OwnUnit => "own-unit",
        R::OwnFunction => "own-function",
        R::AlreadyRevoked => "already-revoked",
        R::RevokedHere => "revoked-here",
    };
    text(lang, &format!("rejection-grant-{key}"))
}

fn of_lesson(lang: Lang, rejection: &lesson::Rejection) -> String {
    use lesson::Rejection as R;
    let key = match rejection {
        R::Unknown => "unknown",
        R::AlreadyDrafted => "already-drafted",
        R::NoIncidents => "no-incidents",
        R::TooManyIncidents => {
            let max = limits::LESSON_INCIDENTS.to_string();
            return text_with(lang, "rejection-lesson-too-many-incidents", &[("max", &max)]);
        }
        R::Changed(revision) => {
            let revision = revision.to_string();
            return text_with(lang, "rejection-lesson-changed", &[("revision", &revision)]);
        }
        R::OwnWords => "own-words",
        R::NotApproved => "not-approved",
        R::AlreadyPublished => "already-published",
        R::AlreadyWithdrawn => "already-withdrawn",
    };
    text(lang, &format!("rejection-lesson-{key}"))
}

fn of_theme(lang: Lang, rejection: &theme::Rejection) -> String {
    use theme::Rejection as R;
    let key = match rejection {
        R::Unknown => "unknown",
        R::AlreadyOpened => "already-opened",
        R::TooManyIncidents => {
            let max = limits::THEME_INCIDENTS.to_string();
            return text_with(lang, "rejection-theme-too-many-incidents", &[("max", &max)]);
        }
        R::NoIncidents => "no-incidents",
        R::AlreadyConcluded => "already-concluded",
        R::NotConcluded => "not-concluded",
    };
    text(lang, &format!("rejection-theme-{key}"))
}

fn of_improvement(lang: Lang, rejection: &improvement::Rejection) -> String {
    use improvement::Rejection as R;
    let with = |key: &str, name: &str, value: &str| {
        text_with(lang, &format!("rejection-improvement-{key}"), &[(name, value)])
    };
    let key = match rejection {
        R::Unknown => "unknown",
        R::AlreadyOpened => "already-opened",
        R::AlreadyPlanned => "already-planned",
        R::NotPlanned => "not-planned",
        R::ChangeHasBegun(month) => return with("change-has-begun", "month", &month.to_string()),
        R::ChangeInThePast(month) => {
            return with("change-in-the-past", "month", &month.to_string());
        }
        R::BaselineBackwards => "baseline-backwards",
        R::BaselineAfterChange => "baseline-after-change",
        R::BaselineTooLong => {
            return with("baseline-too-long", "max", &limits::BASELINE_MONTHS.to_string());
        }
        R::TriggerAfterChange => "trigger-after-change",
        R::TooManyTriggers => {
            return with("too-many-triggers", "max", &limits::TRIGGER_MONTHS.to_string());
        }
        R::ReviewBeforeChange => "review-before-change",
        R::NoExpectation => "no-expectation",
        R::ExpectationAgainstMovement => "expectation-against-movement",
        R::TooManyActions => {
            return with("too-many-actions", "max", &limits::IMPROVEMENT_ACTIONS.to_string());
        }
        R::TooEarly(day) => return with("too-early", "day", &day.to_string()),
        R::NotStudied => "not-studied",
        R::AlreadyDecided(course) => {
            let course = text(lang, &format!("course-{course}"));
            return with("already-decided", "course", &course);
        }
        R::NotDecided => "not-decided",
        R::NextCycle => "next-cycle",
    };
    text(lang, &format!("rejection-improvement-{key}"))
}

fn of_release(lang: Lang, rejection: &release::Rejection) -> String {
    use release::Rejection as R;
    let key = match rejection {
        R::Unknown => "unknown",
        R::Overtaken => "overtaken",
        R::AlreadyReleased => "already-released",
        R::Period => "period",
        R::NothingShown => "nothing-shown",
        R::TooLarge => {
            let max = limits::RELEASED_CELLS.to_string();
            return text_with(lang, "rejection-release-too-large", &[("max", &max)]);
        }
        R::Exact => "exact",
    };
    text(lang, &format!("rejection-release-{key}"))
}

fn of_incident(lang: Lang, rejection: &incident::Rejection) -> String {
    use incident::Rejection as R;
    let key = match rejection {
        R::Unopened => "incident-unopened",
        R::AlreadyOpened => "incident-already-opened",
        R::AlreadyClosed => "incident-already-closed",
        R::NotClosed => "incident-not-closed",
        R::MergedElsewhere(id) => {
            let id = id.to_string();
            return text_with(lang, "rejection-incident-merged-elsewhere", &[("incident", &id)]);
        }
        R::NotMerged => "incident-not-merged",
        R::NotAbsorbed => "incident-not-absorbed",
        R::AbsorbedHere(id) => {
            let id = id.to_string();
            return text_with(lang, "rejection-incident-absorbed-here", &[("incident", &id)]);
        }
        R::MergedIntoItself => "incident-merged-into-itself",
        R::NoReports => "incident-no-reports",
        R::TooManyReports => "incident-too-many-reports",
        R::ReportNotLinked => "incident-report-not-linked",
        R::PotentialBelowActual => "incident-potential-below-actual",
        R::PotentialNotOfRisk => "incident-potential-not-of-risk",
        R::TooManyAssets => "incident-too-many-assets",
        R::NotTriaged => "incident-not-triaged",
        R::AssessmentNotTriggered(regime) => {
            let regime = text(lang, &format!("regime-{regime}"));
            return text_with(
                lang,
                "rejection-incident-assessment-not-triggered",
                &[("regime", &regime)],
            );
        }
        R::AlreadyAssessed(regime) => {
            let regime = text(lang, &format!("regime-{regime}"));
            return text_with(lang, "rejection-incident-already-assessed", &[("regime", &regime)]);
        }
        R::Notification(rejection) => return of_notification(lang, rejection),
        R::UnknownItem => "incident-unknown-item",
        R::UnknownFactor => "incident-unknown-factor",
        R::TooManyFactors => "incident-too-many-factors",
        R::NoAnalysisChosen => "incident-no-analysis-chosen",
        R::AlreadyAnalysed => "incident-already-analysed",
        R::NoFactors => "incident-no-factors",
        R::TooManyActions => "incident-too-many-actions",
        R::TooManyFiles => "too-many-files",
        R::UnknownFile => "unknown-file",
        R::NotAside => "incident-not-aside",
        R::NotReadyToClose(_) => "incident-not-ready-to-close",
    };
    text(lang, &format!("rejection-{key}"))
}

fn of_notification(lang: Lang, rejection: &notification::Rejection) -> String {
    use notification::Rejection as R;
    let (key, regime) = match rejection {
        R::NotAsked(regime) => ("not-asked", Some(regime)),
        R::TooMany => ("too-many", None),
        R::TooManyItems => ("too-many-items", None),
        R::AlreadyAssessed(regime) => {
            let regime = text(lang, &format!("regime-{regime}"));
            return text_with(lang, "rejection-incident-already-assessed", &[("regime", &regime)]);
        }
        R::SentAlready => ("sent-already", None),
        R::NotAssessed(regime) => ("not-assessed", Some(regime)),
        R::NotNotifiable(regime) => ("not-notifiable", Some(regime)),
        R::InTheFuture => ("in-the-future", None),
        R::StageSent => ("stage-sent", None),
        R::StageNotSent => ("stage-not-sent", None),
        R::StagesMissing(_) => ("stages-missing", None),
        R::AlreadyFinal => ("already-final", None),
    };
    let key = format!("rejection-notification-{key}");
    match regime {
        Some(regime) => {
            let regime = text(lang, &format!("regime-{regime}"));
            text_with(lang, &key, &[("regime", &regime)])
        }
        None => text(lang, &key),
    }
}

fn of_action(lang: Lang, rejection: &action::Rejection) -> String {
    use action::Rejection as R;
    let key = match rejection {
        R::Unproposed => "action-unproposed",
        R::AlreadyProposed => "action-already-proposed",
        R::AlreadyDecided => "action-already-decided",
        R::NotDecided => "action-not-decided",
        R::AlreadyImplemented => "action-already-implemented",
        R::NotImplemented => "action-not-implemented",
        R::AlreadyAssessed(effect) => {
            let effect = text(lang, &format!("effect-{effect}"));
            return text_with(lang, "rejection-action-already-assessed", &[("effect", &effect)]);
        }
        R::NotAssessed => "action-not-assessed",
        R::EffectNotShown(effect) => {
            let effect = text(lang, &format!("effect-{effect}"));
            return text_with(lang, "rejection-action-effect-not-shown", &[("effect", &effect)]);
        }
        R::OwnerCannotVerify => "action-owner-cannot-verify",
        R::HolderCannotVerify => "action-holder-cannot-verify",
        R::DoerCannotVerify => "action-doer-cannot-verify",
        R::WeakPlanWithoutReason => "action-weak-plan-without-reason",
        R::AlreadyVerified => "action-already-verified",
        R::AlreadyAbandoned => "action-already-abandoned",
        R::NotAbandoned => "action-not-abandoned",
        R::MeasureAfterwards => "action-measure-afterwards",
        R::TooManyFiles => "too-many-files",
        R::UnknownFile => "unknown-file",
    };
    text(lang, &format!("rejection-{key}"))
}

/// What has to be done before an incident can be closed.
#[must_use]
pub fn gate(lang: Lang, gate: &Gate) -> String {
    match gate {
        Gate::Triage => text(lang, "gate-triage"),
        Gate::Response => text(lang, "gate-response"),
        Gate::Analysis => text(lang, "gate-analysis"),
        Gate::Feedback(report) => {
            text_with(lang, "gate-feedback", &[("report", &report.to_string())])
        }
        Gate::Assessment(regime) => {
            let regime = text(lang, &format!("regime-{regime}"));
            text_with(lang, "gate-assessment", &[("regime", &regime)])
        }
        Gate::Action(action) => text_with(lang, "gate-action", &[("action", &action.to_string())]),
        Gate::WeakPlanReason => text(lang, "gate-weak-plan-reason"),
    }
}
