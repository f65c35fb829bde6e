// A person's visit: a browser that knows nothing from before, and what every page owes its visitors.

import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { axe } from "./launch.mjs";

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: "sv-SE" };
export const NARROWEST = { viewport: { width: 320, height: 568 }, locale: "sv-SE" };
export const CODE = /^[0-9A-Z]{6}-[0-9A-Z]{6}-[0-9A-Z]{6}$/;

/** Runs `visit` on a page of its own at `baseURL`; fails when the page complains on the console. */
export async function visiting(browser, baseURL, options, visit) {
  const context = await browser.newContext({ ...options, baseURL });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Chromium also tells of every 4xx answer and lost connection; those are what a test asked for.
    // It also tells that a frame may not take the focus when it opens; the form then asks for it with a script.
    const isExpected = /^(Failed to load resource|Service Worker registration blocked|Blocked autofocusing)/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !isExpected) complaints.push(message.text());
  });
  try {
    await visit(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** No broken rule of WCAG 2.1 AA, and nothing that sticks out to the side. */
export async function assertSound(page) {
  assert.deepEqual(await axe(page), []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${page.url()} is ${overflow} px too wide`);
}

/**
 * As `assertSound`, in both themes. They differ in colours alone, so the dark one is asked for its contrast and nothing
 * else; the theme changes under the open page, as it does in the evening.
 */
export async function assertSoundInBothThemes(page) {
  await page.emulateMedia({ colorScheme: "light" });
  await assertSound(page);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await axe(page, { type: "rule", values: ["color-contrast"] }), [], "dark");
  await page.emulateMedia({ colorScheme: "light" });
  await tell(page);
}

/** Tells seen.mjs which page was judged, in which language, when it was the page itself and no refusal. */
async function tell(page) {
  const folder = process.env.TILLBUD_SEEN;
  if (!folder) return;
  const [status, lang, path] = await page.evaluate(() => {
    const [arrived] = performance.getEntriesByType("navigation");
    return [arrived?.responseStatus, document.documentElement.lang, location.pathname];
  });
  if (status === 200) await appendFile(join(folder, String(process.pid)), `${lang} ${path}\n`);
}
