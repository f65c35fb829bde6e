// A reporter comes back with the code: reads, answers, sees who has read, reaches the
// independent role, takes back. With and without JavaScript, by keyboard, in both languages.
//
// TILLBUD_SCREENSHOTS names a folder for pictures to look at.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, send, tokenOf } from "./seed.mjs";
import { NARROWEST, PHONE, assertSoundInBothThemes } from "./visit.mjs";

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

/** A report that was opened and answered, with feedback. */
async function answered() {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const work = (path, body) => send(tillbud, path, body, { authorization });
  const { report_id, receipt } = await send(tillbud, "reports", { narrative: "Golvet vid entrén är halt när det regnar.", kind: "unsafe_condition" });
  await work(`reports/${report_id}/open`, { purpose: "triage" });
  await work(`reports/${report_id}/question`, { text: "Gäller det hela dagen?" });
  await work(`reports/${report_id}/feedback`, { text: "En matta läggs in på fredag." });
  return receipt;
}

/** Runs `visit` on the page of the report with this code; fails when the page complains. */
async function following(receipt, options, visit) {
  const context = await browser.newContext({ ...options, baseURL: tillbud.url });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const isStatus = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isStatus) complaints.push(message.text());
  });
  try {
    await page.goto("/receipt");
    await page.locator("input[name=code]").fill(receipt);
    await page.locator("button.main").click();
    await page.locator(".steps").waitFor();
    await visit(page);
    assert.ok(!page.url().includes(receipt), "the code is in no address");
    assert.deepEqual(await context.cookies(), []);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

async function picture(page, name) {
  const folder = process.env.TILLBUD_SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a reporter reads, answers, tells how it was, and takes the report back ${how}`, async () => {
    await following(await answered(), { ...PHONE, javaScriptEnabled }, async (page) => {
      await page.getByText("Gäller det hela dagen?").waitFor();
      await page.getByText("för att bedöma vad rapporten gäller").waitFor();
      await page.getByLabel("Svara, eller lägg till något").fill("Ja, från morgonen.");
      await page.getByRole("button", { name: "Skicka", exact: true }).click();
      await page.getByText("Tack, det du skrev är mottaget.").waitFor();
      await page.getByLabel("Ja", { exact: true }).check();
      await page.getByRole("button", { name: "Skicka svaret" }).click();
      await page.getByText("Tack, ditt svar är noterat.").waitFor();
      assert.ok(await page.getByLabel("Ja", { exact: true }).isChecked());
      await page.getByText("Ta tillbaka rapporten").click();
      await picture(page, `status-390-${javaScriptEnabled ? "js" : "no-js"}`);
      await page.getByLabel("Ja, jag vill att det jag skrev raderas för gott").check();
      await page.getByRole("button", { name: "Radera det jag skrev" }).click();
      await page.getByText("Du tog tillbaka rapporten").waitFor();
      assert.equal(await page.getByText("Golvet vid entrén").count(), 0);
      assert.equal(await page.getByRole("button", { name: "Skicka", exact: true }).count(), 0);
      await picture(page, `erased-390-${javaScriptEnabled ? "js" : "no-js"}`);
    });
  });

  test(`a concern reaches the independent role and its answer the reporter ${how}`, async () => {
    const receipt = await answered();
    const words = `Mitt schema ändrades ${how}.`;
    await following(receipt, { ...PHONE, javaScriptEnabled }, async (page) => {
      await page.getByText("Blev du illa behandlad efter att du rapporterade?").click();
      await page.getByLabel("Vad har hänt sedan du rapporterade?").fill(words);
      await page.getByRole("button", { name: "Skicka till den oberoende mottagaren" }).click();
      await page.getByText("Tack för att du berättade.").waitFor();
    });
    const authorization = `Bearer ${tokenOf(tillbud, "independent")}`;
    const list = await (await fetch(`${tillbud.url}/api/v1/concerns`, { headers: { authorization } })).json();
    await send(tillbud, `concerns/${list.items[0].concern_id}/answer`, { text: "Hur märks det?" }, { authorization });
    await following(receipt, { ...PHONE, javaScriptEnabled }, async (page) => {
      await page.getByText(words).waitFor();
      await page.locator(".dialogue .answer").getByText("Hur märks det?").waitFor();
      await picture(page, `concern-390-${javaScriptEnabled ? "js" : "no-js"}`);
    });
  });
}

test("nobody has read it until somebody has, and a report is not taken back by one press", async () => {
  const { receipt } = await send(tillbud, "reports", { narrative: "Larmet hörs inte." });
  await following(receipt, { ...PHONE, javaScriptEnabled: false }, async (page) => {
    await page.getByText("Ingen har öppnat dina egna ord.").waitFor();
    await page.getByText("Ta tillbaka rapporten").click();
    // Past the browser's own check of the box.
    await page.locator("form[action^='/receipt/withdraw']").evaluate((form) => form.setAttribute("novalidate", ""));
    await page.getByRole("button", { name: "Radera det jag skrev" }).click();
    await page.getByRole("alert").getByText("Kryssa i rutan först").waitFor();
    await page.getByText("Det du skrev", { exact: true }).click();
    await page.getByText("Larmet hörs inte.").waitFor();
  });
});

test("everything on the page of a report can be done with the keyboard alone", async () => {
  await following(await answered(), { ...PHONE, isMobile: false, hasTouch: false }, async (page) => {
    const tabTo = async (selector) => {
      for (let steps = 0; steps < 60; steps += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      }
      assert.fail(`${selector} cannot be reached`);
    };
    await tabTo("#text");
    await page.keyboard.type("Skrivet utan mus.");
    await tabTo("form[action^='/receipt/messages'] button");
    await page.keyboard.press("Enter");
    await page.getByText("Tack, det du skrev är mottaget.").waitFor();
    await tabTo("input[name=again]");
    await page.keyboard.press("Space");
    await tabTo("form[action^='/receipt/experience'] button");
    await page.keyboard.press("Enter");
    await page.getByText("Tack, ditt svar är noterat.").waitFor();
    await page.getByText("Blev du illa behandlad").evaluate((summary) => summary.focus());
    await page.keyboard.press("Enter");
    await tabTo("#concern");
    await page.keyboard.type("Också utan mus.");
    await tabTo("form[action^='/receipt/concerns'] button");
    await page.keyboard.press("Enter");
    await page.getByText("Tack för att du berättade.").waitFor();
    await page.getByText("Ta tillbaka rapporten").evaluate((summary) => summary.focus());
    await page.keyboard.press("Enter");
    await tabTo("#sure");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Du tog tillbaka rapporten").waitFor();
  });
});

test("the page of a report breaks no rule of WCAG 2.1 AA, in both languages, light and dark, at 320 px", async () => {
  for (const locale of ["sv-SE", "en-GB"]) {
    await following(await answered(), { ...NARROWEST, locale }, async (page) => {
      const openAll = () => page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
      await openAll();
      await assertSoundInBothThemes(page);
      await picture(page, `status-320-${locale}`);
      await page.locator("#concern").fill(" ");
      await page.locator("form[action^='/receipt/concerns'] button").click();
      await page.locator(".summary").waitFor();
      await openAll();
      await assertSoundInBothThemes(page);
      await page.locator("#sure").check();
      await page.locator("form[action^='/receipt/withdraw'] button").click();
      await page.locator(".done").waitFor();
      await openAll();
      await assertSoundInBothThemes(page);
    });
  }
});
