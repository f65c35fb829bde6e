// A coordinator makes the copy that analysts read; an analyst reads it and nothing else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, send, tokenOf } from "./seed.mjs";
import { NARROWEST, PHONE, assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const WORDS = "Anna Berg på förskolan Solgläntan glömde stänga grinden. Berg ringde från 070-174 06 05.";
const DESKTOP = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };
const ENGLISH = { ...DESKTOP, locale: "en-GB" };

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

/** A report in an incident, whose original this coordinator has open: its id and the incident's. */
async function told() {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const work = (path, body) => send(tillbud, path, body, { authorization });
  const { report_id } = await send(tillbud, "reports", { narrative: WORDS, kind: "near_miss" });
  const { incident_id } = await work("incidents", { report_ids: [report_id], title: "Öppen grind" });
  await work(`reports/${report_id}/open`, { purpose: "de_identification" });
  return { report_id, incident_id };
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

test("a copy is proposed, edited, questioned and approved with the keyboard alone", async () => {
  const { report_id } = await told();
  await signedIn(DESKTOP, await coordinatorToken(tillbud), async (page) => {
    await page.goto(`/desk/reports/${report_id}`);
    await page.getByRole("link", { name: "Gör en avskrift att dela" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Avskrift för delning", level: 1 }).waitFor();
    assert.deepEqual(await page.locator("mark").allTextContents(), [
      "Anna Berg",
      "förskolan Solgläntan",
      "Berg",
      "070-174 06 05",
    ]);
    const text = page.getByLabel("Text som andra får läsa");
    assert.equal(await text.inputValue(), "[namn] på [arbetsplats] glömde stänga grinden. [namn] ringde från [telefon].");
    await page.getByText("”glömde”:").waitFor();
    await assertSound(page);

    await text.focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("Grinden stod öppen när Berg ringde.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Det här står kvar: ”Berg” (namn).").first().waitFor();
    await assertSound(page);
    assert.ok(await page.evaluate(() => document.activeElement.matches(".summary")), "what is wrong is read first");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "text");
    assert.equal(await text.inputValue(), "Grinden stod öppen när Berg ringde.");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "kept_wording");
    await page.keyboard.type("Det är en hund.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/desk/reports/${report_id}`);
    await page.locator("p.words", { hasText: "Grinden stod öppen när Berg ringde." }).waitFor();
  });
});

test("whoever was slower sees both texts and decides", async () => {
  const { report_id } = await told();
  const token = await coordinatorToken(tillbud);
  await signedIn(ENGLISH, token, async (page) => {
    await page.goto(`/desk/reports/${report_id}/copy`);
    await send(tillbud, `reports/${report_id}/copy`, { text: "Grinden var öppen.", after: 0 }, { authorization: `Bearer ${token}` });
    await page.getByLabel("The text that others may read").fill("Grinden stod öppen.");
    await page.getByRole("button", { name: "Approve the copy" }).click();
    await page.getByRole("alert").getByText("Grinden var öppen.").waitFor();
    await assertSound(page);
    assert.equal(await page.getByLabel("The text that others may read").inputValue(), "Grinden stod öppen.");
    await page.getByRole("button", { name: "Approve the copy" }).click();
    await page.waitForURL(`**/desk/reports/${report_id}`);
    await page.locator("p.words", { hasText: "Grinden stod öppen." }).waitFor();
  });
});

test("an analyst reads the copy in the incident and finds no way to the original", async () => {
  const { report_id, incident_id } = await told();
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const analyst = tokenOf(tillbud, "analyst");
  await signedIn(PHONE, analyst, async (page) => {
    await page.goto(`/incidents/${incident_id}`);
    assert.equal(await page.getByText("Ur rapporterna").count(), 0);
    await send(tillbud, `reports/${report_id}/copy`, { text: "Grinden stod öppen.", after: 0 }, { authorization });
    await page.reload();
    await page.getByRole("heading", { name: "Ur rapporterna" }).waitFor();
    await page.locator("p.words", { hasText: "Grinden stod öppen." }).waitFor();
    await assertSound(page);
    const html = await page.content();
    for (const words of ["Anna", "Berg", "Solgläntan", "070-174"]) assert.ok(!html.includes(words), words);
    for (const path of [`/desk/reports/${report_id}`, `/desk/reports/${report_id}/copy`, "/desk"]) {
      assert.equal((await page.request.get(path)).status(), 403, path);
    }
  });
});

test("the page of a copy is sound in both languages, light and dark, at 320 px", async () => {
  const { report_id } = await told();
  const token = await coordinatorToken(tillbud);
  for (const locale of ["sv-SE", "en-GB"]) {
    await signedIn({ ...NARROWEST, locale }, token, async (page) => {
      await page.goto(`/desk/reports/${report_id}/copy`);
      await assertSoundInBothThemes(page);
      await page.locator("#text").fill("Anna Berg ringde.");
      await page.locator("button.main").click();
      await page.locator("#kept_wording").waitFor();
      await assertSoundInBothThemes(page);
    });
  }
});
