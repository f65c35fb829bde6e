//! Arbitrary payloads and events of every stream.
//!
//! Must never leave an event out: `encoding` compares with the list of the format.

use proptest::prelude::*;
use proptest::{collection, option};
use tillbud_events::attachment::{FileAttached, FileWithdrawn};
use tillbud_events::vocabulary::{
    Again, Channel, Course, Direction, Effect, Element, Finding, Grain, GrantSource, Grounds,
    Hidden, Kind, Lang, Likelihood, Media, Movement, Purpose, Question, Regime, ReleasedTable,
    Response, Severity, Strength,
};
use tillbud_events::{
    Made, Position, Role, action, concern, follow, grant, improvement, incident, lesson, release,
    report, theme,
};

use crate::any_notification;
use crate::any_statistics::week;
use crate::any_value::{
    action_id, assets, attachment_id, code, day, factor_id, figure, happened, holder_id,
    improvement_id, incident_id, item_id, label, labels, maybe_label, maybe_text, measure_id,
    message_id, month, of, report_id, role, signal_id, text, texts, theme_id,
};

prop_compose! {
    pub fn received()(
        narrative in text(), kind in option::of(of(Kind::ALL)), happened in happened(),
        unit in maybe_label(), place in maybe_text(), system in maybe_text(),
        ongoing in any::<Option<bool>>(), hindered in maybe_text(), helped in maybe_text(),
        urgent in any::<bool>(), lang in of(Lang::ALL),
    ) -> report::Received {
        report::Received {
            narrative, kind, happened, unit, place, system, ongoing, hindered, helped, urgent, lang,
        }
    }
}

prop_compose! {
    pub fn imported()(
        (dataset, source_id, unit, zone, lang) in
            (label(), label(), maybe_label(), maybe_label(), maybe_label()),
        (narrative, title, action_taken, further) in
            (maybe_text(), maybe_text(), maybe_text(), texts()),
        kind in option::of(of(Kind::ALL)), happened in happened(), ended in happened(),
        reported in happened(), categories in labels(), factors in labels(),
    ) -> report::Imported {
        report::Imported {
            dataset, source_id, narrative, title, action_taken, further, kind, happened, ended,
            reported, zone, unit, categories, factors, lang,
        }
    }
}

prop_compose! {
    pub fn opened()(title in text(), report_ids in collection::vec(report_id(), 0..4)) -> incident::Opened {
        incident::Opened { title, report_ids }
    }
}

prop_compose! {
    pub fn triaged()(
        actual in of(Severity::ALL), potential in of(Severity::ALL), category in code(),
        risk in option::of((of(Severity::ALL), of(Likelihood::ALL))),
        unit in maybe_label(), assets in assets(),
        assess in collection::vec(of(Regime::ALL), 0..3),
    ) -> incident::Triaged {
        let risk = risk.map(|(harm, likelihood)| incident::Risk { harm, likelihood });
        incident::Triaged { actual, potential, risk, category, unit, assets, assess }
    }
}

prop_compose! {
    pub fn assessment()(
        regime in of(Regime::ALL), notifiable in any::<bool>(), reasons in text(),
    ) -> incident::AssessmentDecided {
        incident::AssessmentDecided { regime, notifiable, reasons }
    }
}

prop_compose! {
    pub fn item()(
        item_id in item_id(), happened in happened(), text in text(),
        corrects in option::of(item_id()),
    ) -> incident::TimelineItemAdded {
        incident::TimelineItemAdded { item_id, happened, text, corrects }
    }
}

prop_compose! {
    pub fn factor()(
        factor_id in factor_id(), element in of(Element::ALL), direction in of(Direction::ALL),
        text in text(),
    ) -> incident::FactorIdentified {
        incident::FactorIdentified { factor_id, element, direction, text }
    }
}

prop_compose! {
    pub fn proposed()(
        incident_id in incident_id(), text in text(), strength in of(Strength::ALL),
        addresses in collection::vec(factor_id(), 0..3),
    ) -> action::Proposed {
        action::Proposed { incident_id, text, strength, addresses }
    }
}

