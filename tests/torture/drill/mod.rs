//! The drills: many reporters at once, a disturbance in the middle, then a full count.
//!
//! Must never let a drill pass that did not disturb anything: each checks that reports
//! were still to come when it struck.

pub mod audit;
pub mod held;
pub mod program;
pub mod reporters;

use program::{Program, kill, wait_until};
use reporters::Reporters;
use tempfile::TempDir;

/// How much of everything.
#[derive(Clone, Copy)]
pub struct Size {
    /// Reports sent.
    pub reports: usize,
    /// People sending at the same time.
    pub clients: usize,
    /// How often it is disturbed, evenly over the reports.
    pub disturbances: usize,
}

impl Size {
    /// After how many answers each disturbance strikes.
    fn moments(self) -> impl Iterator<Item = usize> {
        (1..=self.disturbances).map(move |nth| self.reports * nth / (self.disturbances + 1))
    }
}

/// `kill -9` of the program. What it had answered is there after a restart, what it had
/// not can be sent again, and its nats-server has ended by itself.
pub async fn killed_program(size: Size) {
    let directory = tempfile::tempdir().unwrap();
    let mut reporters = Reporters::new(size.reports, size.clients);
    let mut program = Program::start(directory.path());
    for moment in size.moments() {
        reporters.send_until(&program.url, moment, || kill(program.pid())).await;
        program.wait();
        reporters.show("kill -9 of the program");
        wait_until("nats-server ended with the program", || program.processes().is_empty()).await;
        program = Program::start(directory.path());
        audit::after_restart(&program, &reporters).await;
    }
    complete(program, reporters, &directory).await;
}

/// `kill -9` of nats-server. The program starts it again; reporters repeat what was
/// refused or not answered, and notice nothing else.
pub async fn killed_server(size: Size) {
    let directory = tempfile::tempdir().unwrap();
    let mut reporters = Reporters::new(size.reports, size.clients);
    let program = Program::start(directory.path());
    let mut killed = vec![];
    let kill_it = || {
        let server = program.server_pid();
        kill(server);
        killed.push(server);
    };
    reporters.send_through(&program.url, size.moments(), kill_it).await;
    reporters.show(&format!("kill -9 of {} nats-servers", killed.len()));
    assert_eq!(killed.len(), size.disturbances);
    assert!(!killed.contains(&program.server_pid()));
    complete(program, reporters, &directory).await;
}

/// Ctrl-C. The program answers what it has begun, ends its server and says 0.
pub async fn interrupted_program(size: Size) {
    let directory = tempfile::tempdir().unwrap();
    let mut reporters = Reporters::new(size.reports, size.clients);
    let mut program = Program::start(directory.path());
    for moment in size.moments() {
        reporters.send_until(&program.url, moment, || program.interrupt()).await;
        program.ends_cleanly().await;
        reporters.show("Ctrl-C");
        program = Program::start(directory.path());
        audit::after_restart(&program, &reporters).await;
    }
    complete(program, reporters, &directory).await;
}

/// Sends the rest, counts everything, repeats everything, and has the log verified.
async fn complete(program: Program, mut reporters: Reporters, directory: &TempDir) {
    reporters.send_through(&program.url, [], || {}).await;
    audit::after_restart(&program, &reporters).await;
    audit::repeated(&program, &reporters).await;
    program.interrupt();
    program.ends_cleanly().await;
    audit::log_is_whole(directory.path(), reporters.count());
    reporters.show("at the end");
}
