// The language check in the page: a soft hint after writing. What is written never leaves
// the page for it, is never changed, and nothing is ever stopped. The rules are those of
// crate tillbud-wording, read from the same files; tests/browser/wording.test.mjs compares.

const WORD = /[\p{Alphabetic}\p{N}]/u;
const GAP_WORDS = 3, EXCEPTION_WORDS = 6, NAME_WORDS = 4, PHONE_DIGITS = 15;
const MARKS = { "a\u030a": "å", "a\u0308": "ä", "o\u0308": "ö", "e\u0301": "é", "u\u0308": "ü" };

const plain = (c) => {
  if (c === "\n") return c;
  if (/[\u2010-\u2015\u2212]/.test(c)) return "-";
  if (/[’‘ʼ]/.test(c)) return "'";
  if (/[“”»«]/.test(c)) return '"';
  if (/[\uff01-\uff5e]/.test(c)) return String.fromCharCode(c.charCodeAt(0) - 0xfee0);
  return /\p{White_Space}/u.test(c) ? " " : c;
};

// Folded text `s`, one unit a character, with the place of each in the text as written.
function fold(text) {
  const chars = [];
  let at = 0;
  for (const c of text) {
    const start = at;
    at += c.length;
    if (/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/.test(c)) continue;
    if (/[\u0300-\u036f]/.test(c)) {
      const last = chars.at(-1);
      if (last) Object.assign(last, { c: MARKS[last.c + c] ?? last.c, end: at });
      continue;
    }
    const p = plain(c);
    const lower = [...p.toLowerCase()][0];
    const one = lower.length === 1 ? lower : WORD.test(lower) ? "\ua66e" : "\u2603";
    chars.push({ c: one, capital: lower !== p, start, end: at });
  }
  return { s: chars.map((char) => char.c).join(""), chars };
}

