// An analyst reads the wall of trends, one measure, units beside each other, and takes a picture along.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { press, tabTo } from "./keyboard.mjs";
import { binary, launchBrowser, startTillbud } from "./launch.mjs";
import { tokenOf } from "./seed.mjs";
import { NARROWEST, PHONE, assertSoundInBothThemes, visiting } from "./visit.mjs";

const DESKTOP = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };
const MONTHS = 36;

let tillbud, browser, analyst, share;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  analyst = tokenOf(tillbud, "analyst");
  await importReports();
  const listed = await fetch(`${tillbud.url}/api/v1/trends`, { headers: { authorization: `Bearer ${analyst}` } });
  const { items } = await listed.json();
  share = items.find(({ chart }) => chart === "pp").measure;
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

/** Three years up to now, with more reports in the last half year. */
async function importReports() {
  const now = new Date();
  const lines = [];
  for (let ago = MONTHS; ago >= 1; ago--) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 7);
    const count = [12, 9, 14, 10, 13, 8, 11][ago % 7] + (ago <= 6 ? 14 : 0);
    for (let number = 0; number < count; number++) {
      const day = `${month}-${String((number % 28) + 1).padStart(2, "0")}`;
      const kind = number % 3 === 0 ? "near_miss" : "incident";
      lines.push({ dataset: "annat", source_id: `${month}-${number}`, kind, narrative: "från förr", reported_at: day, category: ["access"], unit: number % 2 ? "Norr" : "Syd" });
    }
  }
  const file = join(tillbud.data, "import.jsonl");
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  execFileSync(binary, ["import", file, "--data", tillbud.data]);
}

/** Runs `visit` on a page of an analyst who has signed in. */
async function signedIn(options, visit) {
  await visiting(browser, tillbud.url, options, async (page) => {
    await page.goto("/signin");
    await page.locator("#token").fill(analyst);
    await page.locator("button.main").click();
    await page.waitForURL("**/trends");
    await visit(page);
  });
}

test("the wall, a measure, counts, units and factors are sound on every screen, in both languages and themes", async () => {
  const pages = ["/trends", "/trends?profile=mdc", `/trends/${share}`, `/trends/${share}?by=unit&profile=mdc`,
    `/trends/${share}?from=2026-05&to=2026-04`, "/trends/reports", "/trends/harm_share?profile=mdc", "/trends/counts?by=unit", "/trends/funnel", `/trends/funnel?measure=${share}`, "/trends/pareto"];
  for (const options of [DESKTOP, NARROWEST]) {
    await signedIn(options, async (page) => {
      for (const path of pages) {
        for (const lang of ["sv", "en"]) {
          await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
          await assertSoundInBothThemes(page);
        }
      }
    });
  }
});

test("the keyboard alone leads from the wall to a measure's table and to the comparison of two periods", async () => {
  await signedIn(DESKTOP, async (page) => {
    await press(page, page.locator(".wall h3 a").first());
    await page.getByRole("img").first().waitFor();
    assert.match(await page.locator(".panel.large figcaption").first().innerText(), /punkter/);
    await press(page, page.getByText("Alla punkter som tabell").first());
    await page.locator("tbody tr").first().waitFor();
    const now = new Date();
    const month = (ago) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 7);
    for (const [id, value] of [["first_from", month(24)], ["first_to", month(13)], ["second_from", month(12)], ["second_to", month(1)]]) {
      await tabTo(page, page.locator(`#${id}`));
      await page.locator(`#${id}`).fill(value);
    }
    await press(page, page.getByRole("button", { name: "Jämför" }));
    await page.getByText("inte varför", { exact: false }).last().waitFor();
    assert.match(await page.locator("section[aria-labelledby=compare]").innerText(), /95 %/);
  });
});

test("the keyboard alone leads from counts to harm beside them, and from there back to reporting", async () => {
  await signedIn(DESKTOP, async (page) => {
    await page.goto("/trends/counts");
    await page.locator("section[aria-labelledby=pair] .reading-now").waitFor();
    await press(page, page.locator("section[aria-labelledby=pair] h3 a[href*=harm_share]"));
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("region", { name: "Så läses de två tillsammans" }).waitFor();
    await press(page, page.locator("section[aria-labelledby=pair] h3 a[href*=reports]"));
    await page.waitForURL("**/trends/reports**");
    assert.equal(await page.locator("section[aria-labelledby=pair] h3 a[href*=harm_share]").count(), 1);
    await page.goto(`/trends/${share}`);
    assert.equal(await page.locator("section[aria-labelledby=pair]").count(), share === "harm_share" ? 1 : 0);
  });
});

