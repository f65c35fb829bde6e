// Whoever sees to the actions of a function finds them under today and tells that one is done, with the keyboard alone.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { chooseIn, press, tabTo } from "./keyboard.mjs";
import { binary, launchBrowser, startTillbud } from "./launch.mjs";
import { accountOf, coordinatorToken, send } from "./seed.mjs";
import { NARROWEST, assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const PASSWORD = "häst batteri häftstift";
const WIDE = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  accountOf(tillbud, "olle", "Olle Ohlsson", ["action_owner"], PASSWORD);
  accountOf(tillbud, "cia", "Cia Ceder", ["administrator"], PASSWORD);
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

const button = (page, name) => page.getByRole("button", { name }).first();

/** Presses what leads to another page, and gives the status of that page. */
async function go(page, target) {
  await tabTo(page, target);
  const [response] = await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  return response.status();
}

async function write(page, target, words) {
  await tabTo(page, target);
  await page.keyboard.type(words);
}

async function withName(page, login) {
  await page.goto("/signin");
  await write(page, page.locator("#name"), login);
  await write(page, page.locator("#password"), PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/signin");
}

/** Two actions of one incident, due in three days: of IT-drift, and of the headmaster. */
async function actions() {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const work = (path, body) => send(tillbud, path, body, { authorization });
  const { report_id } = await send(tillbud, "reports", { narrative: "Arkivet stod öppet.", kind: "near_miss" });
  const { incident_id } = await work("incidents", { report_ids: [report_id], title: "Arkivdörren" });
  await work(`incidents/${incident_id}/triage`, { actual: "none", potential: "major", category: "physical" });
  await work(`incidents/${incident_id}/response`, { response: "full_analysis" });
  const factor = { element: "physical_environment", direction: "hindered", text: "Karmen är sned." };
  const { factor_id } = await work(`incidents/${incident_id}/factors`, factor);
  const due = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  for (const [text, owner] of [["Rikta karmen", "IT-drift"], ["Märk dörren", "Rektor"]]) {
    const proposed = { text, strength: "stronger", addresses: [factor_id] };
    const { action_id } = await work(`incidents/${incident_id}/actions`, proposed);
    await work(`actions/${action_id}/decide`, { owner, due });
  }
}

test("an administrator records whose actions somebody sees to", async () => {
  await actions();
  await visiting(browser, tillbud.url, NARROWEST, async (page) => {
    await withName(page, "olle");
    await page.goto("/actions");
    await page.getByText("tills en administratör har angett vilken funktion").waitFor();
    await assertSound(page);
  });
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withName(page, "cia");
    await page.goto("/access");
    await go(page, page.getByRole("link", { name: "Funktioner" }));
    await page.getByText("IT-drift, Rektor").waitFor();
    await assertSoundInBothThemes(page);
    assert.equal(await go(page, button(page, "Spara")), 422, "a function and a reason are asked for");
    await assertSound(page);
    const olle = await page.locator("#holder option", { hasText: "Olle Ohlsson" }).getAttribute("value");
    await chooseIn(page, page.locator("#holder"), olle);
    await write(page, page.locator("#function"), "it-drift");
    await write(page, page.locator("#reason"), "Driftchef från maj");
    assert.equal(await go(page, button(page, "Spara")), 200);
    await page.getByText("Driftchef från maj").waitFor();
    await assertSound(page);
    await page.setViewportSize(NARROWEST.viewport);
    await assertSound(page);
  });
});

test("an owner finds the own action under today and tells that it is done", async () => {
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await withName(page, "olle");
    await page.goto("/today");
    await page.locator("#due").getByText("Rikta karmen").waitFor();
    assert.equal(await page.getByText("Märk dörren").count(), 0);
    await assertSound(page);
    assert.equal(await go(page, page.locator("#due a[data-row]")), 200);
    await page.getByText("Karmen är sned.").waitFor();
    assert.equal(await page.locator("a[href*='/incidents/']").count(), 0, "a link that is refused");
    await assertSoundInBothThemes(page);
    assert.equal(await go(page, button(page, "Genomförd")), 422, "what shows it is asked for");
    await assertSound(page);
    await write(page, page.locator("#evidence"), "Karmen är riktad, dörren går i lås.");
    assert.equal(await go(page, button(page, "Genomförd")), 200);
    await page.getByText("Karmen är riktad, dörren går i lås.").first().waitFor();
    assert.equal(await page.locator("[name=wish]").count(), 1, "what follows is for coordinators, but for files");
    await assertSound(page);
    await page.goto("/today");
    assert.equal(await page.getByText("Rikta karmen").count(), 0);
  });
});

test("another day is asked for with a reason, at little room", async () => {
  execFileSync(binary, ["account", "answer", "olle", "--function", "REKTOR", "--data", tillbud.data]);
  await visiting(browser, tillbud.url, NARROWEST, async (page) => {
    await withName(page, "olle");
    await page.goto("/actions");
    await go(page, page.getByRole("link", { name: "Märk dörren" }));
    await press(page, page.locator("summary", { hasText: "Flytta dagen" }));
    await assertSound(page);
    assert.equal(await go(page, button(page, "Flytta")), 422, "a day and a reason are asked for");
    await assertSound(page);
    await tabTo(page, page.locator("#new_due"));
    await page.keyboard.type("12312099");
    await write(page, page.locator("#reason"), "Skylten är beställd");
    assert.equal(await go(page, button(page, "Flytta")), 200);
    await page.getByText("Skylten är beställd").waitFor();
    await assertSound(page);
  });
});
