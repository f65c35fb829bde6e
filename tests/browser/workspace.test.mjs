// A coordinator works a report to a closed incident with the keyboard alone; two at once; every page sound.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chooseIn, press, tabTo } from "./keyboard.mjs";
import { axe, launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, seed, send, tokenOf } from "./seed.mjs";
import { assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

let tillbud, browser, seeded;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  seeded = await seed(tillbud);
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

async function write(page, label, words) {
  await tabTo(page, page.getByLabel(label, { exact: false }).first());
  await page.keyboard.type(words);
}

const choose = (page, label, value) => chooseIn(page, page.getByLabel(label, { exact: true }), value);

/** Types a day into a field of the browser's own; Chromium without a window shows month, day, year. */
async function writeDay(page, label, [year, month, day]) {
  const field = page.getByLabel(label, { exact: true });
  await tabTo(page, field);
  await page.keyboard.type(month + day + year);
  assert.equal(await field.inputValue(), `${year}-${month}-${day}`);
}

async function signIn(page, token) {
  await page.goto("/signin");
  await tabTo(page, page.locator("#token"));
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/signin");
}

/** Sends the form that has the focus in its button, and waits for the page after it. */
async function submit(page, name) {
  const arrived = page.waitForResponse((response) => response.request().isNavigationRequest() && response.status() !== 303);
  await press(page, page.getByRole("button", { name, exact: true }).first());
  const response = await arrived;
  await page.waitForLoadState();
  return response.status();
}

const open = (page, name) => press(page, page.locator("summary", { hasText: name }).first());

test("a report is worked from signing in to a closed incident with the keyboard alone", async () => {
  const narrative = "Dörren till arkivet gick inte i lås.";
  const { report_id } = await send(tillbud, "reports", { narrative, kind: "unsafe_condition", urgent: true });

  await visiting(browser, tillbud.url, { locale: "sv-SE", viewport: { width: 1280, height: 900 } }, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    await press(page, page.locator(`#urgent a[href*="${report_id}"]`));
    await page.waitForURL(/\/desk\/reports\//);
    assert.equal(await submit(page, "Läs originalet"), 200);
    await page.getByText(narrative).waitFor();

    await page.keyboard.press("t");
    await page.keyboard.type("Arkivdörren");
    await tabTo(page, page.locator("[name=potential]").first());
    await page.keyboard.press("ArrowDown");
    await choose(page, "Område", "physical");
    assert.equal(await submit(page, "Öppna och bedöm"), 200);
    await page.getByText("Händelsen är öppnad").waitFor();
    await page.keyboard.press("f");
    await chooseIn(page, page.locator("#feedback-template"), "changed");
    await tabTo(page, page.locator("#feedback-text"));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("Tack för din rapport. Karmen riktas på fredag, så att låset når in.");
    assert.equal(await submit(page, "Skicka återkopplingen"), 200);
    await page.getByText("Återkopplingen är skickad.").waitFor();
    await press(page, page.getByRole("link", { name: "Visa händelsen" }));
    await page.waitForURL(/\/incidents\//);
    await assertSound(page);

    await choose(page, "Arbetssätt", "full_analysis");
    assert.equal(await submit(page, "Spara arbetssättet"), 200);

    await open(page, "Lägg till i förloppet");
    await write(page, "Vad hände, eller vad blev känt?", "Låskolven nådde inte fram.");
    await write(page, "När?", "2026-11-12");
    assert.equal(await submit(page, "Lägg till"), 200);
    await page.getByText("Låskolven nådde inte fram.").first().waitFor();

    await open(page, "Beskriv en förutsättning");
    await choose(page, "Var i arbetet?", "physical_environment");
    await choose(page, "Åt vilket håll?", "hindered");
    await write(page, "Vad var det?", "Karmen har satt sig, så kolven når inte.");
    assert.equal(await submit(page, "Spara förutsättningen"), 200);

    await open(page, "Fem hur");
    await write(page, "Hur gick det till?", "Kolven når inte fram när karmen är sned.");
    assert.equal(await submit(page, "Spara svaret"), 200);

    // The gate of wording: what is found, a suggestion, and words kept for a reason.
    await write(page, "Vad har vi lärt oss?", "Vaktmästaren glömde att justera karmen.");
    assert.equal(await submit(page, "Analysen är klar"), 422);
    await page.getByRole("alert").getByText("glömde").waitFor();
    assert.deepEqual(await axe(page), []);
    await write(page, "Behåll orden", "Så står det i felanmälan.");
    assert.equal(await submit(page, "Analysen är klar"), 200);

    await open(page, "Föreslå en åtgärd");
    await write(page, "Vad ska göras?", "Montera dörrstängare som drar igen till lås.");
    await choose(page, "Styrka", "stronger");
    await press(page, page.locator("[name=action_addresses]").first(), "Space");
    await write(page, "Ansvarig funktion", "Fastighetschef");
    await writeDay(page, "Klar senast", ["2026", "12", "15"]);
    assert.equal(await submit(page, "Spara åtgärden"), 200);

    await press(page, page.getByRole("link", { name: "Montera dörrstängare" }).last());
    await page.waitForURL(/\/actions\//);
    await assertSound(page);
    await write(page, "Hur syns det att det är gjort?", "Dörren går i lås vid tio prov.");
    assert.equal(await submit(page, "Åtgärden är genomförd"), 200);
    await press(page, page.locator("[name=effect]").first(), "Space");
    await write(page, "Vad bygger bedömningen på?", "Dörren har varit låst vid alla ronder i två veckor.");
    assert.equal(await submit(page, "Spara bedömningen"), 200);
    await write(page, "Bekräftas av", "fastighetschef");
    assert.equal(await submit(page, "Bekräfta effekten"), 422);
    await page.getByRole("alert").getByText("En annan funktion än den ansvariga bekräftar effekten.").waitFor();
    await tabTo(page, page.getByLabel("Bekräftas av"));
    await page.keyboard.press("Control+A");
    await page.keyboard.type("Säkerhetssamordnare");
    assert.equal(await submit(page, "Bekräfta effekten"), 200);

    await press(page, page.getByRole("link", { name: "Arkivdörren" }));
    await page.waitForURL(/\/incidents\//);
    assert.equal(await page.locator(".gates .ahead").count(), 0);
    await write(page, "Vad ledde det till?", "Dörren går i lås av sig själv.");
    assert.equal(await submit(page, "Avsluta händelsen nu"), 200);
    await page.locator(".badge.stage", { hasText: "Avslutad" }).waitFor();
    await assertSound(page);
  });
});

test("of two coordinators the second is told what changed and keeps the words", async () => {
  const options = { locale: "en-GB" };
  await visiting(browser, tillbud.url, options, async (first) => {
    await visiting(browser, tillbud.url, options, async (second) => {
      const address = `/incidents/${seeded.incident_id}`;
      await signIn(first, await coordinatorToken(tillbud));
      await signIn(second, tokenOf(tillbud, "coordinator"));
      await first.goto(address);
      await second.goto(address);
      for (const [page, words] of [[first, "The supplier answered."], [second, "The list was printed."]]) {
        await page.locator("summary", { hasText: "Add to the course of events" }).click();
        await page.locator("#item_text").fill(words);
        await page.locator("#form-item button").click();
        await page.waitForLoadState();
      }
      const told = second.getByRole("alert");
      await told.getByText("It has changed since you opened the page").waitFor();
      await told.getByText("The supplier answered.").waitFor();
      assert.equal(await second.locator("#item_text").inputValue(), "The list was printed.");
      await assertSound(second);
      await second.locator("#form-item button").click();
      await second.getByText("The list was printed.").first().waitFor();
      await second.getByText("The supplier answered.").first().waitFor();
    });
  });
});

test("each part of an incident and of an action is one key away, and is left for the list by another", async () => {
  const parts = [
    [`/incidents/${seeded.incident_id}`, { s: "steps", h: "timeline", f: "factors", a: "analysis", l: "laws", c: "actions", v: "closing" }, "/desk/incidents"],
    [`/actions/${seeded.action_id}`, { s: "next", m: "measure", f: "files", h: "history" }, "/actions"],
  ];
  await visiting(browser, tillbud.url, { locale: "sv-SE", viewport: { width: 1280, height: 900 } }, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    for (const [address, keys, list] of parts) {
      await page.goto(address);
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      // What the page does not have, no key leads to.
      for (const [key, id] of Object.entries(keys)) {
        const named = page.locator("dialog kbd", { hasText: new RegExp(`^${key}$`) });
        assert.equal(await named.count(), await page.locator(`#${id}`).count(), key);
      }
      await assertSound(page);
      await page.keyboard.press("Escape");
      for (const [key, id] of Object.entries(keys)) {
        if ((await page.locator(`#${id}`).count()) === 0) continue;
        await page.keyboard.press(key);
        await page.waitForFunction((wanted) => document.activeElement.id === wanted, id);
        assert.ok(await page.locator(`nav.tabs a[href="#${id}"]`).isVisible());
      }
      await Promise.all([page.waitForNavigation(), page.keyboard.press("u")]);
      assert.equal(new URL(page.url()).pathname, list);
    }
  });
});

test("a calendar's address is shown once, opens the feed without a word, and is taken back", async () => {
  await visiting(browser, tillbud.url, { locale: "sv-SE" }, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    await page.goto("/actions/calendar");
    await page.getByRole("button", { name: "Skapa en adress" }).click();
    const address = await page.locator("#address").inputValue();
    await assertSound(page);
    const feed = await (await fetch(address)).text();
    assert.match(feed, /SUMMARY:Åtgärd att följa upp\r\n/);
    assert.ok(!feed.includes("mottagarlistan") && !feed.includes("Systemförvaltare"));
    await page.getByRole("button", { name: "Ta tillbaka" }).click();
    assert.equal((await fetch(address)).status, 404);
  });
});

test("no page of the workspace breaks WCAG 2.1 AA, in both languages, light and dark, at 320 px", async () => {
  const paths = [
    `/incidents/${seeded.incident_id}`,
    "/actions",
    "/actions?view=overdue&unit=norr",
    `/actions/${seeded.action_id}`,
    "/actions/calendar",
    "/routine",
    "/accessibility",
  ];
  for (const locale of ["sv-SE", "en-GB"]) {
    await visiting(browser, tillbud.url, { locale, viewport: { width: 320, height: 640 } }, async (page) => {
      await signIn(page, await coordinatorToken(tillbud));
      for (const path of paths) {
        await page.goto(path);
        await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
        await assertSoundInBothThemes(page);
      }
    });
  }
});
