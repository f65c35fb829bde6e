// Files of evidence, attached to an incident and to an action and taken back, with the keyboard alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chooseIn, press, tabTo } from "./keyboard.mjs";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, send } from "./seed.mjs";
import { NARROWEST, PHONE, assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const PICTURE = { name: "Kim Kanarie.png", mimeType: "image/png", buffer: readFileSync("../../src/web/assets/icon-192.png") };
const ODD = { name: "dump.bin", mimeType: "application/octet-stream", buffer: Buffer.from([0, 159, 146, 150]) };
const WIDE = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };

let tillbud, browser, incident, action;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const work = (path, body) => send(tillbud, path, body, { authorization });
  const { report_id } = await send(tillbud, "reports", { narrative: "Arkivet stod öppet.", kind: "near_miss" });
  const { incident_id } = await work("incidents", { report_ids: [report_id], title: "Arkivdörren" });
  await work(`incidents/${incident_id}/triage`, { actual: "none", potential: "major", category: "physical" });
  await work(`incidents/${incident_id}/response`, { response: "local_fix" });
  const { action_id } = await work(`incidents/${incident_id}/actions`, { text: "Rikta karmen", strength: "stronger" });
  await work(`actions/${action_id}/decide`, { owner: "IT-drift", due: "2099-06-30" });
  [incident, action] = [`/incidents/${incident_id}`, `/actions/${action_id}`];
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

async function signIn(page) {
  // As long as somebody listens, the browser's own window does not open.
  page.on("filechooser", () => {});
  await page.goto("/signin");
  await tabTo(page, page.locator("#token"));
  await page.keyboard.type(await coordinatorToken(tillbud));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/signin");
}

async function write(page, selector, words) {
  await tabTo(page, page.locator(selector));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(words);
}

/** Opens the chooser of the browser with the keyboard; what follows is the browser's own. */
async function chooseFile(page, file) {
  await tabTo(page, page.locator("#attachment"));
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file);
}

/** Sends the form by its button, and gives the status of the page after it. */
async function submit(page, name) {
  await tabTo(page, page.getByRole("button", { name, exact: true }).first());
  const [response] = await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  return response.status();
}

const open = (page, name) => press(page, page.locator("summary", { hasText: name }).first());
const files = (page) => page.locator("#files h3 a");

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  test(`a file is attached to an incident, downloaded and taken back ${how} JavaScript`, () =>
    visiting(browser, tillbud.url, { ...WIDE, javaScriptEnabled, acceptDownloads: true }, async (page) => {
      await signIn(page);
      await page.goto(incident);
      await page.getByText("Inga filer än.").waitFor();
      await open(page, "Lägg till en fil");
      if (javaScriptEnabled) await assertSoundInBothThemes(page);
      assert.equal(await submit(page, "Lägg till filen"), 422, "a file and what it shows are asked for");
      await page.locator("#attachment-problem").getByText("Ingen fil är vald.").waitFor();
      if (javaScriptEnabled) await assertSound(page);

      await write(page, "#file_description", "Hon glömde nyckeln");
      await chooseFile(page, PICTURE);
      assert.equal(await submit(page, "Lägg till filen"), 422, "the language check asks");
      assert.equal(await page.locator("#file_description").inputValue(), "Hon glömde nyckeln");
      await page.locator("#attachment-problem").getByText("Välj filen igen").waitFor();
      if (javaScriptEnabled) await assertSound(page);
      await write(page, "#file_description", "Nyckelskåpet stod olåst");
      await chooseFile(page, PICTURE);
      assert.equal(await submit(page, "Lägg till filen"), 200);
      await page.locator("#files").getByText("Bild (PNG), ").waitFor();
      assert.ok(!(await page.content()).includes("Kim Kanarie"), "the name of the file is not kept");
      if (javaScriptEnabled) await assertSoundInBothThemes(page);

      const download = page.waitForEvent("download");
      await press(page, files(page).first());
      assert.equal((await download).suggestedFilename(), javaScriptEnabled ? "bilaga-1.png" : "bilaga-2.png");

      await open(page, "Ta tillbaka en fil");
      if (javaScriptEnabled) await assertSound(page);
      assert.equal(await submit(page, "Radera filen"), 422, "which file and why are asked for");
      if (javaScriptEnabled) await assertSound(page);
      const value = await page.locator("#file_withdrawn option").nth(1).getAttribute("value");
      await chooseIn(page, page.locator("#file_withdrawn"), value);
      await write(page, "#file_reason", "Bilden hör till en annan dörr");
      assert.equal(await submit(page, "Radera filen"), 200);
      await page.getByText("Inga filer än.").waitFor();
      await page.locator("#history").getByText("Bilden hör till en annan dörr").first().waitFor();
    }));
}

test("a file that cannot be cleaned is kept as it is when its sender says so, at little room", () =>
  visiting(browser, tillbud.url, NARROWEST, async (page) => {
    await signIn(page);
    await page.goto(action);
    await open(page, "Lägg till en fil");
    await write(page, "#file_description", "Minnet i styrboxen");
    await chooseFile(page, ODD);
    assert.equal(await submit(page, "Lägg till filen"), 422);
    await page.locator("#attachment-problem").getByText("går inte att rensa").waitFor();
    await assertSound(page);
    await press(page, page.locator("#keep_original"), "Space");
    await chooseFile(page, ODD);
    assert.equal(await submit(page, "Lägg till filen"), 200);
    await page.locator("#files").getByText("inte rensad, sparad som den kom").waitFor();
    await assertSoundInBothThemes(page);
  }));

test("a photo from the telephone is evidence of an action, in English as well", () =>
  visiting(browser, tillbud.url, { ...PHONE, locale: "en-GB", serviceWorkers: "block" }, async (page) => {
    await signIn(page);
    await page.goto(action);
    await page.locator("summary", { hasText: "Attach a file" }).tap();
    await page.locator("#file_description").fill("The door frame");
    await page.locator("#attachment").setInputFiles(PICTURE);
    await page.getByRole("button", { name: "Attach the file" }).tap();
    await page.locator("#files").getByText("The door frame").first().waitFor();
    await assertSound(page);
  }));
