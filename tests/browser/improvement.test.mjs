// A question becomes an improvement, its action is counted, and the program itself says whether a change worked: on the
// made-up municipality, where one change did, one did nothing, and of one nothing can be told.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken } from "./seed.mjs";
import { NARROWEST, assertSound, visiting } from "./visit.mjs";

const DESKTOP = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };
const WORKED = "Går det mer sällan fel när e-postklienten frågar om mottagaren innan något skickas?";
const NOTHING = "Blir det färre förväxlingar när båda apparna läser samma läkemedelslista?";
const UNTOLD = "Lever färre behörigheter kvar när tjänstebyten styr dem samma dag?";

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud({ command: "demo" });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

/** Runs `visit` on a page of a coordinator who has signed in. */
async function signedIn(options, visit) {
  await visiting(browser, tillbud.url, options, async (page) => {
    await page.goto("/signin");
    await page.locator("#token").fill(await coordinatorToken(tillbud));
    await page.locator("button.main").click();
    await page.waitForURL((url) => url.pathname !== "/signin");
    await visit(page);
  });
}

async function press(page, button) {
  await page.getByRole("button", { name: button, exact: true }).focus();
  await page.keyboard.press("Enter");
}

/** Opens the cycle with this question from the board, and gives the verdict that stands there. */
async function verdictOf(page, question) {
  await page.goto("/improvements");
  await page.getByRole("link", { name: question }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: question, level: 1 }).waitFor();
  return page.locator(".verdict").first().innerText();
}

test("the program says by itself which change worked, which did nothing, and of which nothing can be told", async () => {
  await signedIn(DESKTOP, async (page) => {
    assert.match(await verdictOf(page, WORKED), /^Det blev bättre/);
    await page.locator("svg.chart").waitFor();
    await page.locator("#study").getByText("inte varför").waitFor();
    assert.ok((await page.locator("#do li").count()) > 0, "an action belongs to it");
    await assertSound(page);
    assert.match(await verdictOf(page, NOTHING), /^Inget tecken på effekt än/);
    assert.match(await verdictOf(page, UNTOLD), /^Det går inte att säga/);
    await page.locator("#study").getByText("minst 12 månader före och 8 efter").waitFor();
  });
});

test("what worked is adopted, a new level is suggested and none is made", async () => {
  await signedIn(DESKTOP, async (page) => {
    await verdictOf(page, WORKED);
    await page.getByRole("radio", { name: "Behåll det som prövades" }).focus();
    await page.keyboard.press("Space");
    await page.locator("#decision_reason").fill("Det håller i sig sedan ett halvår.");
    await press(page, "Besluta");
    await page.getByRole("link", { name: "Till måttet" }).waitFor();
    await page.getByText("Tillbud ändrar inget själv").waitFor();
    await assertSound(page);
  });
});

test("a question goes from a finding to a plan, an action and an answer that is too early", async () => {
  await signedIn(DESKTOP, async (page) => {
    await page.goto("/improvements");
    await page.getByRole("link", { name: "Öppna en förbättring" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#question").fill("Går färre larm bort när panelen visar kopplingen?");
    await press(page, "Öppna");
    await page.locator("#finding-problem").waitFor();
    await assertSound(page);
    await page.locator("#finding").fill("Revisionen: larmen följs inte upp.");
    await press(page, "Öppna");
    await page.getByRole("heading", { name: "Planera", level: 2 }).waitFor();
    await assertSound(page);
    await page.locator("#measure_id").selectOption({ index: 0 });
    await page.locator("#expected").fill("140");
    await press(page, "Skriv in planen");
    await page.getByText("säger emot varandra").first().waitFor();
    await page.locator("#expected").fill("60");
    await press(page, "Skriv in planen");
    await page.getByText("60 procent av nivån före").waitFor();
    await page.getByText("Lägg till en åtgärd").click();
    await page.locator("#action").selectOption({ index: 1 });
    await press(page, "Lägg till");
    await page.locator("#do li").first().waitFor();
    await page.getByText("Jämför före och efter", { exact: true }).click();
    await page.getByText("För tidigt: granskningen är satt till").waitFor();
    await page.locator("#early").fill("Ledningen frågar redan nu.");
    await press(page, "Jämför nu");
    await page.locator(".verdict").waitFor();
    assert.match(await page.locator(".verdict").innerText(), /^Det går inte att säga/);
    await assertSound(page);
  });
});

test("a theme shows what comes back, and its pages and the cycles' are sound in both languages at 320 px", async () => {
  let paths;
  await signedIn(DESKTOP, async (page) => {
    await page.goto("/themes");
    const theme = page.getByRole("link", { name: "Vad gör det så lätt att skicka till fel mottagare?" });
    const address = await theme.getAttribute("href");
    await theme.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Förutsättningar som kommer tillbaka" }).waitFor();
    assert.ok((await page.locator("#factors tbody tr").count()) > 0);
    const incident = await page.locator("#incidents li a").first().getAttribute("href");
    await page.goto("/improvements");
    const cycle = await page.getByRole("link", { name: NOTHING }).getAttribute("href");
    paths = ["/improvements", "/improvements/new", cycle, "/themes", address, `${incident}/theme`, incident];
  });
  for (const locale of ["sv-SE", "en-GB"]) {
    for (const colorScheme of ["light", "dark"]) {
      await signedIn({ ...NARROWEST, locale, colorScheme }, async (page) => {
        for (const path of paths) {
          await page.goto(path);
          await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
          await assertSound(page);
        }
      });
    }
  }
});
