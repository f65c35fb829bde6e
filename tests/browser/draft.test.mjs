// What a person writes is not lost: by a wrong field, a lost connection, a reload or a full server.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { coordinatorToken } from "./seed.mjs";
import * as visits from "./visit.mjs";

const { CODE, NARROWEST, PHONE, assertSound } = visits;
const MORE = {
  kind: "near_miss",
  unit: "Östra flygeln",
  system: "Larmet",
  ongoing: "true",
  hindered: "Många larm samtidigt.",
  helped: "Två var på plats.",
};

let tillbud, browser;
before(async () => {
  tillbud = await startTillbud();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
});

// Without its service worker, so that what the network does is what the page sees.
const visiting = (options, visit) =>
  visits.visiting(browser, tillbud.url, { ...PHONE, serviceWorkers: "block", ...options }, visit);

async function queue() {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const answer = await fetch(`${tillbud.url}/api/v1/reports?limit=200`, { headers: { authorization } });
  return (await answer.json()).items.length;
}

async function fillMore(page) {
  await page.locator("details.more > summary").click();
  await page.locator(`[name=kind][value=${MORE.kind}]`).check();
  await page.locator(`[name=ongoing][value=${MORE.ongoing}]`).check();
  await page.locator("#happened").selectOption({ index: 2 });
  await page.locator("#urgent").check();
  for (const name of ["unit", "system", "hindered", "helped"]) await page.locator(`#${name}`).fill(MORE[name]);
}

/** What stands in the form now: every field that a person can fill in. */
const standing = (page) =>
  page.evaluate(() => {
    const { key, attachment, ...standing } = Object.fromEntries(new FormData(document.getElementById("report")));
    return standing;
  });

const draft = (page) => page.evaluate(() => sessionStorage.getItem("tillbud-draft"));
const sendButton = (page) => page.locator("button.main");
const told = (page) => page.locator("[data-told]:not(:empty)");

