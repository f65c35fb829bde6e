//! Tests of the parts together, on a real nats-server.
//!
//! `make tools` gets the server; without it these tests fail and say so.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod access;
mod bad_input;
mod crash;
mod embedded;
mod journey;
mod sealing;
mod store;
mod support;
mod writers;
