// What a script adds to the report form: what is written survives a lost connection and a
// reload. The draft is kept in this tab alone, until it is sent or cleared; never in a
// store that the next person at the same screen could find. Without this file the form
// sends itself, and the server gives everything back that was written.

const SEND_MILLISECONDS_MAX = 45_000;
const SEND_FILES_MILLISECONDS_MAX = 600_000;
const DRAFT = "tillbud-draft";
const UNKEPT = ["website", "switch"];

const form = document.getElementById("report");
const told = form.querySelector("[data-told]");
const sending = form.querySelector("[data-sending]");
const draft = form.querySelector("[data-draft]");
const files = form.querySelector("[type=file]");
const button = form.querySelector("button.main");
const said = form.dataset;
const afterwards = sending.textContent;
let isUnsent = false;

/** What a person can fill in, and the key that makes a repetition harmless. */
function fields() {
  const isKept = ({ name, type }) => name && !UNKEPT.includes(name) && type !== "file" && (type !== "hidden" || name === "key");
  return [...form.elements].filter(isKept);
}

const isOption = ({ type }) => type === "checkbox" || type === "radio";

function written() {
  const kept = {};
  for (const field of fields()) if (!isOption(field) || field.checked) kept[field.name] = field.value;
  return kept;
}

function fill(kept) {
  for (const field of fields()) {
    const value = kept[field.name] ?? "";
    if (isOption(field)) field.checked = field.type === "radio" || value ? field.value === value : false;
    else if (field.name !== "key" || value) field.value = value;
    if (field.selectedIndex === -1) field.value = "";
    if (value && field.name !== "key") field.closest("details")?.setAttribute("open", "");
  }
}

// A browser that keeps nothing from us says so by throwing.
function stored(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

function save() {
  const kept = written();
  const isEmpty = Object.entries(kept).every(([name, value]) => name === "key" || !value.trim());
  draft.hidden = isEmpty;
  stored((tab) => (isEmpty ? tab.removeItem(DRAFT) : tab.setItem(DRAFT, JSON.stringify(kept))));
}

function forget() {
  fill({});
  files.value = "";
  form.elements.key.value = crypto.randomUUID?.() ?? form.elements.key.value;
  save();
}

function setBusy(isBusy) {
  if (isBusy) form.setAttribute("aria-busy", "true");
  else form.removeAttribute("aria-busy");
  sending.textContent = isBusy ? said.sending : afterwards;
}

/** It did not get through: the page stays as it is, and offers to send again. */
function tellUnsent(words) {
  isUnsent = true;
  told.textContent = words;
  button.textContent = said.again;
  button.focus();
}

/** The receipt as a page of its own: reloading it sends the key again, not the words. */
function showReceipt() {
  const ask = document.createElement("form");
  ask.method = "post";
  ask.action = said.sent;
  ask.hidden = true;
  for (const name of ["key", "urgent"]) {
    const input = document.createElement("input");
    input.name = name;
    input.value = written()[name] ?? "";
    ask.append(input);
  }
  document.body.append(ask);
  forget();
  ask.submit();
}

async function send() {
  const content = new FormData(form);
  const answer = await fetch(form.action, {
    method: "POST",
    body: form.enctype === "multipart/form-data" ? content : new URLSearchParams(content),
    redirect: "manual",
    signal: AbortSignal.timeout?.(files.files.length ? SEND_FILES_MILLISECONDS_MAX : SEND_MILLISECONDS_MAX),
  });
  const page = await answer.text();
  return { status: answer.status, page, hasCode: answer.ok && page.includes('id="code"') };
}

/** Puts the challenge of an answer into this page, where the chosen files still are. */
function takeChallenge({ status, page }) {
  if (status !== 429 || !files.files.length || form.elements.proof?.dataset.send) return false;
  const asked = new DOMParser().parseFromString(page, "text/html").querySelector("#report [name=proof]");
  if (!asked) return false;
  asked.dataset.send = "true";
  form.elements.proof?.remove();
  form.prepend(document.adoptNode(asked));
  sending.textContent = said.sending;
  import(asked.dataset.solver).then(({ answer }) => answer(asked), () => form.submit());
  return true;
}

form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented || event.submitter?.name === "switch") return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  save();
  setBusy(true);
  told.textContent = "";
  const answer = await send().catch(() => null);
  setBusy(false);
  if (!answer) tellUnsent(said.lost);
  else if (answer.hasCode) showReceipt();
  else if (answer.status === 413) tellUnsent(said.toolong);
  else if (answer.status >= 500) tellUnsent(said.away);
  else if (takeChallenge(answer)) return;
  // Anything else the server explains best itself; the key makes sending twice harmless.
  else form.submit();
});

form.addEventListener("input", save);
addEventListener("online", () => {
  if (isUnsent || "kept" in said) told.textContent = said.online;
});
addEventListener("pageshow", () => setBusy(false));
draft.querySelector("button").addEventListener("click", () => {
  forget();
  told.textContent = "";
  sending.textContent = said.cleared;
  form.elements.narrative.focus();
});

// In another site's frame the browser does not move the focus by itself.
document.querySelector(".summary")?.focus();

// What the server gave back goes before what the tab remembers.
const kept = stored((tab) => JSON.parse(tab.getItem(DRAFT)));
if (kept && !form.elements.narrative.value) fill(kept);
if (!form.elements.key.value) form.elements.key.value = crypto.randomUUID?.() ?? "";
save();

// Only the page itself, not one in another site's frame, asks to be there without a connection.
if (said.worker && self === top) navigator.serviceWorker?.register(said.worker).catch(() => {});
