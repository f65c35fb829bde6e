// The form as an app: what it says for this organisation, the code to keep, a form without a
// connection, and a bare page inside another site's page.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launchBrowser, startTillbud } from "./launch.mjs";
import * as visits from "./visit.mjs";

const { CODE, NARROWEST, PHONE, assertSound, assertSoundInBothThemes } = visits;
const KEPT_BYTES_MAX = 60_000;
const ORGANISATION = {
  urgent_number: "060-12 34 56",
  security_protection: { sv: "Ring växeln och be om säkerhetsskydd.", en: "Call the exchange." },
  whistleblowing: { sv: "Till visselblåsarkanalen", en: "To the channel", url: "https://larm.example/" },
  read_within_working_days: 1,
  feedback_within_days: 21,
};

let folder, intranet, tillbud, browser;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbud-organisation-"));
  const file = join(folder, "organisation.json");
  await writeFile(file, JSON.stringify(ORGANISATION));
  // A site of its own: another host name and another port than Tillbud's.
  intranet = createServer((request, response) => {
    const framed = new URL(request.url, "http://intranet").searchParams.get("framed");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Intranät</title><iframe title="Tillbud" width="360" height="600" src="${framed ?? ""}"></iframe>`);
  }).listen(0, "127.0.0.1");
  await once(intranet, "listening");
  tillbud = await startTillbud({ args: ["--organisation", file, "--frame-ancestors", site()] });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
  intranet?.close();
  if (folder) await rm(folder, { recursive: true });
});

const site = () => `http://localhost:${intranet.address().port}`;
const visiting = (options, visit) => visits.visiting(browser, tillbud.url, { ...PHONE, ...options }, visit);

async function send(page, words = "Golvet vid entrén är halt.") {
  await page.locator("#narrative").fill(words);
  await page.locator("button.main").click();
  await page.locator("#code").waitFor();
}

test("the numbers to call appear with the tick, without JavaScript too, and stand on the confirmation", async () => {
  for (const javaScriptEnabled of [true, false]) {
    await visiting({ javaScriptEnabled }, async (page) => {
      await page.goto("/");
      const numbers = page.locator(".call a");
      assert.ok(!(await numbers.first().isVisible()));
      await page.getByLabel("Någon kan komma till skada nu").check();
      assert.ok(await numbers.first().isVisible());
      const called = await numbers.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      assert.deepEqual(called, ["tel:112", "tel:060123456"]);
      await send(page);
      assert.equal(await page.getByRole("link", { name: "Ring 112" }).getAttribute("href"), "tel:112");
      await page.getByRole("heading", { name: "Inom en arbetsdag" }).waitFor();
      await page.getByText("Inom 21 dagar").waitFor();
    });
  }
});

test("the footer of every page leads to the other ways, and they are the organisation's", async () => {
  await visiting({}, async (page) => {
    await page.goto("/receipt");
    assert.equal(await page.getByRole("link", { name: "Till visselblåsarkanalen" }).count(), 0);
    await page.getByRole("link", { name: /andra vägar/ }).click();
    const channel = page.getByRole("link", { name: "Till visselblåsarkanalen" });
    await channel.waitFor();
    assert.equal(await channel.getAttribute("href"), "https://larm.example/");
    await page.getByText("Ring växeln och be om säkerhetsskydd.").waitFor();
    await assertSound(page);
  });
});

test("the code can be copied, printed and saved as a QR code", async () => {
  for (const javaScriptEnabled of [true, false]) {
    await visiting({ javaScriptEnabled, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      await page.goto("/");
      await send(page);
      const code = await page.locator("#code").textContent();
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Spara som QR-kod" }).click()]);
      assert.equal(download.suggestedFilename(), "kod.png");
      const picture = await readFile(await download.path());
      assert.deepEqual([...picture.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
      assert.ok(await page.locator("img.qr").evaluate((image) => image.naturalWidth > 200), "the policy lets it be shown");
      const print = page.getByRole("button", { name: "Skriv ut" });
      assert.equal(await print.isVisible(), javaScriptEnabled);
      if (javaScriptEnabled) {
        await page.getByRole("button", { name: "Kopiera koden" }).click();
        await page.getByText("Koden är kopierad").waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
        await page.evaluate(() => (globalThis.print = () => (document.title = "printed")));
        await print.click();
        assert.equal(await page.title(), "printed");
      }
      await page.emulateMedia({ media: "print" });
      assert.ok(await page.locator("#code").isVisible());
      assert.ok(await page.locator("img.qr").isVisible());
      assert.ok(await page.getByText("Det här händer nu").isVisible());
      for (const screenOnly of ["nav", "footer", ".ticket .buttons"]) assert.ok(!(await page.locator(screenOnly).first().isVisible()), screenOnly);
    });
  }
});

test("the manifest is whole in both languages, and its pictures are what it says", async () => {
  for (const [locale, description] of [["sv-SE", /Berätta/], ["en-GB", /Tell/]]) {
    await visiting({ locale }, async (page) => {
      await page.goto("/");
      const href = await page.locator("link[rel=manifest]").getAttribute("href");
      const answer = await page.request.get(href);
      assert.equal(answer.headers()["content-type"], "application/manifest+json");
      const manifest = await answer.json();
      assert.equal(manifest.start_url, "/");
      assert.equal(manifest.display, "standalone");
      assert.equal(manifest.lang, locale.slice(0, 2));
      assert.match(manifest.description, description);
      for (const { src, sizes, type } of manifest.icons) {
        const size = await page.evaluate(async (source) => {
          const image = new Image();
          image.src = source;
          await image.decode();
          return `${image.naturalWidth}x${image.naturalHeight}`;
        }, src);
        if (type === "image/png") assert.equal(size, sizes, src);
      }
      assert.deepEqual(manifest.icons.map(({ purpose }) => purpose), ["any", "any", "maskable", "any"]);
      const chromium = await page.context().newCDPSession(page);
      const { errors } = await chromium.send("Page.getAppManifest");
      assert.deepEqual(errors, []);
      const { installabilityErrors } = await chromium.send("Page.getInstallabilityErrors");
      // A private window, which every test visit is, cannot install anything.
      assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"), []);
    });
  }
});

test("without a connection the form opens, says so, and what is written is sent later", async () => {
  for (const [locale, words, online] of [
    ["sv-SE", "Tillbud går inte att nå just nu.", "Du är uppkopplad igen."],
    ["en-GB", "Tillbud cannot be reached just now.", "You are connected again."],
  ]) {
    await visiting({ locale }, async (page) => {
      await page.goto("/");
      await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        if (registration.active.state === "activated") return;
        await new Promise((resolve) => registration.active.addEventListener("statechange", resolve));
      });
      await page.context().setOffline(true);
      await page.goto("/");
      await page.getByText(words).waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), locale.slice(0, 2));
      await assertSound(page);
      const key = await page.locator("[name=key]").inputValue();
      assert.match(key, /^[0-9a-f-]{36}$/, "a key of its own");
      await page.locator("#narrative").fill("Skrivet utan täckning.");
      await page.locator("button.main").click();
      await page.locator("[data-told]:not(:empty)").waitFor();
      await page.reload();
      assert.equal(await page.locator("#narrative").inputValue(), "Skrivet utan täckning.");
      await page.context().setOffline(false);
      await page.getByText(online).waitFor();
      await page.locator("button.main").click();
      await page.locator("#code").waitFor();
      assert.match(await page.locator("#code").textContent(), CODE);

      const kept = await page.evaluate(async () => {
        const addresses = [];
        for (const name of await caches.keys()) {
          for (const { url } of await (await caches.open(name)).keys()) addresses.push(url.slice(location.origin.length));
        }
        return addresses.sort();
      });
      const isExpected = (address) => /^\/assets\/[0-9a-f]{16}\/[a-z]+\.(css|js|svg)$|^\/offline\?lang=(sv|en)$/.test(address);
      assert.ok(kept.length === 6 && kept.every(isExpected), `only the empty form is kept: ${kept}`);
      let bytes = 0;
      for (const address of ["/sw.js", ...kept]) bytes += gzipSync(await (await page.request.get(address)).body()).length;
      console.log(`what a browser keeps to open the form without a connection: ${bytes} bytes`);
      assert.ok(bytes <= KEPT_BYTES_MAX, `${bytes} bytes`);
    });
  }
});

