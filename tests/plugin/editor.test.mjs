// The plugin in editors: what is shown, and what can be done.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import { closeBrowser, makeVault, openObsidian, writeFiles } from "./harness.mjs";
import { EMOJI, EMOJI_FIXED, EMOJI_MARKS, LAST, LONG, NOTES } from "./vaults.mjs";

let vault, app;
beforeEach(async () => {
  vault = await makeVault(NOTES);
  app = await openObsidian(vault);
  await app.open("Emoji.md");
  await app.untilMarks(...EMOJI_MARKS);
});
afterEach(async () => {
  assert.deepEqual(await app.close(), { left: 0, errors: [] });
  await vault.remove();
});
after(closeBrowser);

/** The tooltip shown when hovering over a text. */
async function hover(text) {
  await app.page.locator(".vault-tools-mark", { hasText: text }).hover();
  const tooltip = app.page.locator(".cm-tooltip-lint");
  await tooltip.waitFor();
  return tooltip;
}
const press = async (text, button) => (await hover(text)).getByRole("button", { name: button }).click();
const undo = () => app.page.evaluate(() => window.modules["@codemirror/commands"].undo(window.app.workspace.active.view.editor.cm));

test("underlines cover the words, with emoji and Chinese before them, and follow what is typed", async () => {
  await app.replace("😀x", "😀😀中");
  await app.replace("date:", "# 😀\ndate:");
  await app.untilMarks(...EMOJI_MARKS);
  await app.replace("drafft", "draft");
  await app.untilMarks(...EMOJI_MARKS.filter((mark) => mark !== "drafft"));
  const classes = await app.page.$$eval(".vault-tools-mark", (marks) => marks.map((mark) => /vault-tools-(error|warning)/.exec(mark.className)[1]));
  assert.deepEqual(classes, ["error", "error", "warning"]);
});

test("pointing at an underline says what, which rule and where, and offers what can be done", async () => {
  const tooltip = await hover("drafft");
  assert.match(await tooltip.innerText(), /`drafft` is not a value of `status`.*\n.*disallowed-value/s);
  assert.match(await tooltip.innerText(), /Why: A value is not among those that the schema allows for its key\./);
  assert.deepEqual(await tooltip.getByRole("button").allInnerTexts(), ["Fix", "Ignore here", "Explain"]);
});

test("a fix is one step in the editor, and one step back", async () => {
  await press("中文", "Fix");
  await app.untilMarks(...EMOJI_MARKS.filter((mark) => mark !== "中文"));
  assert.equal(await app.text(), EMOJI.replace(", 中文]", "]"));
  await undo();
  assert.equal(await app.text(), EMOJI);
});

test("a fix that meets a changed text asks again: done where the finding is the same, else refused", async () => {
  await app.page.evaluate(() => window.app.settingTab.setControlValue("debounce", 2000)); // no check in the meantime
  await app.untilMarks(...EMOJI_MARKS);
  const tooltip = await hover("中文");
  await app.replace("date: 2025/01/02", "date: 2025-01-02");
  await tooltip.getByRole("button", { name: "Fix" }).click();
  await app.until(() => window.app.workspace.active.view.editor.cm.state.doc.toString().includes("x\", 中文]"));
  await app.untilMarks("drafft", EMOJI_MARKS[3]);
  const late = await hover("drafft");
  await app.page.evaluate(() => {
    const { plugin } = window, ask = plugin.ask.bind(plugin);
    plugin.ask = (method, params) => ask(method, params).then((answer) => new Promise((resolve) => setTimeout(() => resolve(answer), 300)));
  });
  await app.replace("# 😀", "# 😀 ");
  await late.getByRole("button", { name: "Fix" }).click();
  await app.replace("drafft", "draf");
  await app.untilNotice("The text has changed");
  assert.ok((await app.text()).includes("status: draf\n"));
});

test("the command fixes all that is safe, in one step", async () => {
  await app.command("fix-note");
  await app.untilMarks(EMOJI_MARKS[3]);
  assert.equal(await app.text(), EMOJI_FIXED);
  await undo();
  assert.equal(await app.text(), EMOJI);
});

