//! Every limit of the domain, once. The edges are tested where each is used.
//!
//! Must never be read when decoding stored events: a limit may be lowered, but
//! what was accepted under an older one remains a fact.

/// Longest narrative of a report, in Unicode characters.
pub const NARRATIVE_CHARACTERS: usize = 20_000;
/// Longest other free text (dialogue, analysis, reasons), in Unicode characters.
pub const TEXT_CHARACTERS: usize = 4_000;
/// Longest text taken over from another register by `tillbud import`; those are
/// older reports that nobody can shorten, so the limit is wider.
pub const IMPORTED_TEXT_CHARACTERS: usize = 60_000;
/// Longest title of an incident, in Unicode characters.
pub const TITLE_CHARACTERS: usize = 200;
/// Longest label: a unit, a role that owns an action, a name of an asset.
pub const LABEL_CHARACTERS: usize = 200;
/// Longest code of a category or another list.
pub const CODE_CHARACTERS: usize = 40;
/// Reports that may be linked to one incident at the same time.
pub const LINKED_REPORTS: usize = 200;
/// Assets that one triage may name.
pub const AFFECTED_ASSETS: usize = 50;
/// Factors that one incident's analysis may hold.
pub const FACTORS: usize = 100;
/// Corrective actions of one incident.
pub const ACTIONS: usize = 100;
/// Notifications to authorities of one incident, for all laws and controllers together.
pub const NOTIFICATIONS: usize = 40;
/// Descriptions and supplements of one notification.
pub const NOTIFICATION_ITEMS: usize = 100;
/// Events of one stream before the log warns that it is unusually long.
pub const EVENTS_PER_STREAM: usize = 1_000;
/// Labels (source categories, factors) that one imported report may carry.
pub const IMPORTED_LABELS: usize = 100;
/// Further texts that one imported report may carry.
pub const IMPORTED_TEXTS: usize = 20;
/// Files of one report.
pub const ATTACHMENTS: usize = 10;
/// Files that one incident may have as evidence at the same time.
pub const INCIDENT_FILES: usize = 50;
/// Files that one action may have as evidence at the same time.
pub const ACTION_FILES: usize = 20;
/// Longest description of a file of evidence, in Unicode characters.
pub const DESCRIPTION_CHARACTERS: usize = 300;
/// Incidents that one lesson may come from.
pub const LESSON_INCIDENTS: usize = 20;
/// Incidents that one theme may gather.
pub const THEME_INCIDENTS: usize = 200;
/// Actions that may belong to one improvement.
pub const IMPROVEMENT_ACTIONS: usize = 50;
/// Months that the level before a change may be taken from: ten years.
pub const BASELINE_MONTHS: i32 = 120;
/// Months that may be left out of it because they led to the change.
pub const TRIGGER_MONTHS: usize = 36;
/// Times that one measure's baseline may begin anew.
pub const MEASURE_REBASES: usize = 30;
/// Months of one measure that may be left out of centre and limits.
pub const MEASURE_EXCLUDED: usize = 60;
/// Days within which something may be asked to be done.
pub const WITHIN_DAYS: u16 = 366;
/// Days that a campaign may last: two years.
pub const CAMPAIGN_DAYS: i64 = 731;
/// How many months longer a sign-in service has to vouch for a role before that is an event.
pub const GRANT_RENEWAL_MONTHS: i32 = 6;
/// Most that a measure may be meant to reach: per cent, days, or counts as they are shown.
pub const TARGET: u32 = 100_000;
/// Most people that a unit may have.
pub const HEADCOUNT_EMPLOYEES: u32 = 500_000;
/// Months for which the headcount of one unit may be recorded.
pub const HEADCOUNT_MONTHS: usize = 600;
/// First year that a headcount may be of.
pub const HEADCOUNT_YEAR_FIRST: i16 = 1990;
/// Units that one alert names.
pub const ALERT_MEMBERS: usize = 50;
/// Cells of one released table, its totals among them.
pub const RELEASED_CELLS: usize = 1_000;
/// Units that one released table may tell apart.
pub const RELEASED_UNITS: usize = 100;
/// Units that a release names among those that it does not tell apart; further ones are not
/// named.
pub const RELEASED_NAMED: usize = 500;
/// First year that a date of a report may name.
pub const YEAR_FIRST: i16 = 1900;
/// Last year that a date of a report may name.
pub const YEAR_LAST: i16 = 2100;