test("a named site may frame the bare form, which sends and stays bare; nothing else can be framed", async () => {
  await visiting({}, async (page) => {
    await page.goto(`${site()}/?framed=${encodeURIComponent(`${tillbud.url}/bare`)}`);
    const frame = page.frameLocator("iframe");
    await frame.locator("#narrative").fill("Från intranätet.");
    assert.equal(await frame.locator("header, footer").count(), 0);
    await frame.locator("button.main").click();
    assert.match(await frame.locator("#code").textContent(), CODE);
    assert.equal(await frame.locator("header, footer").count(), 0);
    const [status] = await Promise.all([page.context().waitForEvent("page"), frame.getByRole("button", { name: "Se rapporten nu" }).click()]);
    await status.getByText("Från intranätet.").waitFor({ state: "attached" });
    await status.close();
    await frame.getByRole("link", { name: "Skriv en rapport till" }).click();
    await frame.locator("button.main").click();
    await frame.locator(".summary:focus").waitFor();
    assert.equal(await frame.locator("header, footer").count(), 0, "an answer with a problem stays bare");
    assert.deepEqual(await page.context().cookies(), []);
  });
  for (const path of ["/", "/receipt", "/signin", "/desk", "/offline"]) {
    const { headers } = await fetch(tillbud.url + path, { redirect: "manual" });
    assert.match(headers.get("content-security-policy"), /frame-ancestors 'none'/, path);
  }
  for (const path of ["/bare", "/bare/sent"]) {
    const answer = await fetch(tillbud.url + path, { method: path === "/bare" ? "GET" : "POST", headers: { "content-type": "application/x-www-form-urlencoded" } });
    assert.ok(answer.headers.get("content-security-policy").includes(`frame-ancestors ${site()};`), path);
    assert.equal(answer.headers.get("cache-control"), "no-store");
  }
});

