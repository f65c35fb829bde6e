//! What every operation of the OpenAPI document has in common, said once.
//!
//! Must never describe a single route: those describe themselves.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{InfoBuilder, License, OpenApi, RefOr, Required};

use crate::act::IDEMPOTENCY_KEY_BYTES;

/// The document with its title, its security, and the headers and errors that all share.
#[must_use]
pub fn completed(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("Tillbud")
        .version("1")
        .description(Some(
            "Incident reporting and learning without blame. Writes answer with an ETag; \
             If-Match makes a write conditional, Idempotency-Key makes it repeatable. \
             Errors are RFC 9457 problem details in the language of Accept-Language.",
        ))
        .license(Some(License::new("Apache-2.0")))
        .build();
    let components = document.components.get_or_insert_default();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme("bearer", bearer);
    let receipt = ApiKeyValue::with_description(
        "Authorization",
        "`Receipt <code>`: the receipt code of a report",
    );
    components.add_security_scheme("receipt", SecurityScheme::ApiKey(ApiKey::Header(receipt)));
    for (path, item) in &mut document.paths.paths {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            problems_are_problem_json(operation);
            ids_are_uuids(operation);
        }
        if let Some(operation) = &mut item.post {
            let parameters = operation.parameters.get_or_insert_default();
            parameters.push(RefOr::T(idempotency_key()));
            if path.contains("{id}") {
                parameters.push(RefOr::T(if_match()));
            }
        }
    }
    document
}

/// The document as it is sent, written once: it is large, and the same for everybody.
#[must_use]
pub fn encoded(document: OpenApi) -> Bytes {
    serde_json::to_vec(&completed(document)).unwrap_or_default().into()
}

/// Sends it.
#[must_use]
pub fn answer(encoded: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], encoded).into_response()
}

/// Errors have a media type of their own (RFC 9457, section 3).
fn problems_are_problem_json(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert("application/problem+json".to_owned(), content);
        }
    }
}

fn ids_are_uuids(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        if parameter.name == "id" {
            let uuid = ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
            parameter.schema = Some(uuid.build().into());
        }
    }
}

fn idempotency_key() -> Parameter {
    let key = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(IDEMPOTENCY_KEY_BYTES))
        .pattern(Some("^[!-~]+$"));
    header(
        "Idempotency-Key",
        "The same request with the same key is carried out once. Use a random UUID.",
        key,
    )
}

fn if_match() -> Parameter {
    let etag =
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^(\\*|\"[0-9]{1,15}\")$"));
    header("If-Match", "Only when the thing still has the version of this ETag; else 412.", etag)
}

fn header(name: &str, description: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema.build()))
        .build()
}
