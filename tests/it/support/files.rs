//! Files to send, and forms to send them with, byte by byte.

use std::path::Path;

use reqwest::{Method, RequestBuilder};
use tillbud::clock::Clock;

use super::app::{Answer, TestApp, read};

/// Separates the parts of a form.
pub const BOUNDARY: &str = "----tillbud-test-boundary";

/// A form as a browser sends it.
#[derive(Clone, Default)]
pub struct Form(Vec<u8>);

impl Form {
    pub fn text(self, name: &str, value: &str) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        self.part(&head, value.as_bytes())
    }

    /// A file under a name that tells of its owner.
    pub fn file(self, bytes: &[u8]) -> Self {
        let head = "Content-Disposition: form-data; name=\"attachment\"; \
                    filename=\"Kim Kanarie.jpg\"\r\nContent-Type: image/jpeg";
        self.part(head, bytes)
    }

    pub fn part(mut self, head: &str, content: &[u8]) -> Self {
        self.0.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
        self.0.extend(content);
        self.0.extend(b"\r\n");
        self
    }

    pub fn whole(mut self) -> Vec<u8> {
        self.0.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.0
    }

    pub fn broken_off(self) -> Vec<u8> {
        self.0
    }
}

impl TestApp {
    pub async fn send_form(&self, path: &str, body: Vec<u8>) -> Answer {
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = self.request(Method::POST, path).header("content-type", content_type);
        read(request.header("accept-language", "sv").body(body)).await
    }

    pub fn upload(&self, receipt: &str, query: &str, bytes: Vec<u8>) -> RequestBuilder {
        let path = format!("/api/v1/receipt/attachments{query}");
        let request = self.request(Method::POST, &path);
        request.header("authorization", format!("Receipt {receipt}")).body(bytes)
    }

    /// How many files the store holds, once what is being erased is gone.
    pub async fn stored_files(&self, expected: usize) {
        let mut stored = 0;
        // Erasing goes on behind the answer; how long it takes is not asked here.
        for _ in 0..2_000 {
            stored = self.app().attachments.files().list().await.unwrap().len();
            if stored == expected {
                return;
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(stored, expected);
    }
}

/// A picture with `words` in its metadata, and with `shade` for a content.
pub fn picture(words: &str, shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 16, 16);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_text_chunk("Author".to_owned(), words.to_owned()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[shade; 16 * 16 * 3]).unwrap();
    writer.finish().unwrap();
    bytes
}

/// Every file below `folder` that holds `needle`.
pub fn holding(folder: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes.windows(needle.len()).any(|window| window == needle)
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// The machine's time, moved on by some hours whenever that is wanted.
pub fn simulated_now() -> Clock {
    Clock::simulated(Clock::system().now(), 7)
}
