// Work for the pages to show, sent through the API as a coordinator would.

import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { binary } from "./launch.mjs";

/** The token that `tillbud serve` left for the first coordinator. */
export async function coordinatorToken({ data }) {
  return (await readFile(join(data, "coordinator.token"), "utf8")).trim();
}

/** Sends `body` to the API; gives the answer's JSON, or throws with what was wrong. */
export async function send({ url }, path, body, headers = {}) {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${answer}`);
  return answer ? JSON.parse(answer) : {};
}

/** A token of another role, made as an operator would. */
export function tokenOf({ data }, role) {
  const made = execFileSync(binary, ["token", "create", "--role", role, "--data", data], { encoding: "utf8" });
  return /tillbud_[\w-]+/.exec(made)[0];
}

/** Makes an account with these roles, as an operator would. */
export function accountOf({ data }, login, name, roles, password) {
  const given = roles.flatMap((role) => ["--role", role]);
  const made = ["account", "create", login, "--name", name, ...given, "--data", data];
  execFileSync(binary, made, { input: `${password}\n`, stdio: ["pipe", "pipe", "pipe"] });
}

/** Two reports and an incident with its analysis and an action. */
export async function seed(tillbud) {
  const authorization = `Bearer ${await coordinatorToken(tillbud)}`;
  const work = (path, body) => send(tillbud, path, body, { authorization });
  const first = await send(tillbud, "reports", {
    narrative:
      "Skulle skicka genomförandeplanen via den säkra meddelandefunktionen. När jag skrev in efternamnet kom det upp två kontakter med samma namn. Jag såg det för att profilbilden var fel, annars hade den gått iväg.",
    kind: "near_miss",
    happened: "2026-11",
    system: "Meddelandefunktionen",
    hindered: "Listan visar bara namn, inte vem kontakten hör till.",
    helped: "Förhandsvisningen innan man trycker skicka.",
    ongoing: true,
  });
  const second = await send(tillbud, "reports", {
    narrative: "Dörren till arkivet går inte i lås. Vem som helst kan gå in.",
    kind: "unsafe_condition",
    urgent: true,
  });
  await work(`reports/${first.report_id}/acknowledge`, {});
  await work(`reports/${first.report_id}/question`, { text: "Händer det även i telefonen, eller bara i datorn?" });
  const { incident_id } = await work("incidents", {
    report_ids: [first.report_id],
    title: "Två mottagare med samma namn i meddelandefunktionen",
  });
  const incident = (path, body) => work(`incidents/${incident_id}/${path}`, body);
  await incident("triage", { actual: "none", potential: "major", category: "misdirected", assess: ["gdpr"], assets: [] });
  await incident("response", { response: "full_analysis" });
  await incident("timeline-items", { text: "Leverantören slog ihop två adresslistor.", happened: "2026-10-28" });
  await incident("timeline-items", { text: "En plan höll på att gå till fel mottagare.", happened: "2026-11-12T14:20" });
  const { factor_id } = await incident("factors", {
    element: "tools_and_technology",
    direction: "hindered",
    text: "Listan skiljer inte på personer med samma namn.",
  });
  await incident("factors", {
    element: "tools_and_technology",
    direction: "helped",
    text: "Förhandsvisningen visar bild och enhet.",
  });
  await incident("complete-analysis", {
    summary: "När listorna slogs ihop försvann det som skilde personer med samma namn åt. Förhandsvisningen fångade det den här gången.",
  });
  const { action_id } = await incident("actions", {
    text: "Visa enhet och födelseår i mottagarlistan.",
    strength: "stronger",
    addresses: [factor_id],
  });
  await work(`actions/${action_id}/decide`, { owner: "Systemförvaltare", due: "2026-12-15" });
  return { first, second, incident_id, action_id };
}
