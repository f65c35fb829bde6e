// A report with a photo from a telephone: three interactions, with and without JavaScript.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import * as visits from "./visit.mjs";

const { CODE, PHONE, assertSound } = visits;
// A photo as far as a browser can tell: the program looks at the content alone.
const PHOTO = { name: "IMG_0001.png", mimeType: "image/png", buffer: readFileSync("../../src/web/assets/icon-192.png") };
const ODD = { name: "IMG_0002.heic", mimeType: "image/heic", buffer: Buffer.from([0, 159, 146, 150]) };

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  const visiting = (visit) =>
    visits.visiting(browser, tillbud.url, { ...PHONE, serviceWorkers: "block", javaScriptEnabled }, visit);

  test(`a report with a photo is sent in three interactions ${how} JavaScript`, () =>
    visiting(async (page) => {
      await page.goto("/");
      // One: write. Two: choose a photo. Three: send.
      await page.locator("#narrative").fill("Dörren till arkivet stod öppen.");
      await page.locator("#attachment").setInputFiles(PHOTO);
      await page.locator("button.main").click();
      const code = (await page.locator("#code").textContent()).trim();
      assert.match(code, CODE);
      await page.goto("/receipt");
      await page.locator("[name=code]").fill(code);
      await page.locator("main button").first().click();
      await page.getByText("Bild (PNG), ").waitFor();
      if (javaScriptEnabled) await assertSound(page);
      await page.locator("#attachment").setInputFiles([PHOTO, PHOTO]);
      await page.getByRole("button", { name: "Skicka filerna" }).click();
      await page.getByText("Filerna är mottagna.").waitFor();
      assert.equal(await page.getByText("Bild (PNG), ").count(), 3);
    }));

  test(`a file that cannot be cleaned costs no words and can be kept ${how} JavaScript`, () =>
    visiting(async (page) => {
      await page.goto("/");
      await page.locator("#narrative").fill("Ett foto som inte går att läsa.");
      await page.locator("#attachment").setInputFiles([PHOTO, ODD]);
      await page.locator("button.main").click();
      await page.locator("#attachment-problem").getByText("Fil 2:").waitFor();
      assert.equal(await page.locator("#narrative").inputValue(), "Ett foto som inte går att läsa.");
      if (javaScriptEnabled) await assertSound(page);
      await page.locator("#keep_original").check();
      await page.locator("#attachment").setInputFiles([PHOTO, ODD]);
      await page.locator("button.main").click();
      assert.match((await page.locator("#code").textContent()).trim(), CODE);
    }));
}
