//! The proof that no identity is kept, and the proof that the proof notices one.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::support::program::{Program, Ran};

fn prove(program: &Program, at: &str) -> Ran {
    program.run(&["verify", "--identity", "--at", at])
}

#[test]
fn a_running_program_keeps_no_identity() {
    // With held intake, as serve does by itself, and without.
    for (settings, held) in
        [(&[][..], "13 acts that are held"), (&["--hold-minutes", "0"], "0 acts")]
    {
        let program = Program::new();
        let serving = program.serve_with(settings);
        let ran = prove(&program, &serving.address);
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.stdout, ran.stderr);
        for told in [
            "found nothing",
            "events with their texts opened",
            "every row of the read models",
            held,
            " files of reports, opened",
            " files of evidence, opened",
            "201  a report through the API",
            "200  the form\n",
            "200  the form with files",
            "200  POST /api/v1/receipt/experience",
            "201  a file by receipt",
            "are withdrawn and erased",
        ] {
            assert!(ran.stdout.contains(told), "{told} is not in\n{}", ran.stdout);
        }
        assert!(!ran.stdout.contains("\n  0 files of reports"), "{}", ran.stdout);
    }
}

#[test]
fn a_leak_that_was_put_in_on_purpose_is_found() {
    let program = Program::new();
    let serving = program.serve();
    let log = program.data().join("access.log");
    let leaks: [(Leak, &str); 5] = [
        (Leak::File(log.clone(), str::to_owned), "header User-Agent (API) (as it is) in "),
        (
            Leak::File(log.clone(), |agent| BASE64_STANDARD.encode(format!("ua={agent}"))),
            "(base64)",
        ),
        (Leak::File(log, |agent| hex(agent.as_bytes())), "(hexadecimal)"),
        (Leak::Narrative, "in the opened event "),
        (Leak::Attached, "in a stored file (text), opened"),
    ];
    for (leak, told) in leaks {
        let at = proxy(serving.address.clone(), leak);
        let ran = prove(&program, &at);
        assert_eq!(ran.code, Some(1), "{}\n{}", ran.stdout, ran.stderr);
        let is_told = |line: &str| line.starts_with("FOUND") && line.contains(told);
        assert!(ran.stdout.lines().any(is_told), "{told} is not in\n{}", ran.stdout);
        assert!(ran.stderr.contains("each is a leak"), "{}", ran.stderr);
        std::fs::remove_file(program.data().join("access.log")).ok();
    }
}

#[test]
fn a_leak_in_another_folder_is_found_when_that_folder_is_named() {
    let program = Program::new();
    let serving = program.serve();
    let log = program.file("proxy.log", "");
    let at = proxy(serving.address.clone(), Leak::File(log.clone(), str::to_owned));
    let ran = program.run(&["verify", "--identity", "--at", &at, "--also", log.to_str().unwrap()]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(ran.stdout.contains("proxy.log"), "{}", ran.stdout);
}

#[test]
fn without_a_running_program_one_sentence_says_what_to_do() {
    let program = Program::new();
    drop(program.serve());
    let ran = prove(&program, "127.0.0.1:1");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("start `tillbud serve` first"), "{}", ran.stderr);
}

/// What a bad neighbour does with the header `User-Agent`.
#[derive(Clone)]
enum Leak {
    /// Writes it to a file, in some form.
    File(PathBuf, fn(&str) -> String),
    /// Adds it to what the person wrote.
    Narrative,
    /// Sends it as a file of plain text.
    Attached,
}

/// Stands between the program and whoever sends, and leaks. Gives its address.
fn proxy(target: String, leak: Leak) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let target: Arc<str> = target.into();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (target, leak) = (target.clone(), leak.clone());
            thread::spawn(move || pass_on(&client, &target, &leak).ok());
        }
    });
    address
}

fn pass_on(client: &TcpStream, target: &str, leak: &Leak) -> std::io::Result<()> {
    let mut reader = BufReader::new(client);
    let (mut head, mut agent, mut length) = (String::new(), String::new(), 0);
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        if let Some(value) = line.strip_prefix("User-Agent: ") {
            agent = value.trim().to_owned();
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim().parse().unwrap_or(0);
        }
        head += &line;
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if !agent.is_empty() {
        match leak {
            Leak::File(path, form) => append(path, &form(&agent))?,
            Leak::Narrative => {
                let with = format!("{{\"narrative\":\"{agent} ");
                let text = String::from_utf8_lossy(&body);
                if let Some(rest) = text.split_once("\"narrative\":\"").map(|(_, rest)| rest)
                    && text.starts_with('{')
                {
                    body = format!("{with}{rest}").into_bytes();
                }
            }
            Leak::Attached if head.starts_with("POST /api/v1/receipt/attachments") => {
                body = agent.into_bytes();
            }
            Leak::Attached => {}
        }
    }
    head = head
        .replace(&format!("Content-Length: {length}"), &format!("Content-Length: {}", body.len()));
    let mut server = TcpStream::connect(target)?;
    server.write_all(head.as_bytes())?;
    server.write_all(&body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    let mut client = client;
    client.write_all(&answer)
}

fn append(path: &Path, line: &str) -> std::io::Result<()> {
    writeln!(OpenOptions::new().create(true).append(true).open(path)?, "{line}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
