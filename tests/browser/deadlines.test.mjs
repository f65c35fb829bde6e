// A coordinator works a personal-data breach: from the list of deadlines to the register.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { tabOn } from "./keyboard.mjs";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, seed, send, tokenOf } from "./seed.mjs";
import { assertSoundInBothThemes, visiting } from "./visit.mjs";

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

/** Runs `visit` as the holder of `token`. */
async function signedIn(token, options, visit) {
  await visiting(browser, tillbud.url, { locale: "sv-SE", ...options }, async (page) => {
    await page.goto("/signin");
    await page.locator("#token").fill(token);
    await page.locator("button.main").click();
    await page.waitForLoadState();
    await visit(page);
  });
}

test("an assessment is decided and its sending recorded, by keyboard only and without scripts", async () => {
  await signedIn(await coordinatorToken(tillbud), { javaScriptEnabled: false }, async (page) => {
    await page.goto("/deadlines");
    await page.getByText("räknat i värsta fall").waitFor();
    await page.goto(`/incidents/${seeded.incident_id}/notifications`);
    await page.locator("main").focus();
    await tabOn(page, "#n1-assess-notifiable");
    await page.keyboard.press("Space");
    await tabOn(page, "#n1-assess-reasons");
    await page.keyboard.type("Planer med uppgifter om hälsa");
    await tabOn(page, "#n1-assess button");
    await page.keyboard.press("Enter");
    await page.getByText("Ska anmälas").first().waitFor();

    await page.locator("main").focus();
    await tabOn(page, "#n1-send-reference");
    await page.keyboard.type("IMY-2026-4711");
    await tabOn(page, "#n1-send-text");
    await page.keyboard.type("Formuläret med det som är känt");
    await tabOn(page, "#n1-send button");
    await page.keyboard.press("Enter");
    await page.getByText("IMY-2026-4711").first().waitFor();
    assert.equal(await page.locator(".duty .badge").first().textContent(), "Skickad");
  });
});

test("a form that has to change keeps what was written and leads to the field", async () => {
  await signedIn(await coordinatorToken(tillbud), {}, async (page) => {
    await page.goto(`/incidents/${seeded.incident_id}/notifications`);
    await page.getByText("Skriv underlaget").click();
    await page.locator("#n1-describe-facts").fill("Två kontakter hade samma namn.");
    await page.locator("#n1-describe button").click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("link", { name: /Vad har gjorts/ }).click();
    assert.ok(await page.evaluate(() => document.activeElement.id === "n1-describe-measures"));
    assert.equal(await page.locator("#n1-describe-facts").inputValue(), "Två kontakter hade samma namn.");
  });
});

test("of two who write what the authority is told the second is told what changed and keeps the words", async () => {
  const address = `/incidents/${seeded.incident_id}/notifications`;
  const write = async (page, facts) => {
    await page.locator("#n1-describe-facts").fill(facts);
    await page.locator("#n1-describe-consequences").fill("Inget skickades.");
    await page.locator("#n1-describe-measures").fill("Listan visar enhet.");
    await page.locator("#n1-describe button").click();
  };
  await signedIn(await coordinatorToken(tillbud), {}, async (first) => {
    await signedIn(tokenOf(tillbud, "coordinator"), {}, async (second) => {
      for (const page of [first, second]) {
        await page.goto(address);
        await page.getByText("Skriv underlaget").click();
      }
      await write(first, "Listan visade två kontakter.");
      await first.locator("dd", { hasText: "Listan visade två kontakter." }).waitFor();
      await write(second, "Tre kontakter hade samma namn.");
      const told = second.getByRole("alert");
      await told.getByText("Det här har hänt sedan du öppnade sidan").waitFor();
      await told.getByText("Underlaget till myndigheten skrevs").waitFor();
      assert.equal(await second.locator("#n1-describe-facts").inputValue(), "Tre kontakter hade samma namn.");
      await second.locator("dd", { hasText: "Listan visade två kontakter." }).waitFor();
      await assertSoundInBothThemes(second);
      await second.locator("#n1-describe button").click();
      await second.locator("dd", { hasText: "Tre kontakter hade samma namn." }).waitFor();
    });
  });
});

test("the data protection officer finds the breach in the register", async () => {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const path = `incidents/${seeded.incident_id}/notifications/describe`;
  const told = { facts: "Två kontakter hade samma namn.", consequences: "Inget skickades.", measures: "Listan visar enhet." };
  await send(tillbud, path, { regime: "gdpr", ...told }, { authorization });
  await signedIn(tokenOf(tillbud, "data_protection_officer"), {}, async (page) => {
    await page.goto("/register");
    await page.getByText("Två kontakter hade samma namn.").waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Hämta som Excel" }).click()]);
    assert.equal(file.suggestedFilename(), "register.xlsx");
    await page.locator(".register a").first().click();
    await page.getByRole("link", { name: "Visa underlaget" }).click();
    await page.getByText("Listan visar enhet.").waitFor();
  });
});

test("no page of deadlines breaks WCAG 2.1 AA, in both languages, light and dark, narrow and wide", async () => {
  const below = `/incidents/${seeded.incident_id}`;
  const paths = ["/deadlines", `${below}/notifications`, `${below}/notifications/document?regime=gdpr`, "/register", below];
  for (const locale of ["sv-SE", "en-GB"]) {
    for (const viewport of [{ width: 320, height: 640 }, { width: 1280, height: 900 }]) {
      await signedIn(await coordinatorToken(tillbud), { locale, viewport }, async (page) => {
        for (const path of paths) {
          await page.goto(path);
          await assertSoundInBothThemes(page);
          if (process.env.TILLBUD_PICTURES) {
            const name = `${path.replaceAll(/\W+/g, "_")}-${locale}-${viewport.width}.png`;
            await page.screenshot({ path: `${process.env.TILLBUD_PICTURES}/${name}`, fullPage: true });
          }
          await page.evaluate(() => document.querySelectorAll("details").forEach((it) => it.setAttribute("open", "")));
          await assertSoundInBothThemes(page);
        }
      });
    }
  }
});
