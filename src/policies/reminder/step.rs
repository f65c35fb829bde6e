//! When somebody is reminded: the steps of each kind of thing that waits.
//!
//! | what | steps |
//! |---|---|
//! | stage of a notification | half of its time is left; the morning of the last working day before, when it is due on a day off; 24, 6 and 1 hours left; time is up |
//! | action to carry out | 7 days and 1 day before its day; its day has passed |
//! | action whose effect nobody has confirmed | for 7 and for 30 days |
//! | improvement cycle to review | its review day, and 14 days after it |
//! | reporter who has heard no human word | as many working days as the organisation reads within |
//! | feedback that was promised | each working morning after its day, for [`LATE_DAYS`] |
//!
//! Of the steps that have come, the last one counts, and each holds until the next. What
//! had come before a thing began to wait is left out: whoever decided that knew. What
//! counts days comes in the morning of a working day; the last step of each holds for
//! [`LATE_DAYS`]. Six hours, one hour and no time left are urgent. Pure. Must never read a
//! clock.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tillbud_events::calendar::{is_working_day, working_day_until, working_days_after};

use crate::clock::{day, morning};
use crate::policies::outbox::topic::{Topic, Wait};

/// Days for which something can still be told to be late: longer than programs stand still.
pub const LATE_DAYS: i64 = 30;
/// Days before an action's day.
const DUE_DAYS: [i64; 2] = [7, 1];
/// Days without a confirmed effect.
const UNCONFIRMED_DAYS: [i64; 2] = [7, 30];
/// Days after a review day.
const REVIEW_DAYS: [i64; 2] = [0, 14];
/// Hours before a deadline, and whether that is urgent.
const LEFT_HOURS: [(i64, bool); 3] = [(24, false), (6, true), (1, true)];

/// A step that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name, one for each of a kind.
    pub name: &'static str,
    /// What it makes wait.
    pub wait: Wait,
    /// When it came.
    pub from: Timestamp,
    /// When it holds no more.
    pub until: Timestamp,
}

impl Step {
    fn at(name: &'static str, topic: Topic, is_urgent: bool, from: Timestamp) -> Self {
        let until = from.saturating_add(SignedDuration::from_hours(24 * LATE_DAYS));
        Self { name, wait: Wait { topic, is_urgent }, from, until: until.unwrap_or(Timestamp::MAX) }
    }
}

/// For a stage that is due at `due` and was asked for at `asked`.
#[must_use]
pub fn of_stage(asked: Timestamp, due: Timestamp, now: Timestamp) -> Option<Step> {
    let step = |name, is_urgent, from| Step::at(name, Topic::Deadline, is_urgent, from);
    let half = Timestamp::from_second(asked.as_second().midpoint(due.as_second()));
    let mut steps = vec![step("half", false, half.unwrap_or(asked))];
    if !is_working_day(day(due)) {
        steps.push(step("working_day", false, morning(working_day_until(day(due)))));
    }
    for (name, (hours, is_urgent)) in ["hours_24", "hours_6", "hours_1"].into_iter().zip(LEFT_HOURS)
    {
        let from = due.saturating_sub(SignedDuration::from_hours(hours));
        steps.push(step(name, is_urgent, from.unwrap_or(Timestamp::MIN)));
    }
    // What was late from the start is told nevertheless.
    steps.push(step("late", true, due.max(after(asked))));
    current(steps, asked, now)
}

/// For an action that is due on `due`, as was decided at `decided`.
#[must_use]
pub fn of_owed(decided: Timestamp, due: Date, now: Timestamp) -> Option<Step> {
    let before = |days: i64| morning(working_day_until(due.saturating_sub(days.days())));
    let late = morning(working_days_after(due, 1)).max(after(decided));
    let mut steps: Vec<_> = ["days_7", "day_1"]
        .into_iter()
        .zip(DUE_DAYS)
        .map(|(name, days)| Step::at(name, Topic::ActionDue, false, before(days)))
        .collect();
    steps.push(Step::at("late", Topic::ActionOverdue, false, late));
    current(steps, decided, now)
}

/// For an action that has waited since `since` for somebody to look at its effect.
#[must_use]
pub fn of_unconfirmed(since: Timestamp, now: Timestamp) -> Option<Step> {
    let names = ["days_7", "days_30"];
    days_after(day(since), names, UNCONFIRMED_DAYS, Topic::ActionUnconfirmed, since, now)
}

/// For an improvement cycle that is to be reviewed on `review`, as was planned at `planned`.
#[must_use]
pub fn of_review(planned: Timestamp, review: Date, now: Timestamp) -> Option<Step> {
    days_after(review, ["day", "days_14"], REVIEW_DAYS, Topic::Review, planned, now)
}