prop_compose! {
    pub fn decided()(
        owner in role(), due in day(), weak_plan_reason in maybe_text(),
    ) -> action::Decided {
        action::Decided { owner, due, weak_plan_reason }
    }
}

pub fn report() -> impl Strategy<Value = report::Event> {
    use report::Event;
    prop_oneof![
        received().prop_map(Event::Received),
        imported().prop_map(Event::Imported),
        Just(Event::Acknowledged(report::Acknowledged {})),
        (message_id(), text()).prop_map(|(message_id, text)| {
            Event::QuestionAsked(report::QuestionAsked { message_id, text })
        }),
        (message_id(), text()).prop_map(|(message_id, text)| {
            Event::ReplyReceived(report::ReplyReceived { message_id, text })
        }),
        (message_id(), text()).prop_map(|(message_id, text)| {
            Event::FeedbackGiven(report::FeedbackGiven { message_id, text })
        }),
        text().prop_map(|feedback| Event::Declined(report::Declined { feedback })),
        (of(Channel::ALL), text())
            .prop_map(|(to, feedback)| Event::Rerouted(report::Rerouted { to, feedback })),
        text().prop_map(|reason| Event::TakenUpAgain(report::TakenUpAgain { reason })),
        incident_id().prop_map(|incident_id| Event::Linked(report::Linked { incident_id })),
        incident_id().prop_map(|incident_id| Event::Unlinked(report::Unlinked { incident_id })),
        attached().prop_map(Event::AttachmentAdded),
        (of(Purpose::ALL), option::of(attachment_id())).prop_map(|(purpose, attachment_id)| {
            Event::OriginalOpened(report::OriginalOpened { purpose, attachment_id })
        }),
        (1..4_u32, text(), label()).prop_map(|(revision, text, rules)| {
            Event::CopyApproved(report::CopyApproved { revision, text, rules })
        }),
        of(Again::ALL)
            .prop_map(|again| Event::ExperienceShared(report::ExperienceShared { again })),
        text().prop_map(|reason| Event::WordingKept(report::WordingKept { reason })),
        (of(Grounds::ALL), maybe_label()).prop_map(|(grounds, decision)| {
            Event::Erased(report::Erased { grounds, decision })
        }),
    ]
}

prop_compose! {
    fn attached()(
        attachment_id in attachment_id(), media in of(Media::ALL), kibibytes in any::<u32>(),
        cleaned in any::<bool>(), key in text(),
    ) -> report::AttachmentAdded {
        report::AttachmentAdded { attachment_id, media, kibibytes, cleaned, key }
    }
}

prop_compose! {
    fn file_attached()(
        file in attached(), description in text(), kept_wording in maybe_text(),
    ) -> FileAttached {
        FileAttached { file, description, kept_wording }
    }
}

prop_compose! {
    fn file_withdrawn()(attachment_id in attachment_id(), reason in text()) -> FileWithdrawn {
        FileWithdrawn { attachment_id, reason }
    }
}

pub fn concern() -> impl Strategy<Value = concern::Event> {
    use concern::Event;
    prop_oneof![
        (message_id(), text(), text()).prop_map(|(message_id, text, report)| {
            Event::Raised(concern::Raised { message_id, text, report })
        }),
        (message_id(), text()).prop_map(|(message_id, text)| {
            Event::Answered(concern::Answered { message_id, text })
        }),
    ]
}

