//! Cleaning in its own process, and `tillbud clean`: what is asked of the sandbox, and
//! the check that outsiders wrote.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use tillbud::attachments::{CleanError, Cleaner, WORKER};
use tillbud_cleaning::{Format, INPUT_BYTES, Refusal};

use crate::support::shared_data;

const TILLBUD: &str = env!("CARGO_BIN_EXE_tillbud");

fn cleaner() -> Cleaner {
    Cleaner::new(TILLBUD.into())
}

#[tokio::test]
async fn a_file_goes_through_the_process_and_comes_back() {
    let wide = "\u{FEFF}Rör på sig".encode_utf16().flat_map(u16::to_le_bytes);
    let cleaned = cleaner().clean(wide.collect()).await.unwrap();
    assert_eq!((cleaned.format, &cleaned.bytes[..]), (Format::Text, "Rör på sig".as_bytes()));
}

#[tokio::test]
async fn a_refusal_comes_back_with_its_reason() {
    let refusal = cleaner().clean(b"MZ\x90\0".to_vec()).await;
    assert!(matches!(refusal, Err(CleanError::Refused(Refusal::UnknownFormat))));
    let refusal = cleaner().clean(vec![b'a'; INPUT_BYTES + 1]).await;
    assert!(matches!(refusal, Err(CleanError::Refused(Refusal::TooLarge))));
}

/// A PDF of a few kilobytes with a stream of three gigabytes, packed twice so that the
/// first look sees only the smaller bomb.
fn bomb() -> Vec<u8> {
    let pack = |content: &mut dyn Iterator<Item = Vec<u8>>| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        content.for_each(|piece| encoder.write_all(&piece).unwrap());
        encoder.finish().unwrap()
    };
    let inner = pack(&mut (0..3_000).map(|_| vec![0; 1_000_000]));
    let outer = pack(&mut std::iter::once(inner));
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n".to_vec();
    let length = outer.len();
    bytes.extend(
        format!("4 0 obj<</Filter[/FlateDecode/FlateDecode]/Length {length}>>stream\n").bytes(),
    );
    bytes.extend(outer);
    bytes.extend(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n");
    bytes
}

#[tokio::test]
async fn a_bomb_takes_its_own_process_with_it_and_nothing_else() {
    let bomb = bomb();
    assert!(bomb.len() < 1_000_000, "{}", bomb.len());
    let cleaner = cleaner();
    let crashed = cleaner.clean(bomb).await;
    assert!(matches!(crashed, Err(CleanError::Crashed)), "{crashed:?}");
    assert!(cleaner.clean(b"hej".to_vec()).await.is_ok(), "the next file is cleaned");
}

#[tokio::test]
async fn a_program_that_answers_otherwise_is_not_believed() {
    for program in ["/bin/true", "/bin/false", "/bin/echo"] {
        let cleaned = Cleaner::new(program.into()).clean(b"hej".to_vec()).await;
        assert!(matches!(cleaned, Err(CleanError::Crashed)), "{program}: {cleaned:?}");
    }
    let cleaned = Cleaner::new("/nowhere/tillbud".into()).clean(b"hej".to_vec()).await;
    assert!(matches!(cleaned, Err(CleanError::Unstarted(_))));
}

#[test]
fn the_process_has_given_up_everything_before_it_reads() {
    let mut worker = Command::new(TILLBUD)
        .arg(WORKER)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let own = format!("/proc/{}", worker.id());
    let is_filtered = || {
        let status = fs::read_to_string(format!("{own}/status")).unwrap();
        assert!(!status.contains("State:\tZ"), "it ended by itself");
        status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1")
    };
    while !is_filtered() {
        std::thread::yield_now();
    }
    let limits = fs::read_to_string(format!("{own}/limits")).unwrap();
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[26..].split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(limit("Max address space"), (1_u64 << 30).to_string());
    for nothing in ["Max open files", "Max file size", "Max core file size"] {
        assert_eq!(limit(nothing), "0", "{nothing}");
    }
    worker.stdin.take().unwrap().write_all(b"hej").unwrap();
    let answer = worker.wait_with_output().unwrap();
    assert_eq!(answer.stdout, b"cleaned text 3\nhej");
}

fn clean(files: &[&Path], out: &Path) -> (String, Option<i32>) {
    let ran =
        Command::new(TILLBUD).arg("clean").args(files).arg("--out").arg(out).output().unwrap();
    (String::from_utf8(ran.stdout).unwrap(), ran.status.code())
}

#[test]
fn the_command_keeps_names_and_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("anteckning.txt"), folder.path().join("bild.gif"));
    fs::write(&good, b"\xEF\xBB\xBFHalt golv").unwrap();
    fs::write(&bad, b"GIF89a\0").unwrap();
    let out = folder.path().join("cleaned");

    let (said, code) = clean(&[&good, &bad], &out);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("anteckning.txt: cleaned, text of 9 bytes"), "{said}");
    assert!(said.contains("bild.gif: refused: this kind of file cannot be cleaned"), "{said}");
    assert_eq!(fs::read(out.join("anteckning.txt")).unwrap(), b"Halt golv");

    fs::write(&good, b"annat").unwrap();
    let (said, code) = clean(&[&good], &out);
    assert_eq!(code, Some(1));
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(fs::read(out.join("anteckning.txt")).unwrap(), b"Halt golv");
    let left: Vec<_> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["anteckning.txt"], "nothing half-written is left");
}

#[test]
fn the_check_of_others_finds_nothing_in_any_file_of_theirs() {
    let Some(manifest) = shared_data("attachments/manifest.json") else {
        return;
    };
    let folder = manifest.parent().unwrap();
    let listed = serde_json::from_slice::<Vec<serde_json::Value>>(&fs::read(&manifest).unwrap());
    let names = listed.unwrap().into_iter().map(|entry| entry["file"].as_str().unwrap().to_owned());
    let files: Vec<_> = names.map(|name| folder.join(name)).collect();
    let files: Vec<_> = files.iter().map(AsRef::as_ref).collect();
    let out = tempfile::tempdir().unwrap();
    let (said, code) = clean(&files, out.path());
    assert_eq!(code, Some(0), "{said}");

    let script = folder.join("check_stripped.py");
    let check =
        Command::new("python3").args([&script, &manifest]).arg(out.path()).output().unwrap();
    let said = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success(), "{said}");
    assert_eq!(said.matches("ok ").count(), files.len(), "{said}");
}
