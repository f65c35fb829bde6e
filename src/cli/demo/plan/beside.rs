//! What went on beside the figures, and what was promised: noted by staff, for charts to tell.
//!
//! Must never change what is reported: the arrivals follow the same story by themselves.

use tillbud_events::CampaignId;
use tillbud_events::campaign::Note;

use super::book::Book;
use super::inflow;
use super::step::Step;
use crate::cli::demo::calendar::plus;
use crate::cli::demo::content::Content;
use crate::measures::measure_id;

/// Days after it began on which something is noted.
const NOTED_AFTER: i64 = 3;
/// Days into its month on which a target is decided.
const DECIDED_ON: i64 = 11;

/// Plans every note and every target.
pub fn tell(book: &mut Book, content: &Content) {
    let months = inflow::months(book.calendar.day(book.end));
    for it in &content.beside.campaigns {
        let Some(first) = months.get(it.month) else { continue };
        let (from, day) = (plus(*first, it.from_day - 1), |day: i64| plus(*first, day - 1));
        let note = Note {
            what: it.what.text(),
            from,
            until: it.until_day.map(day),
            unit: it.unit.clone(),
        };
        let noted = plus(from, NOTED_AFTER);
        let at = book.calendar.work_on(noted, book.calendar.moment(noted, 0, 0), &book.draw);
        let id = CampaignId(book.draw.id());
        book.improve(at, Step::Note(id, note));
    }
    for it in &content.beside.targets {
        let (Some(first), Ok(target)) = (months.get(it.month), it.target.parse()) else { continue };
        let day = plus(*first, DECIDED_ON);
        let at = book.calendar.work_on(day, book.calendar.moment(day, 0, 0), &book.draw);
        book.improve(at, Step::Aim(measure_id(&it.measure), it.measure.clone(), target));
    }
}
