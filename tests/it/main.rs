//! Tests of the parts together, on a real nats-server.
//!
//! `make tools` gets the server; without it these tests fail and say so.
#![cfg(test)]

mod demo;
