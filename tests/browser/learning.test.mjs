// What people learn from, on the made-up municipality. A question becomes an improvement, its action is counted, and
// the program itself says whether a change worked: one did, one did nothing, and of one nothing can be told. Beside it
// signals, measures and what is released.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chooseIn, press, tabTo } from "./keyboard.mjs";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, tokenOf } from "./seed.mjs";
import { NARROWEST, assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const DESKTOP = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };
const WORKED = "Går det mer sällan fel när e-postklienten frågar om mottagaren innan något skickas?";
const NOTHING = "Blir det färre förväxlingar när båda apparna läser samma läkemedelslista?";
const UNTOLD = "Lever färre behörigheter kvar när tjänstebyten styr dem samma dag?";
const LAST_YEAR = String(new Date().getFullYear() - 1);

let tillbud, browser, tokens;
before(async () => {
  tillbud = await startTillbud({ command: "demo" });
  browser = await launchBrowser();
  tokens = { coordinator: await coordinatorToken(tillbud), analyst: tokenOf(tillbud, "analyst"), manager: tokenOf(tillbud, "manager") };
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

/** Runs `visit` on a page of somebody with this role who has signed in. */
async function signedIn(role, options, visit) {
  await visiting(browser, tillbud.url, options, async (page) => {
    await page.goto("/signin");
    await page.locator("#token").fill(tokens[role]);
    await page.locator("button.main").click();
    await page.waitForURL((url) => url.pathname !== "/signin");
    await visit(page);
  });
}

/** The items that the API answers to an analyst. */
async function items(path) {
  const answer = await fetch(`${tillbud.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${tokens.analyst}` } });
  return (await answer.json()).items;
}

test("every page is sound on every screen, in both languages and themes", async () => {
  const [signal] = await items("signals?state=open");
  const [alert] = await items("alerts");
  const [measure] = await items("measures");
  const preview = `/releases/new?table=unit_by_year&period=${LAST_YEAR}`;
  const pages = ["/signals", "/measures", "/measures/new", "/measures/headcount", `/measures/${measure.measure_id}`,
    `/measures/${measure.measure_id}/revise`, `/signals/${signal.signal_id}`, "/statistics", "/releases", "/releases/new", preview,
    "/releases/new?table=unit_by_year&period=x"];
  if (alert) pages.push(`/alerts/${alert.alert_id}`);
  // Words are the same on every screen: both languages where there is least room for them.
  for (const [options, languages] of [[DESKTOP, ["sv"]], [NARROWEST, ["sv", "en"]]]) {
    await signedIn("analyst", options, async (page) => {
      for (const path of pages) {
        for (const lang of languages) {
          await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
          await assertSoundInBothThemes(page);
        }
      }
    });
  }
});

test("a table is looked through before it is released, by keyboard alone, and taken back with a reason", async () => {
  await signedIn("coordinator", DESKTOP, async (page) => {
    await page.goto("/statistics");
    await press(page, page.getByRole("link", { name: "Släpp statistik" }));
    await press(page, page.getByRole("link", { name: "Förbered ett släpp" }));
    await chooseIn(page, page.locator("#table"), "category_by_quarter");
    await tabTo(page, page.locator("#period"));
    await page.locator("#period").fill(`${LAST_YEAR}-Q2`);
    await press(page, page.getByRole("button", { name: "Visa förhandsgranskning" }));
    await page.locator("#preview").waitFor();
    const rows = await page.locator("section[aria-labelledby=preview] tbody tr").allInnerTexts();
    assert.ok(rows.length > 3 && rows.some((row) => /<5|-$/m.test(row)), "something small is hidden");
    await press(page, page.getByRole("button", { name: "Släpp tabellen" }));
    await page.waitForURL(/\/statistics(\?saved=yes)?#release-/);
    await press(page, page.getByRole("link", { name: "Släpp statistik" }));
    const row = page.locator("tbody tr", { hasText: `kvartal 2 ${LAST_YEAR}` }).first();
    assert.match(await row.innerText(), /Visas/);
    await press(page, page.getByText("Dra in ett släpp"));
    const number = await row.locator("td").first().innerText();
    await chooseIn(page, page.locator("#number"), number);
    await press(page, page.getByRole("button", { name: "Dra in", exact: true }));
    await page.locator("#reason-problem").waitFor();
    await tabTo(page, page.locator("#reason"));
    await page.keyboard.type("Ett register lästes in dubbelt.");
    await press(page, page.getByRole("button", { name: "Dra in", exact: true }));
    await page.getByText("Ett register lästes in dubbelt.").waitFor();
  });
});

test("a manager reads the last year's statistics, rounded, and nothing exact", async () => {
  await signedIn("manager", DESKTOP, async (page) => {
    await page.goto("/statistics");
    const tables = page.locator("main section table");
    assert.equal(await tables.count(), 3, "kinds, categories and units of the year");
    for (const cell of await page.locator("main section table:not(figure table) td").allInnerTexts()) {
      assert.match(cell, /^(\d*[05]|<5|-|\d+\s%|)$/, `${cell} is exact`);
    }
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).first().click()]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    assert.equal((await page.goto("/trends")).status(), 403);
    assert.equal((await page.goto("/signals")).status(), 403);
  });
});

