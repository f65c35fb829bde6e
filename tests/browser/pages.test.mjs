// Pages that stand in no journey: each is as sound as the others, in both languages, light and dark, at 320 px.

import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, seed, send, tokenOf } from "./seed.mjs";
import { NARROWEST, assertSoundInBothThemes, visiting } from "./visit.mjs";

let tillbud, browser, visits;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
  const { incident_id, second } = await seed(tillbud);
  const code = { authorization: `Receipt ${second.receipt}` };
  await send(tillbud, "receipt/concerns", { text: "Mitt schema ändrades veckan efter." }, code);
  const independent = tokenOf(tillbud, "independent");
  const listed = await fetch(`${tillbud.url}/api/v1/concerns`, { headers: { authorization: `Bearer ${independent}` } });
  const [{ concern_id }] = (await listed.json()).items;
  visits = [
    [await coordinatorToken(tillbud), [`/desk/incidents/${incident_id}/triage`]],
    [independent, ["/concerns", `/concerns/${concern_id}`]],
    [tokenOf(tillbud, "administrator"), ["/access/functions", "/deliveries"]],
    [tokenOf(tillbud, "auditor"), ["/log"]],
  ];
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

/** Looks at each page with everything on it opened. */
async function look(page, paths) {
  for (const path of paths) {
    await page.goto(path);
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
    await assertSoundInBothThemes(page);
  }
}

for (const locale of ["sv-SE", "en-GB"]) {
  test(`judging again, concerns, functions, messages that went out and the log break no rule in ${locale}`, async () => {
    for (const [token, paths] of visits) {
      await visiting(browser, tillbud.url, { ...NARROWEST, locale }, async (page) => {
        await page.goto("/signin");
        await page.locator("#token").fill(token);
        await page.locator("button.main").click();
        await page.waitForURL((url) => url.pathname !== "/signin");
        await look(page, paths);
      });
    }
  });

  test(`the form that a browser keeps for when there is no connection breaks no rule in ${locale}`, async () => {
    await visiting(browser, tillbud.url, { ...NARROWEST, locale }, (page) => look(page, ["/offline"]));
  });
}
