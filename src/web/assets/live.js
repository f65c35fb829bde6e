// Tells that something has come in since the page was made, or how old the page is, and shows
// what there is now when a person asks.
//
// Until then nothing moves and nothing is fetched, so new rows are never put in by themselves,
// not even where they would move nothing under the cursor: to fetch them would look like a person
// at work, and keep the session of an unattended browser. Only the bar and the title change.

const OLD_MS = 10 * 60 * 1000;
const ROW = "a[data-row]";

const place = document.querySelector("[data-live]");
const main = place.parentElement;
const title = document.title;
/** What came in, each with its place in the log. */
const told = new Map();
let since = place.dataset.since;
let made = Date.now();
let growsOld = 0;
let source = null;
let hasEnded = false;
let isAsking = false;
/** The last time that somebody wanted to see what is new, no answer came. */
let isUnreached = false;
/** New and out of sight, after what is new was shown. */
let away = null;
/** Where the focus was last in what the page shows. */
let last = [];

const rows = () => [...main.querySelectorAll(ROW)];
const isOld = () => Date.now() - made >= OLD_MS;

function isInSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && bottom > top && top < innerHeight;
}

/** Says `text`, with a button that stays the same one: it may have the focus. */
function say(text, label, act) {
  if (!place.querySelector("button")) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    place.replaceChildren(document.createElement("span"), button);
  }
  const [words, button] = place.children;
  // What is written again is read out again.
  if (words.textContent !== text) words.textContent = text;
  button.textContent = label;
  button.onclick = act;
}

function tell() {
  const words = place.dataset;
  const count = told.size;
  document.title = count ? `(${count}) ${title}` : title;
  if (isUnreached) say(words.unreached, words.show, ask);
  else if (count) say(count === 1 ? words.one : words.many.replace("#", count), words.show, ask);
  // A day may have passed and a reporter waited too long, without an event that says so.
  else if (isOld()) say(words.from, words.show, ask);
  else if (away) say(words.away, words.go, goThere);
  else place.textContent = hasEnded ? words.ended : "";
}

