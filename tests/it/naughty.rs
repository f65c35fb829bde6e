//! Text that breaks other programs: stored and shown exactly, or refused with a reason.

use std::io::{Cursor, Read};

use reqwest::Method;
use serde_json::{Value, json};
use tillbud::clock::Clock;
use tillbud::holding::HoldMinutes;
use tillbud::lists::{Lists, ListsError};

use crate::support::app::{TestApp, read, shown};
use crate::support::shared_data;

fn strings() -> Option<Vec<String>> {
    let list = shared_data("naughty/blns.json")?;
    Some(serde_json::from_slice(&std::fs::read(list).unwrap()).unwrap())
}

/// The files of a `.tar.gz`, by name.
fn unpacked(name: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let archive = shared_data(name)?;
    let mut tar = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(archive).unwrap())
        .read_to_end(&mut tar)
        .unwrap();
    let (mut files, mut at) = (Vec::new(), 0);
    // The tape archive's headers: name at 0, size in octal at 124, kind at 156.
    while let Some(header) = tar.get(at..at + 512).filter(|header| header[0] != 0) {
        let field = |from: usize, length: usize| {
            let field = &header[from..from + length];
            let end = field.iter().position(|byte| *byte == 0).unwrap_or(length);
            String::from_utf8(field[..end].to_vec()).unwrap()
        };
        let size = usize::from_str_radix(field(124, 12).trim(), 8).unwrap();
        if matches!(header[156], b'0' | 0) {
            files.push((field(0, 100), tar[at + 512..at + 512 + size].to_vec()));
        }
        at += 512 + size.div_ceil(512) * 512;
    }
    assert!(!files.is_empty());
    Some(files)
}

fn must_be_refused(words: &str) -> bool {
    words.trim().is_empty() || words.contains('\0')
}

