//! Tests of the parts together, on a real nats-server.
//!
//! `make tools` gets the server; without it these tests fail and say so.
#![cfg(test)]

mod access;
mod architecture;
mod attachments;
mod attachments_hostile;
mod bad_input;
mod cleaning;
mod cluster;
mod command_line;
mod crash;
mod demo;
mod embedded;
mod export;
mod import;
mod journey;
mod outage;
mod sealing;
mod store;
mod support;
mod writers;
