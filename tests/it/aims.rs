//! What a measure is to reach, and what went on beside its chart: by the API and on the pages.

use reqwest::Method;
use serde_json::{Value, json};
use tillbud_events::Role;

use crate::support::app::{Answer, TestApp, read};
use crate::trend_pages::{page, start};

/// The definition of a measure that Tillbud comes with, and its id.
async fn known(app: &TestApp, key: &str) -> (String, Value) {
    let all = app.get("/api/v1/measures").await.ok().body;
    let items = all["items"].as_array().unwrap();
    let found = items.iter().find(|it| it["definition"]["key"] == key).unwrap();
    (found["measure_id"].as_str().unwrap().to_owned(), found["definition"].clone())
}

async fn revise(app: &TestApp, key: &str, target: &str) -> Answer {
    let (id, mut definition) = known(app, key).await;
    definition["target"] = json!(target);
    app.post(&format!("/api/v1/measures/{id}/revise"), definition).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_is_refused_where_it_makes_no_sense_and_seen_wherever_its_measure_is() {
    let app = start().await;
    let refused = revise(&app, "reports", "20").await.refused(422);
    assert!(refused.text_of("detail").contains("bara där mer är bättre"), "{}", refused.text);
    let refused = revise(&app, "near_miss_share", "101").await.refused(422);
    assert!(refused.text_of("detail").contains("högst 100 procent"), "{}", refused.text);
    let refused = revise(&app, "near_miss_share", "många").await.refused(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/target");

    revise(&app, "near_miss_share", "60").await.ok();
    let (id, definition) = known(&app, "near_miss_share").await;
    assert_eq!(definition["target"], "60");
    let shown = app.get("/api/v1/trends/near_miss_share?profile=mdc").await.ok().body;
    assert_eq!(shown["target"], json!(0.6));
    assert_eq!(shown["icons"]["assurance"], "consistent_fail");
    let names = shown["specification"]["layer"].as_array().unwrap().iter();
    assert!(names.clone().any(|layer| layer["name"] == "target"), "{shown}");

    let one = page(&app, "/trends/near_miss_share?profile=mdc").await;
    assert!(one.contains("Mål: minst 60\u{a0}%.") && one.contains(">Mål 60\u{a0}%</text>"));
    assert!(one.contains("Når genomgående inte målet"), "{one}");
    assert!(one.contains("<line class=\"target\"") && one.contains("<th scope=\"col\">Mål</th>"));
    let runs = page(&app, "/trends/near_miss_share").await;
    assert!(runs.contains("Mål: minst 60") && !runs.contains("class=\"icons\""));
    let wall = page(&app, "/trends?profile=mdc").await;
    assert!(wall.contains("Når genomgående inte målet") && wall.contains("Mål: minst 60\u{a0}%."));
    let defined = page(&app, &format!("/measures/{id}")).await;
    assert!(defined.contains("Mål: minst 60\u{a0}%."), "{defined}");
    let form = page(&app, &format!("/measures/{id}/revise")).await;
    assert!(form.contains("name=\"target\" value=\"60\""), "{form}");
    let csv = app.get("/trends/near_miss_share/points.csv").await.ok().text;
    assert!(csv.lines().next().unwrap().contains("Target") || csv.contains("Mål"), "{csv}");

    // Left out, it is gone.
    let (id, mut definition) = known(&app, "near_miss_share").await;
    definition.as_object_mut().unwrap().remove("target");
    app.post(&format!("/api/v1/measures/{id}/revise"), definition).await.ok();
    assert!(!page(&app, "/trends/near_miss_share").await.contains("Mål: minst"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_on_stands_beside_the_charts_of_its_time_and_place_and_changes_no_figure() {
    let app = start().await;
    let before = app.get("/api/v1/trends/near_miss_share").await.ok().body;
    let wrong = json!({ "what": " ", "from": "2026-02", "until": "2026-13-01", "unit": "väst" });
    let refused = app.post("/api/v1/campaigns", wrong).await.refused(422);
    let errors = refused.body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 4, "{}", refused.text);
    let order = json!({ "what": "Vecka", "from": "2026-02-09", "until": "2026-02-08" });
    let refused = app.post("/api/v1/campaigns", order).await.refused(422);
    assert!(refused.text_of("detail").contains("före den första"), "{}", refused.text);

    let week = json!({ "what": "Rapportvecka", "from": "2026-02-02", "until": "2026-02-08" });
    let week = app.post("/api/v1/campaigns", week).await.created().text_of("campaign_id");
    let south = json!({ "what": "Ny blankett", "from": "2026-03-04", "unit": "Syd" });
    let south = app.post("/api/v1/campaigns", south).await.created().text_of("campaign_id");
    let after = app.get("/api/v1/trends/near_miss_share").await.ok().body;
    assert_eq!(after["points"], before["points"]);
    assert_eq!(after["provenance"], before["provenance"]);
    let told = |body: &Value| -> Vec<String> {
        let all = body["annotations"].as_array().unwrap().iter();
        let campaigns = all.filter(|it| it["kind"] == "campaign");
        campaigns.map(|it| it["words"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(told(&after), ["Rapportvecka"]);
    let of_south = app.get("/api/v1/trends/near_miss_share?unit=syd").await.ok().body;
    assert_eq!(told(&of_south), ["Rapportvecka", "Ny blankett"]);
    let earlier = "/api/v1/trends/near_miss_share?from=2023-06&to=2025-12";
    assert_eq!(told(&app.get(earlier).await.ok().body), [""; 0]);

    let one = page(&app, "/trends/near_miss_share?unit=syd").await;
    assert!(one.contains("<rect class=\"band\"") && one.contains("Ny blankett"), "{one}");
    assert!(one.contains("1. Rapportvecka (2 februari 2026 till 8 februari 2026, överallt)."));
    let wall = page(&app, "/trends").await;
    assert!(wall.contains("Rapportvecka") && wall.contains("class=\"band\""));
    assert!(!wall.contains("Ny blankett"), "the charts of the wall are of all units");
    let counts = page(&app, "/trends/counts?unit=syd&from=2026-01&to=2026-04").await;
    assert!(counts.contains("Rapportvecka") && counts.contains("Ny blankett"), "{counts}");
    let everywhere = page(&app, "/trends/counts?from=2026-01&to=2026-04").await;
    assert!(everywhere.contains("Rapportvecka") && !everywhere.contains("Ny blankett"));
    let svg = app.get("/trends/near_miss_share/chart.svg").await.ok().text;
    assert!(svg.contains("class=\"band\"") && svg.contains("Rapportvecka"));

    let correct = json!({ "what": "Rapportveckor", "from": "2026-02-02", "until": "2026-02-15" });
    app.post(&format!("/api/v1/campaigns/{week}/correct"), correct).await.ok();
    let path = format!("/api/v1/campaigns/{week}/withdraw");
    let request = app.request(Method::POST, &path).bearer_auth(&app.coordinator);
    let stale = request.header("if-match", "\"1\"").json(&json!({ "reason": "x" }));
    assert_eq!(stale.send().await.unwrap().status(), 412);
    app.post(&format!("/api/v1/campaigns/{south}/withdraw"), json!({ "reason": " " }))
        .await
        .refused(422);
    let gone = json!({ "reason": "Blanketten kom inte" });
    app.post(&format!("/api/v1/campaigns/{south}/withdraw"), gone).await.ok();
    let of_south = app.get("/api/v1/trends/near_miss_share?unit=syd").await.ok().body;
    assert_eq!(told(&of_south), ["Rapportveckor"]);
    let list = page(&app, "/trends/campaigns").await;
    for words in
        ["Rapportveckor", "Blanketten kom inte", "Det som pågick rättades", "Tillbakataget"]
    {
        assert!(list.contains(words), "{words}: {list}");
    }
    let all = app.get("/api/v1/campaigns").await.ok().body;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);

    // The auditor sees that something was told, and when, and no word of it.
    let auditor = app.token(Role::Auditor).await;
    let request = app.request(Method::GET, "/api/v1/events?limit=200");
    let mut log = read(request.bearer_auth(&auditor)).await.ok();
    while !log.text.contains("campaign.withdrawn") {
        let path = format!("/api/v1/events?limit=200&after={}", log.body["next"]);
        log = read(app.request(Method::GET, &path).bearer_auth(&auditor)).await.ok();
        assert!(!log.body["items"].as_array().unwrap().is_empty(), "no campaign in the log");
    }
    assert!(!log.text.contains("Blanketten kom inte"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_is_of_weeks_and_of_what_was_done_within_a_standard_without_code() {
    let app = start().await;
    let weekly = json!({ "key": "weekly", "sv": "Rapporter i veckan", "en": "Reports a week",
        "numerator": { "figure": "count", "what": "reports" },
        "chart": "c", "period": "week", "direction": "neutral", "owner": "analyst" });
    app.post("/api/v1/measures", weekly.clone()).await.created();
    let shown = app.get("/api/v1/trends/weekly").await.ok().body;
    let points = shown["points"].as_array().unwrap();
    let (first, last) = (&points[0], &points[points.len() - 1]);
    assert_eq!((&first["period"], &last["period"]), (&json!("2023-W22"), &json!("2026-W19")));
    assert_eq!(last["state"], "incomplete");
    assert_eq!(points.len(), 154);
    let one = page(&app, "/trends/weekly").await;
    assert!(one.contains("<th scope=\"row\">v. 18 2026</th>"), "{one}");
    assert!(one.contains(">v. 22 2023</text>") && one.contains(">2025</text>"), "{one}");
    assert!(app.get("/trends/weekly/points.csv").await.ok().text.contains("2026-W18"));
    assert!(page(&app, "/trends").await.contains("v. 18 2026"));

    // Months are asked for, and weeks compared; medians and gaps are as well, where there are any.
    let periods = "first_from=2024-05&first_to=2025-04&second_from=2025-11&second_to=2026-04";
    let compared = page(&app, &format!("/trends/weekly?{periods}")).await;
    assert!(compared.contains("gånger den första") && compared.contains("Mer än i den första"));
    for key in ["days_to_triage", "days_between_severe"] {
        let nothing = app.get(&format!("/trends/{key}?{periods}&lang=sv")).await;
        assert_eq!(nothing.status, 422, "{key}");
        assert!(nothing.text.contains("Det finns för få fall att jämföra"), "{}", nothing.text);
    }

    let mut heads = weekly;
    heads["key"] = json!("heads");
    heads["chart"] = json!("up");
    heads["denominator"] = json!({ "what": "full_time_equivalents" });
    let refused = app.post("/api/v1/measures", heads).await.refused(422);
    assert!(refused.text_of("detail").contains("Välj månader eller kvartal"), "{}", refused.text);

    let standard = |days: &str| {
        json!({ "key": "seen_in_time", "sv": "Andel sedda i tid", "en": "Share seen in time",
            "numerator": { "figure": "count", "what": "reports", "conditions": {
                "within": { "until": "to_acknowledgement", "days": days, "of": "working" } } },
            "denominator": { "what": "reports" }, "target": "95",
            "chart": "pp", "period": "week", "direction": "increase", "owner": "coordinator" })
    };
    let refused = app.post("/api/v1/measures", standard("367")).await.refused(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/numerator/conditions/within/days");
    let made = app.post("/api/v1/measures", standard("2")).await.created();
    let id = made.text_of("measure_id");
    let defined = page(&app, &format!("/measures/{id}")).await;
    assert!(defined.contains("högst 2 arbetsdagar tills någon har sett rapporten"), "{defined}");
    let form = page(&app, &format!("/measures/{id}/revise")).await;
    assert!(form.contains("name=\"within_days\" value=\"2\""), "{form}");
    // Of other registers nobody knows how long it took, and the running week is not over.
    app.report("Halt golv vid entrén").await;
    let shown = app.get("/api/v1/trends/seen_in_time").await.ok().body;
    let points = shown["points"].as_array().unwrap();
    assert!(points.iter().all(|point| point["value"].is_null()), "{shown}");
    app.stop().await;
}