test("a picture is drawn in the browser, and the file it is drawn from stands alone", async () => {
  await signedIn(DESKTOP, async (page) => {
    await page.goto(`/trends/${share}`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Hämta som PNG" }).click()]);
    assert.equal(download.suggestedFilename(), `tillbud-${share}.png`);
    const png = await readFile(await download.path());
    assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from("PNG")]);
    assert.equal(png.readUInt32BE(16), 1920, "twice as wide as the drawing says");
    assert.ok(png.length > 10_000, `${png.length} bytes are an empty picture`);
    const svg = await page.request.get(await page.getByRole("link", { name: "Hämta som SVG" }).getAttribute("href"));
    assert.match(svg.headers()["content-type"], /^image\/svg\+xml/);
    assert.doesNotMatch(await svg.text(), /var\(--|<script|href/);
  });
});

test("without JavaScript everything is there but the PNG", async () => {
  await signedIn({ ...PHONE, javaScriptEnabled: false }, async (page) => {
    await page.goto(`/trends/${share}`);
    assert.equal(await page.getByRole("button", { name: "Hämta som PNG" }).count(), 0);
    assert.equal(await page.getByRole("link", { name: "Hämta som SVG" }).count(), 1);
    assert.ok((await page.locator("svg.control").count()) >= 1);
  });
});

test("an analyst sets a target, notes what went on, and sees both beside the chart on every screen and in both themes", async () => {
  const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  let campaign, revise;
  await signedIn(DESKTOP, async (page) => {
    await page.goto(`/trends/${share}`);
    await page.getByRole("link", { name: /^Så är måttet definierat/ }).click();
    revise = `${new URL(page.url()).pathname}/revise`;
    await page.getByRole("link", { name: "Ändra definitionen" }).click();
    await page.locator("#target").fill("hundra");
    await page.getByRole("button", { name: "Spara måttet" }).click();
    await page.locator("#target-problem").waitFor();
    await page.locator("#target").fill("99");
    await page.getByRole("button", { name: "Spara måttet" }).click();
    await page.getByText("Mål: minst 99", { exact: false }).waitFor();

    await page.goto("/trends");
    await press(page, page.getByRole("navigation", { name: "Trender" }).getByRole("link", { name: "Vad som pågick" }));
    await page.locator("#what").fill("Rapportvecka");
    await page.locator("#from").fill(day(150));
    await page.locator("#until").fill(day(120));
    await page.getByRole("button", { name: "Notera" }).click();
    campaign = new URL(await page.getByRole("link", { name: "Rapportvecka" }).getAttribute("href"), tillbud.url).pathname;
    await page.goto(`/trends/${share}?profile=mdc`);
    await page.getByText("Når genomgående inte målet", { exact: false }).waitFor();
    assert.equal(await page.locator("svg.control .band-number").first().textContent(), "1");
    assert.equal(await page.locator("li[value='1']", { hasText: "Rapportvecka" }).count(), 1);
    assert.match(await page.locator("svg.control desc").first().textContent(), /Mål: minst 99.*1\. Rapportvecka/);
  });
  for (const options of [DESKTOP, PHONE, NARROWEST]) {
    await signedIn(options, async (page) => {
      for (const path of [`/trends/${share}?profile=mdc`, "/trends?profile=mdc", "/trends/campaigns", campaign, revise]) {
        for (const lang of ["sv", "en"]) {
          await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
          await assertSoundInBothThemes(page);
        }
      }
    });
  }
  await signedIn(DESKTOP, async (page) => {
    await page.goto(campaign);
    await page.locator("#until").fill(day(110));
    await page.getByRole("button", { name: "Spara rättelsen" }).click();
    await page.getByText("Det som pågick rättades").waitFor();
    await page.getByText("Ta tillbaka", { exact: true }).first().click();
    await page.locator("#reason").fill("Den blev inte av");
    await page.getByRole("button", { name: "Ta tillbaka noteringen" }).click();
    await page.getByText("Tillbakataget").waitFor();
    await page.goto(`/trends/${share}`);
    assert.equal(await page.locator("svg.control .band").count(), 0);
  });
});

test("a rise of reports is news without alarm", async () => {
  await signedIn(DESKTOP, async (page) => {
    const news = page.locator(".wall .is-new").first();
    assert.match(await news.innerText(), /Högre nivå sedan/);
    assert.equal(await page.locator(".concern").count(), 0);
    await page.getByText("Fler rapporter betyder oftast").waitFor();
  });
});