pub fn grant() -> impl Strategy<Value = grant::Event> {
    use grant::Event;
    let source = || of(GrantSource::ALL);
    prop_oneof![
        (holder_id(), of(&Role::ALL), source(), option::of(day()), maybe_text()).prop_map(
            |(holder, role, source, until, reason)| {
                Event::Given(grant::Given { holder, role, source, until, reason })
            }
        ),
        day().prop_map(|on| Event::Confirmed(grant::Confirmed { on })),
        (source(), maybe_text())
            .prop_map(|(source, reason)| Event::Revoked(grant::Revoked { source, reason })),
        (holder_id(), label(), source(), maybe_text()).prop_map(
            |(holder, unit, source, reason)| {
                Event::UnitLed(grant::UnitLed { holder, unit, source, reason })
            }
        ),
        (holder_id(), label(), source(), maybe_text()).prop_map(
            |(holder, function, source, reason)| {
                Event::FunctionHeld(grant::FunctionHeld { holder, function, source, reason })
            }
        ),
    ]
}

pub fn follow() -> impl Strategy<Value = follow::Event> {
    use follow::Event;
    prop_oneof![
        incident_id().prop_map(|incident_id| Event::Begun(follow::Begun { incident_id })),
        Just(Event::Ended(follow::Ended {})),
    ]
}

prop_compose! {
    pub fn content()(
        title in text(), said in text(), did in text(), learned in maybe_text(),
        lang in of(Lang::ALL),
    ) -> lesson::Content {
        lesson::Content { title, said, did, learned, lang }
    }
}

prop_compose! {
    pub fn drafted()(
        writer in holder_id(), incident_ids in collection::vec(incident_id(), 0..4),
        content in content(),
    ) -> lesson::Drafted {
        lesson::Drafted { writer, incident_ids, content }
    }
}

prop_compose! {
    pub fn finding_kept()(
        finding in of(Finding::ALL), words in texts(), reason in text(),
    ) -> lesson::FindingKept {
        lesson::FindingKept { finding, words, reason }
    }
}

pub fn lesson() -> impl Strategy<Value = lesson::Event> {
    use lesson::Event;
    prop_oneof![
        drafted().prop_map(Event::Drafted),
        (1..5_u32, drafted()).prop_map(|(revision, drafted)| {
            let lesson::Drafted { writer, incident_ids, content } = drafted;
            Event::Revised(lesson::Revised { revision, writer, incident_ids, content })
        }),
        finding_kept().prop_map(Event::FindingKept),
        (1..5_u32, holder_id(), label()).prop_map(|(revision, approver, rules)| {
            Event::Approved(lesson::Approved { revision, approver, rules })
        }),
        Just(Event::Published(lesson::Published {})),
        text().prop_map(|reason| Event::Withdrawn(lesson::Withdrawn { reason })),
    ]
}

fn cell() -> impl Strategy<Value = release::Cell> {
    let shown = prop_oneof![
        (0..9_u32).prop_map(|fives| release::Shown::Count(5 * fives)),
        of(Hidden::ALL).prop_map(release::Shown::Not),
    ];
    (maybe_label(), maybe_label(), shown).prop_map(|(row, column, shown)| release::Cell {
        row,
        column,
        shown,
    })
}

prop_compose! {
    pub fn published()(
        number in 1..4_u32, table in of(ReleasedTable::ALL), year in 2025..2027_i16,
        part in 1..5_u8, cells in collection::vec(cell(), 0..4), merged in labels(),
        left_out in labels(), known in any::<u32>(), engine in label(), digest in label(),
    ) -> release::Published {
        let part = if table.grain() == Grain::Year { 1 } else { part };
        let period = release::Period::new(year, table.grain(), part).unwrap();
        let rule = release::Rule { threshold: 5, base: 5, floor: 20 };
        let known = u64::from(known);
        release::Published {
            number, table, period, rule, cells, merged, left_out, known, engine, digest,
        }
    }
}

pub fn release() -> impl Strategy<Value = release::Event> {
    use release::Event;
    prop_oneof![
        published().prop_map(Event::Published),
        (1..4_u32, text())
            .prop_map(|(number, reason)| Event::Withdrawn(release::Withdrawn { number, reason })),
    ]
}

