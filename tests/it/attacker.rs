//! The attacker over HTTP: what every reader of released statistics is answered, by every route,
//! put together and searched for what was hidden.
//!
//! The search is the linear program that the gate itself is proved with; the model is the
//! attacker's own: the months of a year, and each kind in each quarter.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use tillbud_events::Role;
use tillbud_events::vocabulary::Kind;
use tillbud_projections::disclosure::bounds::{Form, Program, Row};

use crate::access;
use crate::releases::{as_role, import, release};
use crate::support::app::{Answer, TestApp, read};

/// Nobody can be so many reports wrong.
const MOST: i64 = 200;
/// Possible values that a small figure must keep.
const POSSIBLE: i64 = 3;
/// The key of reports whose kind nobody said.
const UNKNOWN: &str = "_unknown";
/// How many reports of each kind.
type Reports = &'static [(Option<&'static str>, u32)];

/// What is reported in which month of 2024.
const REPORTED: [(usize, Reports); 4] = [
    (2, &[(Some("incident"), 23), (Some("near_miss"), 11), (None, 3)]),
    (5, &[(Some("incident"), 12), (Some("good_catch"), 2), (None, 6)]),
    (8, &[(Some("incident"), 5), (Some("near_miss"), 1), (Some("good_catch"), 1)]),
    (11, &[(Some("near_miss"), 4), (Some("incident"), 9)]),
];

/// One figure as somebody was told it: its table, its period, its row, and what stood there.
type Told = (String, String, Option<String>, String);

/// What the attacker cannot see: the true counts, and the names of the cells.
struct Truth {
    kinds: Vec<String>,
    /// Twelve months, then each kind of each quarter.
    counts: Vec<i64>,
}

impl Truth {
    fn new() -> Self {
        let kinds = Kind::ALL.iter().map(ToString::to_string);
        let kinds: Vec<String> = kinds.chain([UNKNOWN.to_owned()]).collect();
        let mut truth = Self { counts: vec![0; 12 + 4 * kinds.len()], kinds };
        for (month, reports) in REPORTED {
            for (kind, count) in reports {
                let at = truth.cell((month - 1) / 3, kind.unwrap_or(UNKNOWN)).unwrap();
                truth.counts[month - 1] += i64::from(*count);
                truth.counts[at] += i64::from(*count);
            }
        }
        truth
    }

    fn cell(&self, quarter: usize, kind: &str) -> Option<usize> {
        let kind = self.kinds.iter().position(|known| known == kind)?;
        Some(12 + quarter * self.kinds.len() + kind)
    }

    /// The cells of a period and a kind, or of all kinds.
    fn form(&self, period: &str, kind: Option<&str>) -> Form {
        let quarters = match period.split_once("-Q") {
            Some((_, quarter)) => vec![quarter.parse::<usize>().unwrap() - 1],
            None if period.len() == 4 => vec![0, 1, 2, 3],
            None => return vec![(period[5..].parse::<usize>().unwrap() - 1, 1)],
        };
        let kinds = self.kinds.iter().filter(|it| kind.is_none_or(|kind| kind == it.as_str()));
        let kinds: Vec<&String> = kinds.collect();
        let cells = quarters.iter().flat_map(|quarter| {
            kinds.iter().filter_map(|kind| Some((self.cell(*quarter, kind)?, 1)))
        });
        cells.collect()
    }

    fn count(&self, form: &Form) -> i64 {
        form.iter().map(|(at, times)| self.counts[*at] * times).sum()
    }

    /// Everything small: its name and its cells.
    fn small(&self) -> Vec<(String, Form)> {
        let quarters = (1..=4).map(|quarter| format!("2024-Q{quarter}"));
        let periods: Vec<_> = quarters.chain(["2024".to_owned()]).collect();
        let months = (1..=12).map(|month| format!("2024-{month:02}"));
        let months = months.map(|month| (month.clone(), self.form(&month, None)));
        let of = |period: &String| {
            let kinds = self.kinds.iter();
            let of = kinds.map(|kind| (format!("{period} {kind}"), self.form(period, Some(kind))));
            of.collect::<Vec<_>>()
        };
        let all = months.chain(periods.iter().flat_map(of));
        all.filter(|(_, form)| (1..5).contains(&self.count(form))).collect()
    }

    /// What can be derived from what was told: small figures of which too few values are left.
    fn derived(&self, told: &BTreeSet<Told>) -> Vec<String> {
        let cells = self.counts.iter().map(|count| (-count, MOST)).collect();
        let mut program = Program { cells, rows: vec![] };
        for quarter in 0..4 {
            let months = (0..3).map(|month| (quarter * 3 + month, 1));
            let kinds = self.form(&format!("2024-Q{}", quarter + 1), None);
            let form = months.chain(kinds.into_iter().map(|(at, _)| (at, -1))).collect();
            program.rows.push(Row { form, low: 0, high: 0 });
        }
        for (table, period, row, shown) in told {
            let form = self.form(period, row.as_deref());
            let count = self.count(&form);
            let (low, high) = between(shown);
            let high = high.unwrap_or(MOST + count);
            assert!(low <= count && count <= high, "{table} {period} {row:?} told as {shown}");
            program.rows.push(Row { form, low: low - count, high: high - count });
        }
        let mut derived = Vec::new();
        for (name, form) in self.small() {
            let down: Form = form.iter().map(|(at, times)| (*at, -times)).collect();
            let far = |form: &Form| program.furthest(form, POSSIBLE - 1).at_most().unwrap_or(0);
            if 1 + far(&form) + far(&down) < POSSIBLE {
                derived.push(name);
            }
        }
        derived
    }
}

