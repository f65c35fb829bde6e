//! `tillbud account`: how the first people come in, and the way back when nobody can.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tillbud_events::Role;
use tillbud_projections::{held_function, led_unit};

use crate::support::app::TestApp;

const PASSWORD: &str = "häst batteri häftstift";

fn account(data: &Path, input: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tillbud"))
        .arg("account")
        .args(arguments)
        .args(["--data", data.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that asks for no password may have ended before it is offered one.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn done(data: &Path, input: &str, arguments: &[&str]) -> String {
    let output = account(data, input, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(data: &Path, input: &str, arguments: &[&str]) -> String {
    let output = account(data, input, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_made_helped_disabled_and_forgotten_beside_the_running_program() {
    let app = TestApp::start().await;
    let data = app.directory.path().to_owned();
    let input = format!("{PASSWORD}\n");
    let roles = ["--role", "coordinator", "--role", "administrator"];
    let create = [&["create", "anna", "--name", "Anna Ask"], &roles[..]].concat();
    done(&data, &input, &create);
    assert!(refused(&data, &input, &create).contains("already"));
    let said = refused(&data, "kort\n", &["create", "bo", "--role", "analyst"]);
    assert!(said.contains("fewer than 12 characters"), "{said}");
    assert!(refused(&data, "", &["disable", "bo"]).contains("no account bo"));

    let accounts = &app.app().accounts;
    let sign_in =
        async |password: &str| accounts.sign_in("Anna", password, "").await.unwrap().is_some();
    assert!(sign_in(PASSWORD).await);
    let holder = accounts.find("anna").await.unwrap().unwrap().holder;
    let held = async || app.app().grants.roles_of(holder).await.unwrap();
    assert_eq!(held().await, [Role::Coordinator, Role::Administrator]);
    done(
        &data,
        "",
        &["give", "anna", "--role", "analyst", "--until", "2099-12-31", "--reason", "x"],
    );
    assert_eq!(held().await.len(), 3);
    let listed = done(&data, "", &["list"]);
    let expected = format!("anna\tAnna Ask\tcoordinator analyst administrator\t\t{holder}\n");
    assert_eq!(listed, expected);

    let led = async || {
        app.app().projector.caught_up(app.app().store.tip().await.unwrap()).await;
        led_unit::of(app.app().read_models.db(), holder).await.unwrap().len()
    };
    let leads = ["lead", "anna", "--unit", "norr", "--reason", "Enhetschef"];
    done(&data, "", &leads);
    assert_eq!(led().await, 1);
    done(&data, "", &[&leads[..], &["--ended"]].concat());
    assert_eq!(led().await, 0);

    let sees_to = async || {
        app.app().projector.caught_up(app.app().store.tip().await.unwrap()).await;
        held_function::of(app.app().read_models.db(), holder).await.unwrap().len()
    };
    done(&data, "", &["answer", "anna", "--function", "IT-drift", "--reason", "Driftchef"]);
    done(&data, "", &["answer", "anna", "--function", "it-DRIFT"]);
    assert_eq!(sees_to().await, 1);
    done(&data, "", &["answer", "anna", "--function", " It-drift ", "--ended"]);
    assert_eq!(sees_to().await, 0);

    done(&data, "", &["disable", "anna"]);
    assert!(!sign_in(PASSWORD).await);
    assert!(done(&data, "", &["list"]).contains("disabled"));
    done(&data, "en helt annan mening\n", &["reset", "anna"]);
    assert!(sign_in("en helt annan mening").await && !sign_in(PASSWORD).await);

    done(&data, "", &["forget", "anna"]);
    assert_eq!(done(&data, "", &["list"]), "");
    assert_eq!(held().await, []);
    app.stop().await;
}

#[test]
fn a_password_is_not_taken_from_the_command_line() {
    let output = Command::new(env!("CARGO_BIN_EXE_tillbud"))
        .args(["account", "create", "anna", "--role", "analyst", "--password", "x"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}
