"use strict";

const { MarkdownView, editorInfoField } = require("obsidian");
const { judgeAgain } = require("./marks.js");

/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("./protocol").Diagnostic} Diagnostic */
/** An editor that shows a note. @typedef {{view: EditorView, path: string, leafView: MarkdownView}} OpenEditor */

/** The editors in which notes are open, and the findings in their texts, saved or not. */
class Editors {
  /** @param {import("./main.js")} plugin */
  constructor(plugin) {
    this.plugin = plugin;
  }

  /** @returns {OpenEditor[]} */
  all() {
    return this.plugin.app.workspace.getLeavesOfType("markdown").flatMap(({ view: leafView }) => {
      const view = leafView instanceof MarkdownView ? this.viewOf(leafView.editor) : null;
      const path = view && this.pathOf(view);
      return leafView instanceof MarkdownView && view && path ? [{ view, path, leafView }] : [];
    });
  }

  /** CodeMirror's view of an editor, as documented in "Communicating with editor extensions".
   *  @param {import("obsidian").Editor | undefined} editor @returns {EditorView | null} */
  viewOf(editor) {
    return /** @type {any} */ (editor)?.cm ?? null;
  }

  /** The path of the note in an editor; null for table cells and in reading mode. @param {EditorView} view @returns {string | null} */
  pathOf(view) {
    const info = view.state.field(editorInfoField, false);
    const isEditing = info && this.viewOf(info.editor) === view && !(info instanceof MarkdownView && info.getMode() === "preview");
    return isEditing && info.file?.extension === "md" ? info.file.path : null;
  }

  /** The findings in an editor's text; null if the backend can't tell. @param {EditorView} view */
  async judge(view) {
    const { plugin } = this;
    const path = this.pathOf(view);
    if (!path || !plugin.backend?.connection) return null;
    const { doc } = view.state;
    plugin.documents.tell(path, doc);
    try {
      /** @type {{items: Diagnostic[]}} */
      const { items } = await plugin.ask("textDocument/diagnostic", { textDocument: { uri: plugin.uri(path) } });
      return { doc, found: items.filter((item) => plugin.isShown(item.code)) };
    } catch {
      return null; // asked again when the text changes or the backend is back
    }
  }

  /** Make every editor query its findings again. */
  judgeAgain() {
    for (const { view } of this.all()) view.dispatch({ effects: judgeAgain.of(null) });
  }

  /** Send all open texts, so that the backend's answers apply to the current ones. */
  tellAll() {
    for (const { view, path } of this.all()) this.plugin.documents.tell(path, view.state.doc);
  }
}

module.exports = { Editors };