/// The step that has come so many days after a day, on working mornings.
fn days_after(
    from: Date,
    names: [&'static str; 2],
    days: [i64; 2],
    topic: Topic,
    since: Timestamp,
    now: Timestamp,
) -> Option<Step> {
    let morning = |days: i64| first_working_morning(from.saturating_add(days.days()));
    let steps = names.into_iter().zip(days);
    let steps = steps.map(|(name, days)| Step::at(name, topic, false, morning(days)));
    current(steps.collect(), since, now)
}

/// The morning of a day, or of the first working day after it.
fn first_working_morning(reached: Date) -> Timestamp {
    morning(if is_working_day(reached) { reached } else { working_days_after(reached, 1) })
}

/// For a report whose reporter spoke at `said` and has heard no human word since.
#[must_use]
pub fn of_silence(said: Timestamp, working_days: u32, now: Timestamp) -> Option<Step> {
    let from = morning(working_days_after(day(said), working_days.saturating_add(1)));
    current(vec![Step::at("silence", Topic::Silence, false, from)], said, now)
}

/// For feedback that was promised until `promised`. It is told anew each working morning: what
/// was promised to a reporter is not to be forgotten after one mail.
#[must_use]
pub fn of_feedback(promised: Date, now: Timestamp) -> Option<Step> {
    let today = day(now);
    let begun = if now < morning(today) { today.saturating_sub(1.day()) } else { today };
    let told = working_day_until(begun);
    let is_late = promised < told && told <= promised.saturating_add(LATE_DAYS.days());
    let until = morning(working_days_after(told, 1));
    let step = Step::at("late", Topic::Feedback, false, morning(told));
    is_late.then_some(Step { until, ..step })
}

/// The last step that has come, after `since`, while it holds.
fn current(mut steps: Vec<Step>, since: Timestamp, now: Timestamp) -> Option<Step> {
    steps.retain(|step| step.from > since);
    steps.sort_by_key(|step| step.from);
    let next = steps.iter().find(|step| step.from > now).map(|step| step.from);
    let step = steps.into_iter().rfind(|step| step.from <= now)?;
    let until = next.map_or(step.until, |next| next.min(step.until));
    (now < until).then_some(Step { until, ..step })
}

fn after(moment: Timestamp) -> Timestamp {
    moment.saturating_add(1.nanosecond()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// The names of the steps as time goes by, hour by hour.
    fn steps(
        from: &str,
        days: i64,
        step: impl Fn(Timestamp) -> Option<Step>,
    ) -> Vec<(&'static str, String)> {
        let mut told: Vec<(&'static str, String)> = Vec::new();
        for hour in 0..days * 24 {
            let now = at(from) + SignedDuration::from_hours(hour);
            if let Some(step) = step(now)
                && told.last().is_none_or(|(name, _)| *name != step.name)
            {
                assert!(step.from <= now && now < step.until);
                told.push((step.name, step.from.to_string()));
            }
        }
        told
    }

    fn named(expected: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        expected.iter().map(|(name, from)| (*name, (*from).to_owned())).collect()
    }

    #[test]
    fn a_stage_of_72_hours_has_all_steps_and_none_twice() {
        // Asked for on a Monday, due on a Thursday.
        let (asked, due) = (at("2026-11-02T08:00:00Z"), at("2026-11-05T08:00:00Z"));
        let told = steps("2026-11-02T08:00:00Z", 40, |now| of_stage(asked, due, now));
        assert_eq!(
            told,
            named(&[
                ("half", "2026-11-03T20:00:00Z"),
                ("hours_24", "2026-11-04T08:00:00Z"),
                ("hours_6", "2026-11-05T02:00:00Z"),
                ("hours_1", "2026-11-05T07:00:00Z"),
                ("late", "2026-11-05T08:00:00Z"),
            ])
        );
        let urgent = ["hours_6", "hours_1", "late"];
        for now in [
            "2026-11-03T20:00:00Z",
            "2026-11-04T08:00:00Z",
            "2026-11-05T02:00:00Z",
            "2026-11-05T08:00:00Z",
        ] {
            let step = of_stage(asked, due, at(now)).unwrap();
            assert_eq!(step.wait.is_urgent, urgent.contains(&step.name), "{now}");
        }
        assert_eq!(of_stage(asked, due, at("2026-12-05T08:00:00Z")), None, "thirty days late");
    }

    #[test]
    fn a_deadline_on_a_day_off_is_told_on_the_morning_of_the_last_working_day() {
        // Asked for on a Thursday, due on a Sunday.
        let (asked, due) = (at("2026-11-05T09:00:00Z"), at("2026-11-08T09:00:00Z"));
        let told = steps("2026-11-05T09:00:00Z", 4, |now| of_stage(asked, due, now));
        assert_eq!(told[0], ("working_day", "2026-11-06T06:00:00Z".to_owned()));
        assert_eq!(told[1].0, "half");
    }

    #[test]
    fn steps_that_had_come_before_are_left_out_and_lateness_is_not() {
        let (asked, due) = (at("2026-11-04T10:00:00Z"), at("2026-11-04T14:00:00Z"));
        let told = steps("2026-11-04T10:00:00Z", 2, |now| of_stage(asked, due, now));
        let names: Vec<_> = told.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["half", "hours_1", "late"]);
        let late = of_stage(due, asked, at("2026-11-04T14:00:01Z")).unwrap();
        assert_eq!(late.name, "late");
    }

    #[test]
    fn the_clocks_going_back_give_an_hour_that_counts() {
        let (asked, due) = (at("2026-10-23T12:00:00Z"), at("2026-10-26T12:00:00Z"));
        assert_eq!(of_stage(asked, due, at("2026-10-25T12:00:00Z")).unwrap().name, "hours_24");
        assert_ne!(of_stage(asked, due, at("2026-10-25T11:59:59Z")).unwrap().name, "hours_24");
    }

    #[test]
    fn an_action_is_told_of_on_working_mornings_before_and_after_its_day() {
        // Due on a Monday: the day before is a Sunday, and the reminder comes on Friday.
        let told = steps("2026-11-02T00:00:00Z", 60, |now| {
            of_owed(at("2026-11-01T10:00:00Z"), date(2026, 11, 16), now)
        });
        assert_eq!(
            told,
            named(&[
                ("days_7", "2026-11-09T06:00:00Z"),
                ("day_1", "2026-11-13T06:00:00Z"),
                ("late", "2026-11-17T06:00:00Z"),
            ])
        );
        let late =
            of_owed(at("2026-11-01T10:00:00Z"), date(2026, 11, 16), at("2026-11-17T06:00:00Z"));
        assert_eq!(late.unwrap().wait.topic, Topic::ActionOverdue);
        // Decided three days before its day: nobody is told that seven days are left.
        let told = steps("2026-11-13T10:00:00Z", 3, |now| {
            of_owed(at("2026-11-13T10:00:00Z"), date(2026, 11, 17), now)
        });
        assert_eq!(told, named(&[("day_1", "2026-11-16T06:00:00Z")]));
    }

    #[test]
    fn an_effect_that_nobody_confirms_is_told_of_twice() {
        let since = at("2026-05-04T10:00:00Z");
        let told = steps("2026-05-04T10:00:00Z", 90, |now| of_unconfirmed(since, now));
        assert_eq!(
            told,
            named(&[("days_7", "2026-05-11T05:00:00Z"), ("days_30", "2026-06-03T05:00:00Z"),])
        );
    }

    #[test]
    fn a_review_is_told_of_on_its_day_and_once_more() {
        // A Saturday: on the Monday after it.
        let told = steps("2026-11-01T00:00:00Z", 60, |now| {
            of_review(at("2026-05-04T10:00:00Z"), date(2026, 11, 14), now)
        });
        assert_eq!(
            told,
            named(&[("day", "2026-11-16T06:00:00Z"), ("days_14", "2026-11-30T06:00:00Z")])
        );
    }

    #[test]
    fn feedback_that_is_late_is_told_each_working_morning_for_thirty_days() {
        // Promised until a Thursday: on Friday, not at the weekend, and from Monday on again.
        let promised = date(2026, 11, 12);
        let mut told: Vec<String> = Vec::new();
        for hour in 0..45 * 24 {
            let now = at("2026-11-11T00:00:00Z") + SignedDuration::from_hours(hour);
            let Some(step) = of_feedback(promised, now) else { continue };
            assert!(step.from <= now && now < step.until && step.wait.topic == Topic::Feedback);
            let from = step.from.to_string();
            if told.last() != Some(&from) {
                told.push(from);
            }
        }
        assert_eq!(told[..2], ["2026-11-13T06:00:00Z", "2026-11-16T06:00:00Z"]);
        assert_eq!((told.len(), told[20].as_str()), (21, "2026-12-11T06:00:00Z"));
    }

    #[test]
    fn silence_is_counted_in_working_days_and_told_in_the_morning() {
        for (said, from) in [
            // Monday: Tuesday and Wednesday pass.
            ("2026-11-23T10:00:00Z", "2026-11-26T06:00:00Z"),
            // Friday evening: Monday and Tuesday pass.
            ("2026-11-20T18:00:00Z", "2026-11-25T06:00:00Z"),
            // The day before Christmas Eve, a Wednesday; the 28th and 29th pass.
            ("2026-12-23T10:00:00Z", "2026-12-30T06:00:00Z"),
        ] {
            let told = steps(said, 20, |now| of_silence(at(said), 2, now));
            assert_eq!(told, named(&[("silence", from)]), "{said}");
        }
    }
}