test("another site than the named one gets an empty frame", async () => {
  await visiting({}, async (page) => {
    page.removeAllListeners("console");
    const refused = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
    const other = `http://127.0.0.1:${intranet.address().port}`;
    await page.goto(`${other}/?framed=${encodeURIComponent(`${tillbud.url}/bare`)}`);
    await refused;
    assert.equal(await page.frameLocator("iframe").locator("#narrative").count(), 0);
  });
});

test("the bare form, the confirmation and the form at 200 % break no rule of WCAG 2.1 AA, light and dark", async () => {
  for (const locale of ["sv-SE", "en-GB"]) {
    await visiting({ ...NARROWEST, isMobile: false, locale }, async (page) => {
      await page.goto("/bare");
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.locator("#urgent").check();
      await assertSoundInBothThemes(page);
      await send(page, "Kort.");
      await assertSoundInBothThemes(page);
    });
  }
  await visiting({ viewport: { width: 1280, height: 800 }, isMobile: false }, async (page) => {
    await page.goto("/");
    await page.evaluate(() => (document.documentElement.style.zoom = "2"));
    for (const summary of await page.locator("summary").all()) await summary.click();
    await assertSound(page);
    const obscured = await page.evaluate(() => [...document.querySelectorAll("#report :is(input:not(#website), textarea, select, button)")].filter((field) => field.checkVisibility() && field.type !== "hidden" && field.getBoundingClientRect().right > innerWidth).map(({ name }) => name));
    assert.deepEqual(obscured, []);
  });
});
