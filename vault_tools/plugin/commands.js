"use strict";

const { forceLinting } = require("@codemirror/lint");
const { EditorView: View } = require("@codemirror/view");
const { Notice } = require("obsidian");
const { foundAt, judgeAgain, marksIn } = require("./marks.js");
const { words } = require("./texts.js");
const { RenameWindow } = require("./windows.js");

/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("./main.js")} VaultToolsPlugin */

/** @param {VaultToolsPlugin} plugin */
function addCommands(plugin) {
  const w = words();
  /** A command that needs an editor. @param {string} id @param {string} name @param {(view: EditorView) => unknown} act */
  const inEditor = (id, name, act) =>
    plugin.addCommand({
      id,
      name,
      editorCallback: (editor) => {
        const view = plugin.editors.viewOf(editor);
        if (view && plugin.editors.pathOf(view)) plugin.trying(async () => void (await act(view)));
        else new Notice(w.noNote);
      },
    });
  /** @param {string} id @param {string} name @param {() => unknown} act */
  const anywhere = (id, name, act) => plugin.addCommand({ id, name, callback: () => plugin.trying(async () => void (await act())) });

  inEditor("check-note", w.checkNote, (view) => check(plugin, view));
  inEditor("fix-note", w.fixNote, (view) => plugin.fixes.note(view));
  anywhere("fix-vault", w.fixVault, () => plugin.fixes.previewed("vaultTools/fix", {}));
  inEditor("next-problem", w.nextProblem, (view) => step(view, 1));
  inEditor("previous-problem", w.previousProblem, (view) => step(view, -1));
  anywhere("open-pane", w.openPane, () => plugin.showPane());
  inEditor("rename-word", w.renameWord, (view) => new RenameWindow(plugin, view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to)).open());
  anywhere("refresh-mocs", w.refreshMocs, () => plugin.fixes.previewed("vaultTools/fix", { rules: ["stale-moc"] }));
  anywhere("undo-run", w.undoRun, () => plugin.showRuns());
  inEditor("copy-flagged", w.copyFlagged, (view) => copyFlagged(plugin, view));
  inEditor("explain-rule", w.explainRule, (view) => explain(plugin, view));
}

/** @param {VaultToolsPlugin} plugin @param {EditorView} view */
async function check(plugin, view) {
  const judged = await plugin.editors.judge(view);
  if (!judged) return;
  view.dispatch({ effects: judgeAgain.of(null) });
  forceLinting(view);
  new Notice(judged.found.length ? words().inNote(judged.found.length) : words().noProblems);
}

/** Move to our next or previous mark, wrapping at the ends of the note. @param {EditorView} view @param {1 | -1} way */
function step(view, way) {
  const marks = marksIn(view);
  const { head } = view.state.selection.main;
  const ordered = way > 0 ? marks : [...marks].reverse();
  const next = ordered.find(({ from }) => (way > 0 ? from > head : from < head)) ?? ordered[0];
  if (!next) return void new Notice(words().noProblems);
  view.dispatch({ selection: { anchor: next.from }, effects: View.scrollIntoView(next.from, { y: "center" }) });
  view.focus();
}

/** @param {VaultToolsPlugin} plugin @param {EditorView} view */
async function copyFlagged(plugin, view) {
  const path = plugin.editors.pathOf(view);
  if (!path) return;
  plugin.documents.tell(path, view.state.doc);
  const line = view.state.doc.lineAt(view.state.selection.main.head).number;
  /** @type {{sections: {section: string[], line: number, end_line: number, original: string}[]}} */
  const { sections } = await plugin.ask("vaultTools/flagged", { paths: [path] });
  const here = sections.find((section) => section.line <= line && line <= section.end_line);
  if (!here) return void new Notice(words().notFlagged);
  await navigator.clipboard.writeText(here.original);
  new Notice(words().copied);
}

/** @param {VaultToolsPlugin} plugin @param {EditorView} view */
async function explain(plugin, view) {
  const found = foundAt(view, view.state.selection.main.head);
  if (!found) return void new Notice(words().noProblemHere);
  await plugin.explain(found.code);
}

module.exports = { addCommands };
