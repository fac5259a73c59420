// The server as used by VS Code: through the protocol library on which its language clients are built.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import protocol from "vscode-languageserver-protocol/node.js";

const { StreamMessageReader, StreamMessageWriter, createProtocolConnection } = protocol;
const FAULTY = "---\ntags: hops\ntitle: Saaz 😀\n---\n\n# 😀 Saaz\n\nText.\n";
const MENDED = FAULTY.replace("tags: hops", "tags:\n  - hops");
const EVERYTHING = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
// the capabilities of VS Code 1.100, as far as they matter here
const CAPABILITIES = {
  general: { positionEncodings: ["utf-16"] },
  textDocument: { diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false }, publishDiagnostics: { versionSupport: false } },
  window: { workDoneProgress: true },
  workspace: { applyEdit: true, diagnostics: { refreshSupport: true }, workspaceEdit: { documentChanges: true } },
};

let folder, server, connection, answered;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vault-tools-"));
  await mkdir(join(folder, ".obsidian"));
  await writeFile(join(folder, "A b.md"), FAULTY);
  const env = { ...process.env, HOME: folder, XDG_STATE_HOME: join(folder, ".state"), XDG_CACHE_HOME: join(folder, ".cache") };
  server = spawn(process.env.PYTHON ?? "python3", ["-m", "vault_tools", "server"], { env, stdio: ["pipe", "pipe", "inherit"] });
  connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.onRequest(protocol.WorkDoneProgressCreateRequest.type, () => null);
  connection.onRequest(protocol.DiagnosticRefreshRequest.type, () => null);
  connection.listen();
  const uri = pathToFileURL(folder).href;
  answered = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: "vault" }],
    capabilities: CAPABILITIES,
  });
  await connection.sendNotification(protocol.InitializedNotification.type, {});
});
afterEach(async () => {
  connection.dispose();
  server.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function open(path, text) {
  const uri = pathToFileURL(join(folder, path)).href;
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "markdown", version: 1, text },
  });
  return { uri };
}

const pull = async (textDocument) => (await connection.sendRequest(protocol.DocumentDiagnosticRequest.type, { textDocument })).items;

test("what it can do is said as the protocol has it", () => {
  const { capabilities, serverInfo } = answered;
  assert.equal(serverInfo.name, "vault-tools");
  assert.equal(capabilities.positionEncoding, protocol.PositionEncodingKind.UTF16);
  assert.equal(capabilities.textDocumentSync.change, protocol.TextDocumentSyncKind.Full);
  assert.equal(capabilities.diagnosticProvider.workspaceDiagnostics, false);
  assert.ok(capabilities.codeActionProvider.codeActionKinds.includes(protocol.CodeActionKind.QuickFix));
});

for (const kind of ["quickfix", "source.fixAll"])
  test(`a ${kind} of a note mends it, and the server ends when it is told to`, async () => {
    const textDocument = await open("A b.md", FAULTY);
    const found = await pull(textDocument);
    assert.ok(found.every((item) => protocol.Diagnostic.is(item)));
    assert.deepEqual(found.map((item) => [item.code, item.severity, item.range.start.line]), [["wrong-type", protocol.DiagnosticSeverity.Error, 1]]);
    const asked = { textDocument, range: EVERYTHING, context: { diagnostics: found, only: [kind] } };
    const actions = await connection.sendRequest(protocol.CodeActionRequest.type, asked);
    assert.ok(actions.every((action) => protocol.CodeAction.is(action) && protocol.WorkspaceEdit.is(action.edit)));
    const [{ edits }] = actions[0].edit.documentChanges;
    const before = protocol.TextDocument.create(textDocument.uri, "markdown", 1, FAULTY);
    const text = protocol.TextDocument.applyEdits(before, edits);
    assert.equal(text, MENDED);
    await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { ...textDocument, version: 2 },
      contentChanges: [{ text }],
    });
    assert.deepEqual(await pull(textDocument), []);
    const ended = once(server, "exit");
    await connection.sendRequest(protocol.ShutdownRequest.type);
    await connection.sendNotification(protocol.ExitNotification.type);
    assert.deepEqual(await ended, [0, null]);
  });

test("a rule is explained where the cursor is", async () => {
  const textDocument = await open("A b.md", FAULTY);
  const hover = await connection.sendRequest(protocol.HoverRequest.type, { textDocument, position: { line: 1, character: 8 } });
  assert.ok(protocol.Hover.is(hover));
  assert.match(hover.contents.value, /wrong-type/);
});
