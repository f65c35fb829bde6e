// What the shortcuts of whoever works with reports do, and ready words. Everything here can also
// be reached by Tab and without a script. Must never listen for keys: keys.js does, for all pages.

const dialog = document.getElementById("keys");
const PLACE = "tillbud-place";
const NEXT = "tillbud-next";

/** Opens the form of one step and puts the cursor in its first field; in view, unless what stands above is read first. */
function begin(step, { inView = true } = {}) {
  const form = document.querySelector(`details[data-step="${step}"]`);
  if (!form) return false;
  form.open = true;
  const first = form.querySelector("select[data-fills], input:not([type=hidden]), textarea, select");
  first?.focus({ preventScroll: !inView });
  if (inView) form.scrollIntoView({ block: "nearest" });
  return true;
}

const rowsHere = () => [...document.querySelectorAll("a[data-row]")];
const isOpen = (row) => row.getAttribute("aria-current") === "page";

// Where the open report stands in the list beside it. What is opened is no longer new and may
// leave the list; the one after it has then moved up to its place. Kept in this tab alone.
function keepPlace(path, at) {
  try {
    if (at >= 0) sessionStorage.setItem(PLACE, JSON.stringify([path, at]));
  } catch {
    // A browser that keeps nothing goes on from the top.
  }
}

/** The place that the open report has left, or -1 when it stands there or none is known. */
function placeLeft() {
  const at = rowsHere().findIndex(isOpen);
  keepPlace(location.pathname, at);
  try {
    const [path, left] = JSON.parse(sessionStorage.getItem(PLACE)) ?? [];
    return at < 0 && path === location.pathname ? left : -1;
  } catch {
    return -1;
  }
}

// What follows a report that has left the list is what followed it there, not the first.
const left = placeLeft();
const after = left >= 0 ? rowsHere().slice(left) : [];
const onward = document.querySelector("form.next");
const sealed = after.find((row) => "sealed" in row.dataset);
if (after.length) document.querySelector("#told a")?.setAttribute("href", after[0].href);
if (onward && sealed) onward.action = sealed.href;
onward?.addEventListener("submit", () => {
  const { pathname } = new URL(onward.action);
  keepPlace(pathname, rowsHere().findIndex((row) => row.pathname === pathname));
  try {
    sessionStorage.setItem(NEXT, pathname);
  } catch {
    // A browser that keeps nothing opens the report alone.
  }
});

// Whoever goes on to the next report is going to judge it: the form is open with the cursor in the
// title, and the page stays at its top, where the report is read.
function isNext() {
  try {
    const next = sessionStorage.getItem(NEXT);
    sessionStorage.removeItem(NEXT);
    return next === location.pathname;
  } catch {
    return false;
  }
}
if (isNext()) begin("open", { inView: false });

/** Goes to the row after (1) or before (-1) the one that is open or has the focus. */
function move(by) {
  const rows = rowsHere();
  if (!rows.length) return;
  const open = rows.findIndex(isOpen);
  const gone = left >= 0 ? left - (by > 0) : rows.indexOf(document.activeElement);
  const at = open >= 0 ? open : gone;
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  if (next === rows[at]) return;
  if (document.querySelector(".pane")) next.click();
  else next.focus();
}

/** What each key does; where there is no such form, the key is free for what is named by it. */
const shortcuts = {
  j: () => move(1),
  k: () => move(-1),
  q: () => begin("ask"),
  f: () => begin("feedback"),
  l: () => begin("link"),
  d: () => begin("decline"),
  r: () => begin("reroute"),
  t: () => begin("open"),
  u: () => document.querySelector(".pane p a")?.click(),
};

addEventListener("shortcut", (event) => {
  const run = shortcuts[event.detail];
  if (run && run() !== false) event.preventDefault();
});

// The way out of a form again: what is written in it stays.
function leave(event) {
  const form = dialog?.open ? null : event.target.closest?.("details[data-step][open]");
  if (!form) return;
  event.preventDefault();
  form.open = false;
  form.querySelector("summary").focus();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Escape") leave(event);
});

// Ready words go into the text as soon as they are chosen, unless something else was written.
for (const chooser of document.querySelectorAll("select[data-fills]")) {
  const text = document.getElementById(chooser.dataset.fills);
  const ready = new Set([...chooser.options].map((option) => option.dataset.text).filter(Boolean));
  chooser.parentElement.querySelector("[data-fill]").hidden = true;
  chooser.addEventListener("change", () => {
    const words = chooser.selectedOptions[0].dataset.text;
    if (words === undefined || (text.value.trim() && !ready.has(text.value))) return;
    text.value = words;
  });
}

// What is similar is looked up once the page stands.
for (const place of document.querySelectorAll("[data-similar]")) {
  const found = await fetch(place.dataset.similar).catch(() => null);
  if (!found?.ok) continue;
  const page = new DOMParser().parseFromString(await found.text(), "text/html");
  const list = page.getElementById("similar");
  if (list) place.replaceChildren(place.querySelector("h2"), list);
}

// The open report is in sight in the list beside it.
document.querySelector('.pane [aria-current="page"]')?.scrollIntoView({ block: "nearest" });