/// The least and the most that stands behind what is shown; no most where nothing is said.
fn between(shown: &str) -> (i64, Option<i64>) {
    match (shown, shown.parse::<i64>()) {
        ("<5" | "primary", _) => (1, Some(4)),
        (_, Ok(0)) => (0, Some(0)),
        (_, Ok(count)) => ((count - 2).max(5), Some(count + 2)),
        _ => (0, None),
    }
}

/// Every figure of a table in an answer, wherever in it the table stands.
fn in_json(body: &Value, told: &mut BTreeSet<Told>) {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let (Some(table), Some(period)) = (text(&body["table"]), text(&body["period"])) {
        for cell in body["cells"].as_array().into_iter().flatten() {
            let shown = text(&cell["shown"]).unwrap_or_else(|| cell["shown"].to_string());
            told.insert((table.clone(), period.clone(), text(&cell["row"]), shown));
        }
    }
    match body {
        Value::Array(all) => all.iter().for_each(|it| in_json(it, told)),
        Value::Object(all) => all.values().for_each(|it| in_json(it, told)),
        _ => {}
    }
}

fn in_csv(text: &str, told: &mut BTreeSet<Told>) {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next() != Some("table,period,row,column,shown") {
        return;
    }
    for line in lines {
        let cells: Vec<_> = line.split(',').map(|cell| cell.trim_start_matches('\'')).collect();
        let row = Some(cells[2].to_owned()).filter(|row| !row.is_empty());
        told.insert((cells[0].to_owned(), cells[1].to_owned(), row, cells[4].to_owned()));
    }
}

/// All that a role, or nobody, is answered by every route that can be asked.
async fn told_to(app: &TestApp, role: Option<Role>, incident: (&str, &str)) -> BTreeSet<Told> {
    let token = match role {
        Some(role) => Some(app.token(role).await),
        None => None,
    };
    let ask = async |path: &str| -> Answer {
        match &token {
            Some(token) => as_role(app, token, path).await,
            None => read(app.request(Method::GET, path)).await,
        }
    };
    let api = access::routes(app).into_iter().filter(|(method, _)| method == "get");
    let mut told = BTreeSet::new();
    for path in api.map(|(_, path)| path).chain(access::staff_pages()) {
        let is_table = path == "/api/v1/statistics/{id}";
        let addresses: Vec<String> = if is_table {
            let tables = (1..=12).map(|number| format!("/api/v1/statistics/{number}"));
            tables.flat_map(|table| [format!("{table}?format=csv"), table]).collect()
        } else {
            vec![access::address(&path, incident.0, incident.1).replace(['{', '}'], "")]
        };
        for address in addresses {
            let seen = ask(&address).await;
            if seen.status == 200 {
                in_json(&seen.body, &mut told);
                in_csv(&seen.text, &mut told);
            }
        }
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn what_all_readers_are_told_together_hides_what_is_small_unless_the_gate_is_off() {
    let app = TestApp::start().await;
    for (month, reports) in REPORTED {
        import(&app, &format!("2024-{month:02}"), reports).await;
    }
    let quarters = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"];
    let mut releases: Vec<_> = quarters.map(|period| ("kind_by_quarter", period)).to_vec();
    releases.push(("kind_by_year", "2024"));
    releases.extend(["2024-02", "2024-08", "2024-11"].map(|month| ("total_by_month", month)));
    for (table, period) in releases {
        release(&app, table, period).await;
    }
    let truth = Truth::new();
    assert!(truth.small().len() >= 5, "there is something to hide");
    let (incident, report) = app.incident("local_fix").await;
    let known = (incident.as_str(), report.as_str());
    assert_eq!(told_to(&app, None, known).await, BTreeSet::new(), "a stranger is told nothing");
    let mut told = told_to(&app, Some(Role::Manager), known).await;
    // What is withdrawn and released anew tells nothing further to whoever has seen both.
    app.post("/api/v1/releases/3/withdraw", json!({ "reason": "Fel kodning." })).await.ok();
    release(&app, "kind_by_quarter", "2024-Q3").await;
    for role in [Role::Manager, Role::Auditor] {
        let of_role = told_to(&app, Some(role), known).await;
        assert!(of_role.len() > 20, "{role} is told {} figures", of_role.len());
        told.extend(of_role);
    }
    let shown = told.iter().filter(|(.., shown)| between(shown).1.is_some_and(|most| most > 4));
    assert!(shown.count() > 5, "a gate that shows nothing is no gate: {told:?}");
    assert_eq!(truth.derived(&told), [] as [String; 0], "{told:#?}");

    // Threshold and rounding alone: 5, 1 and 1 with their total are told by it.
    let mut open = BTreeMap::new();
    for kind in truth.kinds.iter().map(|kind| Some(kind.clone())).chain([None]) {
        let count = truth.count(&truth.form("2024-Q3", kind.as_deref()));
        let shown = match count {
            0 => "0".to_owned(),
            1..5 => "<5".to_owned(),
            count => ((count + 2) / 5 * 5).to_string(),
        };
        open.insert(kind, shown);
    }
    let open = open
        .into_iter()
        .map(|(kind, shown)| ("kind_by_quarter".to_owned(), "2024-Q3".to_owned(), kind, shown));
    let derived = truth.derived(&open.collect());
    assert!(derived.contains(&"2024-Q3 near_miss".to_owned()), "{derived:?}");
    app.stop().await;
}
