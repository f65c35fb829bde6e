//! In which language the reader wants an answer.
//!
//! `?lang=` decides, then `Accept-Language` (RFC 9110, 12.5.4), then Swedish. Must
//! never be remembered: it is asked of each request anew.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use tillbud_events::vocabulary::Lang;

use crate::web::pages::Frame;
use crate::web::signed_in::SignedIn;

/// The reader's language, and how it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    /// The language to answer in.
    pub lang: Lang,
    /// Set when the address names it; links then keep it.
    pub is_chosen: bool,
    /// Path and query of this page.
    pub address: String,
    /// Who is signed in, on pages that look.
    pub signed_in: Option<Arc<SignedIn>>,
}

impl Locale {
    /// The surroundings of the page asked for.
    #[must_use]
    pub fn frame(&self, is_staff: bool) -> Frame {
        let frame = Frame::new(self.lang, self.is_chosen, &self.address, is_staff);
        match &self.signed_in {
            Some(signed_in) => frame.among_roles(&signed_in.roles),
            None => frame,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Locale {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
        let chosen = parts.uri.query().and_then(|query| {
            query.split('&').find_map(|pair| Lang::from_stored(pair.strip_prefix("lang=")?))
        });
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self {
            lang: chosen.unwrap_or_else(|| preferred(accepted)),
            is_chosen: chosen.is_some(),
            address: address.to_owned(),
            signed_in: parts.extensions.get::<Arc<SignedIn>>().cloned(),
        })
    }
}

/// The better liked of our two languages.
fn preferred(accepted: &str) -> Lang {
    let liking = |lang: Lang| {
        accepted
            .split(',')
            .filter_map(|range| {
                let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
                let primary = tag.trim().split('-').next().unwrap_or_default();
                let weight = parameters.trim().strip_prefix("q=");
                let weight: f32 = weight.map_or(Some(1.0), |weight| weight.parse().ok())?;
                primary.eq_ignore_ascii_case(lang.as_str()).then_some(weight)
            })
            .fold(0.0_f32, f32::max)
    };
    if liking(Lang::En) > liking(Lang::Sv) { Lang::En } else { Lang::Sv }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_liked_language_wins_and_swedish_is_first() {
        for (accepted, lang) in [
            ("", Lang::Sv),
            ("de, fr;q=0.5", Lang::Sv),
            ("en-GB,en;q=0.9", Lang::En),
            ("sv-SE,sv;q=0.9,en;q=0.8", Lang::Sv),
            ("en;q=0.3, sv;q=0.2", Lang::En),
            ("en;q=0", Lang::Sv),
            ("en;q=rubbish", Lang::Sv),
        ] {
            assert_eq!(preferred(accepted), lang, "{accepted:?}");
        }
    }
}
