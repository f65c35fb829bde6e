// Following, stepping aside and coming back, leading a unit, and taking back what was a mistake: with the keyboard alone.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chooseIn, press, tabTo } from "./keyboard.mjs";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { accountOf, coordinatorToken, send, tokenOf } from "./seed.mjs";
import { assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const PASSWORD = "häst batteri häftstift";
const WIDE = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };

let tillbud, browser, units;
before(async () => {
  units = await mkdtemp(join(tmpdir(), "tillbud-units-"));
  await writeFile(join(units, "units.csv"), "code,sv,en\nnorr,Hemtjänst Norr,Home care North\nsyd,Hemtjänst Syd,Home care South\n");
  tillbud = await startTillbud({ args: ["--units", join(units, "units.csv")] });
  browser = await launchBrowser();
  accountOf(tillbud, "lisa", "Lisa Lind", ["coordinator"], PASSWORD);
  accountOf(tillbud, "cia", "Cia Ceder", ["administrator"], PASSWORD);
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
  await rm(units, { recursive: true, force: true });
});

const report = (narrative, more = {}) => send(tillbud, "reports", { narrative, kind: "near_miss", ...more });

async function incident(title, unit) {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const work = (path, body) => send(tillbud, path, body, { authorization });
  const { report_id } = await report("Grinden stod öppen.", { unit });
  const { incident_id } = await work("incidents", { report_ids: [report_id], title });
  await work(`incidents/${incident_id}/triage`, { actual: "none", potential: "major", category: "physical", unit });
  return { report_id, incident_id };
}

/** Presses what leads to another page, and gives the status of that page. */
async function go(page, target) {
  await tabTo(page, target);
  const [response] = await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  return response.status();
}

const button = (page, name) => page.getByRole("button", { name }).first();

async function write(page, target, words) {
  await tabTo(page, target);
  await page.keyboard.type(words);
}

async function withToken(page, token) {
  await page.goto("/signin?with=token");
  await write(page, page.locator("#token"), token);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/signin");
}

async function withName(page, login) {
  await page.goto("/signin");
  await write(page, page.locator("#name"), login);
  await write(page, page.locator("#password"), PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/signin");
}

test("what one follows stands among the incidents and under today, for oneself alone", async () => {
  const { incident_id } = await incident("Grinden vid lekplatsen", "syd");
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withToken(page, tokenOf(tillbud, "coordinator"));
    await page.goto(`/incidents/${incident_id}`);
    assert.equal(await go(page, button(page, "Följ händelsen")), 200);
    await page.getByText("Du följer händelsen.").waitFor();
    await assertSound(page);
    await page.goto("/desk/incidents");
    await press(page, page.getByLabel("Bara det jag följer"), "Space");
    await go(page, button(page, "Visa"));
    assert.equal(await page.locator(".queue li").count(), 1);
    await assertSound(page);
    await page.goto("/today");
    await page.locator("#followed").getByText("Grinden vid lekplatsen").waitFor();
    await assertSound(page);
    await go(page, page.locator("#followed a[data-row]"));
    await go(page, button(page, "Sluta följa"));
    await button(page, "Följ händelsen").waitFor();
  });
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withToken(page, await coordinatorToken(tillbud));
    await page.goto("/desk/incidents?followed=yes");
    await page.getByText("Du följer inga händelser här.").waitFor();
    await assertSound(page);
  });
});

test("whoever stepped aside by mistake finds the way back, and both stay on record", async () => {
  const { incident_id } = await incident("Grinden vid parken", "syd");
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withToken(page, await coordinatorToken(tillbud));
    await page.goto(`/incidents/${incident_id}`);
    await press(page, page.locator("summary", { hasText: "Jag är jävig" }));
    await write(page, page.locator("#recuse_reason"), "Min enhet");
    await press(page, page.locator("#recuse_sure"), "Space");
    await go(page, button(page, "Avstå från händelsen"));
    const refused = await page.goto(`/incidents/${incident_id}`);
    assert.equal(refused.status(), 403);
    await assertSound(page);
    await go(page, page.getByRole("link", { name: "Det du har avstått från" }));
    await page.getByText("Min enhet").waitFor();
    await assertSound(page);
    assert.equal(await go(page, button(page, "Kom tillbaka")), 422, "a reason is asked for");
    await assertSound(page);
    await write(page, page.locator("textarea[name=reason]"), "Jag såg fel enhet.");
    assert.equal(await go(page, button(page, "Kom tillbaka")), 200);
    assert.ok(page.url().includes(incident_id));
    await page.locator("#history").getByText("Någon som hade avstått arbetar med händelsen igen").waitFor();
    await page.locator("#history").getByText("Jag såg fel enhet.").waitFor();
  });
});

