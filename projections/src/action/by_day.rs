//! Actions that are to be done in the order of their days: what is late longest comes first,
//! however late it was proposed.
//!
//! Must never leave one out between two pages: a page goes on after a day and a place, never
//! after a count.

use jiff::Span;
use jiff::civil::Date;

use super::{ActionRow, Filter, State};
use crate::db::Db;
use crate::page::{Cursor, PAGE_ROWS_MAX, Page, Select};

/// The day that the days of a cursor are counted from.
const EPOCH: Date = Date::constant(1970, 1, 1);
/// Bits of a cursor that hold a place in the log; the day stands above them.
const PLACE_BITS: u32 = 40;

/// Actions that are decided and not done, the one whose day comes first before the others.
///
/// # Errors
/// When the database fails.
pub async fn by_day(
    db: &Db,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ActionRow>> {
    let limit = limit.clamp(1, PAGE_ROWS_MAX) as usize;
    let mut rows = select(filter, after, limit + 1).all::<ActionRow>(db).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).and_then(cursor);
    Ok(Page { rows, next })
}

pub(super) fn select(filter: &Filter, after: Option<Cursor>, rows: usize) -> Select {
    let decided = Filter { state: Some(State::Decided), ..filter.clone() };
    decided
        .select()
        .and_after("(due, position)", after.and_then(place))
        .then("order by due, position")
        .at_most(i64::try_from(rows).unwrap_or(i64::MAX))
}

/// Where to go on after a row; every action to be done has a day.
fn cursor(row: &ActionRow) -> Option<Cursor> {
    let day: Date = row.due.as_deref()?.parse().ok()?;
    let days = i64::from((day - EPOCH).get_days());
    Some(Cursor((days << PLACE_BITS) | row.position))
}

/// The day and the place of a cursor; nothing of one that no page gave.
fn place(Cursor(cursor): Cursor) -> Option<(String, i64)> {
    let days = Span::new().try_days(cursor >> PLACE_BITS).ok()?;
    let day = EPOCH.checked_add(days).ok()?;
    Some((day.to_string(), cursor & ((1 << PLACE_BITS) - 1)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::action::{Decided, Event};

    use super::*;
    use crate::testing::{Log, incident_id, label, on_both};

    on_both! {
        async fn the_longest_overdue_comes_first_and_pages_go_on_without_a_gap(bench: &Bench) {
            let mut log = Log::default();
            // The later proposed, the earlier due; two share each day.
            let days = |number: u128| 20 - i8::try_from(number / 2).unwrap();
            let mut ids = Vec::new();
            for number in 1..=9 {
                let id = log.propose(number, incident_id(1));
                let due = date(2026, 9, days(number));
                let owner = label("IT");
                log.push(id, Event::Decided(Decided { owner, due, weak_plan_reason: None }));
                ids.push((due, id.to_string()));
            }
            ids.sort_by_key(|(due, _)| *due);
            bench.follow(&log).await;
            for limit in [1, 2, 4, 9] {
                let (mut found, mut after) = (Vec::new(), None);
                loop {
                    let db = bench.models.db();
                    let page = by_day(db, &Filter::default(), after, limit).await.unwrap();
                    found.extend(page.rows.into_iter().map(|row| row.action_id));
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                let expected: Vec<_> = ids.iter().map(|(_, id)| id.clone()).collect();
                assert_eq!(found, expected, "{limit} a page");
            }
        }
    }

    #[test]
    fn a_cursor_leads_back_to_its_day_and_place_and_a_made_up_one_to_nowhere() {
        for (day, position) in [(date(2026, 11, 27), 1), (date(1969, 1, 1), (1 << 40) - 1)] {
            let days = i64::from((day - EPOCH).get_days());
            let cursor = Cursor((days << PLACE_BITS) | position);
            assert_eq!(place(cursor), Some((day.to_string(), position)));
        }
        assert_eq!(place(Cursor(i64::MAX)), None);
        assert_eq!(place(Cursor(i64::MIN)), None);
    }
}