function tokenise({ s, chars }) {
  const tokens = [];
  let end = 0;
  for (const found of s.matchAll(/[\p{Alphabetic}\p{N}](?:[\p{Alphabetic}\p{N}]|'(?=[\p{Alphabetic}\p{N}]))*/gu)) {
    const from = found.index, word = found[0], before = s.slice(end, from);
    end = from + word.length;
    const letters = chars.slice(from, end).filter((char) => /\p{Alphabetic}/u.test(char.c));
    tokens.push({
      word, from, end, before,
      capital: chars[from].capital,
      shouted: letters.length > 1 && letters.every((char) => char.capital),
      opening: !tokens.length || /[.!?:\n"•*]/.test(before),
      apart: /[.!?;:]|\n[^]*\n/.test(before),
    });
  }
  return tokens;
}

const parse = (pattern) => pattern.split(" ").map((slot) => slot === "_" ? null : slot.split("|"));
const fits = (slot, { word }) => slot.some((one) =>
  one.endsWith("*") ? word.startsWith(one.slice(0, -1)) : one.startsWith("*") ? word.endsWith(one.slice(1)) : word === one);

// The last word of `slots` from number `nth`, when they go on after word `at`; or -1.
function follow(slots, nth, tokens, at) {
  if (nth === slots.length) return at;
  const goesOn = (i) => tokens[i] && !tokens[i].apart;
  if (slots[nth]) return goesOn(at + 1) && fits(slots[nth], tokens[at + 1]) ? follow(slots, nth + 1, tokens, at + 1) : -1;
  for (let i = at; i <= at + GAP_WORDS && (i === at || goesOn(i)); i++) {
    const last = follow(slots, nth + 1, tokens, i);
    if (last >= 0) return last;
  }
  return -1;
}

function match(slots, tokens, at) {
  if (!fits(slots[0], tokens[at])) return null;
  const last = follow(slots, 1, tokens, at);
  const gap = slots.indexOf(null);
  return last < 0 ? null : { last, shown: at + (gap < 0 ? slots.length : gap) - 1 };
}

function* blame(rules, tokens) {
  for (let at = 0; at < tokens.length; at++) {
    for (const rule of rules) {
      let found = null;
      for (const slots of rule.patterns) if ((found = match(slots, tokens, at))) break;
      if (!found) continue;
      let excepted = false;
      for (let i = Math.max(0, at - EXCEPTION_WORDS); i <= found.last && !excepted; i++)
        excepted = rule.except.some((slots) => match(slots, tokens, i)?.last >= at);
      if (!excepted) yield [rule.code, tokens[at].from, tokens[found.shown].end];
    }
  }
}

function* emails(s) {
  const is = (re, i) => i >= 0 && i < s.length && re.test(s[i]);
  for (let at = s.indexOf("@"); at >= 0; at = s.indexOf("@", at + 1)) {
    let from = at, end = at + 1;
    while (is(/[\p{Alphabetic}\p{N}._\-+%]/u, from - 1)) from--;
    while (from < at && is(/[.-]/, from)) from++;
    while (is(/[\p{Alphabetic}\p{N}.-]/u, end)) end++;
    while (end > at + 1 && is(/[.-]/, end - 1)) end--;
    let top = end;
    while (top > at + 1 && is(/\p{Alphabetic}/u, top - 1)) top--;
    if (from < at && end - top >= 2 && top > at + 2 && s[top - 1] === ".") yield ["email", from, end];
  }
}

const isWord = (c) => c !== undefined && WORD.test(c);

function isPersonal(digits) {
  if (digits.length === 12 && !/^(1[89]|20)/.test(digits)) return false;
  if (digits.length !== 10 && digits.length !== 12) return false;
  const ten = digits.slice(-10), month = +ten.slice(2, 4), day = +ten.slice(4, 6);
  const sum = [...ten].reduce((sum, d, i) => sum + (i % 2 ? +d : ((+d * 2) / 10 | 0) + ((+d * 2) % 10)), 0);
  return month >= 1 && month <= 12 && ((day >= 1 && day <= 31) || (day >= 61 && day <= 91)) && sum % 10 === 0;
}

function* personalNumbers(s) {
  for (const run of s.matchAll(/[0-9]+/g)) {
    const from = run.index;
    let end = from + run[0].length, digits = run[0];
    if ((digits.length === 6 || digits.length === 8) && /[-+ ]/.test(s[end] ?? "")) {
      const rest = /^[0-9]*/.exec(s.slice(end + 1, end + 6))[0];
      if (rest.length !== 4) continue;
      digits += rest;
      end += 5;
    }
    if (!isWord(s[end]) && !isWord(s[from - 1]) && isPersonal(digits)) yield ["personal_number", from, end];
  }
}

function isPhone(s, groups, international) {
  const lengths = groups.map((group) => group.end - group.from);
  const total = lengths.reduce((a, b) => a + b, 0);
  const all = s.slice(groups[0].from, groups.at(-1).end).replace(/[^0-9]/g, "");
  const between = (n, low, high) => n >= low && n <= high;
  if (international) return between(total, 8, PHONE_DIGITS);
  if (/^00[1-9]/.test(all) && groups.length > 1) return between(total, 10, PHONE_DIGITS);
  if (/^07/.test(all) && lengths + "" === "10") return true;
  const hyphens = groups.filter((group) => s[group.end] === "-").length;
  if (lengths + "" === "2,2,4" || (hyphens > 1 && lengths.every((n) => n === 2))) return false;
  const [first, ...rest] = lengths;
  if (/^0[1-9]/.test(all) && between(first, 2, 4)) {
    if (rest.length === 1 && between(rest[0], 5, 8)) return between(total, 8, 11);
    if (rest.length > 1) return between(total, 8, 11) && rest.every((n) => between(n, 2, 4));
  }
  return /^[1-9]/.test(all) && lengths + "" === "3,3,4" && s[groups[0].end] !== " ";
}

function* phones(s) {
  let done = 0;
  for (const run of s.matchAll(/[0-9]+/g)) {
    if (run.index < done) continue;
    const international = s[run.index - 1] === "+";
    const from = run.index - (international || s[run.index - 1] === "(" ? 1 : 0);
    if (isWord(s[from - 1]) || /[-/.,]/.test(s[from - 1] ?? " ")) continue;
    const groups = [{ from: run.index, end: run.index + run[0].length }];
    let count = run[0].length;
    for (;;) {
      const { end } = groups.at(-1);
      const next = /^[ \-/.()]{1,2}([0-9]+)/.exec(s.slice(end, end + 20));
      if (!next || (count += next[1].length) > PHONE_DIGITS) break;
      groups.push({ from: end + next[0].length - next[1].length, end: end + next[0].length });
    }
    for (; groups.length; groups.pop()) {
      const { end } = groups.at(-1);
      if (isWord(s[end]) || !isPhone(s, groups, international)) continue;
      yield ["phone", from, (done = end)];
      break;
    }
  }
}

const bare = (word) => word.endsWith("'s") ? word.slice(0, -2) : word.endsWith("s") ? word.slice(0, -1) : word;
const knows = (list, word) => list.has(word) || list.has(bare(word));

function* names(list, tokens) {
  const beside = (token) => token && (token.before === " " || token.before === "-");
  const proper = (token) => token.capital && token.end - token.from > 1 && !token.shouted && !list.never.has(token.word);
  const surname = (word) => knows(list.surnames, word) || knows(list.doubtfulSurnames, word);
  const lists = [list.given, list.surnames, list.doubtfulGiven, list.doubtfulSurnames];
  const genitive = (word) => word.endsWith("'s") || (!lists.some((one) => one.has(word)) && lists.some((one) => knows(one, word)));
  const ending = (word) => [...list.endings].some((end) => word.length >= end.length + 2 && word.endsWith(end));
  const titled = (at) => {
    const { before } = tokens[at], title = tokens[at - 1]?.word;
    return (before === " " && list.titles.has(title)) || (before === ". " && list.titlesWithPoint.has(title));
  };
  const lastWord = (first) => {
    let last = first;
    while (last - first + 1 < NAME_WORDS) {
      const next = tokens[last + 1], after = tokens[last + 2];
      if (genitive(tokens[last].word) || !beside(next)) break;
      if (proper(next) || (next.capital && next.end - next.from === 1 && !list.never.has(next.word))) last += 1;
      else if (list.particles.has(next.word) && beside(after) && proper(after)) last += 2;
      else break;
    }
    return last;
  };
  const nameAt = (at) => {
    const token = tokens[at], next = beside(tokens[at + 1]) ? tokens[at + 1] : null, { word } = token;
    if (!token.capital || token.shouted) return list.given.has(word) && next && knows(list.surnames, next.word) ? at + 1 : -1;
    const point = tokens[at + 1];
    if (token.end - token.from === 1 && point?.before === ". " && proper(point) && surname(point.word)) return at + 1;
    const nextIsSurname = next && proper(next) && (surname(next.word) || ending(next.word));
    const named = proper(token) && (knows(list.given, word) || knows(list.surnames, word) || titled(at) ||
      (knows(list.doubtfulGiven, word) && (nextIsSurname || (!token.opening && !list.calendar.has(word)))));
    if (!named) return -1;
    const last = lastWord(at);
    for (let i = at + 1; i <= last + 1 && beside(tokens[i]); i++) if (list.ofPlaces.has(tokens[i].word)) return -1;
    return last;
  };
  for (let at = 0; at < tokens.length; at++) {
    const last = nameAt(at);
    if (last < 0) continue;
    yield ["name", tokens[at].from, tokens[last].end];
    at = last;
  }
}

/** Makes the two rule files ready. */
export function prepare(wording, identity) {
  const set = (...lists) => new Set(lists.flat().flatMap((line) => line.split(" ")));
  const { workplace: work, doubtful } = identity;
  const suggestions = { ...identity.suggestions };
  for (const rule of wording.rules) suggestions[rule.code] ??= rule.suggestion;
  return {
    suggestions,
    blame: wording.rules.map(({ code, patterns, except = [] }) => ({ code, patterns: patterns.map(parse), except: except.map(parse) })),
    names: {
      given: set(identity.given), surnames: set(identity.surnames), endings: set(identity.surname_endings),
      doubtfulGiven: set(doubtful.given), doubtfulSurnames: set(doubtful.surnames), calendar: set(identity.calendar),
      titles: set(identity.titles), titlesWithPoint: set(identity.titles_with_point), particles: set(identity.particles),
      ofPlaces: set(identity.of_places),
      never: set(identity.never, identity.compass, work.before, work.after, work.numbered),
    },
  };
}

/** What the rules find in `text`, in order: `{ code, start, end }` with offsets as strings have them. */
export function check(rules, text) {
  const folded = fold(text), { s, chars } = folded, tokens = tokenise(folded);
  const taken = new Array(s.length).fill(false), hits = [];
  const claim = ([code, start, end]) => {
    let from = start;
    while (from < end && taken[from]) from++;
    if (from > start) while (from < end && (taken[from] || !isWord(s[from]))) from++;
    let to = from;
    while (to < end && !taken[to]) to++;
    if (to < end) while (to > from && !isWord(s[to - 1])) to--;
    if (to <= from) return;
    taken.fill(true, from, to);
    hits.push({ code, start: chars[from].start, end: chars[to - 1].end });
  };
  const finders = [() => emails(s), () => personalNumbers(s), () => phones(s), () => names(rules.names, tokens), () => blame(rules.blame, tokens)];
  for (const find of finders) for (const found of find()) claim(found);
  return hits.sort((one, other) => one.start - other.start);
}

const PAUSE_MS = 1500, HINTS = 2, RELEASED_MS = 300;

// Leaving a field by pressing a button: a hint that came before the release would move the
// button away from under it, and the click would be lost. So a press ends first.
let press = Promise.resolve();
if (globalThis.document) {
  addEventListener("pointerdown", () => {
    press = new Promise((ended) => {
      const release = () => setTimeout(ended, RELEASED_MS);
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release, { capture: true, once: true });
    });
  }, true);
}

// Under each text of the form: what is asked instead, when the person pauses or leaves the field.
function attend(hook) {
  const { rules: addresses, lead } = hook.dataset, { lang } = document.documentElement;
  let loading = null;
  const load = () => loading ??= Promise.all(addresses.split(" ").map(async (address) => (await fetch(address)).json()))
    .then((files) => prepare(...files));
  for (const area of hook.closest("form").querySelectorAll("textarea")) {
    const told = area.parentElement.appendChild(document.createElement("div"));
    told.className = "hint wording";
    told.setAttribute("role", "status");
    let pause = 0;
    const look = async () => {
      clearTimeout(pause);
      const rules = await load().catch(() => null);
      if (!rules) return;
      for (let waited; waited !== press;) await (waited = press);
      const codes = [...new Set(check(rules, area.value).map((hit) => hit.code))].slice(0, HINTS);
      const lines = codes.map((code) => rules.suggestions[code][lang]);
      const shown = lines.length ? [lead, ...lines] : [];
      if (shown.join("\n") === [...told.children].map((line) => line.textContent).join("\n")) return;
      told.replaceChildren(...shown.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    };
    area.addEventListener("focus", () => load().catch(() => null), { once: true });
    area.addEventListener("change", look);
    area.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(look, PAUSE_MS);
    });
  }
}

if (globalThis.document) document.querySelectorAll("[data-wording]").forEach(attend);
