// One coordinator writes a lesson, a second one approves it, and whoever reported finds it with the code.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, send, tokenOf } from "./seed.mjs";
import { NARROWEST, PHONE, assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const DESKTOP = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };
const TITLE = "Grinden stängs av sig själv";

let tillbud, browser, second;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  second = tokenOf(tillbud, "coordinator");
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

/** A report in an incident: its receipt and the incident's id. */
async function told() {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const { report_id, receipt } = await send(tillbud, "reports", { narrative: "Grinden stod öppen.", kind: "near_miss" });
  const body = { report_ids: [report_id], title: "Öppen grind" };
  const { incident_id } = await send(tillbud, "incidents", body, { authorization });
  return { receipt, incident_id };
}

/** A lesson from a new incident, written by the first coordinator. */
async function drafted(said) {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const { receipt, incident_id } = await told();
  const body = { incident_ids: [incident_id], title: TITLE, said, did: "Grinden har fått en stängare.", lang: "sv" };
  const { lesson_id } = await send(tillbud, "lesson-drafts", body, { authorization });
  return { receipt, incident_id, lesson_id };
}

async function publish(lesson_id) {
  const headers = { authorization: `Bearer ${second}` };
  await send(tillbud, `lesson-drafts/${lesson_id}/approve`, { revision: 1 }, headers);
  await send(tillbud, `lesson-drafts/${lesson_id}/publish`, {}, headers);
}

/** Runs `visit` on a page of somebody who has signed in. */
async function signedIn(options, token, visit) {
  await visiting(browser, tillbud.url, options, async (page) => {
    await page.goto("/signin");
    await page.locator("#token").fill(token);
    await page.locator("button.main").click();
    await page.waitForURL((url) => url.pathname !== "/signin");
    await visit(page);
  });
}

/** Types into the field with this id, after whatever stands in it. */
async function type(page, id, words) {
  await page.locator(`#${id}`).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(words);
}

async function press(page, button) {
  await page.getByRole("button", { name: button, exact: true }).focus();
  await page.keyboard.press("Enter");
}

test("a lesson is written, questioned, approved by a second person and published with the keyboard alone", async () => {
  const { receipt, incident_id } = await told();
  let address;
  await signedIn(DESKTOP, await coordinatorToken(tillbud), async (page) => {
    await page.goto(`/incidents/${incident_id}`);
    await page.getByRole("link", { name: "Skriv en lärdom för alla" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Skriv en lärdom", level: 1 }).waitFor();
    await assertSound(page);
    await type(page, "title", TITLE);
    await type(page, "said", "I november stod grinden öppen.");
    await press(page, "Spara utkastet");
    await page.locator("#did-problem").waitFor();
    assert.equal(await page.locator("#said").inputValue(), "I november stod grinden öppen.", "nothing is lost");
    await assertSound(page);
    await type(page, "did", "Grinden har fått en stängare.");
    await press(page, "Spara utkastet");
    await page.getByRole("heading", { name: TITLE, level: 1 }).waitFor();
    await page.getByText("Skriv hellre: i slutet av hösten").waitFor();
    await page.getByText("En annan samordnare läser och godkänner den.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Godkänn texten" }).count(), 0);
    await assertSound(page);
    address = new URL(page.url()).pathname;
  });
  await signedIn(DESKTOP, second, async (page) => {
    await page.goto(address);
    await press(page, "Godkänn texten");
    await page.locator("#kept_time-problem").waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.matches(".summary")), "what is wrong is read first");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "kept_time");
    await assertSound(page);
    await page.keyboard.type("Det syns på tidningens bild.");
    await press(page, "Godkänn texten");
    await page.getByRole("heading", { name: "Låt alla läsa den" }).waitFor();
    await page.getByText("Det syns på tidningens bild.").waitFor();
    await assertSound(page);
    await press(page, "Publicera");
    await page.getByRole("link", { name: "Så ser den publicerade lärdomen ut" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Vi gjorde" }).waitFor();
    await assertSound(page);
  });
  await visiting(browser, tillbud.url, PHONE, async (page) => {
    await page.goto("/receipt");
    await page.locator("#code").focus();
    await page.keyboard.type(receipt);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Det här ledde till" }).waitFor();
    await assertSound(page);
    await page.getByRole("link", { name: TITLE }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: TITLE, level: 1 }).waitFor();
    await assertSound(page);
  });
});

test("everybody finds a lesson from the form and by a part of a word, without a cookie", async () => {
  const { lesson_id } = await drafted("Flera såg att låskolven inte gick i.");
  await publish(lesson_id);
  await visiting(browser, tillbud.url, PHONE, async (page) => {
    await page.goto("/");
    await page.getByRole("navigation", { name: "Sidor" }).getByRole("link", { name: "Lärdomar" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Lärdomar", level: 1 }).waitFor();
    await page.locator("#q").focus();
    await page.keyboard.type("kolv");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/lessons?q=kolv");
    assert.equal(await page.locator(".queue li").count(), 1);
    await page.locator("#q").fill("finns inte");
    await page.locator("#q").press("Enter");
    await page.locator(".empty").waitFor();
    await assertSound(page);
    assert.deepEqual(await page.context().cookies(), []);
    const feed = await page.request.get("/lessons.atom");
    assert.match(feed.headers()["content-type"], /^application\/atom\+xml/);
    const entries = await page.evaluate((xml) => {
      const read = new DOMParser().parseFromString(xml, "application/xml");
      return [read.querySelector("parsererror") === null, read.querySelectorAll("entry").length];
    }, await feed.text());
    assert.ok(entries[0] && entries[1] > 0, "the feed is XML with entries");
  });
});

test("the pages of lessons are sound in both languages, light and dark, at 320 px", async () => {
  const { incident_id, lesson_id, receipt } = await drafted("Flera såg att grinden stod öppen.");
  const draft = await drafted("I tisdags halkade en vikarie i matsalen på Hemtjänst Norr, 14 november.");
  await publish(lesson_id);
  const open = ["/lessons", `/lessons/${lesson_id}`];
  const staff = ["/desk/lessons", `/desk/lessons/${lesson_id}`, `/desk/lessons/${draft.lesson_id}`];
  const pages = [...open, ...staff, `/incidents/${incident_id}/lesson`, `/incidents/${incident_id}`];
  for (const locale of ["sv-SE", "en-GB"]) {
    const options = { ...NARROWEST, locale };
    await signedIn(options, second, async (page) => {
      for (const path of pages) {
        await page.goto(path);
        await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
        await assertSoundInBothThemes(page);
      }
    });
    await visiting(browser, tillbud.url, options, async (page) => {
      for (const path of open) {
        await page.goto(path);
        await assertSoundInBothThemes(page);
      }
      await page.goto("/receipt");
      await page.locator("#code").fill(receipt);
      await page.locator("#code").press("Enter");
      await page.getByRole("link", { name: TITLE }).waitFor();
      await assertSoundInBothThemes(page);
    });
  }
});
