// The list of the vault's problems, fixes of closed notes, runs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import { closeBrowser, makeVault, openObsidian, writeFiles } from "./harness.mjs";
import { EMOJI, EMOJI_FIXED, EMOJI_MARKS, FINE, NOTES } from "./vaults.mjs";

let vault, app;
const page = () => app.page;
const rows = () => page().locator(".vault-tools-finding");
const onDisk = (path) => readFile(join(vault.root, path), "utf8");
const untilRows = (count) => app.until((count) => document.querySelectorAll(".vault-tools-finding").length === count, count);
const choose = (index, value) => page().locator(".vault-tools-filters select").nth(index).selectOption(value);
const [RULE, SEVERITY, FOLDER, GROUP] = [0, 1, 2, 3];

beforeEach(async () => {
  vault = await makeVault(NOTES);
  app = await openObsidian(vault);
  await app.ready();
  await app.command("open-pane");
  await untilRows(6);
});
afterEach(async () => {
  assert.deepEqual(await app.close(), { left: 0, errors: [] });
  await vault.remove();
});
after(closeBrowser);

test("filters by rule, severity, folder and text; groups by note or rule", async () => {
  assert.deepEqual(await page().locator(".vault-tools-heading .vault-tools-message").allInnerTexts(), ["Emoji", "Folder/Last", "Long"]);
  await choose(RULE, "generation-residue");
  await untilRows(2);
  await choose(FOLDER, "Folder/");
  await untilRows(1);
  await choose(RULE, "");
  await choose(FOLDER, "");
  await choose(SEVERITY, "warning");
  await untilRows(3);
  await choose(SEVERITY, "");
  await choose(GROUP, "rule");
  assert.ok((await page().locator(".vault-tools-heading .vault-tools-message").allInnerTexts()).includes("repeated-text"));
  await page().locator(".vault-tools-filters input").fill("DRAFFT");
  await untilRows(1);
  assert.match(await page().locator(".vault-tools-count").innerText(), /1 problem in 1 note/);
});

test("a click or the keyboard leads to the place", async () => {
  await rows().filter({ hasText: "drafft" }).click();
  const at = () => page().evaluate(() => {
    const { file, editor } = window.app.workspace.active.view;
    return [file.path, editor.cm.state.doc.lineAt(editor.cm.state.selection.main.head).number];
  });
  await app.until(() => window.app.workspace.active?.view.file?.path === "Emoji.md");
  assert.deepEqual(await at(), ["Emoji.md", 4]);
  await page().locator(".vault-tools-list").focus();
  await page().keyboard.press("End");
  await page().keyboard.press("Enter");
  await app.until(() => window.app.workspace.active.view.file.path === "Long.md");
  assert.equal((await at())[1], 5);
});

test("a key fixes the chosen one of a closed note: its own fault and no other", async () => {
  await rows().filter({ hasText: "drafft" }).click();
  await app.untilMarks(...EMOJI_MARKS);
  await app.open("Fine.md");
  await page().locator(".vault-tools-list").focus();
  await page().keyboard.press("f");
  await untilRows(5);
  assert.equal(await onDisk("Emoji.md"), EMOJI.replace("drafft", "draft"));
});

test("all that is safe is shown first, then written, and taken back by its run", async () => {
  await app.command("fix-vault");
  const preview = page().locator(".vault-tools-preview");
  await preview.locator(".is-added", { hasText: "2025-01-02" }).waitFor();
  await preview.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await onDisk("Emoji.md"), EMOJI);
  await page().getByRole("button", { name: "Fix all safe" }).click();
  await preview.getByRole("button", { name: "Apply" }).click();
  await app.untilNotice("1 note changed");
  assert.equal(await onDisk("Emoji.md"), EMOJI_FIXED);
  await untilRows(3);
  await app.command("undo-run");
  await page().getByRole("button", { name: "Undo…" }).first().click();
  await preview.locator(".is-removed", { hasText: "2025-01-02" }).waitFor();
  await preview.getByRole("button", { name: "Apply" }).click();
  await untilRows(6);
  assert.equal(await onDisk("Emoji.md"), EMOJI);
});

test("a note that is open is fixed in its editor, not on the disk", async () => {
  await app.open("Emoji.md");
  await app.untilMarks(...EMOJI_MARKS);
  await app.command("fix-vault");
  await page().locator(".vault-tools-preview").getByRole("button", { name: "Apply" }).click();
  await app.untilMarks(EMOJI_MARKS[3]);
  assert.equal(await app.text(), EMOJI_FIXED);
  assert.equal(await onDisk("Emoji.md"), EMOJI);
});

test("a note that was saved is counted anew, in the pane and in the status bar", async () => {
  await app.open("Emoji.md");
  await app.untilStatus("4 problems in this note, 6 problems in the vault");
  await app.command("fix-note");
  await app.untilMarks(EMOJI_MARKS[3]);
  await page().evaluate(() => window.app.workspace.active.view.save());
  await untilRows(3);
  await app.untilStatus("1 problem in this note, 3 problems in the vault");
});

test("a note that another program changes, makes or removes is seen", async () => {
  await writeFiles(vault.root, { "Emoji.md": FINE, "New.md": EMOJI });
  await app.until(() => [...document.querySelectorAll(".vault-tools-heading")].some((row) => row.textContent.startsWith("New")));
  await untilRows(6);
});

test("a word is renamed in the whole vault, shown first", async () => {
  await writeFiles(vault.root, { "Tagged.md": "---\ndate: 2025-01-02\ntags: [old]\n---\ntext\n" });
  await app.until(() => window.plugin.status.notes === 5);
  await app.open("Fine.md");
  await app.command("rename-word");
  const inputs = page().locator(".modal input");
  await inputs.nth(1).fill("old");
  await inputs.nth(2).fill("new");
  await page().locator(".modal").getByRole("button", { name: "What would change" }).click();
  await page().locator(".vault-tools-preview").getByRole("button", { name: "Apply" }).click();
  await app.untilNotice("1 note changed");
  assert.match(await onDisk("Tagged.md"), /tags: \[new\]/);
});

test("a problem that only the whole vault shows is marked in the open note", async () => {
  await app.open("Fine.md");
  await app.replace("date: 2025-01-02", "date: 2025-01-02\ntags: [人工智能]");
  await app.untilMarks("人工智能");
  await app.command("fix-note");
  await app.until(() => window.app.workspace.active.view.editor.cm.state.doc.toString().includes("tags: [ai]"));
});
