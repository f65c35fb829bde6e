// A mail server for tests/it: says on standard output, one line of JSON each, where it listens and what it was sent.
//
// The first argument is JSON: `security` (none, starttls, tls), `key` and `cert` (PEM), `user` and `password`.
// The name of a mailbox says what becomes of mail to it: `refused` never, `later` not at the first attempt, `once` only then.
// Must never send anything on.
import { SMTPServer } from "smtp-server";

const { security = "none", key, cert, user, password } = JSON.parse(process.argv[2] ?? "{}");
const tried = new Set();

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const failure = (code) => Object.assign(new Error("not now"), { responseCode: code });

const quotedPrintable = (text) =>
  Buffer.from(
    text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");

const words = (header) =>
  header.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how, text) =>
    how.toLowerCase() === "b"
      ? Buffer.from(text, "base64").toString("utf8")
      : quotedPrintable(text.replaceAll("_", " ")),
  );

function parse(raw) {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw.slice(0, end).replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = Object.fromEntries(lines.map((line) => [line.split(":")[0].toLowerCase(), words(line.slice(line.indexOf(":") + 1).trim())]));
  const body = raw.slice(end + 4);
  const encoding = headers["content-transfer-encoding"];
  const read = { base64: (text) => Buffer.from(text, "base64").toString("utf8"), "quoted-printable": quotedPrintable };
  return { headers, body: (read[encoding] ?? ((text) => text))(body).replaceAll("\r\n", "\n") };
}

const server = new SMTPServer({
  secure: security === "tls",
  key,
  cert,
  authOptional: user === undefined,
  disabledCommands: [...(security === "starttls" ? [] : ["STARTTLS"]), ...(user === undefined ? ["AUTH"] : [])],
  onAuth: (auth, session, done) =>
    auth.username === user && auth.password === password ? done(null, { user }) : done(failure(535)),
  onRcptTo: ({ address }, session, done) => {
    const mailbox = address.split("@")[0];
    const isFirst = !tried.has(address);
    tried.add(address);
    if (mailbox === "refused" || (mailbox === "once" && !isFirst)) done(failure(550));
    else if (mailbox === "later" && isFirst) done(failure(451));
    else done();
  },
  onData: (stream, session, done) => {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      const to = rcptTo.map(({ address }) => address);
      say({ from: mailFrom.address, to, secure: session.secure, user: session.user ?? null, ...parse(Buffer.concat(chunks).toString("utf8")) });
      done();
    });
  },
});

server.on("error", () => {});
server.listen(0, "127.0.0.1", () => say({ port: server.server.address().port }));
process.stdin.on("end", () => process.exit()).resume();
