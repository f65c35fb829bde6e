// A coordinator's day in the browser: by keyboard alone, two at once, and forty reports.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken, send, tokenOf } from "./seed.mjs";
import { assertSound, assertSoundInBothThemes, visiting } from "./visit.mjs";

const WIDE = { viewport: { width: 1440, height: 900 }, locale: "sv-SE" };

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

const report = (narrative, more = {}) => send(tillbud, "reports", { narrative, kind: "near_miss", ...more });

/** Signs in with `token` and a keyboard. */
async function signIn(page, token) {
  await page.goto("/signin");
  await page.keyboard.press("Tab");
  await page.locator("#token").focus();
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/today**");
}

/** Presses a shortcut and waits for the page that it leads to. */
async function goBy(page, key) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

async function focusOn(page, selector) {
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} is not reached by Tab`);
}

test("from signing in to a judged report and an answered reporter, by keyboard alone", async () => {
  await report("Listan visade två personer med samma namn.");
  const { report_id, receipt } = await report("Dörren till arkivet går inte i lås.", { urgent: true });
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    await page.getByRole("heading", { name: /Brådskande/ }).waitFor();
    await page.keyboard.press("j");
    await goBy(page, "Enter");
    assert.ok(page.url().includes(report_id), "the urgent one stands first");
    await goBy(page, "o");
    await page.getByText("Dörren till arkivet går inte i lås.").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");

    await page.keyboard.press("t");
    await page.keyboard.type("Arkivdörren?");
    assert.equal(await page.getByRole("dialog").count(), 0, "no shortcut while someone writes");
    await focusOn(page, "[name=actual]:checked");
    await focusOn(page, "[name=potential]");
    await page.keyboard.press("ArrowDown");
    await focusOn(page, "#category");
    await page.keyboard.press("ArrowDown");
    await focusOn(page, "[data-step=open] button.main");
    await goBy(page, "Enter");
    await page.getByText("Händelsen är öppnad").waitFor();

    await page.keyboard.press("f");
    await page.keyboard.press("ArrowDown");
    const answered = page.locator("#feedback-text");
    assert.match(await answered.inputValue(), /^Tack för din rapport/);
    // The ready answer has a gap, which only a person can fill.
    await focusOn(page, "#feedback-text");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("Tack för din rapport. Den har lett till att golvet torkas varje timme.");
    await focusOn(page, "[data-step=feedback] button.main");
    await goBy(page, "Enter");
    await page.getByText("Återkopplingen är skickad.").waitFor();
    await assertSound(page);
  });
  const seen = await fetch(`${tillbud.url}/api/v1/receipt`, { headers: { authorization: `Receipt ${receipt}` } });
  assert.match(await seen.text(), /Tack för din rapport/);
});

test("a report that leaves the list when it is opened is followed by the next one, and Escape leaves a form", async () => {
  const narratives = ["Larmet i korridoren pep hela natten.", "Porten stod öppen.", "Skylten hade ramlat ned.", "Nyckeln satt kvar."];
  for (const narrative of narratives) await report(narrative);
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    await page.goto("/desk?status=received");
    const order = await page.locator("a[data-row]").evaluateAll((rows) => rows.map((row) => new URL(row.href).pathname));
    await Promise.all([page.waitForNavigation(), page.locator("a[data-row]").nth(1).click()]);
    await goBy(page, "o");
    assert.equal(await page.locator(".pane [aria-current=page]").count(), 0, "it is no longer new");

    await page.keyboard.press("f");
    await page.locator("#feedback-text").fill("Tack.");
    await page.keyboard.press("Escape");
    assert.ok(await page.locator("[data-step=feedback] > summary").evaluate((summary) => summary === document.activeElement));
    assert.equal(await page.locator("[data-step=feedback][open]").count(), 0);
    assert.equal(await page.locator("#feedback-text").inputValue(), "Tack.", "what was written stays");

    const path = () => new URL(page.url()).pathname;
    await goBy(page, "j");
    assert.equal(path(), order[2]);
    await goBy(page, "o");
    await page.keyboard.press("d");
    await page.locator("#decline-text").fill("Vi har lagat den.");
    await Promise.all([page.waitForNavigation(), page.locator("[data-step=decline] button.main").click()]);
    await goBy(page, "n");
    assert.equal(path(), order[3], "after an answer as well");
    assert.equal(await page.evaluate(() => document.activeElement.id), "title", "ready to be judged");
    assert.equal(await page.evaluate(() => scrollY), 0, "and to be read");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("[data-step][open]").count(), 0);
    await goBy(page, "k");
    assert.equal(path(), order[0]);
  });
});

test("single keys can be switched off in the list of them, and stay so in this browser", async () => {
  await report("Bommen gick inte upp.");
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    await page.goto("/desk");
    const list = page.getByRole("dialog");
    const used = page.getByLabel("Använd kortkommandon");
    const isOnRow = () => page.evaluate(() => document.activeElement.matches("a[data-row]"));
    await page.keyboard.press("?");
    await list.waitFor();
    await assertSoundInBothThemes(page);
    await used.press("Space");
    assert.equal(await used.isChecked(), false);
    await page.keyboard.press("Escape");
    const keys = ["j", "?", "n", "t"];
    for (const isNew of [false, true]) {
      if (isNew) await page.reload();
      for (const key of keys) await page.keyboard.press(key);
      assert.equal(await list.count(), 0, "no key opens the list");
      assert.equal(await isOnRow(), false, "nor does one move");
    }
    await page.getByRole("button", { name: /^Kortkommandon/ }).click();
    await used.press("Space");
    assert.equal(await used.isChecked(), true);
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    assert.equal(await isOnRow(), true);
    assert.equal(await page.evaluate(() => localStorage.getItem("tillbud-keys")), null);
  });
});

test("the second of two coordinators is told what changed and keeps their words", async () => {
  const { report_id } = await report("Golvet i entrén är halt.");
  const other = tokenOf(tillbud, "coordinator");
  const ours = "Vi har lagt ut en matta.";
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    await page.goto(`/desk/reports/${report_id}`);
    await page.keyboard.press("q");
    await page.locator("#ask-text").fill("Hur ofta är det halt?");
    await visiting(browser, tillbud.url, WIDE, async (theirs) => {
      await signIn(theirs, other);
      await theirs.goto(`/desk/reports/${report_id}`);
      await theirs.keyboard.press("d");
      await theirs.locator("#decline-text").fill(ours);
      await theirs.locator("[data-step=decline] button.main").click();
      await theirs.getByText("Rapporten är besvarad.").waitFor();
    });
    await page.locator("[data-step=ask] button.main").click();
    await page.getByText("Det här har hänt sedan du öppnade sidan").waitFor();
    await page.getByRole("alert").getByText("En rapport besvarades utan vidare arbete").waitFor();
    assert.ok((await page.content()).includes("Hur ofta är det halt?"), "what was written is still there");
    await assertSound(page);
  });
});

test("new things are told without moving anything, until a person asks for them", async () => {
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    await page.waitForFunction(() => document.querySelector("[data-live]"));
    const before = await page.locator(".decide li").count();
    await report("Skrivaren i korridoren skrev ut en annan avdelnings listor.");
    await page.getByText("1 ny", { exact: true }).waitFor();
    await report("Låset på medicinskåpet kärvar.");
    await page.getByText("2 nya", { exact: true }).waitFor();
    assert.equal(await page.locator(".decide li").count(), before);
    await page.getByRole("button", { name: "Visa nytt" }).click();
    await page.waitForFunction((count) => document.querySelectorAll(".decide li").length > count, before);
  });
});

test("without scripts everything can be done with plain forms", async () => {
  const { report_id } = await report("Larmet gick två gånger.");
  await visiting(browser, tillbud.url, { ...WIDE, javaScriptEnabled: false }, async (page) => {
    await page.goto("/signin");
    await page.locator("#token").fill(await coordinatorToken(tillbud));
    await page.locator("button.main").click();
    await page.goto(`/desk/reports/${report_id}`);
    await page.getByText("Ställ en fråga").first().click();
    await page.locator("#ask-template").selectOption("more");
    await page.locator("[data-step=ask] button[name=fill]").click();
    await page.getByText("steg för steg").first().waitFor();
    await page.locator("[data-step=ask] button.main").click();
    await page.getByText("Frågan är skickad.").waitFor();
  });
});

/** The kinds of a day's reports: most tell of what happened, some say none, and of few nothing can have come. */
const KINDS = ["incident", "incident", undefined, "incident", "near_miss", "incident", "unsafe_condition", "incident"];
/** What forty reports of a day tell of, and what is done with each: eighteen things that each need work of their own. */
const THINGS = [
  "Golvet i entrén är halt när det regnar", "Listan över anhöriga visar fel namn", "Dörren till arkivet går inte i lås",
  "Larmet i rum fyra gick inte fram", "Två brev låg i samma kuvert", "Insulinet stod framme över natten",
  "Nyckelskåpet saknade en kvittens", "Journalen öppnades på en delad skärm", "Liften stannade mellan två plan",
  "Matlådan saknade märkning om allergi", "Fönstret på tredje våningen går inte att stänga", "Skrivaren skrev ut en annan enhets beslut",
  "Bussen stod inte där den brukar", "Telefonlistan är från förra året", "Vattnet i duschen blev hetare än väntat",
  "Provsvaret kom till en annan mottagning", "Lyftselen hade en sliten söm", "Passagekortet öppnade fel avdelning",
];
const DAY = [
  ...THINGS.map((words, at) => ({ words, act: "open", category: 1 + (at % 4), title: words.slice(0, 40) })),
  ...THINGS.slice(0, 10).map((words) => ({ words: `${words}, igen på eftermiddagen`, act: "link" })),
  ...["Någon ringde om ett ärende", "Jag såg något i trappan", "Det blev fel med ett schema", "Något hände vid porten", "En lapp var borttagen", "Ett rum var olåst"]
    .map((words) => ({ words, act: "ask" })),
  ...["Parkeringen är full på fredagar", "Kaffemaskinen är trasig", "Hissen luktar färg"].map((words) => ({ words, act: "decline" })),
  ...["Lönen är för låg", "Semestern är inte beviljad", "Schemat är orättvist"].map((words) => ({ words, act: "reroute" })),
].map((one, at) => ({ ...one, kind: KINDS[at % KINDS.length] }));

test("a day's forty reports are worked through, an ordinary one with at most six interactions in the median", async (t) => {
  assert.equal(DAY.length, 40);
  assert.ok(DAY.filter(({ kind }) => kind === "incident").length >= 20);
  for (const one of [...DAY].reverse()) one.id = (await report(`${one.words}.`, { kind: one.kind })).report_id;
  await visiting(browser, tillbud.url, WIDE, async (page) => {
    await signIn(page, await coordinatorToken(tillbud));
    await page.goto(`/desk?status=received`);
    let count = 0;
    /** One interaction as docs/desk.md counts them: a key, a text, a choice or a press that a person makes. */
    const one = async (act) => {
      count += 1;
      await act();
    };
    const leading = async (act) => one(() => Promise.all([page.waitForNavigation(), act()]));
    const choose = (step, at) => one(() => page.locator(`#${step}-template`).selectOption({ index: at }));
    const send = (step) => leading(() => page.locator(`[data-step=${step}] button.main`).click());
    for (const [at, { id, act, kind, category, title }] of DAY.entries()) {
      count = 0;
      if (at === 0) {
        await leading(() => page.locator(`a[href*="${id}"]`).first().click());
        await leading(() => page.keyboard.press("o"));
      } else {
        // To the next, and to read it.
        await leading(() => page.keyboard.press("n"));
      }
      assert.ok(page.url().includes(id), `number ${at} is the next`);
      if (act === "open") {
        if (at === 0) await one(() => page.keyboard.press("t"));
        await one(() => page.keyboard.type(title));
        const isSuggested = (await page.locator("[name=actual]:checked").count()) > 0;
        assert.equal(isSuggested, ["near_miss", "unsafe_condition"].includes(kind));
        if (!isSuggested) await one(() => page.locator("[name=actual][value=minor]").check());
        await one(() => page.locator("[name=potential][value='moderate.possible']").check());
        await one(() => page.locator("#category").selectOption({ index: category }));
        await send("open");
      } else if (act === "link") {
        // What resembles it is suggested with a button.
        const link = page.locator(".alike form button").first();
        await link.waitFor();
        await leading(() => link.click());
      } else {
        // Out of the form for judging, into the one that is meant.
        await one(() => page.keyboard.press("Escape"));
        await one(() => page.keyboard.press({ ask: "q", decline: "d", reroute: "r" }[act]));
        assert.ok(await page.locator(`[data-step=${act}][open]`).isVisible());
        await choose(act, 1);
        // Where a ready answer has a gap, it says what is meant.
        const ready = await page.locator(`#${act}-text`).inputValue();
        if (ready.includes("…")) await one(() => page.locator(`#${act}-text`).fill(ready.replace("…", "HR, anknytning 12.")));
        await send(act);
      }
      await page.locator("#told").waitFor();
      DAY[at].count = count;
    }
  });
  const medianOf = (counts) => {
    const [...sorted] = counts.toSorted((one, other) => one - other);
    return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
  };
  const triaged = DAY.filter(({ act }) => act === "open").map(({ count }) => count);
  const all = DAY.map(({ count }) => count);
  t.diagnostic(`interactions per report: ${DAY.map(({ act, count }) => `${act} ${count}`).join(", ")}`);
  t.diagnostic(`median ${medianOf(all)} of all forty, ${medianOf(triaged)} of the ${triaged.length} that became incidents`);
  assert.ok(medianOf(triaged) <= 6 && medianOf(all) <= 6);
});

