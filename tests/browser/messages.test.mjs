// Somebody chooses to be told by mail, confirms the address and is told; today shows deadlines and changes in reporting.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { tabOn } from "./keyboard.mjs";
import { binary, launchBrowser, startTillbud } from "./launch.mjs";
import { accountOf, coordinatorToken, seed, send } from "./seed.mjs";
import { assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const PASSWORD = "häst batteri häftstift";
const DESKTOP = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };
/** Set to a folder to look at the pages. */
const pictures = process.env.TILLBUD_PICTURES;

let tillbud, browser, post, folder, seeded;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbud-messages-"));
  post = await startPost();
  const file = join(folder, "notifications.json");
  const smtp = { host: "127.0.0.1", port: post.port, security: "none", from: "Tillbud <tillbud@kommun.example>" };
  await writeFile(file, JSON.stringify({ base_url: "https://tillbud.kommun.example", smtp }));
  tillbud = await startTillbud({ args: ["--notifications", file] });
  browser = await launchBrowser();
  accountOf(tillbud, "anna", "Anna Ask", ["coordinator"], PASSWORD);
  accountOf(tillbud, "vera", "Vera Vik", ["independent", "coordinator"], PASSWORD);
  seeded = await seed(tillbud);
  await importRise();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
  post?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A mail server; `next()` gives the next mail that it was sent. */
