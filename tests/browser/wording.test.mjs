// The language check in the page finds what the program finds, in every labelled sentence,
// and is a hint only: it stops nothing, changes nothing and sends nothing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { check, prepare } from "../../src/web/assets/wording.js";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const rules = prepare(JSON.parse(read("lists/wording.json")), JSON.parse(read("lists/identity.json")));

test("both checks find the same words", () => {
  // Written by the same sentences' test of crate tillbud-wording, which fails when it is not up to date.
  const expected = read("wording/labelled/hits.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  assert.ok(expected.length > 400);
  for (const { text, hits } of expected) {
    const found = check(rules, text).map(({ code, start, end }) => [code, text.slice(start, end)]);
    assert.deepEqual(found, hits, text);
  }
});
