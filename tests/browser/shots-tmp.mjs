import { launchBrowser, axe } from "./launch.mjs";
const [token, base] = [process.argv[2], "http://127.0.0.1:8191"];
const browser = await launchBrowser();
const jobs = [
  ["wall-desk-light-sv", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }, "/trends?lang=sv"],
  ["wall-phone-dark-en", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }, "/trends?lang=en"],
  ["one-desk-light-sv", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }, "/trends/reports?lang=sv&by=category"],
  ["one-phone-light-sv", { viewport: { width: 390, height: 844 }, colorScheme: "light" }, "/trends/near_miss_share?lang=sv&profile=mdc"],
  ["funnel-desk-dark-sv", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }, "/trends/funnel?lang=sv&measure=near_miss_share"],
  ["pareto-desk-light-en", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }, "/trends/pareto?lang=en"],
];
for (const [name, options, path] of jobs) {
  const context = await browser.newContext({ ...options, baseURL: base });
  const page = await context.newPage();
  await page.goto("/signin"); await page.locator("#token").fill(token); await page.locator("button.main").click();
  await page.waitForURL((url) => url.pathname !== "/signin");
  const begun = Date.now();
  const r = await page.goto(path); console.log(name, r.status(), Date.now() - begun, "ms", (await r.body()).length);
  console.log(JSON.stringify(await axe(page)), await page.evaluate(() => document.documentElement.scrollWidth - innerWidth));
  await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true });
  await context.close();
}
const page = await (await browser.newContext({ baseURL: base, extraHTTPHeaders: { authorization: `Bearer ${token}` }, viewport: { width: 1000, height: 500 } })).newPage();
const svg = await page.request.get("/trends/reports/chart.svg?lang=sv");
const { writeFile } = await import("node:fs/promises");
await writeFile("/tmp/shots/reports.svg", await svg.body());
await page.goto("file:///tmp/shots/reports.svg"); await page.screenshot({ path: "/tmp/shots/svg.png" });
await browser.close();
