//! Adding files to a report, on the page that its receipt opens.
//!
//! Must never let a file be downloaded here: whoever finds a code must not find pictures.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::Actor;

use super::proof::Proof;
use super::{FieldProblem, act, answer, files, receipt, status};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::web::api::attachments::require_room;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::upload::{FILE_FIELD, Upload};

/// The code that leads to the report, and the key of the form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Said {
    code: String,
    key: String,
    proof: String,
}

/// Takes files in and shows the report again.
///
/// # Errors
/// When a rule says no, or the write path is away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    upload: Upload<Said>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(false);
    let Ok(code) = ReceiptCode::parse(&upload.said.code) else {
        return receipt::unknown(frame, upload.said.code);
    };
    let Some(opened) = app.open_receipt(&code).await? else {
        return receipt::unknown(frame, upload.said.code);
    };
    let may_keep = upload.refused.iter().any(|(_, why)| why.may_be_kept());
    let problem = files::problem(&frame, &upload);
    if let (Some(status), Some(problem)) = (upload.trouble(), problem) {
        let page = status::page(&app, frame, &code, &opened).await?;
        return answer(status, &page.with_file_problem(problem, may_keep));
    }
    if upload.digests.is_empty() {
        let words = frame.t("file-empty");
        let problem = FieldProblem { field: FILE_FIELD.to_owned(), words };
        let page = status::page(&app, frame, &code, &opened).await?;
        let page = page.with_file_problem(problem, false);
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if let Err(asked) = app.pressure.admit_message(&upload.said.proof) {
        let proof = Proof::from(asked);
        let problem = proof.about_files(&frame);
        let page = status::page(&app, frame, &code, &opened).await?.with_key(upload.said.key);
        let page = page.with_file_problem(problem, false).with_proof(proof.for_hands());
        return proof.answer_with(&page);
    }
    require_room(&app, &opened, upload.uploaded.added().len()).await?;
    let mut acts = Vec::with_capacity(upload.digests.len());
    for (number, digest) in upload.digests.iter().enumerate() {
        let scope = format!("/receipt/attachments {} {number}", opened.report_id);
        acts.push(act(&app, Actor::Reporter, &scope, &upload.said.key, digest)?);
    }
    app.attach(&opened, upload.uploaded, &acts).await?;
    // Opened anew: what was added may wait.
    let Some(opened) = app.reopen(&opened).await? else {
        return receipt::unknown(frame, upload.said.code);
    };
    let page = status::page(&app, frame, &code, &opened).await?;
    answer(StatusCode::OK, &page.with_thanks("status-files-thanks"))
}