test("lines that end with CRLF: marks, a fix in the editor and one on the disk are where they should be", async () => {
  const crlf = (text) => text.replaceAll("\n", "\r\n");
  await writeFiles(vault.root, { "Crlf.md": crlf(EMOJI), "Closed.md": crlf(EMOJI) });
  await app.open("Crlf.md");
  await app.untilMarks(...EMOJI_MARKS);
  await press("drafft", "Fix");
  await app.untilMarks(...EMOJI_MARKS.filter((mark) => mark !== "drafft"));
  assert.equal(await app.text(), EMOJI.replace("drafft", "draft"));
  await app.command("open-pane");
  await app.page.locator(".vault-tools-filters input").fill("closed.md");
  const row = app.page.locator(".vault-tools-finding", { hasText: "drafft" });
  await row.hover();
  await row.getByRole("button").click();
  await app.untilNotice("1 note changed");
  assert.equal(await readFile(join(vault.root, "Closed.md"), "utf8"), crlf(EMOJI.replace("drafft", "draft")));
});

test("a note that is closed while its fix is on its way is written in its file", async () => {
  await app.page.evaluate(() => {
    const { plugin } = window, ask = plugin.ask.bind(plugin);
    const closed = new Promise((resolve) => (window.goOn = resolve));
    plugin.ask = async (method, params) => {
      const answer = await ask(method, params);
      if (method === "vaultTools/fix") {
        window.hasAnswered = true;
        await closed;
      }
      return answer;
    };
  });
  await app.command("fix-note");
  await app.until(() => window.hasAnswered);
  await app.open("Fine.md");
  await app.page.evaluate(() => window.goOn());
  await app.untilNotice("made in this note");
  assert.equal(await readFile(join(vault.root, "Emoji.md"), "utf8"), EMOJI_FIXED);
  assert.equal(await app.text(), NOTES["Fine.md"]);
});

test("what is ignored is marked no more", async () => {
  await press("As an AI", "Ignore here");
  await app.untilMarks(...EMOJI_MARKS.slice(0, 3));
  assert.ok((await app.text()).includes("%% vault-tools: ignore generation-residue %%"));
  await press("drafft", "Ignore here");
  await app.untilMarks(...EMOJI_MARKS.slice(0, 2));
});

test("what is explained is the rule's documentation", async () => {
  await press("drafft", "Explain");
  await app.page.locator(".vault-tools-explain", { hasText: "disallowed-value" }).waitFor();
});

test("a span of many lines is marked on its first, and in the gutter", async () => {
  await app.open("Long.md");
  await app.untilMarks("and so on it goes again.");
  const lines = await app.page.$$eval(".vault-tools-long", (marks) => marks.length);
  assert.ok(lines > 15, `${lines} lines in the gutter`);
  await app.replace("# Loop", "# Loop\n\nmore");
  await app.untilMarks("and so on it goes again.");
});

test("a finding in a last line without an end is marked", async () => {
  await app.open("Folder/Last.md");
  await app.untilMarks(LAST.split("\n").at(-1));
});

test("next and previous problem go round", async () => {
  const at = async (id) => {
    await app.command(id);
    return app.page.evaluate(() => {
      const { doc, selection } = window.app.workspace.active.view.editor.cm.state;
      return doc.sliceString(selection.main.head, selection.main.head + 2);
    });
  };
  const starts = EMOJI_MARKS.map((mark) => mark.slice(0, 2));
  for (const start of [...starts, starts[0]]) assert.equal(await at("next-problem"), start);
  for (const start of [...starts].reverse()) assert.equal(await at("previous-problem"), start);
});

test("the rule at the cursor is explained, if there is one", async () => {
  await app.command("explain-rule");
  await app.untilNotice("no problem at the cursor");
  await app.command("next-problem");
  await app.command("explain-rule");
  await app.page.locator(".vault-tools-explain", { hasText: "malformed-date" }).waitFor();
});

