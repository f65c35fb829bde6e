// The language check in the page finds what the program finds, in every labelled sentence,
// and is a hint only: it stops nothing, changes nothing and sends nothing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { check, prepare } from "../../src/web/assets/wording.js";
import { axe, launchBrowser, startTillbud } from "./launch.mjs";

const PAGE_BYTES_MAX = 60_000;

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const rules = prepare(JSON.parse(read("lists/wording.json")), JSON.parse(read("lists/identity.json")));

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

async function openForm(options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "sv-SE", ...options });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  const seen = { bytes: 0, requests: [], complaints: [] };
  network.on("Network.loadingFinished", ({ encodedDataLength }) => (seen.bytes += encodedDataLength));
  page.on("request", (request) => seen.requests.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
  page.on("pageerror", (error) => seen.complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && seen.complaints.push(message.text()));
  await page.goto(`${tillbud.url}/`, { waitUntil: "networkidle" });
  return { page, seen, narrative: page.locator("#narrative"), hint: page.locator("#narrative ~ .wording") };
}

test("both checks find the same words", () => {
  // Held up to date by wording/tests/sentences.rs.
  const expected = read("wording/labelled/hits.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  assert.ok(expected.length > 400);
  for (const { text, hits } of expected) {
    const found = check(rules, text).map(({ code, start, end }) => [code, text.slice(start, end)]);
    assert.deepEqual(found, hits, text);
  }
});

test("a hint comes when the field is left, goes when the words do, and sends and changes nothing", async () => {
  const { page, seen, narrative, hint } = await openForm();
  const written = "Vikarien glömde att låsa.";
  const loaded = page.waitForResponse((response) => response.url().includes("identity.json"));
  await narrative.fill(written);
  await loaded;
  const before = seen.requests.length;
  await narrative.blur();
  await hint.getByText("Vad skulle ha påmint?").waitFor();
  assert.equal(await hint.getAttribute("role"), "status");
  assert.equal(await narrative.inputValue(), written);
  assert.deepEqual(await axe(page), []);
  await narrative.fill("Skåpet gick inte att låsa.");
  await narrative.blur();
  await hint.locator("p").first().waitFor({ state: "detached" });
  assert.equal(seen.requests.length, before, "nothing was asked for after the rules");
  assert.ok(seen.requests.every((request) => !/gl(ö|%C3%B6)mde/i.test(request)), "the words stay in the page");
  assert.deepEqual(seen.complaints, []);
  console.log(`the form with its language check: ${seen.bytes} bytes over the wire`);
  assert.ok(seen.bytes <= PAGE_BYTES_MAX, `${seen.bytes} bytes`);
  await page.context().close();
});

test("a pause is enough, and one who names a person is told of the right channels", async () => {
  const { page, narrative, hint } = await openForm();
  await narrative.pressSequentially("Anna Berg var där.");
  await hint.getByText("visselblåsarkanalen").waitFor();
  await page.context().close();
});

test("in English the same words get an English hint", async () => {
  const { page, narrative, hint } = await openForm({ locale: "en-GB" });
  await narrative.fill("Vikarien glömde att låsa.");
  await narrative.blur();
  await hint.getByText("What would have been a reminder?").waitFor();
  await page.context().close();
});

test("a report with blaming words is sent as it is", async () => {
  const { page, narrative, hint } = await openForm();
  await narrative.fill("Det var slarv.");
  await narrative.blur();
  await hint.locator("p").first().waitFor();
  await page.getByRole("button", { name: "Skicka rapporten" }).click();
  await page.locator("#code").waitFor();
  await page.context().close();
});

test("a hint does not move the button between the press and the release of a mouse", async () => {
  const { page, narrative, hint } = await openForm({ viewport: { width: 1280, height: 900 } });
  const loaded = page.waitForResponse((response) => response.url().includes("identity.json"));
  await narrative.click();
  await loaded;
  await narrative.pressSequentially("Det var slarv.");
  const button = page.getByRole("button", { name: "Skicka rapporten" });
  await button.scrollIntoViewIfNeeded();
  const at = await button.boundingBox();
  await page.mouse.move(at.x + at.width / 2, at.y + 4);
  await page.mouse.down();
  // The field is left now, and as many pictures are drawn as a quick press lasts.
  await page.evaluate(async () => {
    for (let frames = 0; frames < 12; frames++) await new Promise((drawn) => requestAnimationFrame(drawn));
  });
  assert.equal(await hint.locator("p").count(), 0);
  assert.deepEqual(await button.boundingBox(), at, "nothing has moved");
  await page.mouse.up();
  await page.locator("#code").waitFor();
  await page.context().close();
});

test("without the rules the form works as ever", async () => {
  const { page, narrative, hint } = await openForm();
  await page.route("**/*.json", (route) => route.abort());
  await narrative.fill("Det var slarv.");
  await page.getByRole("button", { name: "Skicka rapporten" }).click();
  await page.locator("#code").waitFor();
  assert.equal(await hint.count(), 0);
  await page.context().close();
});