test("an administrator records who leads a unit, who then sees why nothing of it is shown", async () => {
  const own = await incident("Grinden i norr", "norr");
  const other = await incident("Grinden i syd", "syd");
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withName(page, "cia");
    await page.goto("/access");
    await go(page, page.getByRole("link", { name: "Verksamheter" }));
    await assertSound(page);
    assert.equal(await go(page, button(page, "Spara")), 422, "a unit and a reason are asked for");
    await assertSound(page);
    await chooseIn(page, page.locator("#holder"), await page.locator("#holder option", { hasText: "Lisa Lind" }).getAttribute("value"));
    await chooseIn(page, page.locator("#unit"), "norr");
    await write(page, page.locator("#reason"), "Leder enheten sedan i våras");
    assert.equal(await go(page, button(page, "Spara")), 200);
    await page.getByText("Leder enheten sedan i våras").waitFor();
    await assertSound(page);
  });
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withName(page, "lisa");
    for (const path of [`/incidents/${own.incident_id}`, `/desk/reports/${own.report_id}`]) {
      assert.equal((await page.goto(path)).status(), 403);
      await page.getByText("Det här kommer från en verksamhet som du leder").first().waitFor();
      await page.getByText("be en administratör").waitFor();
      await assertSound(page);
    }
    for (const path of ["/desk", "/desk/incidents"]) {
      await page.goto(path);
      const html = await page.content();
      assert.ok(!html.includes(own.incident_id) && !html.includes(own.report_id), path);
      assert.ok(html.includes(other.incident_id) || html.includes(other.report_id), path);
    }
  });
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withName(page, "cia");
    await page.goto("/access/units");
    await press(page, page.locator("summary", { hasText: "Leder inte verksamheten längre" }));
    await write(page, page.locator("details[open] input[name=reason]"), "Har bytt enhet");
    assert.equal(await go(page, button(page, "Ta bort")), 200);
    await page.getByText("Ingen är angiven som ledare").waitFor();
  });
});

test("a report declined by mistake is taken up again, and its reporter reads why", async () => {
  const { report_id, receipt } = await report("Dörren till arkivet går inte i lås.");
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withToken(page, await coordinatorToken(tillbud));
    await page.goto(`/desk/reports/${report_id}`);
    await page.keyboard.press("d");
    await page.keyboard.press("ArrowDown");
    await tabTo(page, page.locator("[data-step=decline] button.main"));
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await page.getByText("Rapporten är besvarad.").first().waitFor();
    await assertSound(page);
    assert.equal(await go(page, button(page, "Ångra")), 200);
    assert.equal(await page.evaluate(() => document.activeElement.id), "take_up-text");
    assert.match(await page.locator("#take_up-text").inputValue(), /^Vi avslutade din rapport för tidigt/);
    await assertSound(page);
    assert.equal(await go(page, page.locator("[data-step=take_up] button.main")), 200);
    await page.getByText("Rapporten är upptagen igen.").first().waitFor();
    await assertSound(page);
  });
  await visiting(browser, tillbud.url, { ...WIDE, locale: "sv-SE" }, async (page) => {
    await page.goto("/receipt");
    await write(page, page.locator("#code"), receipt);
    await page.keyboard.press("Enter");
    await page.getByText("Din rapport är upptagen igen").waitFor();
    await page.getByText("Vi avslutade din rapport för tidigt").waitFor();
    await assertSound(page);
  });
});

test("many who told of the same are asked at once, from the list", async () => {
  const receipts = [];
  for (const narrative of ["Golvet är halt.", "Halt vid entrén."]) receipts.push((await report(narrative)).receipt);
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withToken(page, await coordinatorToken(tillbud));
    await page.goto("/desk");
    for (const at of [0, 1]) await press(page, page.locator("input[name=report]").nth(at), "Space");
    await go(page, page.locator("#bulk button"));
    await assertSound(page);
    await press(page, page.locator("summary", { hasText: "Ställ en fråga" }));
    await chooseIn(page, page.locator("#ask-template"), "easier");
    assert.equal(await go(page, page.locator("details[open] button[name=fill]")), 200);
    assert.match(await page.locator("#ask-text").inputValue(), /lättare nästa gång/);
    assert.equal(await go(page, page.locator("details[open] button", { hasText: "Skicka till alla" })), 200);
    await page.getByText("Frågan är skickad till 2").waitFor();
    await assertSound(page);
  });
  for (const receipt of receipts) {
    const seen = await fetch(`${tillbud.url}/api/v1/receipt`, { headers: { authorization: `Receipt ${receipt}` } });
    assert.match(await seen.text(), /lättare nästa gång/);
  }
});

test("no page of these breaks WCAG 2.1 AA, in both languages, light and dark, at 320 px", async () => {
  const { incident_id, report_id } = await incident("Grinden vid skolan", "syd");
  for (const locale of ["sv-SE", "en-GB"]) {
    await visiting(browser, tillbud.url, { locale, viewport: { width: 320, height: 640 } }, async (page) => {
      await withToken(page, await coordinatorToken(tillbud));
      for (const path of [`/incidents/${incident_id}`, "/recusals", "/desk/incidents?followed=yes", `/desk/bulk?report=${report_id}`]) {
        await page.goto(path);
        await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
        await assertSoundInBothThemes(page);
      }
    });
    await visiting(browser, tillbud.url, { locale, viewport: { width: 320, height: 640 } }, async (page) => {
      await withName(page, "cia");
      await page.goto("/access/units");
      await assertSoundInBothThemes(page);
    });
  }
});
