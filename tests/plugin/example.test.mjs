// The example vault: index notes, sections to translate, two windows on one vault.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { closeBrowser, makeVault, openObsidian } from "./harness.mjs";
import { EMOJI, EMOJI_FIXED, NOTES } from "./vaults.mjs";

let vault, app;
const UNTRANSLATED = "Interviews/b8QyTf3xVnI.md";
const putCursor = (line) =>
  app.page.evaluate((line) => {
    const { cm } = window.app.workspace.active.view.editor;
    cm.dispatch({ selection: { anchor: cm.state.doc.line(line).from } });
  }, line);

afterEach(async () => {
  assert.deepEqual(await app.close(), { left: 0, errors: [] });
  await vault.remove();
});
after(closeBrowser);

test("the section at the cursor is copied for whoever translates it", async () => {
  vault = await makeVault();
  app = await openObsidian(vault);
  await app.ready();
  await app.open(UNTRANSLATED);
  await putCursor(1);
  await app.command("copy-flagged");
  await app.untilNotice("The section at the cursor is not flagged");
  await putCursor(31);
  await app.command("copy-flagged");
  await app.untilNotice("Copied");
  assert.match(await app.page.evaluate(() => navigator.clipboard.readText()), /^The interesting finding came when we took the phones away/);
});

test("index notes are brought up to date, shown first", async () => {
  vault = await makeVault();
  app = await openObsidian(vault);
  await app.ready();
  await app.command("refresh-mocs");
  const preview = app.page.locator(".vault-tools-preview");
  await preview.locator(".vault-tools-diff-note", { hasText: "MOC/" }).first().waitFor();
  await preview.getByRole("button", { name: "Apply" }).click();
  await app.untilNotice("changed");
  await app.command("refresh-mocs");
  await app.untilNotice("There is nothing that is safe to fix");
});

test("checking a note says how many problems it has", async () => {
  vault = await makeVault(NOTES);
  app = await openObsidian(vault);
  await app.ready();
  await app.open("Emoji.md");
  await app.command("check-note");
  await app.untilNotice("4 problems in this note");
  await app.open("Fine.md");
  await app.command("check-note");
  await app.untilNotice("No problems here");
  await app.untilStatus("0 problems in this note, 6 problems in the vault");
});

test("closed notes are fixed by themselves only where the user says so", async () => {
  vault = await makeVault(NOTES);
  app = await openObsidian(vault, { data: { mend: true, quietPeriod: 1 } });
  await app.open("Fine.md");
  await app.untilStatus("3 problems in the vault");
  assert.equal(await readFile(join(vault.root, "Emoji.md"), "utf8"), EMOJI_FIXED);
});

test("what waits to be fixed is listed with its reason", async () => {
  vault = await makeVault(NOTES);
  app = await openObsidian(vault, { data: { mend: true, quietPeriod: 1000 } });
  await app.command("open-pane");
  await app.page.locator(".vault-tools-waits:not(.is-empty) summary", { hasText: "1 note waits to be fixed" }).click();
  assert.match(await app.page.locator(".vault-tools-waits div").first().innerText(), /^Emoji\.md: .+/);
});

test("in reading mode the status bar counts what is known of the note", async () => {
  vault = await makeVault(NOTES);
  app = await openObsidian(vault);
  await app.ready();
  await app.open("Emoji.md");
  await app.page.evaluate(() => {
    window.app.workspace.active.view.mode = "preview";
    window.app.workspace.trigger("layout-change");
  });
  await app.untilStatus("4 problems in this note, 6 problems in the vault");
  await app.command("check-note");
  await app.untilNotice("open for editing");
});

test("two windows on one vault: what one writes the other sees", async () => {
  vault = await makeVault(NOTES);
  app = await openObsidian(vault);
  const other = await openObsidian(vault);
  await Promise.all([app.ready(), other.ready()]);
  await other.untilStatus("6 problems in the vault");
  assert.equal(await readFile(join(vault.root, "Emoji.md"), "utf8"), EMOJI);
  await app.command("fix-vault");
  await app.page.locator(".vault-tools-preview").getByRole("button", { name: "Apply" }).click();
  await other.untilStatus("3 problems in the vault");
  assert.deepEqual(await other.close(), { left: 0, errors: [] });
});
