// What every browser test starts with: a Tillbud of its own, a Chromium, and a judge of accessibility.
//
//     const tillbud = await startTillbud();
//     const browser = await launchBrowser();
//     after(async () => { await browser.close(); await tillbud.stop(); });

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const START_SECONDS_MAX = 30;
const DEMO_SECONDS_MAX = 240;
const STOP_SECONDS_MAX = 15;

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The program under test: what `cargo test` or `cargo build` left, unless TILLBUD_BINARY names another. */
export const binary = process.env.TILLBUD_BINARY ?? join(root, "target/debug/tillbud");

/** A Chromium without a window, which talks to nobody but the pages it is shown. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-gpu",
      "--disable-quic",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/**
 * Starts `tillbud serve` with an empty data directory and any further `args`; resolves when it listens. Unless a
 * test asks for few `reportsPerMinute`, it is never crowded.
 * With `command: "demo"` it fills itself with the made-up municipality first, which takes longer.
 * `stop()` interrupts it as an operator would, waits for a clean exit and removes its data.
 */
export async function startTillbud({ command = "serve", args = [], listen = "127.0.0.1:0", reportsPerMinute = 100_000 } = {}) {
  const data = await mkdtemp(join(tmpdir(), "tillbud-browser-"));
  const own = ["--listen", listen, "--hold-minutes", "0", "--data", data, "--reports-per-minute", String(reportsPerMinute)];
  const child = spawn(binary, [command, ...own, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit").catch((error) => [error.message]);
  const killChild = () => child.kill("SIGKILL");
  process.once("exit", killChild);

  const said = [];
  const listening = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        const url = /listening.*?(http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
        if (url) resolve({ url });
      });
    }
  });

  const stop = async () => {
    child.kill("SIGINT");
    const [code, signal] = (await within(STOP_SECONDS_MAX, exited)) ?? ["still running"];
    killChild();
    process.off("exit", killChild);
    await rm(data, { recursive: true, force: true });
    if (code !== 0) throw new Error(`tillbud ended with ${code ?? signal}\n${said.join("\n")}`);
  };

  const seconds = command === "demo" ? DEMO_SECONDS_MAX : START_SECONDS_MAX;
  const { url } = (await within(seconds, Promise.race([listening, exited]))) ?? {};
  if (url) return { url, data, stop };
  const reason = await stop().catch((error) => error.message);
  throw new Error(`${binary} is not listening: ${reason ?? "it ended by itself"}`);
}

/**
 * What axe-core finds on the page against WCAG 2.1 A and AA, or against the rules that are named: one entry a broken
 * rule, so an empty list is what to expect.
 */
export async function axe(page, runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run({ runOnly }), runOnly);
  return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ target }) => target.join(" ")) }));
}

const { source: axeSource } = createRequire(import.meta.url)("axe-core");

function findChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const paths = names.flatMap((name) => process.env.PATH.split(delimiter).map((directory) => join(directory, name)));
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium found; as root: apt-get install --no-install-recommends chromium");
  return found;
}

/** What the promise resolves to, or undefined when that takes longer. */
async function within(seconds, promise) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, seconds * 1000)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
