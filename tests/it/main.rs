//! Tests of the parts together, on a real nats-server.
//!
//! `make tools` gets the server; without it these tests fail and say so.
#![cfg(test)]

mod access;
mod account_command;
mod accounts;
mod added_streams;
mod architecture;
mod attachments;
mod attachments_hostile;
mod backup;
mod bad_input;
mod cleaning;
mod cluster;
mod command_line;
mod copies;
mod crash;
mod demo;
mod desk;
mod doctor;
mod embedded;
mod erasure;
mod export;
mod grants;
mod held;
mod held_crash;
mod held_files_crash;
mod identity;
mod import;
mod journey;
mod live;
mod messages;
mod messages_crash;
mod naughty;
mod no_address;
mod notifications;
mod oidc;
mod original;
mod outage;
mod outbox;
mod outbox_crash;
mod outbox_ways;
mod pressure;
mod receipt;
mod reminder;
mod sealing;
mod store;
mod support;
mod today;
mod wording;
mod workspace;
mod writers;
