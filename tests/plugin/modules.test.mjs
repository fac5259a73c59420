// Everything that needs no window: the search for the program, positions, framing, filters.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const load = createRequire(new URL("../../vault_tools/plugin/", import.meta.url));
const { findProgram } = load("./find_program.js");
const { edited, uriOf } = load("./positions.js");
const { Connection } = load("./connection.js");
const { Findings, passing } = load("./findings.js");

function world({ files = {}, env = {}, platform = "linux", said = {} } = {}) {
  return {
    platform,
    env,
    home: "/home/ada",
    exists: async (path) => path in files,
    read: async (path) => files[path] ?? Promise.reject(new Error("not there")),
    run: async (command, args) => said[[command, ...args].join(" ")] ?? said[command] ?? Promise.reject(new Error("not there")),
  };
}
const commandOf = async (of, setting = "") => (await findProgram(world(of), setting))?.command ?? null;
const INSTALLED = '{"command": ["/venv/bin/python", "-P", "-m", "vault_tools"]}';
const STATE = "/home/ada/.local/state/vault-tools/program.json";

test("the program is what the user says, whatever else is there", async () => {
  assert.deepEqual(await commandOf({ files: { [STATE]: INSTALLED } }, " /opt/vt "), ["/opt/vt"]);
});

test("the program is never one that lies in the folder that Obsidian runs in", async () => {
  assert.equal(await commandOf({ env: { PATH: ".::bin:" }, files: { "./vault-tools": "", "bin/vault-tools": "", "/vault-tools": "" } }), null);
  assert.deepEqual(await commandOf({}, "~/bin/vt"), ["/home/ada/bin/vt"]);
});

test("the program is what `plugin install` said, while it is there", async () => {
  const python = { "/venv/bin/python": "" };
  assert.deepEqual(await commandOf({ files: { [STATE]: INSTALLED, ...python } }), ["/venv/bin/python", "-P", "-m", "vault_tools"]);
  assert.equal(await commandOf({ files: { [STATE]: INSTALLED } }), null);
  for (const broken of ["", "{", "null", "[]", '{"command": []}', '{"command": [1]}', '{"command": "x"}'])
    assert.equal(await commandOf({ files: { [STATE]: broken, ...python } }), null);
});

test("the state folder is that of the system", async () => {
  const [python, found] = [{ "/venv/bin/python": "" }, ["/venv/bin/python", "-P", "-m", "vault_tools"]];
  assert.deepEqual(await commandOf({ env: { XDG_STATE_HOME: "/s" }, files: { "/s/vault-tools/program.json": INSTALLED, ...python } }), found);
  assert.deepEqual(await commandOf({ platform: "darwin", files: { "/home/ada/Library/Application Support/vault-tools/program.json": INSTALLED, ...python } }), found);
  assert.deepEqual(await commandOf({ platform: "win32", env: { LOCALAPPDATA: "C:\\L" }, files: { "C:\\L/vault-tools/program.json": INSTALLED, ...python } }), found);
});

test("else the PATH of Obsidian, of the login shell, of usual places, in this order", async () => {
  const shell = { env: { PATH: "/a:/b", SHELL: "/bin/zsh" }, said: { "/bin/zsh": "Welcome!\n::vault-tools::/c:/d::vault-tools::" } };
  const all = ["/b/vault-tools", "/d/vault-tools", "/home/ada/.local/bin/vault-tools", "/opt/homebrew/bin/vault-tools", "/usr/local/bin/vault-tools"];
  for (let from = 0; from < all.length; from++) {
    const files = Object.fromEntries(all.slice(from).map((path) => [path, ""]));
    assert.deepEqual(await commandOf({ ...shell, files }), [all[from]]);
  }
  assert.equal(await commandOf(shell), null);
  assert.deepEqual(await commandOf({ env: { SHELL: "/bin/hangs" }, files: { "/usr/local/bin/vault-tools": "" } }), ["/usr/local/bin/vault-tools"]);
});

test("on Windows the registry knows a PATH that Obsidian was not started with", async () => {
  const said = { "reg.exe query HKCU\\Environment /v Path": "\r\nHKEY_CURRENT_USER\\Environment\r\n    Path    REG_EXPAND_SZ    %USERPROFILE%\\bin;C:\\x\r\n" };
  const found = await commandOf({ platform: "win32", env: { USERPROFILE: "C:\\Users\\ada" }, said, files: { "C:\\Users\\ada\\bin/vault-tools.exe": "" } });
  assert.deepEqual(found, ["C:\\Users\\ada\\bin/vault-tools.exe"]);
});

test("from inside a Flatpak it is started on the host, and found there though it can't be seen", async () => {
  const out = ["flatpak-spawn", "--host", "--watch-bus"];
  const env = { FLATPAK_ID: "md.obsidian.Obsidian", PATH: "/app/bin" };
  assert.deepEqual(await commandOf({ env }), [...out, "vault-tools"]);
  assert.deepEqual(await commandOf({ env, files: { [STATE]: INSTALLED } }), [...out, "/venv/bin/python", "-P", "-m", "vault_tools"]);
  assert.deepEqual(await commandOf({ env }, "/opt/vt"), [...out, "/opt/vt"]);
});

