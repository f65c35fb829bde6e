//! What people say of a notification, from the API or a form, in the domain's types.
//!
//! Must never decide anything: rules live in `tillbud-events`.

use jiff::Timestamp;
use serde::Deserialize;
use tillbud_events::ItemId;
use tillbud_events::incident::notification::{
    AwarenessDeclared, Command, Duty, NotificationDescribed, NotificationFinished,
    NotificationSent, NotificationSupplemented,
};
use tillbud_events::rule_pack::RulePacks;
use tillbud_events::vocabulary::{Code, Regime};
use utoipa::ToSchema;

use crate::act::Act;
use crate::fields::{FieldError, Fields};

/// Whether a controller has to notify.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessNotification {
    /// Which law: gdpr or nis2.
    pub regime: String,
    /// Whose duty; absent for the organisation as a whole.
    #[schema(max_length = 200)]
    pub controller: Option<String>,
    /// Whether it has to be notified.
    pub notifiable: bool,
    /// Why. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reasons: String,
}

/// When the organisation became aware.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareAwareness {
    /// Which law: gdpr or nis2.
    pub regime: String,
    /// Whose duty; absent for the organisation as a whole.
    #[schema(max_length = 200)]
    pub controller: Option<String>,
    /// When: RFC 3339, or `YYYY-MM-DDThh:mm` by the clock on the wall in Sweden.
    pub aware: String,
    /// Why then. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reasons: String,
}

/// What the register and a notification say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeNotification {
    /// Which law: gdpr or nis2.
    pub regime: String,
    /// Whose duty; absent for the organisation as a whole.
    #[schema(max_length = 200)]
    pub controller: Option<String>,
    /// What happened. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub facts: String,
    /// What it led to, or may lead to. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub consequences: String,
    /// What was done about it. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub measures: String,
    /// Whom or what it touched, and roughly how many. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub affected: Option<String>,
}

/// What was sent, or supplemented.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendNotification {
    /// Which law: gdpr or nis2.
    pub regime: String,
    /// Whose duty; absent for the organisation as a whole.
    #[schema(max_length = 200)]
    pub controller: Option<String>,
    /// Code of a stage of the law's rule pack.
    pub stage: String,
    /// When: RFC 3339, or `YYYY-MM-DDThh:mm` by the clock on the wall in Sweden.
    pub sent: String,
    /// The authority's number for it. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub reference: Option<String>,
    /// What. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
}

/// How a notification ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishNotification {
    /// Which law: gdpr or nis2.
    pub regime: String,
    /// Whose duty; absent for the organisation as a whole.
    #[schema(max_length = 200)]
    pub controller: Option<String>,
    /// How. At most 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub text: String,
}

/// What a form or a request asks for, or everything that is wrong with it.
pub type Read = Result<Command, Vec<FieldError>>;

/// A law and a controller; a blank one is none.
pub fn duty(fields: &mut Fields, regime: &str, controller: Option<&str>) -> Option<Duty> {
    let regime = fields.one_of("/regime", Regime::from_stored(regime), Regime::ALL);
    let controller = controller.filter(|name| !name.trim().is_empty());
    let controller = controller.map(|name| fields.label("/controller", name));
    let (regime, controller) = (regime?, controller);
    match controller {
        None => Some(Duty { regime, controller: None }),
        Some(name) => Some(Duty { regime, controller: Some(name?) }),
    }
}

impl AssessNotification {
    /// As the rules take it.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(self) -> Read {
        let mut fields = Fields::default();
        let duty = duty(&mut fields, &self.regime, self.controller.as_deref());
        let reasons = fields.text("/reasons", self.reasons);
        let duty = fields.need(duty)?;
        Ok(Command::Assess { duty, notifiable: self.notifiable, reasons })
    }
}

impl DeclareAwareness {
    /// As the rules take it; `now` is the moment of the act.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(self, now: Timestamp) -> Read {
        let mut fields = Fields::default();
        let duty = duty(&mut fields, &self.regime, self.controller.as_deref());
        let aware = fields.moment("/aware", &self.aware);
        let reasons = fields.text("/reasons", self.reasons);
        let duty = fields.need(duty)?;
        let declared = AwarenessDeclared { duty, aware, reasons };
        Ok(Command::DeclareAwareness { declared, now })
    }
}

impl DescribeNotification {
    /// As the rules take it.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(self, act: &Act) -> Read {
        let mut fields = Fields::default();
        let duty = duty(&mut fields, &self.regime, self.controller.as_deref());
        let facts = fields.text("/facts", self.facts);
        let consequences = fields.text("/consequences", self.consequences);
        let measures = fields.text("/measures", self.measures);
        let affected = fields.optional_text("/affected", self.affected);
        let duty = fields.need(duty)?;
        let item_id = ItemId(act.id("description"));
        let described =
            NotificationDescribed { duty, item_id, facts, consequences, measures, affected };
        Ok(Command::Describe(described))
    }
}

impl SendNotification {
    /// A stage that was sent, as the rules take it.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read_sent(self, packs: &RulePacks, act: &Act) -> Read {
        let mut fields = Fields::default();
        let duty = duty(&mut fields, &self.regime, self.controller.as_deref());
        let stage = stage(&mut fields, duty.as_ref(), &self.stage, packs);
        let sent = fields.moment("/sent", &self.sent);
        let reference = fields.optional_text("/reference", self.reference);
        let text = fields.text("/text", self.text);
        let (duty, stage) = fields.need(duty.zip(stage))?;
        let sent = NotificationSent { duty, stage, sent, reference, text };
        Ok(Command::Send { sent, now: act.at() })
    }

    /// A supplement, as the rules take it.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read_supplement(self, packs: &RulePacks, act: &Act) -> Read {
        let item_id = ItemId(act.id("supplement"));
        match self.read_sent(packs, act)? {
            Command::Send {
                sent: NotificationSent { duty, stage, sent, reference, text },
                now,
            } => {
                let supplemented =
                    NotificationSupplemented { duty, item_id, stage, sent, reference, text };
                Ok(Command::Supplement { supplemented, now })
            }
            other => Ok(other),
        }
    }
}

impl FinishNotification {
    /// As the rules take it.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(self) -> Read {
        let mut fields = Fields::default();
        let duty = duty(&mut fields, &self.regime, self.controller.as_deref());
        let text = fields.text("/text", self.text);
        let duty = fields.need(duty)?;
        Ok(Command::Finish(NotificationFinished { duty, text }))
    }
}

/// A stage of the law's pack.
fn stage(fields: &mut Fields, duty: Option<&Duty>, said: &str, packs: &RulePacks) -> Option<Code> {
    let pack = duty.and_then(|duty| packs.of(duty.regime));
    let codes: Vec<&str> =
        pack.iter().flat_map(|pack| &pack.stages).map(|stage| stage.code.as_str()).collect();
    let stage = pack.and_then(|pack| pack.stage(said)).map(|stage| stage.code.clone());
    // Without a law there is no list to choose from; the law's own problem is told.
    if stage.is_none() && duty.is_some() {
        fields.one_of("/stage", None, &codes);
    }
    stage
}