async function startPost() {
  const child = spawn(process.execPath, ["smtp.mjs"], { cwd: import.meta.dirname, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  const { port } = await next();
  return { port, next, stop: () => child.kill() };
}

/** Two years of reports about one category, from another register: more of them in the last six months. */
async function importRise() {
  const lines = [];
  for (let month = 0; month < 24; month += 1) {
    const begin = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 24 + month, 1));
    const count = [12, 9, 14, 10, 13, 8, 11][month % 7] + (month >= 18 ? 12 : 0);
    for (let number = 0; number < count; number += 1) {
      const reported_at = `${begin.toISOString().slice(0, 8)}${String((number % 28) + 1).padStart(2, "0")}`;
      lines.push(JSON.stringify({ dataset: "annat", source_id: `${month}-${number}`, narrative: "x", reported_at, category: ["access"] }));
    }
  }
  const file = join(folder, "import.jsonl");
  await writeFile(file, `${lines.join("\n")}\n`);
  execFileSync(binary, ["import", file, "--data", tillbud.data], { stdio: "pipe" });
  // Nobody looks at the page of today before the read models hold it all.
  for (let isBehind = true; isBehind; ) {
    const metrics = await (await fetch(`${tillbud.url}/metrics`)).text();
    isBehind = !/^tillbud_read_models_lag 0$/m.test(metrics);
  }
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function signIn(page, login) {
  await page.goto("/signin");
  await page.locator("#name").fill(login);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("button.main").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/signin"));
}

const codeOf = (mail) => /\b\d{4} \d{4}\b/.exec(mail.body)[0];

test("messages are chosen, confirmed by a mailed code, received and turned off, by keyboard only", async () => {
  await visiting(browser, tillbud.url, DESKTOP, async (page) => {
    await signIn(page, "anna");
    await page.goto("/account");
    await page.getByText("Inga meddelanden skickas till dig.").waitFor();
    await tabOn(page, 'a[href="/account/messages"]');
    await page.keyboard.press("Enter");
    await page.waitForURL("**/account/messages");
    await tabOn(page, "#address");
    await page.keyboard.type("anna@kommun");
    await page.keyboard.type(".example");
    // All topics are chosen at first: the reporter's answers are turned off.
    await tabOn(page, "input[name=added]");
    await page.keyboard.press("Space");
    await tabOn(page, "input[name=pace]");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await tabOn(page, "button.main");
    await picture(page, "messages-form");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Skriv koden" }).waitFor();
    const asked = await post.next();
    assert.deepEqual(asked.to, ["anna@kommun.example"]);
    await tabOn(page, "#code");
    await page.keyboard.type("0000 0000");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await assertSound(page);
    await picture(page, "messages-code");
    await tabOn(page, "#code");
    await page.keyboard.type(codeOf(asked));
    await page.keyboard.press("Enter");
    await page.getByText("Meddelanden skickas till anna@kommun.example.").waitFor();
    assert.equal(await page.locator("input[name=added]").isChecked(), false);
    assert.equal(await page.locator("input[name=new_report]").isChecked(), true);

    // What is urgent comes at once, and says nothing of it.
    await send(tillbud, "reports", { narrative: "Det ryker ur elskåpet.", urgent: true });
    const told = await post.next();
    assert.match(told.headers.subject, /brådskande/);
    assert.match(told.body, /1 ny rapport/);
    assert.doesNotMatch(told.body, /elskåpet/);

    await tabOn(page, 'form[action="/account/messages/off"] button');
    await page.keyboard.press("Enter");
    await page.getByText("Inga meddelanden skickas till dig.").waitFor();
    assert.equal(await page.locator("#address").inputValue(), "");
  });
});

test("who hears of concerns is asked for an address of their own", async () => {
  await visiting(browser, tillbud.url, DESKTOP, async (page) => {
    await signIn(page, "vera");
    await page.goto("/account/messages");
    assert.equal(await page.getByLabel("en berättelse om att någon behandlats illa har kommit in").isChecked(), false);
    await page.getByLabel("en berättelse om att någon behandlats illa har kommit in").check();
    await page.locator("#address").fill("vera@kommun.example");
    await page.getByRole("button", { name: "Spara" }).click();
    await page.getByRole("alert").getByText("samma adress").waitFor();
    assert.equal(await page.locator("#address").inputValue(), "vera@kommun.example");
  });
});

test("today shows a deadline with its time and a change in reporting, and leads to both", async () => {
  await visiting(browser, tillbud.url, { ...DESKTOP, javaScriptEnabled: false }, async (page) => {
    await signIn(page, "anna");
    await page.goto("/today");
    await page.locator("#law").getByText("I värsta fall").waitFor();
    assert.equal(await page.locator("#law a[data-row]").getAttribute("href"), `/incidents/${seeded.incident_id}/notifications`);
    // Charts are looked at once a minute, and not while much is being read in.
    const told = page.locator("#signal").getByText(/högre än vanligt sedan/).first();
    const end = Date.now() + 180_000;
    while (!(await told.isVisible())) {
      assert(Date.now() < end, "the rise is told of");
      await told.waitFor({ timeout: 5_000 }).catch(() => page.goto("/today"));
    }
    assert.equal(await page.locator("#signal .mark-urgent").count(), 0);
    await picture(page, "today-signal");
    await page.locator("#signal a[data-row]").first().click();
    await page.waitForURL("**/signals/*");
    await page.getByText("Det betyder oftast att fler berättar").waitFor();
  });
});

test("nothing that comes in moves what stands on the page of today", async () => {
  await visiting(browser, tillbud.url, DESKTOP, async (page) => {
    await signIn(page, "anna");
    await page.goto("/today");
    const row = page.locator("#law a[data-row]").first();
    const before = await row.boundingBox();
    await row.focus();
    await send(tillbud, "reports", { narrative: "Halt golv." });
    await page.getByRole("status").getByText("1 ny").waitFor();
    assert.equal(await row.evaluate((element) => element === document.activeElement), true);
    assert.deepEqual(await row.boundingBox(), before);
  });
});

test("no page of messages breaks WCAG 2.1 AA, in both languages and themes, from phone to wide", async () => {
  for (const locale of ["sv-SE", "en-GB"]) {
    for (const width of [320, 1440]) {
      const options = { locale, viewport: { width, height: 800 } };
      await visiting(browser, tillbud.url, options, async (page) => {
        await signIn(page, "anna");
        for (const path of ["/account", "/account/messages", "/today", "/trends/counts?category=access"]) {
          await page.goto(path);
          await assertSoundInBothThemes(page);
          await picture(page, `${path.split("?")[0].replaceAll("/", "-")}-${locale}-${width}`);
        }
      });
    }
  }
});
