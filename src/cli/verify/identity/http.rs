//! Requests byte by byte, as a careless browser, a proxy or an attacker would send them.
//!
//! A well-behaved client would not let one send what is sent here. Must never be used
//! for anything but the proof of `verify --identity`.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::timeout;

/// Longest wait for an answer.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// Where requests go, and the address that they seem to come from.
pub struct Wire {
    /// The running program.
    pub target: SocketAddr,
    /// An own address, when the program runs on this machine.
    pub source: Option<IpAddr>,
}

/// What came back.
pub struct Answer {
    /// HTTP status; 0 when the program closed the connection without a word.
    pub status: u16,
    /// What follows the headers.
    pub body: String,
}

impl Wire {
    /// Sends `request` as it is and reads the whole answer.
    ///
    /// # Errors
    /// When the program cannot be reached or does not answer in time.
    pub async fn send(&self, request: &[u8]) -> anyhow::Result<Answer> {
        let socket = match self.target {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        if let Some(source) = self.source {
            socket.bind(SocketAddr::new(source, 0))?;
        }
        let mut stream = socket.connect(self.target).await.with_context(|| {
            format!("no Tillbud answers at {}; start it, or name it with --at", self.target)
        })?;
        let exchange = async {
            // A program that has heard enough may close before it has read all.
            let sent = stream.write_all(request).await;
            let mut answer = Vec::new();
            let read = stream.read_to_end(&mut answer).await;
            if answer.is_empty() {
                sent.and(read.map(drop)).ok();
            }
            answer
        };
        let answer = timeout(ANSWER_TIME, exchange).await.context("no answer within a minute")?;
        Ok(parse(&String::from_utf8_lossy(&answer)))
    }
}

fn parse(answer: &str) -> Answer {
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    Answer { status, body: body.to_owned() }
}

/// One request in the making.
pub struct Request {
    head: String,
    body: Vec<u8>,
}

impl Request {
    /// Begins with a method and a path with its query.
    pub fn new(method: &str, path: &str) -> Self {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        Self { head, body: Vec::new() }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head += &format!("{name}: {value}\r\n");
        self
    }

    /// Sets the body and its type.
    pub fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = body.len().to_string();
        let with = self.header("Content-Type", content_type).header("Content-Length", &length);
        Self { body, ..with }
    }

    /// The bytes to send.
    pub fn into_bytes(self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_status_and_a_body_and_silence_is_neither() {
        let answer = parse("HTTP/1.1 201 Created\r\nx: y\r\n\r\n{}");
        assert_eq!((answer.status, answer.body.as_str()), (201, "{}"));
        assert_eq!(parse("").status, 0);
    }

    #[test]
    fn a_request_is_written_as_it_goes_over_the_wire() {
        let request = Request::new("POST", "/x").header("A", "b").body("text/plain", "hej");
        assert_eq!(
            String::from_utf8(request.into_bytes()).unwrap(),
            "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nA: b\r\n\
             Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nhej"
        );
    }
}
