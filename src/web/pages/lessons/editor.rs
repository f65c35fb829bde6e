//! One lesson for staff: its words as everybody will read them, what may lead to somebody in
//! them, and the form of the next step.
//!
//! Must never tell who wrote it, but to say that somebody else has to approve it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::LessonId;
use tillbud_events::vocabulary::{Finding as Kind, Lang};
use tillbud_projections::db::timestamp;
use tillbud_projections::incident::{self, IncidentRow};
use tillbud_projections::lesson::{self, KeptRow, LessonRow};

use crate::App;
use crate::access::{Right, Staff};
use crate::reidentify::Finding;
use crate::web::api::lesson_check::{Checked, check, sources};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms};
use crate::web::pages::frame::Frame;
use crate::web::pages::when::When;
use crate::web::pages::{Choice, Pair, answer};

/// Everything that the page of one lesson is made of.
pub struct Rows {
    /// The lesson.
    pub lesson: LessonRow,
    /// The incidents that it comes from.
    pub incidents: Vec<IncidentRow>,
    /// What the check found.
    pub checked: Checked,
    /// What the check named and stays.
    pub kept: Vec<KeptRow>,
    /// Whether the viewer may approve, publish and withdraw.
    pub may_publish: bool,
    /// Whether the viewer began it or wrote it last.
    pub is_own: bool,
}

/// What the check found of one kind.
struct Group {
    /// Stored name of the kind.
    kind: String,
    /// Name of the field for the reason.
    field: String,
    found: Vec<Finding>,
}

/// The page of one lesson.
#[derive(Template)]
#[template(path = "lessons/editor.html")]
pub struct Editor {
    frame: Frame,
    forms: Forms,
    address: String,
    /// Where everybody reads it.
    public: String,
    row: LessonRow,
    title: String,
    parts: Vec<Pair>,
    incidents: Vec<Pair>,
    groups: Vec<Group>,
    knows_rare_words: bool,
    kept: Vec<KeptRow>,
    at: When,
    may_publish: bool,
    is_own: bool,
}

impl Editor {
    /// The page, with its forms as they stand.
    #[must_use]
    pub fn new(frame: Frame, rows: Rows, forms: Forms) -> Self {
        let Rows { lesson: row, incidents, checked, kept, may_publish, is_own } = rows;
        let part = |key: &str, words: &Option<String>| Pair {
            label: frame.t(key),
            words: words.clone().unwrap_or_else(|| frame.t("erased")),
        };
        let mut parts = vec![part("lesson-said", &row.said), part("lesson-did", &row.did)];
        parts.extend(row.learned.as_ref().map(|_| part("lesson-learned", &row.learned)));
        let incident = |it: IncidentRow| Pair {
            label: format!("/incidents/{}", it.incident_id),
            words: it.title.unwrap_or_else(|| frame.t("erased")),
        };
        Self {
            address: format!("/desk/lessons/{}", row.lesson_id),
            public: format!("/lessons/{}", row.lesson_id),
            title: row.title.clone().unwrap_or_else(|| frame.t("erased")),
            parts,
            incidents: incidents.into_iter().map(incident).collect(),
            groups: groups(checked.findings),
            knows_rare_words: checked.knows_rare_words,
            kept,
            at: When::day(&frame, timestamp(row.written_at)),
            may_publish,
            is_own,
            row,
            forms,
            frame,
        }
    }

    fn is_in(&self, states: &[&str]) -> bool {
        states.contains(&self.row.state.as_str())
    }

    fn form(&self, wish: &str) -> Form {
        let path = if wish == "revise" { "work" } else { "decision" };
        let action = format!("{}/{path}", self.address);
        self.forms.form(&self.frame, &action, self.row.version, wish)
    }

    /// What was written into a field that was refused, or what stands there now.
    fn written(&self, field: &str) -> String {
        if self.form("revise").is_open {
            return self.forms.sent.text(field);
        }
        let now = match field {
            "title" => &self.row.title,
            "said" => &self.row.said,
            "did" => &self.row.did,
            "learned" => &self.row.learned,
            _ => {
                let lines: Vec<_> = self.incidents.iter().map(|it| it.label.as_str()).collect();
                return lines.join("\n");
            }
        };
        now.clone().unwrap_or_default()
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }

    fn langs(&self) -> Vec<Choice> {
        let said = self.forms.sent.maybe("text_lang").unwrap_or_else(|| self.row.lang.clone());
        let choice = |it: &Lang| Choice::new(it.as_str(), self.frame.word("lang", it), &said);
        Lang::ALL.iter().map(choice).collect()
    }
}

/// One lesson.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<LessonId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &page(&app, frame, staff, id, forms).await?)
}

