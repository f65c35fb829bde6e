// Answers the challenge in a form, in a thread of its own, so that the page stays as it is. The
// challenge says how hard it is: `report.16.…` asks for a number such that the SHA-256 of
// `<challenge>:<number>` begins with 16 zero bits. Asks no one, tells no one.

/** Answers the challenge in `field`; a form that is sent before that is sent as soon as it is answered. */
export function answer(field) {
  const { form } = field;
  let waiting = "send" in field.dataset ? form.querySelector("button:not([name])") : null;
  const told = document.querySelector("[data-crowded]");
  if (waiting && told) told.textContent = told.dataset.crowded;

  const hold = (event) => {
    if (event.target !== form || event.submitter?.name === "switch") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
    const sending = form.querySelector("[data-sending]");
    if (sending) sending.textContent = form.dataset.sending;
  };
  // Before every listener of the form itself.
  document.addEventListener("submit", hold, true);

  const done = (value) => {
    document.removeEventListener("submit", hold, true);
    if (value) field.value = value;
    if (waiting) form.requestSubmit(waiting);
  };
  const worker = new Worker(import.meta.url, { type: "module" });
  worker.onmessage = ({ data }) => (worker.terminate(), done(data));
  // Unanswered it can be sent all the same: then it only takes longer.
  worker.onerror = () => done();
  worker.postMessage(field.value);
}

// As a thread of its own.
if (typeof document === "undefined") {
  onmessage = ({ data }) => postMessage(solve(data));
}

/** The answer to `challenge`. */
export function solve(challenge) {
  const bits = Number(challenge.split(".")[1]);
  const start = new TextEncoder().encode(`${challenge}:`);
  const whole = start.length - (start.length % 64);
  let state = INITIAL;
  for (let at = 0; at < whole; at += 64) state = compress(state, start.subarray(at, at + 64));
  const block = new Uint8Array(128);
  for (let number = 0; ; number++) {
    const digits = String(number);
    let length = start.length - whole;
    block.fill(0);
    block.set(start.subarray(whole));
    for (let i = 0; i < digits.length; i++) block[length++] = digits.charCodeAt(i);
    block[length] = 0x80;
    const end = length < 56 ? 64 : 128;
    new DataView(block.buffer).setUint32(end - 4, (whole + length) * 8);
    let hash = compress(state, block.subarray(0, 64));
    if (end === 128) hash = compress(hash, block.subarray(64));
    if (zeroBits(hash) >= bits) return `${challenge}:${number}`;
  }
}

function zeroBits(hash) {
  let bits = 0;
  for (const word of hash) {
    bits += Math.clz32(word);
    if (word !== 0) break;
  }
  return bits;
}

// SHA-256 (FIPS 180-4): the constants are the fractional parts of roots of the first primes.
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const INITIAL = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const ROUND = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const words = new Int32Array(64);

const rotate = (word, by) => (word >>> by) | (word << (32 - by));

/** The state after one block of 64 bytes. */
function compress(state, block) {
  for (let i = 0; i < 16; i++) {
    const at = i * 4;
    words[i] = (block[at] << 24) | (block[at + 1] << 16) | (block[at + 2] << 8) | block[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const before = words[i - 15];
    const last = words[i - 2];
    const a = rotate(before, 7) ^ rotate(before, 18) ^ (before >>> 3);
    const b = rotate(last, 17) ^ rotate(last, 19) ^ (last >>> 10);
    words[i] = (words[i - 16] + a + words[i - 7] + b) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const first = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + first + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const second = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (second + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0;
    d = c; c = b; b = a; a = (one + two) | 0;
  }
  return Int32Array.of(
    (state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0,
    (state[4] + e) | 0, (state[5] + f) | 0, (state[6] + g) | 0, (state[7] + h) | 0,
  );
}