#[tokio::test(flavor = "multi_thread")]
async fn every_naughty_string_comes_back_exactly_through_the_api() {
    let Some(strings) = strings() else { return };
    let app = TestApp::start().await;
    let (mut kept, mut refused) = (0, 0);
    for words in &strings {
        let body = json!({ "narrative": words, "unit": words, "system": words,
            "hindered": words, "helped": words });
        let sent = read(app.request(Method::POST, "/api/v1/reports").json(&body)).await;
        if must_be_refused(words) {
            let reason = sent.refused(422);
            assert_eq!(reason.body["errors"][0]["pointer"], json!("/narrative"));
            refused += 1;
            continue;
        }
        let (id, receipt) = (sent.text_of("report_id"), sent.text_of("receipt"));
        let shown = app.opened(&id).await;
        for (field, told) in [
            ("narrative", words),
            ("place", words),
            ("system", words),
            ("hindered", words),
            ("helped", words),
        ] {
            assert_eq!(shown.body[field], json!(told), "{field}");
        }
        let authorization = format!("Receipt {receipt}");
        let reply = app.request(Method::POST, "/api/v1/receipt/messages");
        let reply = reply.header("authorization", &authorization).json(&json!({ "text": words }));
        read(reply).await.ok();
        let own =
            app.request(Method::GET, "/api/v1/receipt").header("authorization", authorization);
        let own = read(own).await.ok();
        assert_eq!(own.body["narrative"], json!(words));
        assert_eq!(own.body["messages"][0]["text"], json!(words));
        kept += 1;
    }
    assert!(kept > 300 && refused > 0, "{kept} kept, {refused} refused of {}", strings.len());
    println!("API: {kept} kept, {refused} refused of {}", strings.len());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_naughty_string_is_shown_exactly_by_the_pages() {
    let Some(strings) = strings() else { return };
    let app = TestApp::start().await;
    let words_of = |html: &str, opening: &str| {
        let from = html.find(opening).unwrap_or_else(|| panic!("no {opening} in {html}"));
        shown(&html[from..], "<p class=\"words\">", "</p>")
    };
    let mut kept = 0;
    for (number, words) in strings.iter().enumerate() {
        let key = format!("k{number}");
        let fields = [
            ("narrative", words.as_str()),
            ("unit", words),
            ("system", words),
            ("hindered", words),
            ("helped", words),
            ("key", &key),
        ];
        let sent = app.form("/", &fields).await;
        if must_be_refused(words) {
            assert_eq!(sent.status, 422);
            // What was written is still there to be put right, with its reason.
            let area = shown(&sent.text, "<textarea id=\"narrative\"", "</textarea>");
            assert!(area.ends_with(&format!(">\n{words}")), "{area:?}");
            assert!(sent.text.contains("id=\"narrative-problem\""));
            continue;
        }
        let sent = sent.ok();
        let code = shown(&sent.text, "id=\"code\"", "</").split('>').nth(1).unwrap().to_owned();
        let reply = [("code", code.as_str()), ("text", words), ("key", &key)];
        let page = app.form("/receipt/messages", &reply).await.ok();
        assert_eq!(&words_of(&page.text, "<li class=\"reply\""), words);
        assert_eq!(&words_of(&page.text, "<details id=\"own\""), words);
        assert!(!page.text.contains("<script>"), "{words:?}");
        kept += 1;
    }
    println!("form: {kept} kept of {}", strings.len());
    // An unknown code is shown in its field.
    for words in &strings {
        let page = app.form("/receipt", &[("code", words)]).await;
        assert_eq!(page.status, 422);
        assert_eq!(&shown(&page.text, "name=\"code\" value=\"", "\" required"), words);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_not_utf_8_is_refused_and_not_garbled() {
    let app = TestApp::start().await;
    let before = app.app().store.tip().await.unwrap();
    let send = |path: &str, body: &[u8]| {
        let form = "application/x-www-form-urlencoded";
        let request = app.request(Method::POST, path).header("content-type", form);
        read(request.header("accept-language", "sv").body(body.to_vec()))
    };
    // Latin-1, escaped and raw; half a character; an overlong slash; a lone surrogate.
    for words in [&b"%E5%E4%F6"[..], b"\xe5\xe4\xf6", b"%C3", b"%C0%AF", b"%ED%A0%80", b"%c3&b=%a5"]
    {
        for path in ["/", "/receipt", "/receipt/messages", "/signin"] {
            let body = [b"narrative=a&text=a&token=a&code=", words].concat();
            let refused = send(path, &body).await;
            assert_eq!(refused.status, 400, "{path} {words:?}");
            assert!(refused.text.contains("UTF-8"), "{}", refused.text);
        }
    }
    for words in [&b"%C3%A5"[..], b"\xc3\xa5", b"%EF%BF%BD", b"%", b"%zz", b"100%+%2"] {
        let body = [b"narrative=ok&helped=", words].concat();
        send("/", &body).await.ok();
    }
    assert_eq!(app.app().store.tip().await.unwrap().0, before.0 + 6);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_of_the_json_test_suite_gets_a_clear_answer() {
    let Some(files) = unpacked("naughty/JSONTestSuite.tar.gz") else { return };
    let files: Vec<_> = files.into_iter().filter(|(name, _)| name.ends_with(".json")).collect();
    println!("{} files of the JSON test suite", files.len());
    assert!(files.len() >= 180, "only {} files", files.len());
    let app = TestApp::start().await;
    let post = |body: Vec<u8>| {
        let request = app.request(Method::POST, "/api/v1/reports");
        read(request.header("content-type", "application/json").body(body))
    };
    for (name, content) in files {
        let wrapped = [b"{\"narrative\":\"a\",\"kind\":", content.as_slice(), b"}"].concat();
        let as_words = [b"{\"narrative\":", content.as_slice(), b"}"].concat();
        let file = name.rsplit('/').next().unwrap();
        for body in [content, wrapped, as_words] {
            let answer = post(body).await;
            if answer.status == 201 {
                assert!(!file.starts_with("n_"), "{file} is no JSON");
                continue;
            }
            let (status, is_json) = (answer.status.as_u16(), file.starts_with("y_"));
            assert!([400, 413, 422].contains(&status), "{file}: {status}");
            assert!(!is_json || status == 422, "{file} is JSON: {}", answer.text);
            answer.refused(status);
        }
    }
    app.stop().await;
}

/// Every file of csv-spectrum as a list of units, and its cells as what people type.
#[tokio::test(flavor = "multi_thread")]
async fn odd_csv_files_are_read_whole_or_refused_by_name() {
    let Some(files) = unpacked("naughty/csv-spectrum.tar.gz") else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("units.csv");
    let (mut read_files, mut cells) = (0, Vec::new());
    for (name, content) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        // As it is: other columns, so it says which ones it needs.
        std::fs::write(&path, content).unwrap();
        let refused = Lists::load(Some(&path)).unwrap_err().to_string();
        assert!(refused.contains("code,sv,en"), "{name}: {refused}");

        // Its cells as names of units.
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(content));
        let names: Vec<String> = rows
            .records()
            .flat_map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect::<Vec<_>>())
            .collect();
        let mut units = csv::Writer::from_path(&path).unwrap();
        units.write_record(["code", "sv", "en"]).unwrap();
        for (number, name) in names.iter().enumerate() {
            units.write_record([&format!("u{number}"), name, name]).unwrap();
        }
        units.flush().unwrap();
        let lists = Lists::load(Some(&path)).unwrap();
        let kept: Vec<_> = lists.units.iter().map(|unit| unit.sv.clone()).collect();
        assert_eq!(kept, names, "{name}");
        cells.extend(names);
        read_files += 1;
    }
    assert!(read_files >= 10, "{read_files} files");
    std::fs::write(&path, b"code,sv,en\n\xe5,a,b\n").unwrap();
    assert!(matches!(Lists::load(Some(&path)), Err(ListsError::Units { .. })));

    // As names of units on the form's page.
    let mut units = csv::Writer::from_path(&path).unwrap();
    units.write_record(["code", "sv", "en"]).unwrap();
    for (number, cell) in cells.iter().enumerate() {
        units.write_record([&format!("u{number}"), cell, cell]).unwrap();
    }
    units.flush().unwrap();
    let config =
        tillbud::config::Config { units: Some(path), ..crate::support::app::config(&folder, None) };
    let app = TestApp::start_with(folder, config, Clock::system(), HoldMinutes::OFF).await;
    let page = read(app.request(Method::GET, "/")).await.ok();
    let lists: Value = read(app.request(Method::GET, "/api/v1/lists")).await.ok().body;
    for (number, cell) in cells.iter().enumerate() {
        let option = shown(&page.text, &format!("<option value=\"u{number}\">"), "</option>");
        assert_eq!(&option, cell);
        assert_eq!(lists["units"][number]["sv"], json!(cell));
    }
    app.stop().await;
}
