//! What every page has: its language, the way to the other language, who is looking.
//!
//! Must never hold a receipt code in an address: the switch of language is a form
//! where a page was reached with a code.

use std::fmt::Display;

use tillbud_events::{Role, vocabulary::Lang};

use super::navigation::{self, Way};
use crate::access::Right;
use crate::organisation::Contact;
use crate::web::locale::FluentValue;
use crate::web::{assets, locale};

/// What stands in the address of a page that a form led back to.
pub const SAVED: (&str, &str) = ("saved", "yes");
/// The form without anything around it.
const BARE: &str = "/bare";

/// The surroundings of a page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language of the page.
    pub lang: Lang,
    /// How to get the same page in the other language.
    pub switch: Switch,
    /// Set when someone with an assignment is signed in.
    pub is_staff: bool,
    /// Whether a form that was carried out led here.
    pub is_saved: bool,
    is_lang_chosen: bool,
    role: Option<Role>,
    roles: Vec<Role>,
    path: String,
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
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let is_saved = query.split('&').any(|pair| pair.split_once('=') == Some(SAVED));
        let path = path.to_owned();
        Self { lang, switch, is_staff, is_saved, is_lang_chosen, role: None, roles: vec![], path }
    }

    /// The same, for someone signed in with `role`: the navigation leads to what that
    /// role may see.
    #[must_use]
    pub fn for_role(self, role: Role) -> Self {
        Self { is_staff: true, role: Some(role), ..self }
    }

    /// The same, for someone who can act in any of these roles.
    #[must_use]
    pub fn among_roles(self, roles: &[Role]) -> Self {
        Self { roles: roles.to_vec(), ..self }
    }

    /// The role that someone acts in, when it is known.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// Whether someone can go on in another role.
    #[must_use]
    pub fn has_other_roles(&self) -> bool {
        self.role.is_some() && self.roles.len() > 1
    }

    /// Whether the navigation leads to reports.
    #[must_use]
    pub fn leads_to_reports(&self) -> bool {
        self.role.is_none_or(|role| Right::ReadReports.is_held_by(role))
    }

    /// Whether the navigation leads to incidents.
    #[must_use]
    pub fn leads_to_incidents(&self) -> bool {
        self.role.is_none_or(|role| Right::ReadIncidents.is_held_by(role))
    }

    /// Whether there is something that the role may search in.
    #[must_use]
    pub fn leads_to_search(&self) -> bool {
        self.role.is_none_or(|role| Right::Search.is_held_by(role))
    }

    /// Whether the navigation leads to improvement cycles.
    #[must_use]
    pub fn leads_to_improvements(&self) -> bool {
        self.role.is_none_or(|role| Right::ReadImprovements.is_held_by(role))
    }

    /// The ways of the header: where staff can go, and where they are.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        navigation::ways(self)
    }

    /// The ways within the part of the pages that this one belongs to, where it has several.
    #[must_use]
    pub fn ways_within(&self) -> Vec<Way> {
        navigation::ways_within(self)
    }

    /// The path of this page.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How this page lies to the one at `path`: it is that `page`, or `true`ly below it.
    #[must_use]
    pub fn current(&self, path: &str) -> Option<&'static str> {
        let above = navigation::above(&self.path);
        (above == path).then_some(if above == self.path { "page" } else { "true" })
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

    /// A text with two variables.
    #[must_use]
    pub fn fill2(&self, key: &str, first: (&str, String), second: (&str, String)) -> String {
        let values = [(first.0, first.1.into()), (second.0, second.1.into())];
        locale::text_of(self.lang, key, &values)
    }

    /// The word for a stored name, such as `word("kind", "near_miss")`.
    #[must_use]
    pub fn word(&self, group: &str, stored: impl Display) -> String {
        locale::text(self.lang, &format!("{group}-{stored}"))
    }

    /// A contact's words in the language of the page.
    #[must_use]
    pub fn words_of<'c>(&self, contact: &'c Contact) -> &'c str {
        contact.words(self.lang)
    }

    /// The language, when the address names it.
    #[must_use]
    pub fn chosen_lang(&self) -> Option<Lang> {
        self.is_lang_chosen.then_some(self.lang)
    }

    /// Whether this page is for another site to link to or to frame, with nothing around it.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.path == BARE
            || self.path.strip_prefix(BARE).is_some_and(|below| below.starts_with('/'))
    }

    /// The form's path: of the bare one on bare pages.
    #[must_use]
    pub fn form(&self) -> &'static str {
        if self.is_bare() { BARE } else { "/" }
    }

    /// Where the form asks for the receipt of what it has sent.
    #[must_use]
    pub fn sent(&self) -> &'static str {
        if self.is_bare() { "/bare/sent" } else { "/sent" }
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
    fn only_the_bare_pages_are_bare_and_their_form_stays_so() {
        for (address, is_bare) in
            [("/bare?lang=en", true), ("/bare/sent", true), ("/", false), ("/bareness", false)]
        {
            let frame = Frame::new(Lang::Sv, false, address, false);
            assert_eq!((frame.is_bare(), frame.form() == "/bare"), (is_bare, is_bare), "{address}");
        }
    }

    #[test]
    fn the_switch_leads_to_the_same_page_with_the_same_filters() {
        let frame = Frame::new(Lang::En, true, "/desk?status=linked&lang=en&unit=a%26b", true);
        assert_eq!(frame.switch, Switch::Link("/desk?status=linked&unit=a%26b&lang=sv".to_owned()));
    }
}