for (const javaScriptEnabled of [true, false]) {
  test(`a wrong field leaves every field as it was, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    await visiting({ javaScriptEnabled }, async (page) => {
      await page.goto("/");
      await fillMore(page);
      const written = await standing(page);
      assert.equal(Object.keys(written).length, 10, JSON.stringify(written));
      await sendButton(page).click();
      await page.locator("#narrative-problem").waitFor();
      assert.deepEqual(await standing(page), written);
      assert.ok(await page.locator("details.more").evaluate((details) => details.open));
    });
  });
}

test("a lost connection loses nothing, says so, and the next press sends one report", async () => {
  await visiting({}, async (page) => {
    const earlier = await queue();
    await page.goto("/");
    await page.locator("#narrative").fill("Skrivet i hissen.");
    await fillMore(page);
    const written = await standing(page);
    await page.context().setOffline(true);
    await sendButton(page).click();
    await told(page).waitFor();
    assert.match(await told(page).textContent(), /kom inte fram.*ingen uppkoppling/);
    assert.equal(await page.locator("[data-told]").getAttribute("role"), "alert");
    assert.deepEqual(await standing(page), written);
    assert.equal(await sendButton(page).textContent(), "Skicka igen");
    assert.ok(await sendButton(page).evaluate((button) => button === document.activeElement));
    await assertSound(page);
    await page.context().setOffline(false);
    await page.getByText("Du är uppkopplad igen.").waitFor();
    await sendButton(page).click();
    await page.locator("#code").waitFor();
    assert.equal(await queue(), earlier + 1);
  });
});

test("a report whose answer was lost is sent again without becoming two", async () => {
  await visiting({}, async (page) => {
    const earlier = await queue();
    const answers = [];
    await page.route("/", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      const answer = await route.fetch();
      answers.push(/id="code">([^<]+)</.exec(await answer.text())?.[1]);
      return answers.length === 1 ? route.abort("connectionreset") : route.fulfill({ response: answer });
    });
    await page.goto("/");
    await page.locator("#narrative").fill("Svaret kom bort.");
    await sendButton(page).click();
    await told(page).waitFor();
    assert.equal(await queue(), earlier + 1, "the report did arrive");
    await sendButton(page).click();
    await page.locator("#code").waitFor();
    assert.match(answers[0], CODE);
    assert.deepEqual(answers, [answers[0], await page.locator("#code").textContent()]);
    assert.equal(await queue(), earlier + 1);
  });
});

test("a server that is away and a text that is too large leave the page as it is", async () => {
  await visiting({}, async (page) => {
    for (const [status, words] of [[503, /Ring 112/], [502, /skicka igen om en stund/], [413, /korta det/]]) {
      await page.route("/", (route) => (route.request().method() === "POST" ? route.fulfill({ status }) : route.continue()));
      await page.goto("/");
      await page.locator("#narrative").fill(`Svar ${status}.`);
      await sendButton(page).click();
      await told(page).waitFor();
      assert.match(await told(page).textContent(), words);
      assert.equal(await page.locator("#narrative").inputValue(), `Svar ${status}.`);
      await page.evaluate(() => sessionStorage.clear());
      await page.unroute("/");
    }
    await page.goto("/");
    const large = "Å".repeat(140_000);
    await page.locator("#narrative").fill(large);
    await sendButton(page).click();
    await told(page).waitFor();
    assert.equal(await page.locator("#narrative").inputValue(), large, "also when the server itself says so");
  });
});

test("an answer that is not a receipt, as of a gate before the network, is never taken for one", async () => {
  await visiting({}, async (page) => {
    await page.route("/", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({ status: 200, contentType: "text/html", body: "<title>Gate</title><h1>Log in to the network</h1>" })
        : route.continue(),
    );
    await page.goto("/");
    await page.locator("#narrative").fill("Skrivet på ett tåg.");
    await sendButton(page).click();
    await page.getByRole("heading", { name: "Log in to the network" }).waitFor();
    await page.unroute("/");
    await page.goto("/");
    assert.equal(await page.locator("#narrative").inputValue(), "Skrivet på ett tåg.");
  });
});

test("a reload keeps what was written in this tab, and only there", async () => {
  await visiting({}, async (page) => {
    await page.goto("/");
    await page.locator("#narrative").fill("Halvfärdigt.");
    await fillMore(page);
    const [written, key] = [await standing(page), await page.locator("[name=key]").inputValue()];
    await page.reload();
    assert.deepEqual(await standing(page), written);
    assert.equal(await page.locator("[name=key]").inputValue(), key, "still the same report");
    assert.ok(await page.locator("details.more").evaluate((details) => details.open));
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.deepEqual(await page.context().cookies(), []);
    const other = await page.context().newPage();
    await other.goto("/");
    assert.equal(await other.locator("#narrative").inputValue(), "");
    assert.equal(await draft(other), null);
  });
});

test("what was written is cleared with one press, and by sending", async () => {
  await visiting({}, async (page) => {
    await page.goto("/");
    const clear = page.getByRole("button", { name: "Rensa det jag har skrivit" });
    assert.ok(!(await clear.isVisible()), "nothing to clear yet");
    const empty = await standing(page);
    await page.locator("#narrative").fill("Det här ångrar jag.");
    await fillMore(page);
    await clear.click();
    assert.deepEqual(await standing(page), empty);
    assert.equal(await draft(page), null);
    await page.getByText("Det du skrev är borttaget.").waitFor();
    await page.locator("#narrative").fill("Det här skickar jag.");
    assert.match(await draft(page), /skickar/);
    await sendButton(page).click();
    await page.locator("#code").waitFor();
    assert.equal(await draft(page), null);
    await page.goBack();
    await page.locator("#narrative").waitFor();
    assert.equal(await page.locator("#narrative").inputValue(), "", "going back shows an empty form");
  });
});

test("the confirmation survives a reload without sending the words again", async () => {
  await visiting({}, async (page) => {
    await page.goto("/");
    await page.locator("#narrative").fill("Ladda om mig.");
    await sendButton(page).click();
    await page.locator("#code").waitFor();
    const code = await page.locator("#code").textContent();
    const [request] = await Promise.all([page.waitForRequest((sent) => sent.isNavigationRequest()), page.reload()]);
    assert.equal(await page.locator("#code").textContent(), code);
    assert.ok(!(request.postData() ?? "").includes("Ladda"), request.postData());
    const unknown = await page.request.post("/sent", { form: { key: crypto.randomUUID() } });
    assert.equal(unknown.status(), 404);
    assert.equal((await page.request.post("/sent", { form: {} })).status(), 404);
  });
});

test("the field that only machines fill in is invisible, and says so instead of pretending", async () => {
  await visiting({ ...NARROWEST }, async (page) => {
    await page.goto("/");
    const box = await page.locator("#website").boundingBox();
    const seen = await page.evaluate(() => document.elementFromPoint(...["x", "y"].map((side) => document.getElementById("website").getBoundingClientRect()[side]))?.id);
    assert.notEqual(seen, "website", JSON.stringify(box));
    assert.equal(await page.getByRole("textbox", { name: "Lämna det här fältet tomt" }).count(), 0, "not for assistive technology");
    const earlier = await queue();
    await page.locator("#narrative").fill("En webbläsare fyllde i allt.");
    await page.locator("#website").evaluate((field) => (field.value = "https://spam.example"));
    await sendButton(page).click();
    await page.getByRole("link", { name: /Töm fältet och skicka igen/ }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "website");
    assert.equal(await page.locator("#narrative").inputValue(), "En webbläsare fyllde i allt.");
    await assertSound(page);
    assert.equal(await queue(), earlier);
    await page.locator("#website").fill("");
    await sendButton(page).click();
    await page.locator("#code").waitFor();
    assert.equal(await queue(), earlier + 1);
  });
});
