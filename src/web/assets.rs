//! The stylesheet, the scripts and the mark: part of the program, cached for ever.
//!
//! The address holds a digest of the content, so a changed file has a new address.
//! Must never serve anything from disk or from another site.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// The route of every asset.
pub const ROUTE: &str = "/assets/{digest}/{name}";

struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: &'static [u8],
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "tillbud.css",
        content_type: "text/css; charset=utf-8",
        content: include_bytes!("assets/tillbud.css"),
    },
    Asset {
        name: "desk.css",
        content_type: "text/css; charset=utf-8",
        content: include_bytes!("assets/desk.css"),
    },
    Asset {
        name: "tillbud.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/tillbud.js"),
    },
    Asset {
        name: "report.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/report.js"),
    },
    Asset {
        name: "proof.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/proof.js"),
    },
    Asset {
        name: "keys.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/keys.js"),
    },
    Asset {
        name: "desk.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/desk.js"),
    },
    Asset {
        name: "live.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/live.js"),
    },
    Asset {
        name: "chart.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/chart.js"),
    },
    Asset {
        name: "theme.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/theme.js"),
    },
    Asset {
        name: "wording.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_bytes!("assets/wording.js"),
    },
    Asset {
        name: "wording.json",
        content_type: "application/json",
        content: include_bytes!("../../lists/wording.json"),
    },
    Asset {
        name: "identity.json",
        content_type: "application/json",
        content: include_bytes!("../../lists/identity.json"),
    },
    Asset {
        name: "mark.svg",
        content_type: "image/svg+xml",
        content: include_bytes!("assets/mark.svg"),
    },
    Asset {
        name: "icon-192.png",
        content_type: "image/png",
        content: include_bytes!("assets/icon-192.png"),
    },
    Asset {
        name: "icon-512.png",
        content_type: "image/png",
        content: include_bytes!("assets/icon-512.png"),
    },
    Asset {
        name: "icon-maskable-512.png",
        content_type: "image/png",
        content: include_bytes!("assets/icon-maskable-512.png"),
    },
];

static DIGESTS: LazyLock<Vec<String>> =
    LazyLock::new(|| ASSETS.iter().map(|asset| digest(asset.content)).collect());

/// What tells one content from another in an address.
#[must_use]
pub fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The address of an asset.
#[must_use]
pub fn href(name: &str) -> String {
    let digest = ASSETS.iter().zip(DIGESTS.iter()).find(|(asset, _)| asset.name == name);
    digest.map_or_else(String::new, |(_, digest)| format!("/assets/{digest}/{name}"))
}

/// Answers with an asset. One address has one content for ever.
pub async fn get(Path((digest, name)): Path<(String, String)>) -> Response {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    match found.filter(|_| href(&name) == format!("/assets/{digest}/{name}")) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ],
            asset.content,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_asset_is_served_at_its_address_and_cached_for_ever() {
        for asset in ASSETS {
            let href = href(asset.name);
            let digest = href.split('/').nth(2).unwrap().to_owned();
            let response = get(Path((digest, asset.name.to_owned()))).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[header::CONTENT_TYPE], asset.content_type);
            assert!(
                response.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable")
            );
        }
    }

    #[tokio::test]
    async fn another_digest_or_name_is_not_found() {
        for (digest, name) in [("0", "tillbud.css"), ("", "../Cargo.toml")] {
            let response = get(Path((digest.to_owned(), name.to_owned()))).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND);
        }
    }
}
