// A page that stands open: what came in is told and shown without moving what somebody looks at.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, send, tokenOf } from "./seed.mjs";
import { assertSound, visiting } from "./visit.mjs";

// Low enough that the list is longer than the window.
const LOW = { viewport: { width: 1440, height: 500 }, locale: "sv-SE" };

let tillbud, browser, token;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  token = await coordinatorToken(tillbud);
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

const report = (narrative, more = {}) => send(tillbud, "reports", { narrative, kind: "near_miss", ...more });

/** Signs in and opens `path`, once it listens. */
async function open(page, path) {
  const listening = () => page.waitForRequest((request) => request.resourceType() === "eventsource");
  await page.goto("/signin");
  await page.locator("#token").fill(token);
  // The page that one comes to first listens as well, and a browser connects a moment after the page stands.
  const first = listening();
  await page.locator("button.main").click();
  await first;
  const second = listening();
  await page.goto(path);
  await second;
}

const show = (page) => page.getByRole("status").getByRole("button", { name: "Visa nytt", exact: true });
const rows = (page) => page.locator("a[data-row]").evaluateAll((links) => links.map(({ pathname }) => pathname));
/** The page is still the one that was opened: nothing was loaded again. */
const mark = (page) => page.evaluate(() => (window.isSame = true));
const isSame = (page) => page.evaluate(() => window.isSame === true);

test("what is shown on demand leaves the row that has the focus, what is open and what is chosen where they were", async () => {
  for (let number = 1; number <= 14; number++) await report(`Hylla nummer ${number} lutar.`);
  await visiting(browser, tillbud.url, LOW, async (page) => {
    await open(page, "/desk");
    await mark(page);
    await page.locator("details.files > summary").click();
    await page.locator("input[name=report]").nth(6).check();
    const chosen = await page.locator("input[name=report]").nth(6).inputValue();
    const row = page.locator("a[data-row]").nth(9);
    const path = await row.evaluate(({ pathname }) => pathname);
    await row.focus();
    const top = () => page.evaluate(() => Math.round(document.activeElement.getBoundingClientRect().top));
    const stood = await top();

    const { report_id } = await report("Lampan i trapphuset är sönder.");
    await page.getByText("1 ny eller ändrad", { exact: true }).waitFor();
    assert.match(await page.title(), /^\(1\) /);
    assert.equal(await top(), stood, "nothing moves until it is asked for");
    assert.ok(!(await rows(page)).some((one) => one.includes(report_id)));

    // As a pointer does it: the row keeps the focus until the button has it.
    await show(page).click();
    await page.waitForFunction((id) => document.querySelector(`a[data-row][href*="${id}"]`), report_id);
    assert.ok(await isSame(page), "the page was not loaded again");
    const now = page.locator(`a[data-row][href*="${path}"]`);
    assert.ok(Math.abs((await now.evaluate((link) => link.getBoundingClientRect().top)) - stood) <= 1, "the row stands where it stood");
    assert.equal(await page.locator("details.files[open]").count(), 1);
    assert.deepEqual(await page.locator("input[name=report]:checked").evaluateAll((boxes) => boxes.map(({ value }) => value)), [chosen]);

    // The new one is above what is seen, and a person may go there.
    await page.getByRole("button", { name: "Gå dit" }).click();
    assert.ok(await page.evaluate((id) => document.activeElement.href.includes(id), report_id));
    assert.doesNotMatch(await page.title(), /^\(/);
    assert.equal(await page.locator(".news").textContent(), "");
    await assertSound(page);
  });
});

test("at the top of a page without a chosen row what is new stands in sight at once, and keys go on from there", async () => {
  await visiting(browser, tillbud.url, { ...LOW, viewport: { width: 1440, height: 900 } }, async (page) => {
    await open(page, "/today");
    await mark(page);
    const { report_id } = await report("Spisen slår inte av.", { urgent: true });
    await page.getByText("1 ny", { exact: true }).waitFor();
    await show(page).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /Brådskande/ }).waitFor();
    assert.ok(await isSame(page));
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.waitForFunction(() => document.activeElement.id === "main");
    await page.keyboard.press("j");
    assert.ok(await page.evaluate((id) => document.activeElement.href?.includes(id), report_id));
  });
});

