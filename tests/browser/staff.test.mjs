// A coordinator signs in, reads the list, an incident and the trends.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, seed, send, tokenOf } from "./seed.mjs";
import { assertSoundInBothThemes } from "./visit.mjs";

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

/** Signs in and runs `visit`; fails when the page complains on the console. */
async function signedIn(options, visit) {
  const context = await browser.newContext({ locale: "sv-SE", ...options, baseURL: tillbud.url });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  try {
    await page.goto("/desk");
    assert.equal(new URL(page.url()).pathname, "/signin");
    await page.locator("#token").fill(await coordinatorToken(tillbud));
    await page.locator("button.main").click();
    await page.waitForURL("**/desk");
    await visit(page, context);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

test("a coordinator finds the urgent report, opens one and goes on to its incident", async () => {
  await signedIn({}, async (page) => {
    await page.locator(".queue .urgent").getByText("Brådskande").waitFor();
    await page.getByRole("link", { name: /^Del av händelse/ }).click();
    assert.equal(await page.locator(".queue > li").count(), 1);
    await page.locator(".queue a").click();
    await page.getByText("Händer det även i telefonen, eller bara i datorn?").waitFor();
    await page.getByRole("link", { name: "Visa händelsen" }).click();
    await page.getByRole("heading", { name: "Två mottagare med samma namn i meddelandefunktionen" }).waitFor();
    await page.getByText("Listan skiljer inte på personer med samma namn.").first().waitFor();
    await page.getByText("Systemförvaltare").waitFor();
    assert.equal(await page.locator(".timeline").first().locator("li").count(), 2);
  });
});

test("an original is opened for a purpose, and only then read", async () => {
  const words = "När jag skrev in efternamnet kom det upp två kontakter med samma namn.";
  await signedIn({}, async (page) => {
    assert.ok(!(await page.content()).includes(words), "the list holds no words");
    await page.goto(`/desk/reports/${seeded.first.report_id}`);
    assert.ok(!(await page.content()).includes(words), "nor does the closed report");
    await page.getByLabel("Till vad?").selectOption("analysis");
    await page.getByRole("button", { name: "Läs originalet" }).click();
    await page.getByText(words).waitFor();
    await page.locator("#history").getByText("för att förstå vad som bidrog").first().waitFor();
    await page.reload();
    await page.getByText(words).waitFor();
    assert.equal(await page.getByRole("button", { name: "Läs originalet" }).count(), 0);
  });
});

test("the independent role answers a concern and sees nothing else but what everybody sees", async () => {
  const code = { authorization: `Receipt ${seeded.second.receipt}` };
  await send(tillbud, "receipt/concerns", { text: "Mitt schema ändrades veckan efter." }, code);
  const context = await browser.newContext({ locale: "sv-SE", viewport: { width: 320, height: 640 }, baseURL: tillbud.url });
  const page = await context.newPage();
  try {
    await page.goto("/signin");
    await page.locator("#token").fill(tokenOf(tillbud, "independent"));
    await page.locator("button.main").click();
    await page.waitForURL("**/concerns");
    assert.deepEqual(await page.locator("nav").first().locator("a").allTextContents(), ["Berättelser", "Lärdomar"]);
    assert.deepEqual(await axe(page), []);
    await page.locator(".queue a").first().click();
    await page.getByText("Mitt schema ändrades veckan efter.").waitFor();
    await page.getByRole("button", { name: "Skicka svaret" }).click();
    await page.getByRole("alert").waitFor();
    assert.deepEqual(await axe(page), []);
    await page.getByLabel("Svara").fill("Hur märks det i vardagen?");
    await page.getByRole("button", { name: "Skicka svaret" }).click();
    await page.locator(".dialogue .answer").waitFor();
    assert.deepEqual(await axe(page), []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    assert.equal((await page.request.get("/desk")).status(), 403);
  } finally {
    await context.close();
  }
});

test("the list is filtered by its address", async () => {
  await signedIn({}, async (page) => {
    await page.locator("#kind").selectOption("unsafe_condition");
    await page.getByRole("button", { name: "Visa" }).click();
    await page.waitForURL(/kind=unsafe_condition/);
    assert.equal(await page.locator(".queue > li").count(), 1);
    await page.goto("/desk?status=declined");
    await page.getByText("Inga rapporter").waitFor();
  });
});

test("a chart has its figures in a table and in a file", async () => {
  await signedIn({}, async (page) => {
    await page.getByRole("link", { name: "Trender" }).click();
    await page.getByRole("link", { name: "Antal" }).click();
    await page.locator("#by").selectOption("kind");
    await page.getByRole("button", { name: "Visa" }).click();
    await page.waitForURL(/by=kind/);
    assert.equal(await page.getByRole("img", { name: "Alla rapporter" }).count(), 1);
    assert.equal(await page.locator("figure.panel").count(), 3);
    await page.getByText("Siffrorna som tabell").click();
    const figures = page.locator("details", { hasText: "Siffrorna som tabell" });
    assert.equal(await figures.locator("tbody tr").count(), 36);
    const file = await page.request.get(await page.getByRole("link", { name: "Hämta som CSV" }).getAttribute("href"));
    assert.match(file.headers()["content-type"], /^text\/csv/);
    assert.match(await file.text(), /^month,/);
  });
});

test("signing out ends the session", async () => {
  await signedIn({}, async (page, context) => {
    const [cookie] = await context.cookies();
    assert.ok(cookie.httpOnly);
    assert.equal(cookie.sameSite, "Lax");
    await page.getByRole("button", { name: "Logga ut" }).click();
    await page.waitForURL("**/signin");
    await context.addCookies([cookie]);
    await page.goto("/desk");
    assert.equal(new URL(page.url()).pathname, "/signin");
  });
});

test("no page of staff breaks WCAG 2.1 AA, in both languages, light and dark, at 320 px", async () => {
  const paths = [
    "/desk",
    `/desk/reports/${seeded.first.report_id}`,
    "/desk/incidents",
    `/incidents/${seeded.incident_id}`,
    "/search",
    "/search?q=mottagare",
    "/search?q=mottagare&in=incidents",
    "/search?q=ab",
    "/desk?mark=urgent&from=2026-01-01",
    "/desk/incidents?category=misdirected&potential=major",
    "/desk?column=received&column=status&column=words",
    "/desk/incidents?column=title&column=stage&column=opened",
    "/actions?view=ended&column=action",
    "/trends",
    "/trends/counts?by=kind",
    "/trends/counts?by=unit&from=2026-13",
  ];
  for (const locale of ["sv-SE", "en-GB"]) {
    const viewport = { width: 320, height: 640 };
    await signedInQuietly({ locale, viewport }, async (page) => {
      for (const path of paths) {
        await page.goto(path);
        for (const summary of await page.locator("summary").all()) await summary.click();
        await assertSoundInBothThemes(page);
      }
    });
  }
});

/** As `signedIn`, for a visit that asks for answers of 4xx, which Chromium tells on its console. */
async function signedInQuietly(options, visit) {
  await signedIn(options, async (page) => {
    page.removeAllListeners("console");
    await visit(page);
  });
}
