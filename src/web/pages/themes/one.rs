//! One theme: its incidents, the conditions that come back in them, incidents that resemble
//! them, and what was learned.
//!
//! Likeness is computed here, from what staff wrote. Must never compare or show what a
//! reporter wrote, nor an incident that whoever looks is kept out of.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::ThemeId;
use tillbud_events::vocabulary::{Direction, Element};
use tillbud_projections::improvement::{self, ImprovementRow};
use tillbud_projections::incident::{self, Filter, IncidentRow};
use tillbud_projections::report::{self, LinkedWordsRow};
use tillbud_projections::theme::{self, FactorCount, ThemeRow};

use crate::App;
use crate::access::{Right, Staff};
use crate::similar::nearest;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms};
use crate::web::pages::frame::Frame;
use crate::web::pages::improvements::led_to;
use crate::web::pages::{Choice, Pair, answer};

/// Incidents that are compared, the newest first.
const COMPARED: u32 = 200;
/// Most that are suggested.
const SUGGESTED: usize = 8;

/// Everything that the page of one theme is made of.
pub struct Rows {
    /// The theme.
    pub theme: ThemeRow,
    /// Its incidents that the viewer may see.
    pub incidents: Vec<IncidentRow>,
    /// In how many of them each condition was found.
    pub factors: Vec<FactorCount>,
    /// Incidents that resemble them, the most alike first.
    pub similar: Vec<IncidentRow>,
    /// Improvements that were opened from it.
    pub improvements: Vec<ImprovementRow>,
    /// Whether the viewer works on themes.
    pub may_work: bool,
}

/// An incident of the theme.
struct Member {
    id: String,
    address: String,
    title: String,
    stage: String,
}

/// In how many incidents an element of the work system hindered and helped.
struct Counted {
    element: String,
    hindered: i64,
    helped: i64,
}

/// The page of one theme.
#[derive(Template)]
#[template(path = "themes/one.html")]
pub struct One {
    frame: Frame,
    forms: Forms,
    address: String,
    version: i64,
    state: String,
    question: String,
    texts: Vec<Pair>,
    members: Vec<Member>,
    counted: Vec<Counted>,
    similar: Vec<Choice>,
    improvements: Vec<Pair>,
    open_improvement: String,
    may_work: bool,
}

impl One {
    /// The page, with its forms as they stand.
    #[must_use]
    pub fn new(frame: Frame, rows: Rows, forms: Forms) -> Self {
        let Rows { theme: row, incidents, factors, similar, improvements, may_work } = rows;
        let said = |words: Option<String>| words.unwrap_or_else(|| frame.t("erased"));
        let texts = [("theme-learned", &row.learned), ("theme-reopened", &row.reopen_reason)];
        let texts = texts
            .into_iter()
            .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words.clone()? }));
        let member = |row: IncidentRow| Member {
            address: format!("/incidents/{}", row.incident_id),
            title: said(row.title),
            stage: row.stage,
            id: row.incident_id,
        };
        let chosen: BTreeSet<&str> = forms.sent.all("add").into_iter().collect();
        let similar = similar.into_iter().map(|row| Choice {
            is_chosen: chosen.contains(row.incident_id.as_str()),
            value: row.incident_id,
            label: said(row.title),
        });
        Self {
            address: format!("/themes/{}", row.theme_id),
            open_improvement: format!("/improvements/new?theme={}", row.theme_id),
            version: row.version,
            texts: texts.collect(),
            members: incidents.into_iter().map(member).collect(),
            counted: counted(&frame, &factors),
            similar: similar.collect(),
            improvements: improvements.into_iter().map(|it| led_to(&frame, it)).collect(),
            question: said(row.question.clone()),
            state: row.state,
            may_work,
            forms,
            frame,
        }
    }

    fn is_in(&self, state: &str) -> bool {
        self.may_work && self.state == state
    }

    fn form(&self, wish: &str) -> Form {
        self.forms.form(&self.frame, &format!("{}/work", self.address), self.version, wish)
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// The elements of the work system in their own order, never by size.
fn counted(frame: &Frame, factors: &[FactorCount]) -> Vec<Counted> {
    let count = |element: Element, direction: Direction| {
        let of = |it: &&FactorCount| {
            it.element == element.as_str() && it.direction == direction.as_str()
        };
        factors.iter().find(of).map_or(0, |it| it.count)
    };
    let row = |element: &Element| Counted {
        element: frame.word("element", element),
        hindered: count(*element, Direction::Hindered),
        helped: count(*element, Direction::Helped),
    };
    let rows = Element::ALL.iter().map(row);
    rows.filter(|row| row.hindered + row.helped > 0).collect()
}

/// One theme.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ThemeId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &page(&app, frame, staff, id, forms).await?)
}

/// The page as it is now, with its forms as they stand.
///
/// # Errors
/// When there is no such theme, or the read models are away.
pub(super) async fn page(
    app: &App,
    frame: Frame,
    staff: Staff,
    id: ThemeId,
    forms: Forms,
) -> Result<One, HttpError> {
    let db = app.read_models.db();
    let theme = theme::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let incidents = theme::incidents(db, id, staff.actor()).await?;
    let open = Filter { open_to: Some(staff.actor()), ..Filter::default() };
    let mut board = incident::list(db, &open, None, COMPARED).await?.rows;
    board.retain(|row| !incidents.iter().any(|it| it.incident_id == row.incident_id));
    // Whoever may open originals is helped by what they tell; anybody else could find out by
    // asking which of them hold a word.
    let narratives = match Right::ReadReports.is_held_by(staff.role) {
        true => {
            let since = board.iter().map(|row| row.position).min().unwrap_or(i64::MAX);
            report::words_of_incidents(db, id, since).await?
        }
        false => vec![],
    };
    let rows = Rows {
        factors: theme::factors(db, id, staff.actor()).await?,
        similar: similar(&theme, &incidents, board, narratives).await?,
        improvements: improvement::opened_from(db, &id.to_string()).await?,
        may_work: Right::WorkImprovements.is_held_by(staff.role),
        theme,
        incidents,
    };
    Ok(One::new(frame, rows, forms))
}