test("a Snap's or an AppImage's own libraries are not handed on", async () => {
  const env = { SNAP: "/snap/obsidian/1", LD_LIBRARY_PATH: "/snap/obsidian/1/lib", PYTHONPATH: "/snap/obsidian/1/py", LANG: "en", PATH: "/snap/obsidian/1/bin:/b" };
  const found = await findProgram(world({ env, files: { "/b/vault-tools": "" } }), "");
  assert.deepEqual(Object.keys(found.env).sort(), ["LANG", "PATH", "SNAP"]);
  assert.deepEqual((await findProgram(world({ env: { PYTHONPATH: "/mine" } }), "/opt/vt")).env, { PYTHONPATH: "/mine" });
});

test("URIs of paths with spaces, Chinese, percent signs, drives", () => {
  assert.equal(uriOf("/a b/笔记/50%.md"), "file:///a%20b/%E7%AC%94%E8%AE%B0/50%25.md");
  assert.equal(uriOf("C:\\Users\\a b\\n.md"), "file:///C:/Users/a%20b/n.md");
});

test("a file is edited by lines and units, and its lines keep their ends", () => {
  const range = (line, from, to, last = line) => ({ start: { line, character: from }, end: { line: last, character: to } });
  const edits = [{ range: range(1, 3, 5), newText: "b\nc" }, { range: range(2, 0, 0, 3), newText: "" }, { range: range(9, 0, 0), newText: "z" }];
  assert.equal(edited("1\r\n😀 23\r\nx\r\n4", edits), "1\r\n😀 b\r\nc\r\n4z");
  assert.equal(edited("1\n😀 23\nx\n4", edits), "1\n😀 b\nc\n4z");
});

function connected() {
  let receive = () => {};
  const [told, broken, written] = [[], [], []];
  const child = { stdin: { write: (data) => written.push(new TextDecoder().decode(data)) }, stdout: { on: (_, take) => void (receive = take) } };
  const connection = new Connection(child, (method, params) => told.push([method, params]), (why) => broken.push(why));
  return { connection, told, broken, written, receive: (bytes) => receive(bytes) };
}
const framed = (message) => {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
};

test("messages that come in pieces of any size are put together", async () => {
  for (const size of [1, 2, 7, 1000]) {
    const { connection, told, receive } = connected();
    const answer = connection.request("ask", {});
    const bytes = Buffer.concat([framed({ method: "tell", params: "中😀" }), framed({ id: 1, result: "y".repeat(500) }), framed({ method: "again", params: 1 })]);
    for (let at = 0; at < bytes.length; at += size) receive(bytes.subarray(at, at + size));
    assert.equal(await answer, "y".repeat(500));
    assert.deepEqual(told, [["tell", "中😀"], ["again", 1]]);
  }
});

test("what is no protocol is told, errors and the end reject what waits", async () => {
  const { connection, broken, receive } = connected();
  receive(Buffer.from("Traceback (most recent call last):\n".repeat(20)));
  assert.equal(broken.length, 1);
  const failing = connected();
  const refused = failing.connection.request("ask", {});
  failing.receive(framed({ id: 1, error: { code: -32803, message: "not now" } }));
  await assert.rejects(refused, /not now/);
  const waiting = connection.request("ask", {});
  connection.close("gone");
  await assert.rejects(waiting, /gone/);
  await assert.rejects(connection.request("ask", {}), /gone/);
});

test("what the other side asks is answered", () => {
  const { told, written, receive } = connected();
  receive(framed({ id: 7, method: "workspace/diagnostic/refresh", params: null }));
  assert.equal(told.length, 1);
  assert.match(written[0], /"id":7,"result":null/);
});

const finding = (path, rule, severity = "warning") => ({ path, rule, severity, message: `m of ${rule}`, position: { line: 1, character: 0 }, section: [], fix: null });
const ALL = [finding("A/b.md", "empty-note"), finding("A/b.md", "missing-key", "error"), finding("B.md", "empty-note")];

test("findings come in pages, are filtered and grouped, and asked again note by note", async () => {
  let now = ALL;
  const asked = [];
  const findings = new Findings(async ({ cursor, path }) => {
    asked.push(path ?? cursor);
    if (path) return { findings: now.filter((one) => one.path === path), cursor: null, total: 0 };
    const at = Number(cursor ?? 0);
    return { findings: now.slice(at, at + 2), cursor: at + 2 < now.length ? String(at + 2) : null, total: now.length };
  });
  let arrivals = 0;
  await findings.load(() => arrivals++);
  assert.deepEqual([asked, arrivals, findings.total], [[null, "2"], 3, 3]);
  const shown = (filter, byRule = false) => findings.rows(passing({ rule: "", severity: "", folder: "", text: "", ...filter }), byRule);
  assert.deepEqual(shown({}).rows.map((row) => row.heading ?? row.finding.rule), ["A/b.md", "empty-note", "missing-key", "B.md", "empty-note"]);
  assert.deepEqual(shown({}, true).rows.map((row) => row.heading ?? row.finding.path), ["empty-note", "A/b.md", "B.md", "missing-key", "A/b.md"]);
  assert.deepEqual([{ rule: "empty-note" }, { severity: "error" }, { folder: "A" }, { text: "B.MD" }, { text: "M OF EMPTY" }].map((filter) => shown(filter).found), [2, 1, 2, 3, 2]);
  now = ALL.slice(1);
  await findings.refresh(["A/b.md"], () => {});
  assert.deepEqual([asked.at(-1), findings.size(), shown({}).notes], ["A/b.md", 2, 2]);
});
