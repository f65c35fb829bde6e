import { launchBrowser } from "./launch.mjs";
import { mkdirSync } from "node:fs";
const [url, out, coord, analyst, admin, dpo, indep, owner, manager, auditor] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await launchBrowser();
const api = async (path, token) => (await (await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })).json());
const incs = await api("/api/v1/incidents?limit=50", coord);
const reps = await api("/api/v1/reports?limit=50", coord);
const acts = await api("/api/v1/actions?limit=50", coord);
const les = await api("/api/v1/lessons", coord);
const drafts = await api("/api/v1/lesson-drafts", coord);
const inc = (incs.items.find((i) => i.stage !== "opened") ?? incs.items[0]).incident_id, rep = reps.items[0].report_id, act = acts.items[0].action_id;
const L = les.items?.[0]?.lesson_id, D = drafts.items?.[0]?.lesson_id;
const sets = {
  open: [null, ["/", "/bare", "/receipt", "/lessons", L && `/lessons/${L}`, "/signin", "/accessibility", "/nowhere"]],
  coord: [coord, ["/today", "/desk", `/desk/reports/${rep}`, `/desk/reports/${rep}/similar`, `/desk/reports/${rep}/copy`, `/desk/bulk?report=${rep}`, "/desk/incidents", `/incidents/${inc}`, `/desk/incidents/${inc}/triage`, `/incidents/${inc}/notifications`, "/deadlines", "/register", "/actions", `/actions/${act}`, "/actions/calendar", "/search?q=l%C3%A5s", "/trends", "/trends?by=unit", "/desk/lessons", D && `/desk/lessons/${D}`, "/recusals", "/account", "/routine"]],
  admin: [admin, ["/access", "/access/people", "/access/give", "/access/tokens", "/access/sessions", "/access/units", "/deliveries"]],
  indep: [indep, ["/concerns"]],
};
const combos = JSON.parse(process.env.COMBOS ?? '[["sv-SE","light",1440],["sv-SE","dark",390],["en-GB","dark",1440],["en-GB","light",390],["sv-SE","light",768],["en-GB","dark",768],["sv-SE","dark",1440],["en-GB","light",1440]]');
for (const [locale, colorScheme, width] of combos) {
  for (const [name, [token, paths]] of Object.entries(sets)) {
    const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 900 }, baseURL: url });
    const page = await context.newPage();
    page.on("pageerror", (e) => console.log("ERR", e.message));
    if (token) {
      await page.goto("/signin?with=token"); await page.locator("#token").fill(token); await page.locator("button.main").click(); await page.waitForLoadState();
    }
    for (const path of paths.filter(Boolean)) {
      await page.goto(path);
      const file = `${locale.slice(0, 2)}-${colorScheme}-${width}-${path.split("?")[0].replaceAll(/[0-9a-f-]{36}/g, "ID").replaceAll("/", "_")}${path.includes("by=") ? "-by" : ""}.png`;
      await page.screenshot({ path: `${out}/${file}`, fullPage: true });
    }
    await context.close();
  }
}
await browser.close();
