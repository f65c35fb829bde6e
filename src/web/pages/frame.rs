//! What every page has: its language, the way to the other language, who is looking.
//!
//! Must never hold a receipt code in an address: the switch of language is a form
//! where a page was reached with a code.

use std::fmt::Display;

use tillbud_events::vocabulary::Lang;

use crate::web::{assets, locale};
use crate::web::locale::{FluentValue, Locale};

/// The surroundings of a page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language of the page.
    pub lang: Lang,
    /// How to get the same page in the other language.
    pub switch: Switch,
    /// Set when someone with an assignment is signed in.
    pub is_staff: bool,
    is_lang_chosen: bool,
}

/// How to get the same page in the other language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Switch {
    /// By an address.
    Link(String),
    /// By sending the receipt code again.
    Receipt(String),
    /// By a button at the end of the form, which takes along what was written.
    Form,
}

impl Frame {
    /// The surroundings of the page at `address` (path and query). `is_lang_chosen`
    /// when the address names the language; links then keep it.
    #[must_use]
    pub fn new(lang: Lang, is_lang_chosen: bool, address: &str, is_staff: bool) -> Self {
        let switch = Switch::Link(with_lang(address, other(lang)));
        Self { lang, switch, is_staff, is_lang_chosen }
    }

    /// The surroundings of the page that was asked for.
    #[must_use]
    pub fn of(locale: &Locale, is_staff: bool) -> Self {
        Self::new(locale.lang, locale.is_chosen, &locale.address, is_staff)
    }

    /// The same, with another way to the other language.
    #[must_use]
    pub fn with_switch(self, switch: Switch) -> Self {
        Self { switch, ..self }
    }

    /// The other language.
    #[must_use]
    pub fn other(&self) -> Lang {
        other(self.lang)
    }

    /// The other language's own name.
    #[must_use]
    pub fn other_name(&self) -> &'static str {
        match self.other() {
            Lang::Sv => "Svenska",
            Lang::En => "English",
        }
    }

    /// A text.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        locale::text(self.lang, key)
    }

    /// A text with one variable.
    #[must_use]
    pub fn fill<'a>(&self, key: &str, name: &str, value: impl Into<FluentValue<'a>>) -> String {
        locale::text_of(self.lang, key, &[(name, value.into())])
    }

    /// The word for a stored name, such as `word("kind", "near_miss")`.
    #[must_use]
    pub fn word(&self, group: &str, stored: impl Display) -> String {
        locale::text(self.lang, &format!("{group}-{stored}"))
    }

    /// The language, when the address names it.
    #[must_use]
    pub fn chosen_lang(&self) -> Option<Lang> {
        self.is_lang_chosen.then_some(self.lang)
    }

    /// An address of ours that keeps the language someone chose.
    #[must_use]
    pub fn href(&self, address: &str) -> String {
        if self.is_lang_chosen { with_lang(address, self.lang) } else { address.to_owned() }
    }

    /// The address of a form or page in the other language.
    #[must_use]
    pub fn other_href(&self, address: &str) -> String {
        with_lang(address, self.other())
    }

    /// The address of an asset.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        assets::href(name)
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Sv => Lang::En,
        Lang::En => Lang::Sv,
    }
}

/// `address` with its language set to `lang`.
fn with_lang(address: &str, lang: Lang) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut kept: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && *pair != "lang" && !pair.starts_with("lang="))
        .collect();
    let chosen = format!("lang={lang}");
    kept.push(&chosen);
    format!("{path}?{}", kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_a_chosen_language_and_only_a_chosen_one() {
        assert_eq!(Frame::new(Lang::En, true, "/", false).href("/receipt"), "/receipt?lang=en");
        assert_eq!(Frame::new(Lang::En, false, "/", false).href("/receipt"), "/receipt");
    }

    #[test]
    fn the_switch_leads_to_the_same_page_with_the_same_filters() {
        let frame = Frame::new(Lang::En, true, "/desk?status=linked&lang=en&unit=a%26b", true);
        assert_eq!(
            frame.switch,
            Switch::Link("/desk?status=linked&unit=a%26b&lang=sv".to_owned())
        );
    }
}
