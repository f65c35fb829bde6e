//! Taking over other registers: everything arrives, once, whatever the files hold.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use tillbud_events::measure::standard;

use crate::support::log::{contains, kill, server_pid};
use crate::support::program::{Program, Ran, shared_data, text};

/// Imported, skipped and refused, as `--json` says.
fn tally(ran: &Ran) -> (u64, u64, u64) {
    assert_eq!(ran.stdout.lines().count(), 1, "{ran:?}");
    let tally: Value = serde_json::from_str(&ran.stdout).unwrap();
    let count = |name: &str| tally[name].as_u64().unwrap();
    (count("imported"), count("skipped"), count("refused"))
}

fn import(program: &Program, files: &[&Path]) -> Ran {
    let files = files.iter().map(|file| text(file));
    program.run(&["import", "--json"].into_iter().chain(files).collect::<Vec<_>>())
}

fn record(number: usize) -> String {
    let narrative = format!("Berättelse nummer {number}. ").repeat(40);
    let id = format!("A-{number}");
    json!({ "dataset": "prov", "source_id": id, "narrative": narrative }).to_string()
}

fn records(numbers: std::ops::Range<usize>) -> String {
    numbers.map(|number| record(number) + "\n").collect()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Events in the log, after checking all of it.
fn verified(program: &Program) -> u64 {
    let ran = program.run(&["verify"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let count = ran.stdout.split("whole: ").nth(1).unwrap().split(' ').next().unwrap();
    count.parse().unwrap()
}

/// The measures that a program defines when it begins to serve.
fn defined() -> u64 {
    standard().len() as u64
}

/// One pair of rows of `hhs_ocr` is the same in everything.
#[test]
fn six_public_registers_arrive_whole() {
    let Some(folder) = shared_data() else { return };
    let names = ["asrs", "hhs_ocr", "llis", "polisen_sv", "safenet", "vcdb"];
    let files = names.map(|name| folder.join(format!("{name}.jsonl.gz")));
    let program = Program::new();
    let ran = import(&program, &files.each_ref().map(|file| file.as_path()));
    assert_eq!((ran.code, tally(&ran)), (Some(0), (14_403, 1, 0)), "{}", ran.stderr);
    let again = import(&program, &[&files[0], &files[2]]);
    assert_eq!(tally(&again), (0, 555 + 138, 0));
    assert_eq!(verified(&program), 14_403);
}

#[test]
fn the_same_record_is_added_once_in_whatever_form_it_comes_again() {
    let program = Program::new();
    let plain = program.file("a.jsonl", records(0..450) + &record(7));
    assert_eq!(tally(&import(&program, &[&plain])), (450, 1, 0));
    let same = records(0..450)
        .replace("{\"dataset\":\"prov\",", "{")
        .replace("\"}\n", "\",\"dataset\":\"prov\"}\r\n");
    let packed = program.file("named-wrongly.txt", gzip(same.as_bytes()));
    assert_eq!(tally(&import(&program, &[&packed, &plain])), (0, 901, 0));
    let ran = program.run_with(&["import", "-"], records(449..451).as_bytes());
    assert_eq!(ran.stdout, "imported 1, skipped 1 (already there), refused 0\n");
    assert_eq!(verified(&program), 451);
}

#[test]
fn a_bad_record_is_named_without_its_words_and_the_rest_arrives() {
    let wrong = [
        "hemligt",
        "[\"hemligt\"]",
        "{\"dataset\":\"prov\",\"narrative\":\"hemligt\"}",
        "{\"dataset\":\"prov\",\"source_id\":\"1\",\"occurred_at\":\"hemligt\"}",
        "{\"dataset\":\"prov\",\"source_id\":\"2\",\"narrative\":\"hemligt\\u0000\"}",
        "{\"dataset\":\"prov\",\"source_id\":\"3\",\"narrative\":\"\\ud800hemligt\"}",
        &format!("{{\"hemligt\":\"{}\"}}", "x".repeat(2_000_000)),
    ];
    let mut file = records(0..2).into_bytes();
    wrong.iter().for_each(|line| file.extend_from_slice(format!("{line}\n \n").as_bytes()));
    file.extend_from_slice(b"\"hemligt \xff\"\n");
    file.extend_from_slice(records(2..3).as_bytes());
    let program = Program::new();
    let path = program.file("blandat.jsonl", file);
    let ran = import(&program, &[&path]);
    assert_eq!((ran.code, tally(&ran)), (Some(0), (3, 0, 8)), "{}", ran.stderr);
    assert!(!ran.stderr.contains("hemligt"), "{}", ran.stderr);
    for line in [3, 5, 7, 9, 11, 13, 15, 17] {
        let named = format!("{}: line {line}: ", path.display());
        assert_eq!(ran.stderr.matches(&named).count(), 1, "{named} in {}", ran.stderr);
    }
}

/// Sealing makes a text a third longer, so a line within its limit can become an
/// event that is not within the log's.
#[test]
fn a_record_that_is_too_large_for_the_log_does_not_keep_its_neighbours_out() {
    let texts = vec![json!({ "text": "x".repeat(45_000) }); 20];
    let large = json!({ "dataset": "prov", "source_id": "stor", "extra_text": texts });
    let program = Program::new();
    let path = program.file("a.jsonl", format!("{}{large}\n{}", records(0..3), records(3..5)));
    let ran = import(&program, &[&path]);
    assert_eq!(tally(&ran), (5, 0, 1));
    assert!(ran.stderr.contains("line 4: is larger than the log takes"), "{}", ran.stderr);
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_is_an_error_after_what_could_be_read() {
    let program = Program::new();
    let whole = gzip(records(0..300).as_bytes());
    let cut = program.file("cut.gz", &whole[..whole.len() / 2]);
    let missing = program.folder.path().join("missing.jsonl");
    let good = program.file("good.jsonl", records(300..310));
    let ran = import(&program, &[&cut, &missing, program.folder.path(), &good]);
    let (imported, skipped, refused) = tally(&ran);
    assert_eq!((ran.code, skipped, refused), (Some(1), 0, 0), "{}", ran.stderr);
    assert!((11..310).contains(&imported), "{imported}");
    assert!(ran.stderr.contains("3 of 4 files could not be read"), "{}", ran.stderr);
    let ran = import(&program, &[&program.file("whole.gz", whole)]);
    assert_eq!((ran.code, tally(&ran)), (Some(0), (310 - imported, imported - 10, 0)));
}

#[test]
fn an_import_that_was_killed_is_completed_by_running_it_again() {
    let program = Program::new();
    let mut child = program.spawn(&["import", "-"]);
    // What does not fit in the pipe has been taken over when this returns.
    child.stdin.as_mut().unwrap().write_all(records(0..1_000).as_bytes()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let file = program.file("a.jsonl", records(0..1_500));
    let ran = import(&program, &[&file]);
    let (imported, skipped, refused) = tally(&ran);
    assert_eq!((imported + skipped, refused), (1_500, 0), "{}", ran.stderr);
    assert!((200..1_000).contains(&skipped), "{skipped}");
    assert_eq!(verified(&program), 1_500);
}

#[test]
fn several_imports_beside_a_running_server_add_each_record_once() {
    let program = Program::new();
    let serving = program.serve();
    let [one, two] = [records(0..700), records(300..1_000)];
    let [one, two] = [program.file("1.jsonl", one), program.file("2.jsonl", two)];
    let tallies = std::thread::scope(|scope| {
        let runs = [&one, &two, &one].map(|file| scope.spawn(|| tally(&import(&program, &[file]))));
        runs.map(|run| run.join().unwrap())
    });
    assert_eq!(tallies.iter().map(|tally| tally.0).sum::<u64>(), 1_000, "{tallies:?}");
    assert!(tallies.iter().all(|tally| tally.0 + tally.1 == 700 && tally.2 == 0), "{tallies:?}");
    assert_eq!(verified(&program), 1_000 + defined());
    drop(serving);
}

#[test]
fn the_count_is_right_although_the_log_was_killed_in_between() {
    let program = Program::new();
    let serving = program.serve();
    let mut child = program.spawn(&["import", "--json", "-"]);
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(records(0..1_000).as_bytes()).unwrap();
    kill(server_pid(&program.data()));
    pipe.write_all(records(1_000..2_000).as_bytes()).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(stdout, "{\"imported\":2000,\"skipped\":0,\"refused\":0}\n");
    assert_eq!(verified(&program), 2_000 + defined());
    drop(serving);
}

#[test]
fn a_line_without_end_takes_no_memory() {
    let program = Program::new();
    let mut child = program.spawn(&["import", "--json", "-"]);
    let mut pipe = child.stdin.take().unwrap();
    let block = vec![b'x'; 1 << 20];
    (0..150).for_each(|_| pipe.write_all(&block).unwrap());
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kilobytes < 100_000, "{kilobytes} kB");
    pipe.write_all(format!("\n{}", record(1)).as_bytes()).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert!(contains(&output.stdout, br#"{"imported":1,"skipped":0,"refused":1}"#));
}

#[test]
fn no_json_however_wrong_stops_an_import() {
    let Some(folder) = shared_data() else { return };
    let program = Program::new();
    let suite = program.folder.path().join("suite");
    fs::create_dir(&suite).unwrap();
    let archive = folder.join("naughty/JSONTestSuite.tar.gz");
    let untar = Command::new("tar").args(["-xzf", text(&archive), "-C", text(&suite)]).status();
    assert!(untar.unwrap().success());
    let mut files = files_under(&suite);
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    assert!(files.len() > 150, "{}", files.len());
    let lines: usize = files.iter().map(|file| lines_of(&fs::read(file).unwrap())).sum();
    let ran = import(&program, &files.iter().map(|file| file.as_path()).collect::<Vec<_>>());
    let (imported, skipped, refused) = tally(&ran);
    assert_eq!((ran.code, imported + skipped + refused), (Some(0), lines as u64), "{}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}

fn files_under(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_under(&path)) } else { files.push(path) }
    }
    files
}

fn lines_of(content: &[u8]) -> usize {
    let content = content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(content);
    content.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count()
}
