// A person reports from a phone, with and without JavaScript, and comes back with the code.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, send } from "./seed.mjs";
import * as visits from "./visit.mjs";

const { CODE, NARROWEST, PHONE, assertSound, assertSoundInBothThemes } = visits;
const PAGE_BYTES_MAX = 60_000;

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

const visiting = (options, visit) => visits.visiting(browser, tillbud.url, options, visit);

async function report(page, words) {
  await page.goto("/");
  await page.getByLabel("Vad hände – eller höll på att hända?").fill(words);
  await page.getByRole("button", { name: "Skicka rapporten" }).click();
  await page.getByRole("heading", { name: "Tack. Rapporten är mottagen." }).waitFor();
  return page.locator("#code").textContent();
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a report is sent from a phone ${how} in two interactions, and its code is in no address`, async () => {
    await visiting({ ...PHONE, javaScriptEnabled }, async (page) => {
      const code = await report(page, "Golvet vid entrén är halt när det regnar.");
      assert.match(code, CODE);
      assert.ok(!page.url().includes(code));
      const copy = page.getByRole("button", { name: "Kopiera koden" });
      assert.equal(await copy.isVisible(), javaScriptEnabled);
    });
  });

  test(`the code leads back to the report and its dialogue ${how}`, async () => {
    await visiting({ ...PHONE, javaScriptEnabled }, async (page) => {
      const code = await report(page, "Larmet hörs inte i östra korridoren.");
      await page.goto("/receipt");
      await page.getByLabel("Kod", { exact: true }).fill(code.toLowerCase().replaceAll("-", " "));
      await page.getByRole("button", { name: "Visa rapporten" }).click();
      await page.getByRole("heading", { name: "Mottagen" }).waitFor();
      await page.getByLabel("Svara, eller lägg till något").fill("Det gäller även natten.");
      await page.getByRole("button", { name: "Skicka", exact: true }).click();
      await page.getByText("Tack, det du skrev är mottaget.").waitFor();
      assert.equal(await page.locator(".dialogue .words").textContent(), "Det gäller även natten.");
      assert.ok(!page.url().includes(code));
    });
  });
}

test("a double click makes one report", async () => {
  await visiting({ ...PHONE, javaScriptEnabled: false }, async (page) => {
    const token = await coordinatorToken(tillbud);
    const queue = async () => {
      const answer = await fetch(`${tillbud.url}/api/v1/reports?limit=200`, { headers: { authorization: `Bearer ${token}` } });
      return (await answer.json()).items.length;
    };
    const earlier = await queue();
    await page.goto("/");
    await page.getByLabel("Vad hände – eller höll på att hända?").fill("Två klick, en rapport.");
    await page.getByRole("button", { name: "Skicka rapporten" }).dblclick();
    await page.getByRole("heading", { name: "Tack. Rapporten är mottagen." }).waitFor();
    const key = crypto.randomUUID();
    const body = new URLSearchParams({ narrative: "Samma formulär två gånger.", key });
    const codes = [];
    for (const attempt of [1, 2]) {
      const answer = await page.request.post("/", { data: body.toString(), headers: { "content-type": "application/x-www-form-urlencoded" } });
      codes.push(/id="code">([^<]+)</.exec(await answer.text())?.[1] ?? `attempt ${attempt}: ${answer.status()}`);
    }
    assert.match(codes[0], CODE);
    assert.equal(codes[0], codes[1]);
    assert.equal(await queue(), earlier + 2);
  });
});

test("a form that was sent, changed and sent again asks before it becomes a second report", async () => {
  await visiting(PHONE, async (page) => {
    const key = crypto.randomUUID();
    const post = (narrative) => page.request.post("/", { form: { narrative, key } });
    assert.equal((await post("Första gången.")).status(), 200);
    const answer = await post("Ändrad, andra gången.");
    assert.equal(answer.status(), 409);
    const form = await answer.text();
    assert.match(form, /Ändrad, andra gången\./);
    assert.doesNotMatch(form, new RegExp(key), "the next press has a key of its own");
  });
});

test("an empty form says what is needed and keeps everything that was written", async () => {
  await visiting(PHONE, async (page) => {
    await page.goto("/");
    await page.getByText("Berätta mer om du vill").click();
    await page.getByLabel("Vad hjälpte, eller gjorde att det inte blev värre?").fill("En kollega såg det.");
    await page.getByLabel("Något höll på att hända").check();
    await page.getByRole("button", { name: "Skicka rapporten" }).click();
    const summary = page.locator(".summary");
    await summary.waitFor();
    assert.ok(await summary.evaluate((element) => element === document.activeElement), "the summary has focus");
    await summary.getByRole("link").click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "narrative");
    assert.equal(await page.locator("#helped").inputValue(), "En kollega såg det.");
    assert.ok(await page.getByLabel("Något höll på att hända").isChecked());
    await assertSound(page);
    await page.getByRole("button", { name: "Show this in English" }).click();
    await page.getByLabel("What happened – or nearly happened?").waitFor();
    assert.equal(await page.locator("#helped").inputValue(), "En kollega såg det.");
  });
});

test("everything can be done with the keyboard alone", async () => {
  await visiting({ ...PHONE, isMobile: false, hasTouch: false }, async (page) => {
    const tabTo = async (selector) => {
      for (let steps = 0; steps < 40; steps += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      }
      assert.fail(`${selector} cannot be reached`);
    };
    await page.goto("/");
    await tabTo(".skip");
    await page.keyboard.press("Enter");
    await tabTo("#narrative");
    await page.keyboard.type("Skrivet utan mus.");
    await tabTo("#urgent");
    await page.keyboard.press("Space");
    await tabTo("details.more > summary");
    await page.keyboard.press("Enter");
    await tabTo("input[name=kind]");
    await page.keyboard.press("ArrowUp");
    await tabTo("button.main");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    assert.equal(outline, "3px", "focus can be seen");
    await page.keyboard.press("Enter");
    await page.getByText("Rapporten är märkt som brådskande.").waitFor();
  });
});

test("the form weighs little and asks nothing of other sites", async () => {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  let bytes = 0;
  const hosts = new Set();
  network.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));
  await page.goto(`${tillbud.url}/`, { waitUntil: "networkidle" });
  assert.deepEqual(await context.cookies(), [], "no cookie is set");
  await context.close();
  console.log(`the form page: ${bytes} bytes over the wire`);
  assert.ok(bytes > 0 && bytes <= PAGE_BYTES_MAX, `${bytes} bytes`);
  assert.deepEqual([...hosts], [tillbud.url]);
});

test("no site may frame the bare form unless the operator names it", async () => {
  const { headers } = await fetch(`${tillbud.url}/bare`);
  assert.match(headers.get("content-security-policy"), /frame-ancestors 'none'/);
});

test("no page of a reporter breaks WCAG 2.1 AA, in both languages, light and dark, at 320 px", async () => {
  const { receipt } = await send(tillbud, "reports", { narrative: "En rapport att följa." });
  for (const locale of ["sv-SE", "en-GB"]) {
    await visiting({ ...NARROWEST, locale }, async (page) => {
      await page.goto("/");
      for (const summary of await page.locator("summary").all()) await summary.click();
      await assertSoundInBothThemes(page);
      await page.locator("#narrative").fill("Kort.");
      await page.locator("button.main").click();
      await page.locator("#code").waitFor();
      await assertSoundInBothThemes(page);
      await page.goto("/receipt");
      await assertSoundInBothThemes(page);
      await page.locator("input[name=code]").fill("7K3M9Q");
      await page.locator("button.main").click();
      await page.locator(".summary").waitFor();
      await assertSoundInBothThemes(page);
      await page.locator("input[name=code]").fill(receipt);
      await page.locator("button.main").click();
      await page.locator(".steps").waitFor();
      await assertSoundInBothThemes(page);
      await page.locator("nav.language button").click();
      await page.locator(".steps").waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), locale === "sv-SE" ? "en" : "sv");
      await page.goto("/no-such-page");
      await assertSoundInBothThemes(page);
    });
  }
});
