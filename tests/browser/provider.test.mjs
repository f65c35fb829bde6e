// Signing in through a real OpenID provider: the certified oidc-provider, run here.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Provider from "oidc-provider";
import { launchBrowser, startTillbud } from "./launch.mjs";
import { visiting } from "./visit.mjs";

const OPTIONS = { viewport: { width: 1280, height: 900 }, locale: "sv-SE" };
const groups = { anna: ["samordnare"], bo: ["ekonomi"] };

let tillbud, browser, server, folder;
before(async () => {
  const [ours, theirs] = [await freePort(), await freePort()];
  const [base, issuer] = [`http://127.0.0.1:${ours}`, `http://127.0.0.1:${theirs}`];
  server = await startProvider(issuer, theirs, base);
  folder = await mkdtemp(join(tmpdir(), "tillbud-oidc-"));
  const file = join(folder, "oidc.json");
  await writeFile(join(folder, "secret"), "en hemlighet: med tecken");
  await writeFile(
    file,
    JSON.stringify({
      issuer,
      client_id: "tillbud",
      client_secret_file: "secret",
      base_url: base,
      name: { sv: "kommunens konto", en: "municipal account" },
      scopes: ["profile", "groups"],
      roles: { samordnare: ["coordinator"] },
    }),
  );
  tillbud = await startTillbud({ listen: `127.0.0.1:${ours}`, args: ["--oidc", file] });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await tillbud?.stop();
  server?.closeAllConnections();
  server?.close();
  if (folder) await rm(folder, { recursive: true });
});

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

async function startProvider(issuer, port, base) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "tillbud",
        client_secret: "en hemlighet: med tecken",
        redirect_uris: [`${base}/signin/provider/back`],
        post_logout_redirect_uris: [`${base}/signin`],
      },
    ],
    claims: { openid: ["sub"], profile: ["name"], groups: ["groups"] },
    scopes: ["openid", "profile", "groups"],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} Ask`, groups: groups[id] }) }),
    pkce: { required: () => true },
    features: { rpInitiatedLogout: { enabled: true, logoutSource } },
  });
  const listening = createServer(provider.callback()).listen(port, "127.0.0.1");
  await once(listening, "listening");
  return listening;
}

/** As services in use do: whoever brings the ID token of the session is not asked whether they meant it. */
function logoutSource(ctx, form) {
  const press = ctx.oidc.entities.IdTokenHint ? "<script>document.querySelector('button').click()</script>" : "";
  ctx.body = `<!doctype html><title>Sign out</title>${form}<button form="op.logoutForm" name="logout" value="yes">Yes</button>${press}`;
}

/** Signs in at the provider's own pages. */
async function atProvider(page, login) {
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("vad som helst");
  await page.locator("button[type=submit]").click();
  const consent = page.locator("button[type=submit]", { hasText: "Continue" });
  await Promise.race([consent.waitFor(), page.waitForURL(`${tillbud.url}/**`)]);
  if (page.url().startsWith(tillbud.url)) return;
  await consent.click();
  await page.waitForURL(`${tillbud.url}/**`);
}

test("a member of the group comes in as a coordinator, signs out of both without being asked, and signs in anew", async () => {
  await visiting(browser, tillbud.url, OPTIONS, async (page) => {
    await page.goto("/desk/incidents");
    await page.getByRole("link", { name: "Logga in med kommunens konto" }).click();
    await atProvider(page, "anna");
    assert.equal(new URL(page.url()).pathname, "/desk/incidents");
    await page.goto("/account");
    await page.getByText("anna Ask").waitFor();
    await page.getByText("Genom organisationens inloggning").waitFor();

    await page.getByRole("button", { name: "Logga ut" }).click();
    await page.waitForURL(`${tillbud.url}/signin*`);
    await page.getByRole("link", { name: "Logga in med kommunens konto" }).click();
    await page.locator("input[name=login]").waitFor();
  });
});

test("somebody without a group that gives a role is told so", async () => {
  await visiting(browser, tillbud.url, OPTIONS, async (page) => {
    await page.goto("/signin");
    await page.getByRole("link", { name: "Logga in med kommunens konto" }).click();
    await atProvider(page, "bo");
    await page.getByText("har ingen roll här just nu").waitFor();
  });
});

test("whoever changes their mind at the provider is told that nobody was signed in", async () => {
  await visiting(browser, tillbud.url, OPTIONS, async (page) => {
    await page.goto("/signin");
    await page.getByRole("link", { name: "Logga in med kommunens konto" }).click();
    await page.getByRole("link", { name: /Cancel/ }).click();
    await page.getByRole("heading", { name: "Du blev inte inloggad" }).waitFor();
  });
});