function goThere() {
  for (let one = away.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  away.scrollIntoView({ block: "center" });
  away.focus({ preventScroll: true });
  away = null;
  tell();
}

/** Selectors of the same thing in another making of the page, the best first. */
function selectorsOf(element) {
  const marks = ["id", "href", "name", "value"].filter((name) => element.hasAttribute(name));
  const own = element.localName + marks.map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`).join("");
  const section = element.parentElement?.closest("section[id]");
  const within = section ? [`#${CSS.escape(section.id)} ${own}`] : [];
  return marks.length || own === "h1" ? [...within, own] : within;
}

const find = (selectors, root = main) => selectors.map((one) => root.querySelector(one)).find(Boolean);

// What stays as it is whatever came in: this bar, and what other scripts hold on to.
const isContent = (element) => !element.matches(".news, .saved, .keys-hint, dialog, script");

const detailsOf = (part) => [part, ...part.querySelectorAll("details")].filter((one) => one.localName === "details");

/** `fresh` in place of `old`, with what the person opened and chose; `old` where nothing differs. */
function replacing(old, fresh) {
  const opened = detailsOf(fresh);
  for (const [at, one] of detailsOf(old).entries()) if (opened[at]) opened[at].open = one.open;
  if (old.isEqualNode(fresh)) return old;
  for (const box of old.querySelectorAll("input[type=checkbox]:checked")) {
    const same = find(selectorsOf(box), fresh);
    if (same) same.checked = true;
  }
  return fresh;
}

/** Puts the parts of `fresh` that differ in place of those that stand there. */
function swap(fresh) {
  const keyOf = (part) => part.id || `${part.localName}.${part.className}`;
  const there = [...main.children].filter(isContent);
  const parts = [...fresh.children].filter(isContent).map((part) => {
    const at = there.findIndex((old) => keyOf(old) === keyOf(part));
    return at < 0 ? part : replacing(there.splice(at, 1)[0], part);
  });
  for (const old of [...main.children].filter(isContent)) if (!parts.includes(old)) old.remove();
  let next = place.nextElementSibling;
  for (const part of parts) {
    if (part === next) next = next.nextElementSibling;
    else main.insertBefore(part, next);
  }
}

/** Shows what another making of the page holds, while what the person looks at stays where it is. */
function show(fresh) {
  const known = new Set(rows().map(({ href }) => href));
  const focused = document.activeElement;
  const hadFocus = main.contains(focused);
  const held = hadFocus && focused !== main && !place.contains(focused) ? selectorsOf(focused) : last;
  const marks = [find(held), ...main.querySelectorAll(`h1, section > h2, ${ROW}`)]
    .filter((element) => element && isInSight(element))
    .map((element) => ({ selectors: selectorsOf(element), top: element.getBoundingClientRect().top }));
  const settle = () => {
    const mark = marks.find(({ selectors }) => find(selectors));
    if (mark) scrollBy({ top: find(mark.selectors).getBoundingClientRect().top - mark.top, behavior: "instant" });
  };

  swap(fresh.querySelector("main"));
  settle();
  Object.assign(place.dataset, { ...fresh.querySelector("[data-live]").dataset });
  since = String(Math.max(since, place.dataset.since));
  for (const [thing, position] of told) if (position <= place.dataset.since) told.delete(thing);
  grow();
  const first = rows().find(({ href }) => !known.has(href));
  away = first && !isInSight(first) ? first : null;
  tell();
  if (hadFocus && !main.contains(document.activeElement)) (find(held) ?? main).focus({ preventScroll: true });
  // Browsers that hold the scroll position themselves do so when they lay the page out.
  requestAnimationFrame(settle);
}

/**
 * A person wants to see it: the page is fetched as it is now. Where no answer comes, or the program
 * has none at present, the page stays; where another page does, such as that for signing in, it is
 * loaded as the browser does it.
 */
async function ask() {
  if (isAsking) return;
  isAsking = true;
  const answer = await fetch(location.href).catch(() => null);
  const html = answer && answer.status < 500 ? await answer.text().catch(() => null) : null;
  isAsking = false;
  isUnreached = html === null;
  if (isUnreached) {
    // Written again each time, so that it is read out again.
    place.querySelector("span")?.replaceChildren();
    tell();
    return;
  }
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (answer.ok && !answer.redirected && fresh.querySelector("main > [data-live]")) show(fresh);
  else location.reload();
}

function grow() {
  made = Date.now();
  clearTimeout(growsOld);
  growsOld = setTimeout(tell, OLD_MS + 1000);
}

function hear({ type, data, lastEventId }) {
  since = lastEventId;
  isUnreached = false;
  const [, id] = data.split(" ");
  // A list is told of all that it does not show: news where it still stands there.
  const isNews = type === "news" || rows().some(({ pathname }) => pathname.endsWith(`/${id}`));
  if (isNews) told.set(data, Number(lastEventId));
  else told.delete(data);
  tell();
}

// A browser opens six connections to one host and lets all others wait: a page that nobody sees
// holds none, and hears what it missed once it is seen.
function listen() {
  if (source || document.hidden) return;
  const address = new URL(place.dataset.live + location.search, location);
  address.searchParams.set("since", since);
  source = new EventSource(address);
  source.addEventListener("news", hear);
  source.addEventListener("gone", hear);
  source.addEventListener("open", () => {
    if (!hasEnded && !isUnreached) return;
    hasEnded = isUnreached = false;
    tell();
  });
  // A browser tries again by itself while the program restarts; when it gives up, because the
  // session has ended, the page says so.
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    source = null;
    hasEnded = true;
    tell();
  });
}

function rest() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    rest();
  } else {
    listen();
    tell();
  }
});
main.addEventListener("focusin", ({ target }) => {
  if (target !== main && !place.contains(target)) last = selectorsOf(target);
});
addEventListener("pagehide", rest);
addEventListener("pageshow", listen);
grow();
listen();
