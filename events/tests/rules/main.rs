//! Each rule and each refusal of reports, incidents and actions: given, when, then.
//!
//! Must never need anything but the crate itself: no clock, no I/O, no randomness.
#![cfg(test)]

mod support;

mod action;
mod alert;
mod calendar;
mod campaign;
mod concern;
mod evidence;
mod follow;
mod grant;
mod headcount;
mod improvement;
mod incident_analysis;
mod incident_reports;
mod incident_states;
mod incident_triage;
mod lesson;
mod measure;
mod notification;
mod release;
mod report;
mod report_dialogue;
mod report_original;
mod rule_pack;
mod scan;
mod signal;
mod theme;

mod invariant_11_once;
mod invariant_2_corrections_append;
mod invariant_3_hours;
mod invariant_4_severity_at_triage;
mod invariant_5_closing_gates;
mod invariant_6_owner_and_plan;
mod invariant_7_merging;
mod invariant_8_deadlines;
