// Whether the browser tests have judged every page of the router, in both languages and themes.
//
// tools/test-browser.sh runs it when they are done: each of them tells in the folder TILLBUD_SEEN which pages it has
// judged (visit.mjs). Must never pass over a page: what is no page is named below, with the reason.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const ROUTER = new URL("../../src/web/pages/mod.rs", import.meta.url);
const LANGUAGES = ["sv", "en"];
/** Endings of files, which no browser shows as a page. */
const FILE = /\.(csv|xlsx|svg|atom|js|webmanifest)$/;

const AGAIN = "leads to the page whose form it is, when somebody comes back to its address";
const KEPT = "a file that somebody sent";
const OTHER_SITE = "leads to the organisation's own way to sign in, or back from it";
const NO_PAGE = {
  "/live": "a stream of events",
  "/desk/live": "a stream of events",
  "/calendar/{file}": "a feed for calendars",
  "/desk/reports/{id}/attachments/{attachment_id}": KEPT,
  "/incidents/{id}/files/{file_id}": KEPT,
  "/actions/{id}/files/{file_id}": KEPT,
  "/signin/provider": OTHER_SITE,
  "/signin/provider/back": OTHER_SITE,
  "/desk/reports/{id}/work": "shows the page of the report",
  "/incidents/{id}/work": AGAIN,
  "/incidents/{id}/files": AGAIN,
  "/actions/{id}/work": AGAIN,
  "/actions/{id}/files": AGAIN,
  "/desk/lessons/{id}/work": AGAIN,
  "/desk/lessons/{id}/decision": AGAIN,
  "/signals/{id}/work": AGAIN,
  "/alerts/{id}/work": AGAIN,
  "/improvements/{id}/work": AGAIN,
  "/themes/{id}/work": AGAIN,
  "/releases/work": AGAIN,
  "/access/grants/{id}/confirm": AGAIN,
  "/access/grants/{id}/revoke": AGAIN,
  "/access/tokens/{token}/revoke": AGAIN,
  // learning.test.mjs judges one when there is one; no week of the demo is bound to bring a cluster.
  "/alerts/{id}": "stands only where more came in than chance gives",
};

/** Every address that the router answers with GET, read from where it is written, as tests/it/access.rs does. */
function routes(source) {
  const written = source.split(".route(").slice(1).map((rest) => /^\s*"([^"]+)"([^;]*)/.exec(rest));
  return written.filter((route) => route && /\bget\(/.test(route[2])).map(([, path]) => path);
}

/** The route that answers `path`: one that is written so, before one with a part that may be anything. */
function answering(path, all) {
  const isLike = (route) => new RegExp(`^${route.replace(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.")}$`).test(path);
  return all.find((route) => route === path) ?? all.find(isLike);
}

const all = routes(await readFile(ROUTER, "utf8"));
const pages = all.filter((route) => !FILE.test(route) && !(route in NO_PAGE));
const folder = process.env.TILLBUD_SEEN;
const told = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")));
const seen = new Set();
for (const line of told.join("").split("\n").filter(Boolean)) {
  const [lang, path] = line.split(" ");
  seen.add(`${lang} ${answering(path, all)}`);
}
const unseen = pages.flatMap((page) => LANGUAGES.map((lang) => `${lang} ${page}`)).filter((page) => !seen.has(page));
const unknown = Object.keys(NO_PAGE).filter((route) => !all.includes(route));
for (const page of unseen) console.error(`no browser test judges this page in both themes (assertSoundInBothThemes): ${page}`);
for (const route of unknown) console.error(`tests/browser/seen.mjs names what the router does not know: ${route}`);
if (unseen.length || unknown.length || pages.length < LANGUAGES.length) process.exitCode = 1;
else console.log(`All ${pages.length} pages were judged in ${LANGUAGES.length} languages, light and dark.`);
