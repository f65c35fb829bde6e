//! Files and forms that are wrong: said in words, nothing lost, nothing kept.

use reqwest::header::ACCEPT_LANGUAGE;
use tillbud::attachments::{Clamd, FILE_BYTES};
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::app::{TestApp, config, read};
use crate::support::files::{Form, picture};

const WORDS: &str = "Det jag skrev ska inte ga forlorat";

fn form() -> Form {
    Form::default().text("key", "k").text("narrative", WORDS)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_no_form_is_refused_and_its_words_come_back() {
    let app = TestApp::start().await;
    let nested = "Content-Disposition: form-data; name=\"attachment\"\r\n\
                  Content-Type: multipart/mixed; boundary=inner";
    let elsewhere = "Content-Disposition: form-data; name=\"other\"; filename=\"a.txt\"";
    let endless = format!("X-Long: {}", "x".repeat(3_000_000));
    let many = (0..40).map(|number| format!("X-{number}: y\r\n")).collect::<String>();
    let broken = [
        form().file(b"hej").broken_off(),
        form().part(nested, b"--inner\r\n\r\nhej\r\n--inner--").whole(),
        form().part(elsewhere, b"hej").whole(),
        form().part(&endless, b"hej").whole(),
        form().part(many.trim_end(), b"hej").whole(),
        form()
            .text("system", "x")
            .part("Content-Disposition: form-data; name=\"unit\"", b"\xFF")
            .whole(),
    ];
    for (number, body) in broken.into_iter().enumerate() {
        let page = app.send_form("/", body).await;
        assert_eq!(page.status, 400, "{number}: {}", page.text);
        assert!(page.text.contains(WORDS), "{number}");
        assert!(page.text.contains("Filerna kom inte fram hela."), "{number}");
    }
    for body in [b"".to_vec(), b"no boundary at all".to_vec()] {
        assert_eq!(app.send_form("/", body).await.status, 400);
    }
    // A path for a name is no more looked at than any other name, nor is a missing one.
    let path = "Content-Disposition: form-data; name=\"attachment\"; filename=\"../../etc/passwd\"";
    let nameless = "Content-Disposition: form-data; name=\"attachment\"";
    app.send_form("/", form().part(path, b"a").part(nameless, b"b").whole()).await.ok();
    app.stored_files(2).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_cleaned_is_told_by_its_number_and_kept_if_wished() {
    let app = TestApp::start().await;
    let odd = [0, 159, 146, 150];
    let body = form().file(&picture("x", 1)).file(&odd).file(b"").whole();
    let page = app.send_form("/", body.clone()).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("Fil 2: Den sortens fil"), "{}", page.text);
    assert!(page.text.contains("Fil 3: Filen är tom."), "{}", page.text);
    assert!(page.text.contains("Välj filerna igen") && page.text.contains(WORDS));
    assert!(page.text.contains("name=\"keep_original\""));
    let english = app.send_form("/?lang=en", body).await;
    assert!(english.text.contains("File 2: This kind of file"), "{}", english.text);
    app.stored_files(0).await;
    let kept = form().text("keep_original", "true").file(&odd).whole();
    app.send_form("/", kept).await.ok();
    app.stored_files(1).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_files_are_taken_and_eleven_are_not() {
    let app = TestApp::start().await;
    let files = |count: usize| {
        let key = count.to_string();
        let form = Form::default().text("key", &key).text("narrative", WORDS);
        (0..count).fold(form, |form, number| form.file(format!("nr {number}").as_bytes())).whole()
    };
    let page = app.send_form("/", files(11)).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("Fil 11: En rapport kan ha högst 10 filer."), "{}", page.text);
    app.stored_files(0).await;
    app.send_form("/", files(10)).await.ok();
    app.stored_files(10).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_at_the_limit_is_taken_and_one_byte_more_is_not() {
    let app = TestApp::start().await;
    let (_, receipt) = app.report("Stor fil").await;
    let bytes = |length: usize| vec![0; length];
    let taken = app.upload(&receipt, "?keep_original=true", bytes(FILE_BYTES));
    let taken = read(taken).await.created();
    assert_eq!(taken.body["attachments"][0]["kibibytes"], 19_532);
    let refused = app.upload(&receipt, "?keep_original=true", bytes(FILE_BYTES + 1));
    let refused = read(refused).await.refused(413);
    assert_eq!(refused.text_of("type"), "urn:tillbud:problem:file-too_large");
    let page = app.send_form("/", form().file(&bytes(FILE_BYTES + 1)).whole()).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("Fil 1: Filen är större än 20 MB.") && page.text.contains(WORDS));
    app.stored_files(1).await;
    app.stop().await;
}

/// Answers as clamd does; tells what it was sent.
async fn scan(listener: &TcpListener, answer: &str) -> Vec<u8> {
    let (mut wire, _) = listener.accept().await.unwrap();
    let mut command = [0; 10];
    wire.read_exact(&mut command).await.unwrap();
    assert_eq!(&command, b"zINSTREAM\0");
    let mut sent = Vec::new();
    loop {
        let length = wire.read_u32().await.unwrap();
        if length == 0 {
            break;
        }
        let start = sent.len();
        sent.resize(start + length as usize, 0);
        wire.read_exact(&mut sent[start..]).await.unwrap();
    }
    wire.write_all(answer.as_bytes()).await.unwrap();
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_passes_that_the_scanner_did_not_pass() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let config = tillbud::config::Config {
        clamd: Some(address.parse::<Clamd>().unwrap()),
        ..config(&directory, None)
    };
    let ping = async {
        let (mut wire, _) = listener.accept().await.unwrap();
        let mut command = [0; 6];
        wire.read_exact(&mut command).await.unwrap();
        assert_eq!(&command, b"zPING\0");
        wire.write_all(b"PONG\0").await.unwrap();
    };
    let start = TestApp::start_with(directory, config, Clock::system(), HoldMinutes::OFF);
    let (app, ()) = tokio::join!(start, ping);
    let (_, receipt) = app.report("Med virusskydd").await;
    let send = |bytes: Vec<u8>| read(app.upload(&receipt, "", bytes).header(ACCEPT_LANGUAGE, "sv"));
    let picture = picture("hemligt", 3);
    let both = async {
        let original = scan(&listener, "stream: OK\0").await;
        (original, scan(&listener, "stream: OK\0").await)
    };
    let (answer, (original, cleaned)) = tokio::join!(send(picture.clone()), both);
    answer.created();
    assert_eq!(original, picture);
    assert!(cleaned != picture && cleaned.starts_with(b"\x89PNG"), "what is stored is scanned");
    let found = scan(&listener, "stream: Eicar-Test-Signature FOUND\0");
    let (answer, _) = tokio::join!(send(picture.clone()), found);
    let answer = answer.refused(422);
    assert_eq!(answer.text_of("type"), "urn:tillbud:problem:file-infected");
    let odd = scan(&listener, "INSTREAM size limit exceeded. ERROR\0");
    let (answer, _) = tokio::join!(send(picture.clone()), odd);
    answer.refused(503);
    drop(listener);
    let answer = send(picture.clone()).await.refused(503);
    assert_eq!(answer.text_of("type"), "urn:tillbud:problem:file-away");
    // A report without files does not wait for the scanner; with one it keeps its words.
    let page = app.send_form("/", form().file(&picture).whole()).await;
    assert_eq!(page.status, 503);
    assert!(page.text.contains("lägg till dem sedan med din kod") && page.text.contains(WORDS));
    app.send_form("/", form().whole()).await.ok();
    app.stored_files(1).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_scanner_the_program_does_not_start() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    drop(listener);
    let directory = tempfile::tempdir().unwrap();
    let config = tillbud::config::Config {
        clamd: Some(address.parse::<Clamd>().unwrap()),
        ..config(&directory, None)
    };
    let lists = tillbud::lists::Lists::load(None).unwrap();
    let started =
        tillbud::runtime::Runtime::start(&config, Clock::system(), lists, HoldMinutes::OFF).await;
    let error = started.err().map(|error| format!("{error:#}")).unwrap_or_default();
    assert!(error.contains("--clamd does not answer"), "{error}");
}