test("a measure is seen among the trends and given a new level with its reason", async () => {
  await signedIn("analyst", DESKTOP, async (page) => {
    await page.goto("/measures");
    const [first] = await items("measures");
    await page.goto(`/measures/${first.measure_id}`);
    await press(page, page.getByRole("link", { name: "Visa måttet i trenderna" }));
    await page.locator("svg.control").first().waitFor();
    await page.goBack();
    await press(page, page.locator("summary", { hasText: "ny nivå" }).first());
    const month = `${LAST_YEAR}-09`;
    await tabTo(page, page.locator("#rebase_month"));
    await page.locator("#rebase_month").fill(month);
    await tabTo(page, page.locator("#rebase_reason"));
    await page.keyboard.type("Alla fick appen i september.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Alla fick appen i september.").waitFor();
    await press(page, page.getByRole("link", { name: "Visa måttet i trenderna" }));
    await page.getByText("Ny nivå börjar här. Alla fick appen i september.").waitFor();
  });
});

async function pressButton(page, button) {
  await page.getByRole("button", { name: button, exact: true }).focus();
  await page.keyboard.press("Enter");
}

/** Opens the cycle with this question from the board, and gives the verdict that stands there. */
async function verdictOf(page, question) {
  await page.goto("/improvements");
  await page.getByRole("link", { name: question }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: question, level: 1 }).waitFor();
  return page.locator(".verdict").first().innerText();
}

test("the program says by itself which change worked, which did nothing, and of which nothing can be told", async () => {
  await signedIn("coordinator", DESKTOP, async (page) => {
    assert.match(await verdictOf(page, WORKED), /^Det blev bättre/);
    await page.locator("svg.chart").waitFor();
    await page.locator("#study").getByText("aldrig varför").waitFor();
    assert.ok((await page.locator("#do li").count()) > 0, "an action belongs to it");
    await assertSound(page);
    assert.match(await verdictOf(page, NOTHING), /^Inget tecken på effekt än/);
    assert.match(await verdictOf(page, UNTOLD), /^Det går inte att säga/);
    await page.locator("#study").getByText("minst 12 månader före och 8 efter").waitFor();
  });
});

test("what worked is adopted, a new level is suggested and none is made", async () => {
  await signedIn("coordinator", DESKTOP, async (page) => {
    await verdictOf(page, WORKED);
    await page.getByRole("radio", { name: "Behåll det som prövades" }).focus();
    await page.keyboard.press("Space");
    await page.locator("#decision_reason").fill("Det håller i sig sedan ett halvår.");
    await pressButton(page, "Besluta");
    await page.getByRole("link", { name: "Till måttet" }).waitFor();
    await page.getByText("Tillbud ändrar inget själv").waitFor();
    await assertSound(page);
  });
});

