//! The program itself, as a person runs it, on a data folder of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A data folder; each call runs the program on it.
pub struct Program {
    pub folder: TempDir,
}

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    pub fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        let mut child = self.spawn(arguments);
        let mut pipe = child.stdin.take().unwrap();
        std::thread::scope(|scope| {
            // A program that does not read its input closes it, which is its right.
            scope.spawn(move || pipe.write_all(stdin).ok());
            let output = child.wait_with_output().unwrap();
            Ran {
                code: output.status.code(),
                stdout: String::from_utf8(output.stdout).unwrap(),
                stderr: String::from_utf8(output.stderr).unwrap(),
            }
        })
    }

    pub fn spawn(&self, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_tillbud"))
            .arg("--data")
            .arg(self.data())
            .args(["--log", "error"])
            .args(arguments)
            .env_remove("TILLBUD_MASTER_KEY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// `tillbud serve`, answering, on a port of its own.
    pub fn serve(&self) -> Serving {
        self.serve_with(&["--hold-minutes", "0"])
    }

    /// As [`Self::serve`], with other settings.
    pub fn serve_with(&self, settings: &[&str]) -> Serving {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], settings].concat();
        let mut child = self.spawn(&arguments);
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("http://").map(|(_, address)| address.to_owned());
        let address = address.unwrap_or_else(|| panic!("tillbud serve did not start: {line}"));
        Serving { child, address }
    }
}

/// A running `tillbud serve`, stopped when dropped.
pub struct Serving {
    child: Child,
    /// Where it listens, such as `127.0.0.1:40123`.
    pub address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().ok();
        self.child.wait().ok();
    }
}

/// As an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The public data sets, which are not part of this repository: beside it, or where
/// `TILLBUD_SHARED_DATA` says. Tells when they are absent.
pub fn shared_data() -> Option<PathBuf> {
    super::shared_data("README.md").map(|file| file.with_file_name(""))
}
