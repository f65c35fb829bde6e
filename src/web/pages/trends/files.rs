//! Charts and their figures as files: SVG, CSV and XLSX. PNG is drawn in the browser from the
//! SVG, see `assets/chart.js`.
//!
//! Figures are whole and unrounded, each with the rules and the digest of what it was
//! computed from. Must never hold a cell that a spreadsheet would run.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use tillbud_projections::trend::funnel::{Funnel, Placed};
use tillbud_projections::trend::pareto::Bar;

use super::shown::Shown;
use crate::web::chart::words::{Signal, remarks};
use crate::web::error::HttpError;
use crate::web::pages::export::{as_csv, csv_of};
use crate::web::pages::frame::Frame;
use crate::web::pages::listed::Cell;
use crate::web::pages::workbook;

/// The only thing that an SVG file of ours may do is to use its own style sheet.
const SVG_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// Figures, ready to be written as a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What the file is called, without its ending.
    pub file: String,
    /// The name of the sheet.
    pub title: String,
    /// Its headings.
    pub headings: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Every point of a measure.
    #[must_use]
    pub fn of_measure(frame: &Frame, shown: &Shown) -> Self {
        let columns = [
            "trends-column-period",
            "trends-column-numerator",
            "trends-column-denominator",
            "chart-column-value",
            "chart-column-centre",
            "chart-column-lower",
            "chart-column-upper",
            "chart-column-target",
            "chart-column-signal",
            "trends-column-part",
            "trends-column-profile",
            "trends-column-engine",
            "trends-column-digest",
        ];
        let provenance = &shown.chart.provenance;
        let points = shown.chart.points.iter().enumerate();
        let row = |(at, point): (usize, &tillbud_projections::trend::chart::Point)| {
            vec![
                Cell::Text(shown.label(at)),
                figure(point.numerator),
                figure(point.denominator),
                figure(point.value.map(|value| value * shown.multiply)),
                figure(point.centre.map(|value| value * shown.multiply)),
                figure(point.limits.map(|limits| limits.lower * shown.multiply)),
                figure(point.limits.map(|limits| limits.upper * shown.multiply)),
                figure(shown.aim.map(|aim| aim.value * shown.multiply)),
                words(remarks(frame.lang, point, Signal::of(&shown.chart, at))),
                Cell::Number(i64::try_from(point.part).unwrap_or(i64::MAX)),
                Cell::Text(provenance.profile.clone()),
                Cell::Text(provenance.engine.clone()),
                Cell::Text(provenance.input_sha256.clone()),
            ]
        };
        Self {
            file: format!("tillbud-{}", shown.key),
            title: shown.name.clone(),
            headings: columns.map(|key| frame.t(key)).to_vec(),
            rows: points.map(row).collect(),
        }
    }

    /// Every unit of a funnel, in the organisation's order.
    #[must_use]
    pub fn of_funnel(
        frame: &Frame,
        key: &str,
        title: &str,
        names: &[String],
        funnel: &Funnel,
    ) -> Self {
        let columns = [
            "funnel-column-unit",
            "trends-column-numerator",
            "trends-column-denominator",
            "funnel-column-value",
            "chart-column-centre",
            "funnel-column-lower",
            "funnel-column-upper",
            "trends-column-engine",
            "trends-column-digest",
        ];
        let row = |(name, part): (&String, &Placed)| {
            vec![
                Cell::Text(name.clone()),
                figure(part.numerator),
                figure(part.denominator),
                figure(part.value),
                figure(funnel.centre),
                figure(part.bounds.map(|bounds| bounds.outer.0)),
                figure(part.bounds.map(|bounds| bounds.outer.1)),
                Cell::Text(funnel.provenance.engine.clone()),
                Cell::Text(funnel.provenance.input_sha256.clone()),
            ]
        };
        Self {
            file: format!("tillbud-funnel-{key}"),
            title: title.to_owned(),
            headings: columns.map(|key| frame.t(key)).to_vec(),
            rows: names.iter().zip(&funnel.parts).map(row).collect(),
        }
    }

    /// Every kind of condition, the most frequent first.
    #[must_use]
    pub fn of_pareto(frame: &Frame, bars: &[Bar]) -> Self {
        let columns = ["pareto-column-factor", "pareto-column-count", "pareto-column-cumulated"];
        let row = |bar: &Bar| {
            vec![
                Cell::Text(frame.word("element", &bar.code)),
                Cell::Number(bar.count),
                Cell::Figure(bar.cumulated),
            ]
        };
        Self {
            file: "tillbud-pareto".to_owned(),
            title: frame.t("pareto-title"),
            headings: columns.map(|key| frame.t(key)).to_vec(),
            rows: bars.iter().map(row).collect(),
        }
    }

    /// As comma-separated values.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn csv(&self) -> Result<Response, HttpError> {
        let cells = self.rows.iter().map(|row| row.iter().map(as_csv).collect());
        let records: Vec<Vec<String>> =
            std::iter::once(self.headings.clone()).chain(cells).collect();
        let headers = attached("text/csv; charset=utf-8", &self.file, "csv");
        Ok((headers, csv_of(&records)?).into_response())
    }

    /// As a workbook.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn xlsx(self) -> Result<Response, HttpError> {
        let headers = attached(workbook::MEDIA_TYPE, &self.file, "xlsx");
        let name = sheet_name(&self.title);
        let made =
            tokio::task::spawn_blocking(move || workbook::write(&name, &self.headings, &self.rows));
        let bytes = made
            .await
            .map_err(|error| HttpError::Internal(error.into()))?
            .map_err(|error| HttpError::Internal(error.into()))?;
        Ok((headers, bytes).into_response())
    }
}

