// People with accounts sign in, choose a role, look after their account; an administrator decides who else comes in.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { accountOf } from "./seed.mjs";
import { NARROWEST, PHONE, assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const PASSWORD = "häst batteri häftstift";
const DESKTOP = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };
/** Set to a folder to look at the pages. */
const pictures = process.env.TILLBUD_PICTURES;

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  accountOf(tillbud, "anna", "Anna Ask", ["coordinator", "administrator"], PASSWORD);
  accountOf(tillbud, "bo", "Bo Björk", ["coordinator"], PASSWORD);
  accountOf(tillbud, "cia", "Cia Ceder", ["administrator"], PASSWORD);
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

async function signIn(page, login, password = PASSWORD) {
  await page.goto("/signin");
  await page.locator("#name").fill(login);
  await page.locator("#password").fill(password);
  await page.locator("button.main").click();
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

/** Six digits of RFC 6238, as an authenticator computes them. */
function codeOf(secret, at = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const word = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
}

test("someone signs in, chooses a role and changes it, by keyboard alone", async () => {
  await visiting(browser, tillbud.url, DESKTOP, async (page) => {
    await page.goto("/desk");
    await page.locator("#name").focus();
    await page.keyboard.type("anna");
    await page.keyboard.press("Tab");
    await page.keyboard.type("fel lösenord här");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "anna");
    assert.equal(await page.locator("#password").inputValue(), "");
    await page.locator("#password").focus();
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/role\?next=/);
    await picture(page, "role");
    await page.getByLabel(/Samordnare:/).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/desk");
    await page.getByText("Du är här som samordnare").waitFor();
    await page.getByRole("link", { name: "Byt roll" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel(/Samordnare:/).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/access");
    await page.getByText("Du är här som administratör").waitFor();
    assert.equal((await page.request.get("/desk")).status(), 403);
  });
});

test("one-time codes are turned on with an app and asked for from then on", async () => {
  await visiting(browser, tillbud.url, PHONE, async (page) => {
    await signIn(page, "bo");
    await page.waitForURL("**/today");
    await page.getByRole("link", { name: "Ditt konto" }).click();
    await page.getByRole("link", { name: "Ändra" }).click();
    const secret = (await page.locator("code.secret").textContent()).replaceAll(" ", "");
    assert.ok(await page.locator("img.qr").evaluate((image) => image.naturalWidth > 100));
    await assertSound(page);
    await picture(page, "second-factor-phone");
    await page.locator("#code").fill(codeOf(secret));
    await page.locator("button.main").click();
    await page.waitForURL("**/account");
    await page.getByRole("button", { name: "Logga ut" }).click();
    await signIn(page, "bo");
    await page.getByRole("alert").waitFor();
    // A code counts once, and one has counted when codes were turned on: the next one.
    await page.locator("#password").fill(PASSWORD);
    await page.locator("#code").fill(codeOf(secret, Date.now() + 30_000));
    await page.locator("button.main").click();
    await page.waitForURL("**/today");
  });
});

test("an administrator lets somebody in, who chooses a password, and takes the role back", async () => {
  await visiting(browser, tillbud.url, DESKTOP, async (page) => {
    await signIn(page, "cia");
    await page.waitForURL("**/access");
    await page.getByRole("link", { name: "Konton" }).click();
    await page.getByLabel("Namn", { exact: true }).fill("Dan Dahl");
    await page.getByLabel("Namn att logga in med").fill("dan");
    await page.getByRole("button", { name: "Skapa kontot" }).click();
    const first = await page.locator("code.secret").textContent();
    await picture(page, "first-password");
    await page.getByRole("link", { name: "Ge en roll" }).click();
    assert.equal(await page.locator("#holder option:checked").textContent(), "Dan Dahl");
    await page.getByRole("button", { name: "Ge rollen" }).click();
    await page.getByRole("alert").waitFor();
    await assertSound(page);
    await page.getByLabel(/Analytiker:/).check();
    await page.getByLabel("Varför?").fill("Ansvarar för årsrapporten.");
    await picture(page, "give");
    await page.getByRole("button", { name: "Ge rollen" }).click();
    await page.waitForURL("**/access");
    const row = page.locator(".queue > li", { hasText: "Dan Dahl" });
    await row.getByText("aldrig använd").waitFor();
    await picture(page, "access");

    await visiting(browser, tillbud.url, DESKTOP, async (other) => {
      await signIn(other, "dan", first);
      await other.waitForURL("**/account/password");
      await picture(other, "must-change");
      await assertSound(other);
      await other.locator("#present").fill(first);
      await other.locator("#chosen").fill("en alldeles egen mening");
      await other.locator("#repeated").fill("en alldeles egen mening");
      await other.locator("button.main").click();
      await other.waitForURL("**/account");
      await other.getByRole("link", { name: "Trender" }).click();
      await other.waitForURL("**/trends");

      await page.reload();
      await row.getByText(/användes senast/).waitFor();
      await row.getByRole("button", { name: /^Bekräfta/ }).click();
      await row.getByText(/bekräftad/).waitFor();
      await row.getByText("Återkalla", { exact: false }).first().click();
      await row.getByLabel("Varför?").fill("Uppdraget är slut.");
      await row.getByRole("button", { name: "Återkalla rollen" }).click();
      await row.waitFor({ state: "detached" });
      await other.reload();
      assert.equal(new URL(other.url()).pathname, "/signin");
    });
  });
});

test("a key is made, shown once and taken back", async () => {
  await visiting(browser, tillbud.url, DESKTOP, async (page) => {
    await signIn(page, "cia");
    await page.waitForURL("**/access");
    await page.getByRole("link", { name: "Nycklar" }).click();
    await page.getByLabel(/Granskare:/).check();
    await page.getByLabel("Vad ska den användas till?").fill("Revisorns uttag");
    await page.getByRole("button", { name: "Skapa nyckeln" }).click();
    const token = await page.locator("code.secret").textContent();
    const authorization = `Bearer ${token}`;
    const events = () => fetch(`${tillbud.url}/api/v1/events`, { headers: { authorization } });
    assert.equal((await events()).status, 200);
    await page.getByRole("link", { name: "Nycklar" }).click();
    assert.ok(!(await page.content()).includes(token));
    const key = page.locator(".queue > li", { hasText: "granskare" });
    await key.locator("summary").click();
    await key.getByRole("button", { name: "Återkalla nyckeln" }).click();
    await page.waitForURL("**/access/tokens");
    assert.equal((await events()).status, 401);
  });
});

test("no page of accounts breaks WCAG 2.1 AA, in both languages, light and dark, at 320 px", async () => {
  const own = ["/account", "/account/password", "/account/second-factor", "/role", "/again"];
  const administrators = ["/access", "/access/people", "/access/give", "/access/tokens", "/access/sessions"];
  for (const locale of ["sv-SE", "en-GB"]) {
    await visiting(browser, tillbud.url, { ...NARROWEST, locale }, async (page) => {
      await page.goto("/signin");
      await assertSoundInBothThemes(page);
      await page.goto("/signin?with=token");
      await assertSoundInBothThemes(page);
      await signIn(page, "anna");
      await page.waitForURL(/\/role\?next=/);
      await page.locator("input[value=administrator]").check();
      await page.locator("button.main").click();
      await page.waitForURL("**/access");
      for (const path of [...own, ...administrators]) {
        await page.goto(path);
        for (const summary of await page.locator("summary").all()) await summary.click();
        await assertSoundInBothThemes(page);
        const name = path.slice(1).replaceAll("/", "-");
        await picture(page, `${name}-${locale}-320`);
      }
    });
  }
  await visiting(browser, tillbud.url, DESKTOP, async (page) => {
    await page.goto("/signin");
    await picture(page, "signin-desktop");
    await signIn(page, "anna");
    await page.locator("input[value=administrator]").check();
    await page.locator("button.main").click();
    await page.waitForURL("**/access");
    for (const path of [...own, ...administrators]) {
      await page.goto(path);
      await picture(page, `${path.slice(1).replaceAll("/", "-")}-desktop`);
    }
  });
});
