//! The organisation's sign-in service, as its file describes it.
//!
//! Must never hold the client's secret in a place that is printed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::Value;
use tillbud_events::Role;
use tillbud_events::vocabulary::{Label, Lang};
use zeroize::Zeroizing;

use super::http::Address;

/// Name of the environment variable with the client's secret.
const SECRET: &str = "TILLBUD_OIDC_SECRET";

/// What `--oidc` names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who vouches: the issuer, exactly as its own discovery document says.
    pub issuer: String,
    /// What the service calls Tillbud.
    pub client_id: String,
    /// A file with the secret that the service gave Tillbud; or set `TILLBUD_OIDC_SECRET`.
    #[serde(default)]
    client_secret_file: Option<PathBuf>,
    /// Where people reach Tillbud, such as `https://tillbud.example.se`.
    pub base_url: String,
    /// What people call the service, on the button.
    pub name: Name,
    /// What is asked for beside `openid`.
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    /// The claim that tells roles: its name, or a JSON Pointer that begins with `/`.
    #[serde(default = "usual_claim")]
    pub roles_claim: String,
    /// The claim that tells which units somebody leads, as codes: named as `roles_claim` is.
    /// Without it, only administrators record that.
    #[serde(default)]
    pub units_claim: Option<String>,
    /// Which value of the claim gives which roles.
    roles: BTreeMap<String, Vec<Role>>,
    #[serde(skip)]
    pub(super) secret: Option<Zeroizing<String>>,
}

/// A name in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    sv: String,
    en: String,
}

impl Name {
    /// In this language.
    #[must_use]
    pub fn words(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

fn usual_scopes() -> Vec<String> {
    vec!["profile".to_owned()]
}

fn usual_claim() -> String {
    "groups".to_owned()
}

impl Settings {
    /// Reads the file of `--oidc`, if there is one.
    ///
    /// # Errors
    /// A sentence with the file and what is wrong in it.
    pub fn load(path: Option<&Path>) -> anyhow::Result<Option<Self>> {
        let Some(path) = path else { return Ok(None) };
        let shown = path.display();
        let text = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
        let settings: Self = serde_json::from_slice(&text)
            .with_context(|| format!("{shown} does not describe a sign-in service"))?;
        settings.checked(path).map(Some).with_context(|| format!("{shown} cannot be used"))
    }

    fn checked(mut self, path: &Path) -> anyhow::Result<Self> {
        for (field, url) in [("issuer", &self.issuer), ("base_url", &self.base_url)] {
            let address = Address::parse(url).with_context(|| field.to_owned())?;
            let is_bare = !url.contains(['?', '#']);
            ensure!(
                is_bare && (address.is_secure() || address.is_local()),
                "{field} must be https"
            );
        }
        ensure!(!self.base_url.ends_with('/'), "base_url must not end with /");
        ensure!(!self.client_id.is_empty(), "client_id must not be empty");
        ensure!(!self.roles.is_empty(), "roles must give somebody a role");
        let file = self.client_secret_file.as_ref();
        let file = file.map(|file| path.parent().unwrap_or(Path::new(".")).join(file));
        self.secret = match (std::env::var(SECRET), file) {
            (Ok(secret), _) => Some(Zeroizing::new(secret)),
            (Err(_), Some(file)) => {
                let secret = std::fs::read_to_string(&file)
                    .with_context(|| format!("cannot read {}", file.display()))?;
                Some(Zeroizing::new(secret.trim().to_owned()))
            }
            (Err(_), None) => None,
        };
        Ok(self)
    }

    /// Where the service sends people back to.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}/signin/provider/back", self.base_url)
    }

    /// The roles that these claims give, in reading order; nothing when they do not hold
    /// the claim at all.
    #[must_use]
    pub fn roles_of(&self, claims: &Value) -> Option<Vec<Role>> {
        let values = values(claims, &self.roles_claim)?;
        let gives = |role: &Role| {
            values.iter().any(|value| self.roles.get(*value).is_some_and(|r| r.contains(role)))
        };
        Some(Role::ALL.into_iter().filter(gives).collect())
    }

    /// The units that these claims say somebody leads; nothing when no claim is asked for or
    /// they do not hold it.
    #[must_use]
    pub fn units_of(&self, claims: &Value) -> Option<Vec<Label>> {
        let units = values(claims, self.units_claim.as_deref()?)?;
        Some(units.into_iter().filter_map(|unit| Label::parse(unit).ok()).collect())
    }
}

/// What a claim holds: one text or several.
fn values<'v>(claims: &'v Value, claim: &str) -> Option<Vec<&'v str>> {
    let claim = match claim.strip_prefix('/') {
        Some(_) => claims.pointer(claim),
        None => claims.get(claim),
    }?;
    Some(match claim {
        Value::String(value) => vec![value],
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(change: Value) -> anyhow::Result<Settings> {
        let mut file = json!({
            "issuer": "https://login.example.se/realms/staff",
            "client_id": "tillbud",
            "base_url": "https://tillbud.example.se",
            "name": { "sv": "Kommunens inloggning", "en": "Municipal sign-in" },
            "roles": { "tb-samordnare": ["coordinator", "analyst"], "tb-adm": ["administrator"] },
        });
        file.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        serde_json::from_value::<Settings>(file)?.checked(Path::new("oidc.json"))
    }

    #[test]
    fn groups_become_roles_wherever_the_claim_stands() {
        let plain = settings(json!({})).unwrap();
        let claims = json!({ "groups": ["tb-adm", "other", 7, "tb-samordnare"] });
        let expected = vec![Role::Coordinator, Role::Analyst, Role::Administrator];
        assert_eq!(plain.roles_of(&claims), Some(expected));
        assert_eq!(plain.roles_of(&json!({ "groups": "tb-adm" })), Some(vec![Role::Administrator]));
        assert_eq!(plain.roles_of(&json!({ "groups": [] })), Some(vec![]));
        assert_eq!(plain.roles_of(&json!({})), None);
        let nested = settings(json!({ "roles_claim": "/realm_access/roles" })).unwrap();
        let claims = json!({ "realm_access": { "roles": ["tb-adm"] } });
        assert_eq!(nested.roles_of(&claims), Some(vec![Role::Administrator]));
    }

    #[test]
    fn units_are_told_only_where_their_claim_is_named() {
        let claims = json!({ "leads": ["norr", 7, ""], "groups": [] });
        assert_eq!(settings(json!({})).unwrap().units_of(&claims), None);
        let named = settings(json!({ "units_claim": "leads" })).unwrap();
        let norr = Label::parse("norr").unwrap();
        assert_eq!(named.units_of(&claims), Some(vec![norr]));
        assert_eq!(named.units_of(&json!({ "leads": [] })), Some(vec![]));
        assert_eq!(named.units_of(&json!({})), None);
    }

    #[test]
    fn what_would_let_secrets_cross_a_network_in_clear_is_refused() {
        for (change, named) in [
            (json!({ "issuer": "http://login.example.se" }), "issuer"),
            (json!({ "base_url": "http://tillbud.example.se" }), "base_url"),
            (json!({ "base_url": "https://tillbud.example.se/" }), "base_url"),
            (json!({ "issuer": "login.example.se" }), "issuer"),
            (json!({ "roles": {} }), "roles"),
            (json!({ "roles": { "x": ["king"] } }), "king"),
            (json!({ "rolls": {} }), "rolls"),
        ] {
            let error = format!("{:#}", settings(change).err().unwrap());
            assert!(error.contains(named), "{error}");
        }
        assert!(settings(json!({ "issuer": "http://127.0.0.1:1/x" })).is_ok());
    }
}