test("the list hears of its own rows, and of one that a colleague took out of it", async () => {
  const { report_id } = await report("Grinden hänger snett.");
  const authorization = `Bearer ${tokenOf(tillbud, "coordinator")}`;
  await visiting(browser, tillbud.url, LOW, async (page) => {
    await open(page, "/desk?status=received");
    await mark(page);
    await send(tillbud, `reports/${report_id}/acknowledge`, {}, { authorization });
    await page.getByText("1 ny eller ändrad", { exact: true }).waitFor();
    await show(page).click();
    await page.waitForFunction((id) => !document.querySelector(`a[data-row][href*="${id}"]`), report_id);
    assert.ok(await isSame(page));
    // It is no longer there: what is done with it now is told to nobody here.
    await send(tillbud, `reports/${report_id}/question`, { text: "Vilken grind?" }, { authorization });
    await report("Staketet är trasigt.");
    await page.getByText("1 ny eller ändrad", { exact: true }).waitFor();
  });
});

test("a page that nobody sees holds no connection, and hears what it missed once it is seen", async () => {
  await visiting(browser, tillbud.url, LOW, async (page) => {
    const asked = [];
    page.on("request", (request) => request.resourceType() === "eventsource" && asked.push(request.url()));
    await open(page, "/today");
    const turn = (isHidden) => page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
    const before = asked.length;
    await turn(true);
    await report("Det droppar från taket.");
    assert.equal(await page.locator(".news").textContent(), "");
    assert.equal(asked.length, before);
    await turn(false);
    await page.getByText("1 ny", { exact: true }).waitFor();
    assert.equal(asked.length, before + 1);
    await turn(true);
    await turn(false);
    await report("Det droppar från fönstret.");
    await page.getByText("2 nya", { exact: true }).waitFor();
    const [since, later] = asked.slice(-2).map((address) => Number(new URL(address).searchParams.get("since")));
    assert.ok(later > since, "from what it heard last");
  });
});

test("a page that has stood open for long says from when it is, and becomes the present one on demand", async () => {
  await visiting(browser, tillbud.url, LOW, async (page) => {
    await page.clock.install();
    await open(page, "/today");
    await mark(page);
    assert.equal(await page.locator(".news").textContent(), "");
    await page.clock.fastForward("11:00");
    await page.getByText(/^Sidan är från kl\. \d\d:\d\d$/).waitFor();
    await show(page).click();
    await page.waitForFunction(() => document.querySelector(".news").textContent === "");
    assert.ok(await isSame(page));
  });
});

test("where no answer comes the page stays and says so, and what is new is shown once one does", async () => {
  await visiting(browser, tillbud.url, LOW, async (page) => {
    await open(page, "/today");
    await mark(page);
    const { report_id } = await report("Handtaget är löst.");
    await page.getByText("1 ny", { exact: true }).waitFor();
    const unreached = page.getByRole("status").getByText("Det gick inte att hämta. Prova igen.", { exact: true });
    await page.route("**/today", (route) => route.fulfill({ status: 503, body: "" }));
    await show(page).click();
    await unreached.waitFor();
    assert.match(await page.title(), /^\(1\) /);
    await page.unroute("**/today");
    await page.context().setOffline(true);
    const failed = page.waitForEvent("requestfailed", (request) => request.resourceType() === "fetch");
    await show(page).click();
    await failed;
    await unreached.waitFor();
    assert.ok(await isSame(page), "the page and its bar are still there");
    await assertSound(page);
    await page.context().setOffline(false);
    await show(page).click();
    await page.locator(`a[data-row][href*="${report_id}"]`).waitFor({ state: "attached" });
    assert.ok(await isSame(page));
    assert.doesNotMatch(await page.title(), /^\(/);
    assert.equal(await unreached.count(), 0);
  });
});

test("where another page answers it is loaded, and a session that ended leads to the page for signing in", async () => {
  await visiting(browser, tillbud.url, LOW, async (page) => {
    await open(page, "/today");
    await report("Porten slår igen hårt.");
    await page.getByText("1 ny", { exact: true }).waitFor();
    await page.context().clearCookies();
    await Promise.all([page.waitForURL("**/signin**"), show(page).click()]);
  });
});