/// The page as it is now, with its forms as they stand.
///
/// # Errors
/// When there is no such lesson, or the read models are away.
pub(super) async fn page(
    app: &App,
    frame: Frame,
    staff: Staff,
    id: LessonId,
    forms: Forms,
) -> Result<Editor, HttpError> {
    let db = app.read_models.db();
    let lesson = lesson::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let sources = sources(app, id).await?;
    let mut incidents = Vec::with_capacity(sources.len());
    for incident_id in &sources {
        incidents.extend(incident::get(db, *incident_id).await?);
    }
    let own = staff.holder().to_string();
    let rows = Rows {
        checked: check(app, &lesson, &sources, frame.lang).await?,
        incidents,
        kept: lesson::kept(db, id).await?,
        may_publish: Right::PublishLessons.is_held_by(staff.role),
        is_own: [&lesson.drafter, &lesson.writer].contains(&&own),
        lesson,
    };
    Ok(Editor::new(frame, rows, forms))
}

/// Kind by kind, in the order of the findings.
fn groups(findings: Vec<Finding>) -> Vec<Group> {
    let mut groups: Vec<(Kind, Vec<Finding>)> = Vec::new();
    for found in findings {
        match groups.last_mut().filter(|(kind, _)| *kind == found.kind) {
            Some((_, listed)) => listed.push(found),
            None => groups.push((found.kind, vec![found])),
        }
    }
    let group = |(kind, found): (Kind, Vec<Finding>)| Group {
        kind: kind.to_string(),
        field: format!("kept_{kind}"),
        found,
    };
    groups.into_iter().map(group).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use tillbud_projections::lesson::State as Stand;

    use super::*;
    use crate::web::pages::incident::tests as incidents;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    /// A lesson with hostile words in every field that a person can fill.
    pub(crate) fn row(state: Stand) -> LessonRow {
        let words = || Some(HOSTILE.to_owned());
        LessonRow {
            lesson_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            version: 2,
            position: 7,
            state: state.as_str().into(),
            revision: 3,
            drafter: "somebody-1".into(),
            writer: "somebody-2".into(),
            drafted_at: 1_795_000_000_000,
            written_at: 1_795_000_000_000,
            lang: "sv".into(),
            title: words(),
            said: words(),
            did: words(),
            learned: words(),
            approved_at: None,
            published_at: None,
            withdrawn_at: None,
            withdrawal: (state == Stand::Withdrawn).then(|| HOSTILE.to_owned()),
        }
    }

    fn rows(state: Stand, may_publish: bool, is_own: bool) -> Rows {
        let found =
            |kind: &Kind| Finding { kind: *kind, words: HOSTILE.into(), instead: HOSTILE.into() };
        let findings =
            if state == Stand::Draft { Kind::ALL.iter().map(found).collect() } else { vec![] };
        let words = || Some(HOSTILE.to_owned());
        Rows {
            lesson: row(state),
            incidents: vec![incidents::row()],
            checked: Checked { findings, knows_rare_words: false },
            kept: vec![KeptRow { finding: "time".into(), words: words(), reason: words() }],
            may_publish,
            is_own,
        }
    }

    #[test]
    fn every_state_has_the_forms_of_its_next_steps_and_is_escaped() {
        for frame in frames() {
            for state in Stand::ALL {
                let forms = || Forms { key: "k".into(), ..Forms::default() };
                let page = |may, own| Editor::new(frame.clone(), rows(*state, may, own), forms());
                let html = page(true, false).render().unwrap();
                assert_sound(&html);
                assert!(!html.contains("somebody-"), "who wrote it");
                assert!(!html.contains(">lesson") && !html.contains(">finding"), "{html}");
                let has = |wish: &str| html.contains(&format!("name=\"wish\" value=\"{wish}\""));
                assert_eq!(has("approve"), *state == Stand::Draft);
                assert_eq!(has("publish"), *state == Stand::Approved);
                assert_eq!(has("withdraw"), *state != Stand::Withdrawn);
                assert_eq!(has("revise"), *state != Stand::Published);
                for (may, own) in [(false, false), (true, true)] {
                    let html = page(may, own).render().unwrap();
                    assert!(!html.contains("value=\"approve\""), "{state}");
                }
            }
        }
    }

    #[test]
    fn each_kind_of_finding_has_one_field_for_its_reason_which_keeps_what_was_written() {
        for frame in frames() {
            let sent = [("wish", "approve"), ("kept_time", "Mitt skäl")];
            let sent: Vec<_> =
                sent.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let forms = Forms { sent: sent.into(), key: "k".into(), ..Forms::default() };
            let html = Editor::new(frame, rows(Stand::Draft, true, false), forms).render().unwrap();
            assert_sound(&html);
            assert_eq!(html.matches("name=\"kept_").count(), Kind::ALL.len());
            assert!(html.contains("\nMitt skäl</textarea>"));
        }
    }
}
