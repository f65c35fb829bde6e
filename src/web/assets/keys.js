// Where a page of staff hears its shortcuts, and the list of them. A key is first offered to the
// page's own script (the event "shortcut"), then pressed wherever it is named as data-key.
// Must never hear a key while someone writes, nor after they were switched off in this browser,
// which everybody can do who speaks to a computer or whose hand trembles (WCAG 2.1, 2.1.4).

const KEPT = "tillbud-keys";
const dialog = document.getElementById("keys");
const used = document.getElementById("keys-used");

const isWriting = (element) =>
  element?.closest?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

// Asked at each key, so that what was chosen in one tab holds in all of them.
function areUsed() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    // A browser that keeps nothing goes by the page.
    return used.checked;
  }
}

function show() {
  used.checked = areUsed();
  document.documentElement.toggleAttribute("data-keys-off", !used.checked);
}

function open() {
  show();
  dialog.showModal();
}

/** Presses what is named by `key`; says whether there was something. */
function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  target?.focus();
  target?.click();
  return Boolean(target);
}

/** Whether something on this page was meant by `key`. */
function isMeant(key) {
  if (key === "?") {
    open();
    return true;
  }
  const offered = new CustomEvent("shortcut", { detail: key, cancelable: true });
  return !dispatchEvent(offered) || press(key);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (dialog.open || isWriting(event.target) || !areUsed()) return;
  if (isMeant(event.key)) event.preventDefault();
});

used.addEventListener("change", () => {
  try {
    if (used.checked) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "off");
  } catch {
    // It lasts as long as the page then.
  }
  show();
});

for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", open);
}
show();
