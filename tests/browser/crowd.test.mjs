// Many report at once: a browser computes for a moment by itself, a person without scripts waits, nothing is lost.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { axe, launchBrowser, startTillbud } from "./launch.mjs";

const NARRATIVE = "Vad hände – eller höll på att hända?";
const SEND = "Skicka rapporten";
const RECEIVED = "Tack. Rapporten är mottagen.";
const PHOTO = { name: "IMG_0001.png", mimeType: "image/png", buffer: readFileSync("../../src/web/assets/icon-192.png") };
const WORDS = "Larmet gick inte fram.\nIngen hörde <det>.";

let browser;
before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

/** Runs `visit` on a page of a Tillbud where one report a minute is usual. */
async function visiting(options, visit) {
  const tillbud = await startTillbud({ reportsPerMinute: 1 });
  const context = await browser.newContext({ locale: "sv-SE", ...options, baseURL: tillbud.url });
  const complaints = [];
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // Chromium also tells of every 4xx answer; those are the answers that a test asked for.
      const isStatus = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isStatus) complaints.push(message.text());
    });
    const crowd = async () => {
      const sent = await fetch(`${tillbud.url}/api/v1/reports`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ narrative: "en i mängden" }),
      });
      assert.ok([201, 429].includes(sent.status));
    };
    await visit(page, crowd);
    assert.deepEqual(complaints, []);
    assert.deepEqual(await context.cookies(), []);
  } finally {
    await context.close();
    await tillbud.stop();
  }
}

test("a form that is opened in a crowd answers its challenge while the person writes", async () => {
  await visiting({}, async (page, crowd) => {
    await crowd();
    await page.goto("/");
    await page.getByLabel(NARRATIVE).fill(WORDS);
    // Sent at once: it goes in as soon as it is answered.
    await page.getByRole("button", { name: SEND }).click();
    await page.getByRole("heading", { name: RECEIVED }).waitFor();
  });
});

test("a form that was opened before the crowd came keeps its words and is sent by itself", async () => {
  await visiting({}, async (page, crowd) => {
    await page.goto("/");
    await page.getByLabel(NARRATIVE).fill(WORDS);
    assert.equal(await page.locator("input[name=proof]").count(), 0);
    await crowd();
    const answers = [];
    page.on("response", (response) => response.request().method() === "POST" && answers.push(response.status()));
    await page.getByRole("button", { name: SEND }).click();
    await page.getByRole("heading", { name: RECEIVED }).waitFor();
    // The script is asked, the browser shows the page that asks, it is sent by itself, and its receipt is shown.
    assert.deepEqual(answers, [429, 429, 200, 200]);
    await page.getByRole("button", { name: "Se rapporten nu" }).click();
    await page.getByText("Larmet gick inte fram.").waitFor({ state: "attached" });
  });
});

test("a photo that was chosen before the crowd came is not lost: the page answers where it is and sends it", async () => {
  await visiting({}, async (page, crowd) => {
    await page.goto("/");
    await page.getByLabel(NARRATIVE).fill(WORDS);
    await page.locator("#attachment").setInputFiles(PHOTO);
    await crowd();
    const answers = [];
    page.on("response", (response) => response.request().method() === "POST" && answers.push(response.status()));
    await page.getByRole("button", { name: SEND }).click();
    await page.getByRole("heading", { name: RECEIVED }).waitFor();
    assert.deepEqual(answers, [429, 200, 200]);
    await page.getByRole("button", { name: "Se rapporten nu" }).click();
    await page.getByText("Bild (PNG), ").waitFor();
  });
});

test("without JavaScript a photo has to be chosen again after the wait, and the page says so", async () => {
  await visiting({ javaScriptEnabled: false }, async (page, crowd) => {
    await page.goto("/");
    await page.getByLabel(NARRATIVE).fill(WORDS);
    await page.locator("#attachment").setInputFiles(PHOTO);
    await crowd();
    await page.getByRole("button", { name: SEND }).click();
    const problem = page.locator("#attachment-problem");
    await problem.waitFor();
    assert.match(await problem.textContent(), /Vänta 20 sekunder.*Välj filerna igen/s);
    assert.equal(await page.getByLabel(NARRATIVE).inputValue(), WORDS);
    assert.equal(await page.locator("input[name=proof][data-send]").count(), 0, "it must not be sent without the photo");
  });
});

test("without JavaScript the page says how long to wait, and keeps what was written", async () => {
  await visiting({ javaScriptEnabled: false }, async (page, crowd) => {
    await page.goto("/");
    await page.getByLabel(NARRATIVE).fill(WORDS);
    await crowd();
    await page.getByRole("button", { name: SEND }).click();
    await page.getByRole("heading", { name: "Många skriver just nu" }).waitFor();
    assert.match(await page.locator(".summary").textContent(), /Vänta 20 sekunder/);
    assert.equal(await page.getByLabel(NARRATIVE).inputValue(), WORDS);
    const challenge = await page.locator("input[name=proof]").inputValue();
    await page.getByRole("button", { name: SEND }).click();
    await page.getByRole("heading", { name: "Många skriver just nu" }).waitFor();
    assert.equal(await page.locator("input[name=proof]").inputValue(), challenge);
  });
});

test("the page that asks for patience has no accessibility violations", async () => {
  await visiting({}, async (page, crowd) => {
    // The thread that computes does not come, so the page stays as it is.
    await page.route("**/proof.js", (route) => route.fulfill({ contentType: "text/javascript", body: "export const answer = () => {};" }));
    await page.goto("/");
    await page.getByLabel(NARRATIVE).fill(WORDS);
    await crowd();
    await page.getByRole("button", { name: SEND }).click();
    await page.getByRole("heading", { name: "Många skriver just nu" }).waitFor();
    assert.deepEqual(await axe(page), []);
  });
});
