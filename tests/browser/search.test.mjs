// Searching, narrowing and saving a selection, with scripts turned off.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, seed } from "./seed.mjs";

let tillbud, browser, seeded;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  seeded = await seed(tillbud);
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

/** Signs in without JavaScript and runs `visit`. */
async function signedIn(visit) {
  const options = { locale: "sv-SE", javaScriptEnabled: false, baseURL: tillbud.url };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  try {
    await page.goto("/signin");
    await page.locator("#token").fill(await coordinatorToken(tillbud));
    await page.locator("button.main").click();
    await page.waitForURL("**/today");
    await page.goto("/desk");
    await visit(page);
  } finally {
    await context.close();
  }
}

test("a part of a word leads from the header to the incident", async () => {
  await signedIn(async (page) => {
    await page.locator(".find input").fill("delandefunktion");
    await page.locator(".find button").click();
    await page.waitForURL(/\/search\?q=delandefunktion/);
    assert.equal(await page.locator("mark").first().textContent(), "delandefunktion");
    await page.locator(".hits a").first().click();
    assert.equal(new URL(page.url()).pathname, `/incidents/${seeded.incident_id}`);
  });
});

test("a reporter's own words are found by nobody", async () => {
  await signedIn(async (page) => {
    await page.goto("/search?q=profilbilden");
    assert.equal(await page.locator(".hits").count(), 0);
    await page.getByText("Vad rapportörer själva har skrivit går inte att söka i").waitFor();
  });
});

test("a selection is narrowed, saved under a name, found again and removed", async () => {
  await signedIn(async (page) => {
    await page.locator("#mark").selectOption("urgent");
    await page.getByRole("button", { name: "Visa", exact: true }).click();
    await page.waitForURL(/mark=urgent/);
    assert.equal(await page.locator(".queue > li").count(), 1);
    await page.getByText("Spara urvalet").click();
    await page.locator("#view-name").fill("Bråttom");
    await page.getByRole("button", { name: "Spara", exact: true }).click();
    await page.goto("/desk");
    await page.getByRole("link", { name: "Bråttom" }).click();
    await page.waitForURL(/mark=urgent/);
    await page.getByRole("button", { name: "Ta bort Bråttom" }).click();
    assert.equal(await page.getByRole("link", { name: "Bråttom" }).count(), 0);
    const file = await page.request.get("/desk.csv?mark=urgent&column=kind");
    assert.equal((await file.text()).trim().split("\n").length, 2);
  });
});

test("a list is shown as a table in the columns that were chosen", async () => {
  await signedIn(async (page) => {
    await page.goto("/desk/incidents");
    await page.getByText("Kolumner och filer").click();
    for (const box of await page.locator(".files input[type=checkbox]").all()) await box.uncheck();
    const columns = page.locator(".files");
    await columns.getByLabel("Händelse", { exact: true }).check();
    await columns.getByLabel("Läge", { exact: true }).check();
    await page.getByRole("button", { name: "Visa som tabell" }).click();
    await page.waitForURL(/column=title&column=stage/);
    assert.equal(await page.locator("table.grid thead th").count(), 2);
    await page.locator("table.grid tbody a").first().click();
    assert.match(new URL(page.url()).pathname, /^\/incidents\//);
  });
});