/// Compares aside, because it takes longer than a request may hold others up.
async fn similar(
    theme: &ThemeRow,
    incidents: &[IncidentRow],
    board: Vec<IncidentRow>,
    narratives: Vec<LinkedWordsRow>,
) -> Result<Vec<IncidentRow>, HttpError> {
    let own = incidents.iter().map(|row| words(row, &narratives)).chain(theme.question.clone());
    let own = own.collect::<Vec<_>>().join(" ");
    let comparing = tokio::task::spawn_blocking(move || {
        let others: Vec<_> = board.iter().map(|row| words(row, &narratives)).collect();
        let chosen = nearest(&own, &others, SUGGESTED);
        chosen.into_iter().filter_map(|at| board.get(at).cloned()).collect()
    });
    comparing.await.map_err(|error| HttpError::Internal(error.into()))
}

/// What staff wrote about an incident, and what its reports tell as far as that is to be compared.
fn words(row: &IncidentRow, narratives: &[LinkedWordsRow]) -> String {
    let written = [&row.title, &row.analysis_summary].into_iter().flatten().map(String::as_str);
    // The rows are in the order of the incidents.
    let from = narratives.partition_point(|it| it.incident_id < row.incident_id);
    let told = narratives.get(from..).unwrap_or_default();
    let told = told.iter().take_while(|it| it.incident_id == row.incident_id);
    written.chain(told.map(|it| it.words.as_str())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::row;
    use super::*;
    use crate::web::pages::improvements::tests as improvements;
    use crate::web::pages::incident::tests as incidents;
    use crate::web::pages::testing::{assert_sound, frames};

    fn rows(state: theme::State, may_work: bool) -> Rows {
        let count = |element: &str, direction: &str, count| FactorCount {
            element: element.into(),
            direction: direction.into(),
            count,
        };
        Rows {
            theme: row(state),
            incidents: vec![incidents::row()],
            factors: vec![
                count("organisation", "hindered", 5),
                count("task", "hindered", 1),
                count("task", "helped", 2),
            ],
            similar: vec![incidents::row()],
            improvements: vec![improvements::row(improvement::State::Opened)],
            may_work,
        }
    }

    #[test]
    fn a_theme_shows_what_comes_back_and_the_forms_of_its_state_and_is_escaped() {
        for frame in frames() {
            for state in theme::State::ALL {
                let forms = || Forms { key: "k".into(), ..Forms::default() };
                let page = |may| One::new(frame.clone(), rows(*state, may), forms());
                let html = page(true).render().unwrap();
                assert_sound(&html);
                assert!(!html.contains(">theme"), "{html}");
                let has = |wish: &str| html.contains(&format!("name=\"wish\" value=\"{wish}\""));
                let is_open = *state == theme::State::Open;
                for wish in ["add", "conclude", "remove"] {
                    assert_eq!(has(wish), is_open, "{wish}");
                }
                assert_eq!(has("reopen"), !is_open);
                assert!(html.contains("/improvements/new?theme="));
                let read_only = page(false).render().unwrap();
                assert!(!read_only.contains("name=\"wish\""), "{state}");
            }
        }
    }

    #[test]
    fn conditions_are_listed_in_the_order_of_the_work_system_and_not_by_size() {
        let [frame, ..] = frames();
        let counted = counted(&frame, &rows(theme::State::Open, true).factors);
        let told: Vec<_> = counted.iter().map(|it| (it.hindered, it.helped)).collect();
        assert_eq!(told, [(1, 2), (5, 0)]);
        assert_eq!(counted[0].element, frame.word("element", "task"));
    }

    #[tokio::test]
    async fn what_resembles_the_incidents_of_a_theme_is_suggested_and_nothing_else() {
        let named = |title: &str| IncidentRow {
            title: Some(title.into()),
            analysis_summary: None,
            ..incidents::row()
        };
        let theme = ThemeRow {
            question: Some("Varför står dörren öppen?".into()),
            ..row(theme::State::Open)
        };
        let own = [named("Dörren till arkivet gick inte i lås")];
        let board = vec![named("Golvet i matsalen är halt"), named("Arkivdörren stod olåst igen")];
        let found = similar(&theme, &own, board, vec![]).await.unwrap();
        assert_eq!(found[0].title.as_deref(), Some("Arkivdörren stod olåst igen"));
    }

    #[tokio::test]
    async fn incidents_are_alike_by_what_their_reports_tell() {
        let called = |id: &str, title: &str| IncidentRow {
            incident_id: id.into(),
            title: Some(title.into()),
            analysis_summary: None,
            ..incidents::row()
        };
        let told =
            |id: &str, words: &str| LinkedWordsRow { incident_id: id.into(), words: words.into() };
        let theme =
            ThemeRow { question: Some("Vad återkommer?".into()), ..row(theme::State::Open) };
        let own = [called("b", "Händelse i norr")];
        let board = vec![called("a", "Händelse ett"), called("c", "Händelse två")];
        let narratives = vec![
            told("a", "Golvet i matsalen var halt efter städningen"),
            told("b", "Dörren till arkivet gick inte i lås"),
            told("c", "Arkivdörren stod olåst"),
            told("c", "Låset i arkivet kärvade, dörren gick inte igen"),
        ];
        let found = similar(&theme, &own, board, narratives).await.unwrap();
        assert_eq!(found[0].incident_id, "c");
    }
}