test("no page of the desk breaks WCAG 2.1 AA, in both languages and themes, from phone to wide", async () => {
  const { report_id } = await report("Kylen i köket stannade.", { urgent: true });
  const token = await coordinatorToken(tillbud);
  const paths = ["/today", "/desk", `/desk/reports/${report_id}`, `/desk/bulk?report=${report_id}`, `/desk/reports/${report_id}/similar`];
  for (const locale of ["sv-SE", "en-GB"]) {
    for (const width of [320, 1440]) {
      const options = { locale, viewport: { width, height: 800 } };
      await visiting(browser, tillbud.url, options, async (page) => {
        await signIn(page, token);
        for (const path of paths) {
          await page.goto(path);
          await assertSoundInBothThemes(page);
          // The forms are the same at every width; the narrowest is where they could break.
          const steps = width === 320 ? await page.locator(".work details > summary").all() : [];
          for (const step of steps) {
            await step.click();
            await assertSoundInBothThemes(page);
          }
        }
      });
    }
  }
});

test("the theme chosen by hand stays on pages of staff and is kept nowhere for reporters", async () => {
  await visiting(browser, tillbud.url, { ...WIDE, colorScheme: "light" }, async (page) => {
    await page.goto("/");
    await page.getByRole("button", { name: "Mörkt" }).click();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
    assert.equal(await page.evaluate(() => document.cookie), "");
    await signIn(page, await coordinatorToken(tillbud));
    await page.getByRole("button", { name: "Mörkt" }).click();
    await page.goto("/desk");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.getByRole("button", { name: "Ljust" }).waitFor();
  });
});

test("what is dark on the screen is printed as the light page is, whichever way it was chosen", async () => {
  const printed = (page) => page.evaluate(() => {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    const named = rules.filter((rule) => rule.selectorText === ":root").flatMap((rule) => [...rule.style]);
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries([...named, "color-scheme"].map((name) => [name, style.getPropertyValue(name)]));
  });
  await visiting(browser, tillbud.url, { ...WIDE, colorScheme: "light" }, async (page) => {
    await page.goto("/");
    await page.emulateMedia({ media: "print" });
    const light = await printed(page);
    assert.ok("--on-warm" in light && light["--ink"] === "#000", JSON.stringify(light));
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.deepEqual(await printed(page), light);
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    await page.getByRole("button", { name: "Mörkt" }).click();
    assert.notDeepEqual(await printed(page), light);
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await printed(page), light);
  });
});
