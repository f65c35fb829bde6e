//! Tillbud: incident reporting and learning without blame.
//!
//! Facts are written once, to a log; everything a person sees is computed from it.
//! The modules in reading order: [`config`] and [`runtime`] put the parts together,
//! [`intake`], [`evidence`], [`wording`], [`act`], [`holding`] and [`dispatch`] are the write path,
//! [`store`] and [`sealing`] the log, [`projector`] the read path, [`measures`] what is measured, [`policies`] what
//! happens by itself, [`web`] and [`cli`] the two ways in.
//! `ARCHITECTURE.md` walks one report through all of it.

pub mod access;
pub mod act;
pub mod answers;
pub mod attachments;
pub mod cli;
pub mod clock;
pub mod config;
pub mod csv;
pub mod deidentify;
pub mod dispatch;
pub mod embedded;
pub mod ending;
pub mod evidence;
pub mod fields;
pub mod holding;
pub mod intake;
pub mod lists;
pub mod measures;
pub mod notices;
pub mod organisation;
pub mod parquet;
pub mod policies;
pub mod pressure;
pub mod projector;
pub mod reidentify;
pub mod rule_packs;
pub mod runtime;
pub mod sealing;
pub mod similar;
pub mod store;
pub mod web;
pub mod wording;

use std::sync::Arc;

use access::oidc::Provider;
use access::{Access, Accounts, Follows, Grants};
use attachments::Attachments;
use clock::Clock;
use dispatch::Dispatch;
use ending::Ending;
use holding::Holding;
use lists::Lists;
use organisation::Organisation;
use policies::eraser::Eraser;
use policies::outbox::Outbox;
use pressure::Pressure;
use projector::ProjectorHandle;
use sealing::{Keyring, MasterKey};
use store::EventStore;
use tillbud_events::release::Rule;
use tillbud_events::rule_pack::RulePacks;
use tillbud_projections::ReadModels;
use tillbud_wording::Rules;
use web::framing::FrameAncestors;

/// The handles that a request needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The log.
    pub store: EventStore,
    /// Data keys and receipts.
    pub keyring: Keyring,
    /// What pages and lists are read from.
    pub read_models: ReadModels,
    /// How far the read models have come.
    pub projector: ProjectorHandle,
    /// The write path.
    pub dispatch: Dispatch,
    /// What waits for the next release into the log.
    pub holding: Holding,
    /// Files that people attach.
    pub attachments: Attachments,
    /// The write path of what cannot be taken back.
    pub eraser: Eraser,
    /// Time, ids, randomness.
    pub clock: Clock,
    /// Tokens and sessions.
    pub access: Access,
    /// The people behind pseudonyms.
    pub accounts: Accounts,
    /// Who may act in which role, and which units somebody leads.
    pub grants: Grants,
    /// Who follows which incident.
    pub follows: Follows,
    /// The organisation's sign-in service.
    pub provider: Option<Arc<Provider>>,
    /// Categories and units.
    pub lists: Arc<Lists>,
    /// What proposes words to mask; knows the organisation's own units.
    pub identity: Arc<Rules>,
    /// Whom to call and where else to turn, as reporters are told.
    pub organisation: Arc<Organisation>,
    /// What laws ask for when an incident has to be notified.
    pub rule_packs: Arc<RulePacks>,
    /// Tells people that something waits, when somebody is to be told.
    pub outbox: Option<Outbox>,
    /// By which rule statistics are released.
    pub statistics: Rule,
    /// Sites that may show the bare form in a frame.
    pub frame_ancestors: Option<FrameAncestors>,
    /// Secrets that follow from the master key.
    pub secrets: Arc<Secrets>,
    /// How much comes in, and what is asked for because of it.
    pub pressure: Arc<Pressure>,
    /// Ends what would go on for ever, when the program stops.
    pub ending: Ending,
}

/// Secrets that follow from the master key, one for each purpose.
pub struct Secrets {
    /// Under which receipt codes are digested.
    pub receipt: [u8; 32],
    /// Under which ids of repeatable requests are derived.
    pub idempotency: [u8; 32],
    /// Under which a report's concern gets its id, so that only the receipt leads to it.
    pub concern: [u8; 32],
    /// Under which list cursors are signed.
    pub cursor: [u8; 32],
    /// Under which challenges for a proof of work are signed.
    pub challenge: [u8; 32],
    /// Under which names to sign in with are digested, and pseudonyms derived.
    pub account: [u8; 32],
    /// Under which grants get their ids.
    pub grant: [u8; 32],
    /// Under which follows get their ids.
    pub follow: [u8; 32],
    /// Under which recipients of messages are named beside the log.
    pub outbox: [u8; 32],
}

impl Secrets {
    /// Derives them all.
    #[must_use]
    pub fn of(master: &MasterKey) -> Self {
        Self {
            receipt: master.derive("receipt"),
            idempotency: master.derive("idempotency"),
            concern: master.derive("concern"),
            cursor: master.derive("cursor"),
            challenge: master.derive("challenge"),
            account: master.derive("account"),
            grant: master.derive("grant"),
            follow: master.derive("follow"),
            outbox: master.derive("outbox"),
        }
    }
}