pub fn incident() -> impl Strategy<Value = incident::Event> {
    use incident::Event;
    prop_oneof![
        opened().prop_map(Event::Opened),
        report_id()
            .prop_map(|report_id| { Event::ReportLinked(incident::ReportLinked { report_id }) }),
        report_id().prop_map(|report_id| {
            Event::ReportUnlinked(incident::ReportUnlinked { report_id })
        }),
        incident_id().prop_map(|into| Event::MergedInto(incident::MergedInto { into })),
        incident_id().prop_map(|from| Event::Unmerged(incident::Unmerged { from })),
        incident_id().prop_map(|incident_id| Event::Absorbed(incident::Absorbed { incident_id })),
        incident_id().prop_map(|incident_id| Event::Released(incident::Released { incident_id })),
        triaged().prop_map(Event::Triaged),
        assessment().prop_map(Event::AssessmentDecided),
        (of(Response::ALL), maybe_text()).prop_map(|(response, reason)| {
            Event::ResponseChosen(incident::ResponseChosen { response, reason })
        }),
        item().prop_map(Event::TimelineItemAdded),
        factor().prop_map(Event::FactorIdentified),
        (factor_id(), text()).prop_map(|(factor_id, reason)| {
            Event::FactorWithdrawn(incident::FactorWithdrawn { factor_id, reason })
        }),
        text().prop_map(|title| Event::Retitled(incident::Retitled { title })),
        text().prop_map(|summary| {
            Event::AnalysisCompleted(incident::AnalysisCompleted { summary })
        }),
        action_id().prop_map(|action_id| Event::ActionAdded(incident::ActionAdded { action_id })),
        (text(), maybe_text()).prop_map(|(outcome, weak_plan_reason)| {
            Event::Closed(incident::Closed { outcome, weak_plan_reason })
        }),
        text().prop_map(|reason| Event::Reopened(incident::Reopened { reason })),
        text().prop_map(|reason| Event::WordingKept(incident::WordingKept { reason })),
        any_notification::notification(),
        (item_id(), of(Question::ALL), text()).prop_map(|(answer_id, question, text)| {
            Event::QuestionAnswered(incident::QuestionAnswered { answer_id, question, text })
        }),
        (role(), maybe_text()).prop_map(|(role, handover)| {
            Event::Assigned(incident::Assigned { role, handover })
        }),
        maybe_text().prop_map(|reason| Event::Recused(incident::Recused { reason })),
        text().prop_map(|reason| Event::RecusalTakenBack(incident::RecusalTakenBack { reason })),
        action_id().prop_map(|action_id| {
            Event::ActionTakenUpAgain(incident::ActionTakenUpAgain { action_id })
        }),
        file_attached().prop_map(Event::FileAttached),
        file_withdrawn().prop_map(Event::FileWithdrawn),
    ]
}

pub fn action() -> impl Strategy<Value = action::Event> {
    use action::Event;
    prop_oneof![
        proposed().prop_map(Event::Proposed),
        decided().prop_map(Event::Decided),
        (day(), text())
            .prop_map(|(due, reason)| Event::Rescheduled(action::Rescheduled { due, reason })),
        text().prop_map(|evidence| Event::Implemented(action::Implemented { evidence })),
        (of(Effect::ALL), text()).prop_map(|(effect, text)| {
            Event::EffectAssessed(action::EffectAssessed { effect, text })
        }),
        role().prop_map(|verifier| Event::Verified(action::Verified { verifier })),
        text().prop_map(|residual_risk| Event::Abandoned(action::Abandoned { residual_risk })),
        text().prop_map(|reason| Event::TakenUpAgain(action::TakenUpAgain { reason })),
        text().prop_map(|text| Event::Reworded(action::Reworded { text })),
        (aim(), day())
            .prop_map(|(aim, review)| Event::MeasureNamed(action::MeasureNamed { aim, review })),
        file_attached().prop_map(Event::FileAttached),
        file_withdrawn().prop_map(Event::FileWithdrawn),
    ]
}

prop_compose! {
    pub fn aim()(
        measure_id in measure_id(), unit in maybe_label(), category in option::of(code()),
        movement in of(Movement::ALL),
    ) -> improvement::Aim {
        improvement::Aim { measure_id, unit, category, movement }
    }
}

