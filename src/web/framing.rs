//! Which sites may show the reporter's bare pages in a frame: none, unless named.
//!
//! Must never open a page of staff, or one with chrome and a session, to a frame.

use std::fmt;
use std::str::FromStr;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::CONTENT_SECURITY_POLICY;
use crate::App;

/// Sites that may frame the bare pages, as the policy's `frame-ancestors` takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameAncestors(String);

/// Not a list of sites.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a site; write https://intranet.example, several with a space between")]
pub struct FrameAncestorsError(String);

impl FromStr for FrameAncestors {
    type Err = FrameAncestorsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sites: Vec<_> = text.split_whitespace().collect();
        let wrong = sites.iter().find(|site| !is_site(site));
        match (wrong, sites.is_empty()) {
            (None, false) => Ok(Self(sites.join(" "))),
            (wrong, _) => Err(FrameAncestorsError(wrong.unwrap_or(&text).to_string())),
        }
    }
}

impl FrameAncestors {
    /// The policy of every page, with these sites in the place of none.
    fn policy(&self) -> String {
        let allowed = format!("frame-ancestors {}", self.0);
        CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", &allowed)
    }
}

impl fmt::Display for FrameAncestors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A scheme, a host (whose first label may be `*`) and perhaps a port; nothing that
/// would end the directive or allow everyone.
fn is_site(site: &str) -> bool {
    let host = site.strip_prefix("https://").or_else(|| site.strip_prefix("http://"));
    let host = host.map(|host| host.strip_prefix("*.").unwrap_or(host));
    let is_known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    host.is_some_and(|host| {
        host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.chars().all(is_known)
    })
}

/// Lets the sites that the operator named frame what is answered.
pub async fn allow(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let policy = app.frame_ancestors.as_ref().map(FrameAncestors::policy);
    if let Some(Ok(policy)) = policy.map(|policy| HeaderValue::from_str(&policy)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_taken_one_or_several() {
        for sites in
            ["https://intranet.example", "https://a.example http://127.0.0.1:8080 https://*.b.se"]
        {
            assert_eq!(FrameAncestors::from_str(sites).unwrap().to_string(), sites);
        }
        assert_eq!(FrameAncestors::from_str(" https://a  ").unwrap().to_string(), "https://a");
    }

    #[test]
    fn only_the_frame_ancestors_of_the_policy_change() {
        let sites = FrameAncestors::from_str("https://a.example").unwrap();
        assert!(sites.policy().contains("; frame-ancestors https://a.example; "));
        assert!(!sites.policy().contains("frame-ancestors 'none'"));
        let kept = sites.policy().replace("https://a.example", "'none'");
        assert_eq!(kept, CONTENT_SECURITY_POLICY);
    }

    #[test]
    fn what_would_open_the_pages_to_everyone_or_end_the_directive_is_refused() {
        for sites in [
            "",
            "*",
            "https:",
            "https://",
            "https://*",
            "https://*.",
            "intranet.example",
            "'self'",
            "https://a; script-src *",
            "https://a;script-src",
            "https://a,https://b",
            "https://a/path",
            "https://a\u{e5}.example",
        ] {
            assert!(FrameAncestors::from_str(sites).is_err(), "{sites:?}");
        }
    }
}
