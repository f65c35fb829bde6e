//! Keeping the server alive while the program is, and no longer.
//!
//! The server is the child of a shell that also reads a pipe from the program: when
//! the program ends, however it ends, the pipe closes and the shell stops the
//! server. (A parent-death signal would do on Linux only, and is tied to a thread.)
//! Must never start a server before the earlier one has released the store.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::StartError;
use super::config::{Files, Settings};
use super::lock::Lock;
use crate::clock::Clock;

/// Runs the server, and stops it when standard input ends: politely, after ten
/// seconds by force. Descriptor 3 is the pipe, kept from the server itself.
const SHELL: &str = r#"
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{
  read -r _ <&3
  kill -TERM $server
  waited=0
  while kill -0 $server && [ $waited -lt 10 ]; do sleep 1; waited=$((waited + 1)); done
  kill -KILL $server
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait $server
status=$?
kill -KILL $watcher
exit $status
"#;

/// Soft limit of the server's memory.
const MEMORY_LIMIT: &str = "1GiB";
/// Longest wait for a server to answer; a large store takes a few seconds.
const READY_MAX: Duration = Duration::from_secs(60);
/// Pause between two looks at whether it answers.
const READY_PAUSE: Duration = Duration::from_millis(5);
/// Longest wait for the server to end; the shell uses force before that.
const STOP_MAX: Duration = Duration::from_secs(15);
/// Shortest and longest pause before a server that died is started again.
const RESTART_PAUSE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(5));
/// A server that lived so long gets the shortest pause again.
const LIVED_WELL: Duration = Duration::from_secs(60);
/// How much of the server's log an error shows, in lines.
const TAIL_LINES: usize = 3;

/// Watches one server.
#[derive(Debug)]
pub(super) struct Supervisor {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Supervisor {
    /// Starts the server, waits until it answers, and watches it from then on.
    pub(super) async fn start(binary: &Path, settings: &Settings) -> Result<Self, StartError> {
        let clock = Clock::system();
        let runner = Runner { clock, binary: binary.to_owned(), settings: settings.clone() };
        let server = runner.run().await?;
        let (stop, stopped) = oneshot::channel();
        Ok(Self { stop, task: tokio::spawn(runner.watch(server, stopped)) })
    }

    /// Ends the server and waits until it has.
    pub(super) async fn stop(self) {
        // A receiver that is gone has ended already.
        self.stop.send(()).ok();
        if let Err(error) = self.task.await {
            tracing::warn!(%error, "the watch over nats-server failed");
        }
    }
}

/// A running shell with its server, which end when the pipe is closed.
struct Process {
    shell: Child,
    /// Apart from the shell, because waiting for a child closes its input.
    pipe: Option<ChildStdin>,
}

struct Runner {
    clock: Clock,
    binary: PathBuf,
    settings: Settings,
}

impl Runner {
    /// A server that answers.
    async fn run(&self) -> Result<Process, StartError> {
        let files = &self.settings.files;
        let lock = Lock::of_server(files).await?;
        let mut server = self.spawn(lock).map_err(|error| not_ready(files, &error.to_string()))?;
        let deadline = Instant::now() + READY_MAX;
        loop {
            match server.shell.try_wait() {
                Ok(None) => {}
                Ok(Some(status)) => return Err(not_ready(files, &status.to_string())),
                Err(error) => return Err(not_ready(files, &error.to_string())),
            }
            if answers(self.settings.port).await {
                return Ok(server);
            }
            if Instant::now() > deadline {
                end(server).await;
                return Err(not_ready(files, "it does not answer"));
            }
            self.clock.pause(READY_PAUSE).await;
        }
    }

    /// In a process group of its own, so that Ctrl-C reaches the program first. The
    /// lock travels as standard output, which the server does not write to.
    fn spawn(&self, lock: Lock) -> io::Result<Process> {
        let mut shell = Command::new("/bin/sh")
            .args(["-c", SHELL, "tillbud-nats"])
            .arg(&self.binary)
            .arg("-c")
            .arg(&self.settings.files.config)
            .env("GOMEMLIMIT", MEMORY_LIMIT)
            .stdin(Stdio::piped())
            .stdout(lock.into_file())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        Ok(Process { pipe: shell.stdin.take(), shell })
    }

    async fn watch(self, mut server: Process, mut stopped: oneshot::Receiver<()>) {
        let mut pause = RESTART_PAUSE.0;
        loop {
            let started = Instant::now();
            tokio::select! {
                // Also when the server is dropped without being stopped.
                _ = &mut stopped => return end(server).await,
                status = server.shell.wait() => log_death(&self.settings.files, status),
            }
            // Should only the shell have died, its server now ends as well.
            drop(server.pipe.take());
            if started.elapsed() > LIVED_WELL {
                pause = RESTART_PAUSE.0;
            }
            let mut is_told = false;
            server = loop {
                tokio::select! {
                    _ = &mut stopped => return,
                    () = self.clock.pause(pause) => {}
                }
                pause = (pause * 2).min(RESTART_PAUSE.1);
                // A start that is given up by dropping it ends with its pipe.
                let run = tokio::select! {
                    _ = &mut stopped => return,
                    run = self.run() => run,
                };
                match run {
                    Ok(server) => break server,
                    Err(error) if !is_told => {
                        tracing::error!(%error, "nats-server does not start again, still trying");
                        is_told = true;
                    }
                    Err(_) => {}
                }
            };
            tracing::info!("nats-server runs again");
        }
    }
}

/// Closes the pipe, which makes the shell stop the server, and waits.
async fn end(mut server: Process) {
    drop(server.pipe.take());
    if timeout(STOP_MAX, server.shell.wait()).await.is_err() {
        tracing::warn!("nats-server does not end");
    }
}

/// Whether a NATS server greets on `port`; it does once its store is open.
async fn answers(port: u16) -> bool {
    let greeting = timeout(Duration::from_secs(1), async {
        let mut greeting = [0; 5];
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.read_exact(&mut greeting).await?;
        io::Result::Ok(greeting)
    });
    matches!(greeting.await, Ok(Ok(greeting)) if &greeting == b"INFO ")
}

fn log_death(files: &Files, status: io::Result<ExitStatus>) {
    let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    tracing::warn!(status, log = %files.log.display(), "nats-server ended, starting it again");
}

fn not_ready(files: &Files, cause: &str) -> StartError {
    let log = fs::read_to_string(&files.log).unwrap_or_default();
    let lines: Vec<_> = log.lines().collect();
    let tail = lines[lines.len().saturating_sub(TAIL_LINES)..].join(" / ");
    let tail = if tail.is_empty() { cause.to_owned() } else { format!("{tail} ({cause})") };
    StartError::NotReady { log: files.log.clone(), tail }
}
