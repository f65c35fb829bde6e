// How somebody without a mouse gets about a page: with Tab, the arrows and Enter, and nothing else.

import assert from "node:assert/strict";

const TABS_MAX = 150;
const STEPS_MAX = 20;
const TABS_ON_MAX = 120;

/** Presses Tab until `target` has the focus. */
export async function tabTo(page, target) {
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${target} cannot be reached with Tab`);
}

/** Gets to `target` and presses it. */
export async function press(page, target, key = "Enter") {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Moves down `list` until it shows `value`. */
export async function chooseIn(page, list, value) {
  await tabTo(page, list);
  for (let steps = 0; steps < STEPS_MAX && (await list.inputValue()) !== value; steps++) await page.keyboard.press("ArrowDown");
  assert.equal(await list.inputValue(), value);
}

/** Presses Tab, at least once, until what has the focus matches `selector`. */
export async function tabOn(page, selector) {
  for (let step = 0; step < TABS_ON_MAX; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}
