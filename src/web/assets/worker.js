// Opens the form when there is no connection. The server puts two lines before this one:
// VERSION, which changes with the content, and ASSETS, the addresses to keep.
//
// Keeps only those and an empty form. Must never keep an answer: it could hold someone's
// words or a code.

const CACHE = `tillbud-${VERSION}`;
const FORMS = { sv: "/offline?lang=sv", en: "/offline?lang=en" };

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...ASSETS, ...Object.values(FORMS)]);
  await skipWaiting();
}

async function letGo() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await clients.claim();
}

function language(address) {
  const liked = [address.searchParams.get("lang"), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return liked.find((lang) => Object.hasOwn(FORMS, lang)) ?? "sv";
}

async function openForm(request) {
  const answer = await fetch(request).catch(() => null);
  if (answer && answer.status < 500) return answer;
  const kept = await caches.match(FORMS[language(new URL(request.url))]);
  return kept ?? answer ?? Response.error();
}

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(letGo()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === "/") event.respondWith(openForm(request));
  else if (ASSETS.includes(pathname)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
