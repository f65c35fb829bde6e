//! The real program as a process of its own, to be killed.
//!
//! Must never leave a process behind, also when the test fails.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use clap::Parser;
use tillbud::config::Config;

/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(10);
/// Looks before it counts as never: half a minute.
const LOOKS: usize = 3_000;

/// As a server that is never crowded and holds nothing back.
const SERVE: [&str; 7] =
    ["serve", "--listen", "127.0.0.1:0", "--hold-minutes", "0", "--reports-per-minute", "100000"];

/// A running `tillbud serve`.
pub struct Program {
    child: Mutex<Child>,
    directory: PathBuf,
    /// Where it answers.
    pub url: String,
    /// Held open, as the program does not expect to write to nobody.
    _output: BufReader<ChildStdout>,
}

impl Program {
    /// Starts it on `directory`, which may hold data already, and waits until it listens.
    pub fn start(directory: &Path) -> Self {
        let log = File::options().create(true).append(true).open(directory.join("log")).unwrap();
        let mut child =
            tillbud(directory, &SERVE).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let url =
            output.by_ref().lines().map_while(Result::ok).find_map(|line| {
                line.strip_prefix("Tillbud is listening on ").map(ToOwned::to_owned)
            });
        let directory = directory.to_owned();
        let url = url.unwrap_or_default();
        let program = Self { child: Mutex::new(child), directory, url, _output: output };
        assert!(!program.url.is_empty(), "the program did not start: {}", program.log());
        program
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.lock().unwrap_or_else(PoisonError::into_inner).id()
    }

    /// The process of its nats-server; 0 while there is none.
    pub fn server_pid(&self) -> u32 {
        let pid = fs::read_to_string(self.directory.join("data/nats/nats-server.pid"));
        pid.ok().and_then(|pid| pid.trim().parse().ok()).unwrap_or(0)
    }

    /// What it was started on.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The token of the first coordinator.
    pub fn token(&self) -> String {
        let token = fs::read_to_string(self.directory.join("data/coordinator.token"));
        token.unwrap().trim().to_owned()
    }

    /// Ctrl-C.
    pub fn interrupt(&self) {
        signal("INT", self.pid());
    }

    /// Waits until it has ended.
    pub fn wait(&self) -> ExitStatus {
        self.child.lock().unwrap_or_else(PoisonError::into_inner).wait().unwrap()
    }

    /// Waits until it has ended by itself, as it should.
    pub async fn ends_cleanly(&self) {
        let ended = || {
            let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
            child.try_wait().unwrap().is_some()
        };
        wait_until("the program stopped", ended).await;
        assert_eq!(self.wait().code(), Some(0), "{}", self.log());
        // The shell that watched the server ends a moment after it.
        wait_until("nothing was left behind", || self.processes().is_empty()).await;
    }

    /// What runs beside it on the same data: nats-server and the shell that watches it.
    pub fn processes(&self) -> Vec<String> {
        let config = self.directory.join("data/nats").to_string_lossy().into_owned();
        let processes = fs::read_dir("/proc").unwrap();
        processes
            .filter_map(|process| {
                let path = process.ok()?.path();
                let command = fs::read(path.join("cmdline")).ok()?;
                let command = String::from_utf8_lossy(&command).replace('\0', " ");
                command.contains(&config).then(|| format!("{} {command}", path.display()))
            })
            .collect()
    }

    /// The end of what it logged.
    pub fn log(&self) -> String {
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        // It has usually ended; then there is nothing to kill. Its server ends with it.
        let _ = child.kill();
        let _ = child.wait();
        if std::thread::panicking() {
            eprintln!("the end of the program's log:\n{}", self.log());
        }
    }
}

/// Runs a subcommand on the data of `directory` to its end.
pub fn run(directory: &Path, arguments: &[&str]) -> Output {
    tillbud(directory, arguments).output().unwrap()
}

/// As on the command line, with nothing but the folder of `directory`.
pub fn config(directory: &Path) -> Config {
    let data = directory.join("data");
    let line = [OsStr::new("tillbud"), OsStr::new("--data"), data.as_os_str()];
    Line::parse_from(line).config
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

fn tillbud(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tillbud"));
    command.args(arguments).arg("--data").arg(directory.join("data"));
    command
}

/// `kill -9`.
pub fn kill(pid: u32) {
    signal("KILL", pid);
}

fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status();
    assert!(sent.unwrap().success(), "there is no process {pid}");
}

/// Waits for something that another process does and nobody announces.
pub async fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..LOOKS {
        if holds() {
            return;
        }
        pause().await;
    }
    panic!("never: {what}");
}

/// Lets some time pass before trying again.
#[expect(clippy::disallowed_methods, reason = "other processes announce nothing to wait for")]
pub async fn pause() {
    tokio::time::sleep(PAUSE).await;
}
