//! `tillbud doctor` on data that is well, and on data that is not.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use crate::support::app::TestApp;
use crate::support::program::{Program, Ran};

fn wrong(ran: &Ran) -> Vec<&str> {
    ran.stdout.lines().filter(|line| line.starts_with("wrong")).collect()
}

#[test]
fn what_is_well_is_said_to_be_and_the_exit_code_is_0() {
    let program = Program::new();
    assert_eq!(program.run(&["token", "create", "--role", "analyst"]).code, Some(0));
    let ran = program.run(&["doctor"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(wrong(&ran).is_empty(), "{}", ran.stdout);
    for place in ["settings", "clock", "data folder", "master key", "log", "read models"] {
        assert!(ran.stdout.contains(&format!("good    {place}: ")), "{place}: {}", ran.stdout);
    }
    assert!(ran.stdout.contains("advice  TLS: "), "{}", ran.stdout);
}

#[test]
fn what_is_wrong_is_said_with_what_to_do_and_the_exit_code_is_1() {
    let program = Program::new();
    assert_eq!(program.run(&["token", "create", "--role", "analyst"]).code, Some(0));
    let open = |name: &str, mode| {
        fs::set_permissions(program.data().join(name), Permissions::from_mode(mode)).unwrap();
    };
    open("", 0o755);
    open("master.key", 0o644);
    let settings = program.file("notifications.json", "{}");
    let ran = program.run(&["doctor", "--notifications", settings.to_str().unwrap()]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let found = wrong(&ran);
    for (line, said) in found.iter().zip(["base_url", "chmod 700", "chmod 600"]) {
        assert!(line.contains(said), "{line}");
    }
    assert_eq!(found.len(), 3, "{}", ran.stdout);
    assert!(ran.stderr.contains("3 of"), "{}", ran.stderr);
}

#[test]
fn a_folder_without_a_log_is_named_and_not_made() {
    let program = Program::new();
    let ran = program.run(&["doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("there is no log in"), "{}", ran.stdout);
    assert!(!program.data().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_looks_beside_a_running_program() {
    let app = TestApp::start().await;
    app.report("ord som ingen skriver ut").await;
    fs::set_permissions(app.directory.path(), Permissions::from_mode(0o700)).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tillbud"))
        .args(["doctor".as_ref(), "--data".as_ref(), app.directory.path().as_os_str()])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("read models: at 1 of 1"), "{said}");
    assert!(!said.contains("ord som"), "{said}");
    app.stop().await;
}
