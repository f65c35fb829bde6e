//! Tests of the parts together, on a real nats-server.
//!
//! `make tools` gets the server; without it these tests fail and say so.
#![cfg(test)]

mod access;
mod added_streams;
mod architecture;
mod attachments;
mod attachments_hostile;
mod bad_input;
mod cleaning;
mod cluster;
mod command_line;
mod copies;
mod crash;
mod demo;
mod embedded;
mod erasure;
mod export;
mod held;
mod held_crash;
mod held_files_crash;
mod identity;
mod import;
mod journey;
mod naughty;
mod no_address;
mod original;
mod outage;
mod pressure;
mod receipt;
mod sealing;
mod store;
mod support;
mod wording;
mod writers;