test("marks of another plugin survive ours, its coming and its end", async () => {
  await app.page.evaluate(() => {
    const { lint } = { lint: window.modules["@codemirror/lint"] };
    window.app.workspace.extensions.push(lint.linter((view) => [{ from: view.state.doc.toString().indexOf("标题"), to: view.state.doc.toString().indexOf("标题") + 2, severity: "info", message: "theirs", source: "other" }], { delay: 100 }));
    window.app.workspace.updateOptions();
  });
  const theirs = () => app.page.waitForFunction(() => [...document.querySelectorAll(".cm-lintRange")].some((mark) => mark.textContent === "标题"));
  await theirs();
  await app.replace("drafft", "draft");
  await app.untilMarks(...EMOJI_MARKS.filter((mark) => mark !== "drafft"));
  await theirs();
  await app.page.evaluate(() => window.plugin.unload());
  await app.untilMarks();
  await theirs();
});

test("in Live Preview problems of the hidden frontmatter stand above the note", async () => {
  assert.equal(await app.page.locator(".vault-tools-panel").count(), 0);
  await app.page.evaluate(() => {
    const { view } = window.app.workspace.active;
    view.isLive = true;
    view.edit(view.editor.cm.state.doc.toString(), view.file);
  });
  const rows = app.page.locator(".vault-tools-panel-row");
  await rows.nth(2).waitFor();
  assert.equal(await rows.count(), 3);
  await rows.nth(1).getByRole("button", { name: "Fix" }).click();
  await app.until(() => document.querySelectorAll(".vault-tools-panel-row").length === 2);
  assert.equal(await app.text(), EMOJI.replace(", 中文]", "]"));
});

test("two panes and a window of their own show the same marks; reading mode none", async () => {
  await app.page.evaluate(async () => {
    const file = window.app.vault.getAbstractFileByPath("Emoji.md");
    const popup = window.open("about:blank");
    Object.assign(popup.Node.prototype, { createDiv: Node.prototype.createDiv, createEl: Node.prototype.createEl, createSpan: Node.prototype.createSpan, empty: Node.prototype.empty });
    for (const parent of [document.querySelector("#main"), popup.document.body]) await window.app.workspace.addLeaf(parent).openFile(file);
    window.popup = popup;
  });
  await app.until(() => document.querySelectorAll(".vault-tools-mark").length === 8 && window.popup.document.querySelectorAll(".vault-tools-mark").length === 4);
  await app.page.evaluate(() => {
    window.popup.close();
    for (const { view } of window.app.workspace.getLeavesOfType("markdown")) view.mode = "preview";
    window.app.workspace.trigger("layout-change");
  });
  assert.equal(await app.page.evaluate(() => window.plugin.documents.open.size), 0);
});

test("renamed and deleted notes are let go of", async () => {
  await app.page.evaluate(() => {
    const { vault, workspace } = window.app;
    const file = workspace.active.view.file;
    file.path = "Renamed.md";
    vault.trigger("rename", file, "Emoji.md");
  });
  await app.until(() => [...window.plugin.documents.open.keys()].join() === "Renamed.md");
  await app.untilMarks(...EMOJI_MARKS);
  await app.page.evaluate(() => window.app.vault.trigger("delete", window.app.workspace.active.view.file));
  assert.equal(await app.page.evaluate(() => window.plugin.documents.open.size), 0);
});

test("a note of 1 MB, and one with 1,000 findings", async () => {
  const items = Array.from({ length: 1000 }, (_, at) => `  - 人工智能${at % 2 ? "" : " "}\n`).join("");
  await writeFiles(vault.root, { "Big.md": `${LONG}${"A line of plain text, nothing more.\n\n".repeat(28000)}As an AI language model, I cannot do that.\n`, "Many.md": `---\ndate: 2025-01-02\ntags:\n${items}---\ntext\n` });
  await app.open("Big.md");
  await app.until(() => window.modules["@codemirror/lint"].diagnosticCount(window.app.workspace.active.view.editor.cm.state) >= 2);
  await app.open("Many.md");
  await app.until(() => window.modules["@codemirror/lint"].diagnosticCount(window.app.workspace.active.view.editor.cm.state) >= 999);
});