/// A drawing as a file.
///
/// # Errors
/// When the drawing could not be made.
pub fn svg(file: &str, drawn: askama::Result<String>) -> Result<Response, HttpError> {
    let drawn = drawn.map_err(|error| HttpError::Internal(error.into()))?;
    let policy = [(header::CONTENT_SECURITY_POLICY, SVG_POLICY)];
    Ok((policy, attached("image/svg+xml", file, "svg"), drawn).into_response())
}

fn attached(media: &str, file: &str, ending: &str) -> [(header::HeaderName, String); 2] {
    [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}.{ending}\"")),
    ]
}

fn figure(value: Option<f64>) -> Cell {
    value.map_or(Cell::Nothing, Cell::Figure)
}

fn words(words: String) -> Cell {
    if words.is_empty() { Cell::Nothing } else { Cell::Text(words) }
}

/// A workbook allows no name with any of these, nor with an apostrophe at its ends.
fn sheet_name(title: &str) -> String {
    let kept: String = title.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).collect();
    if kept.trim().is_empty() { "Tillbud".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use tillbud_projections::trend::chart::Profile;

    use super::super::shown::About;
    use super::super::shown::testing::{shown, values};
    use super::*;
    use crate::web::pages::testing::frames;

    async fn body(response: Response) -> Vec<u8> {
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    #[tokio::test]
    async fn every_point_stands_in_the_file_with_what_it_was_computed_from() {
        let [sv, ..] = frames();
        let mut measure =
            shown("harm", About::HarmShare, &values(24, 99, 0.0), Profile::three_sigma_runs());
        measure.labels[0] = "=HYPERLINK(1)".to_owned();
        let csv = Sheet::of_measure(&sv, &measure).csv().unwrap();
        let csv = String::from_utf8(body(csv).await).unwrap();
        assert_eq!(csv.lines().count(), 25);
        assert!(csv.contains("\n'=HYPERLINK(1),12,100,12,"), "{csv}");
        assert!(csv.contains(&measure.chart.provenance.input_sha256));
    }

    #[tokio::test]
    async fn a_workbook_is_made_whatever_the_measure_is_called() {
        let [sv, ..] = frames();
        let mut measure =
            shown("harm", About::HarmShare, &values(24, 99, 0.0), Profile::three_sigma_runs());
        for name in ["a/b:c?", "'", "", "en mycket lång benämning på ett mått av något"] {
            measure.name = name.to_owned();
            let xlsx = Sheet::of_measure(&sv, &measure).xlsx().await.unwrap();
            assert!(body(xlsx).await.starts_with(b"PK"));
        }
    }

    #[tokio::test]
    async fn a_drawing_may_use_its_own_style_and_nothing_else() {
        let response = svg("x", Ok("<svg/>".to_owned())).unwrap();
        assert_eq!(response.headers()[header::CONTENT_SECURITY_POLICY], SVG_POLICY);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "image/svg+xml");
    }
}