prop_compose! {
    pub fn plan()(
        aim in aim(), expected in figure(), baseline_from in month(), baseline_to in month(),
        triggers in collection::vec(month(), 0..3), change in month(), review in day(),
    ) -> improvement::Plan {
        improvement::Plan { aim, expected, baseline_from, baseline_to, triggers, change, review }
    }
}

prop_compose! {
    fn interval()(
        ratio in option::of(figure()), lower in figure(), upper in option::of(figure()),
        exact in any::<bool>(),
    ) -> improvement::Interval {
        improvement::Interval { ratio, lower, upper, exact }
    }
}

prop_compose! {
    fn difference()(
        difference in figure(), lower in figure(), upper in figure(),
    ) -> improvement::Difference {
        improvement::Difference { difference, lower, upper }
    }
}

prop_compose! {
    fn between()(
        (before_days, after_days) in any::<(u32, u32)>(), open_days in any::<Option<u32>>(),
    ) -> improvement::Between {
        improvement::Between { before_days, after_days, open_days }
    }
}

prop_compose! {
    pub fn studied()(
        (until, until_week) in (month(), option::of(week())), (before_points, after_points) in any::<(u32, u32)>(),
        (before, after) in (figure(), figure()), ratio in option::of(interval()),
        (difference, between) in (option::of(difference()), option::of(between())),
        signal in any::<bool>(), segments in option::of((interval(), interval())),
        verdict in of(Effect::ALL), (engine, profile, input_sha256) in (label(), label(), label()), known_at in any::<u64>(),
        (early, comment) in (maybe_text(), maybe_text()),
    ) -> improvement::Studied {
        let segments = segments.map(|(level, slope)| Box::new(improvement::Segments { level, slope }));
        improvement::Studied {
            until, until_week, before_points, after_points, before, after, ratio, difference, between,
            signal, segments, verdict, made: Made { engine, profile, input_sha256 }, known_at: Position(known_at), early, comment,
        }
    }
}

pub fn improvement() -> impl Strategy<Value = improvement::Event> {
    use improvement::{Event, Origin};
    let origin = prop_oneof![
        signal_id().prop_map(Origin::Signal),
        theme_id().prop_map(Origin::Theme),
        text().prop_map(Origin::Finding),
        improvement_id().prop_map(Origin::Improvement),
    ];
    prop_oneof![
        (origin, text())
            .prop_map(|(from, question)| Event::Opened(improvement::Opened { from, question })),
        plan().prop_map(|plan| Event::Planned(improvement::Planned { plan })),
        (plan(), text())
            .prop_map(|(plan, reason)| Event::Replanned(improvement::Replanned { plan, reason })),
        action_id()
            .prop_map(|action_id| Event::ActionAdded(improvement::ActionAdded { action_id })),
        action_id()
            .prop_map(|action_id| Event::ActionRemoved(improvement::ActionRemoved { action_id })),
        studied().prop_map(Event::Studied),
        (of(Course::ALL), text(), option::of(improvement_id())).prop_map(
            |(course, reason, next)| Event::Decided(improvement::Decided { course, reason, next })
        ),
        text().prop_map(|reason| Event::Reopened(improvement::Reopened { reason })),
    ]
}

pub fn theme() -> impl Strategy<Value = theme::Event> {
    use theme::Event;
    prop_oneof![
        text().prop_map(|question| Event::Opened(theme::Opened { question })),
        incident_id()
            .prop_map(|incident_id| Event::IncidentAdded(theme::IncidentAdded { incident_id })),
        incident_id()
            .prop_map(|incident_id| Event::IncidentRemoved(theme::IncidentRemoved { incident_id })),
        text().prop_map(|learned| Event::Concluded(theme::Concluded { learned })),
        text().prop_map(|reason| Event::Reopened(theme::Reopened { reason })),
    ]
}
