//! What everybody can read of some of the stories, written by one and read by another.
//!
//! Must never publish what the check would name.

use tillbud_events::LessonId;
use tillbud_events::lesson::{Approved, Content, Drafted, Published};
use tillbud_events::vocabulary::{Label, Lang};

use super::book::Book;
use super::step::OnLesson;
use super::story::Told;
use crate::cli::demo::content::{self, Words};
use crate::reidentify;

/// Days from the end of a story until somebody writes what was learned.
const WRITTEN_AFTER_DAYS: i64 = 7;
/// Days until somebody else has read it.
const READ_AFTER_DAYS: i64 = 2;

/// Plans a lesson for each story that has one and has ended.
pub fn teach(book: &mut Book, content: &content::Content, told: &[Told<'_>]) {
    let rules = Label::parse(&reidentify::edition(&content.identity)).ok();
    let (Some([writer, approver]), Some(rules)) = (book.pair(), rules) else { return };
    for lesson in &content.lessons {
        let Some(story) = told.iter().find(|told| told.index == lesson.story) else { continue };
        let of = (LessonId(book.draw.id()), story.incident_id);
        let written = book.calendar.work(story.closed, WRITTEN_AFTER_DAYS, &book.draw);
        let drafted =
            Drafted { writer, incident_ids: vec![story.incident_id], content: words(lesson) };
        book.lesson(written, writer, of, OnLesson::Draft(drafted));
        if lesson.waits {
            continue;
        }
        let read = book.calendar.work(written, READ_AFTER_DAYS, &book.draw);
        let approved = Approved { revision: 1, approver, rules: rules.clone() };
        book.lesson(read, approver, of, OnLesson::Approve(approved));
        book.lesson(read, approver, of, OnLesson::Publish(Published {}));
    }
}

/// The words of a lesson as an event takes them.
pub fn words(lesson: &content::Lesson) -> Content {
    Content {
        title: lesson.title.text(),
        said: lesson.said.text(),
        did: lesson.did.text(),
        learned: lesson.learned.as_ref().map(Words::text),
        lang: Lang::Sv,
    }
}