test("a cycle is opened from a finding, which has to be told", async () => {
  await signedIn("coordinator", DESKTOP, async (page) => {
    await page.goto("/improvements");
    await page.getByRole("link", { name: "Öppna en förbättring" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#question").fill("Går färre larm bort när panelen visar kopplingen?");
    await pressButton(page, "Öppna");
    await page.locator("#finding-problem").waitFor();
    await assertSound(page);
    await page.locator("#finding").fill("Revisionen: larmen följs inte upp.");
    await pressButton(page, "Öppna");
    await page.getByRole("heading", { name: "Planera", level: 2 }).waitFor();
    await assertSound(page);
  });
});

test("what a signal led to is found from it: its cycle, the action, and the verdict", async () => {
  await signedIn("coordinator", DESKTOP, async (page) => {
    const [signal] = await items("signals?state=explained");
    assert.equal(signal.measure, "misdirected_share");
    await page.goto("/signals");
    await press(page, page.locator(`main a[href*="${signal.signal_id}"]`));
    await page.locator("svg.control").waitFor();
    await page.locator("main p.words", { hasText: "föreslår nu mottagare efter namn" }).waitFor();
    assert.ok(await page.locator("svg.control .band-edge").count(), "what went on stands in its chart");
    await page.locator("section[aria-labelledby=went-on] li a", { hasText: "E-postklienten" }).waitFor();
    await press(page, page.getByRole("link", { name: WORKED }));
    await page.getByRole("heading", { name: WORKED, level: 1 }).waitFor();
    assert.match(await page.locator(".verdict").first().innerText(), /^Det blev bättre/);
    assert.match(await page.locator(".verdict + p").first().innerText(), /pågick: E-postklienten uppdaterades/);
    assert.ok(await page.locator("svg.control .band-edge").count(), "and in that of the comparison");
    await press(page, page.locator("#do li a").first());
    await page.getByText("Tvingande mottagarkontroll i e-postklienten").first().waitFor();
  });
});

test("a signal becomes a question, a plan, an action and an answer that is too early", async () => {
  await signedIn("coordinator", DESKTOP, async (page) => {
    const open = await items("signals?state=open");
    const signal = open.find(({ measure }) => measure === "misdirected_share");
    await page.goto(`/signals/${signal.signal_id}`);
    await press(page, page.getByRole("link", { name: "Öppna en förbättring" }));
    await page.locator("#question").fill("Håller det i sig när fler kommuner använder samma klient?");
    await assertSound(page);
    await pressButton(page, "Öppna");
    await page.getByRole("heading", { name: "Planera", level: 2 }).waitFor();
    assert.ok(await page.locator(`main a[href*="${signal.signal_id}"]`).count(), "the way back to the signal");
    const chosen = await page.locator("#measure_id option:checked").innerText();
    assert.equal(chosen, "Andel rapporter om information till fel mottagare");
    await page.getByRole("radio", { name: "Mindre är bättre" }).focus();
    await page.keyboard.press("Space");
    await page.locator("#expected").fill("140");
    await pressButton(page, "Spara planen");
    await page.getByText("säger emot varandra").first().waitFor();
    await page.locator("#expected").fill("60");
    await pressButton(page, "Spara planen");
    await page.getByText("60 procent av nivån före").waitFor();
    await page.getByText("Lägg till en åtgärd").click();
    await page.locator("#action").selectOption({ index: 1 });
    await pressButton(page, "Lägg till");
    await page.locator("#do li").first().waitFor();
    await page.getByText("Jämför före och efter", { exact: true }).click();
    await page.getByText("För tidigt: granskningen är satt till").waitFor();
    await page.locator("#early").fill("Ledningen frågar redan nu.");
    await pressButton(page, "Jämför nu");
    await page.locator(".verdict").waitFor();
    assert.match(await page.locator(".verdict").innerText(), /^Det går inte att säga/);
    await assertSound(page);
  });
});

test("a theme shows what comes back, and its pages and the cycles' are sound in both languages at 320 px", async () => {
  let paths;
  await signedIn("coordinator", DESKTOP, async (page) => {
    await page.goto("/themes");
    const theme = page.getByRole("link", { name: "Vad gör det så lätt att skicka till fel mottagare?" });
    const address = await theme.getAttribute("href");
    await theme.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Förutsättningar som kommer tillbaka" }).waitFor();
    assert.ok((await page.locator("#factors tbody tr").count()) > 0);
    const incident = await page.locator("#incidents li a").first().getAttribute("href");
    await page.goto("/improvements");
    const cycle = await page.getByRole("link", { name: NOTHING }).getAttribute("href");
    const worked = await page.getByRole("link", { name: WORKED }).getAttribute("href");
    paths = ["/improvements", "/improvements/new", cycle, worked, "/themes", address, `${incident}/theme`, incident];
  });
  for (const locale of ["sv-SE", "en-GB"]) {
    await signedIn("coordinator", { ...NARROWEST, locale }, async (page) => {
      for (const path of paths) {
        await page.goto(path);
        await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
        await assertSoundInBothThemes(page);
      }
    });
  }
});
