"use strict";

const { MarkdownView, editorInfoField } = require("obsidian");
const { judgeAgain } = require("./marks.js");

/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("./protocol").Diagnostic} Diagnostic */
/** An editor that shows a note. @typedef {{view: EditorView, path: string, leafView: MarkdownView}} OpenEditor */

/** The editors that notes are open in, and what is found in their texts, saved or not. */
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

  /** The documented way: "Communicating with editor extensions".
   *  @param {import("obsidian").Editor | undefined} editor @returns {EditorView | null} */
  viewOf(editor) {
    return /** @type {any} */ (editor)?.cm ?? null;
  }

  /** The note that an editor edits; none for cells of tables, and in reading mode. @param {EditorView} view @returns {string | null} */
  pathOf(view) {
    const info = view.state.field(editorInfoField, false);
    const isEditing = info && this.viewOf(info.editor) === view && !(info instanceof MarkdownView && info.getMode() === "preview");
    return isEditing && info.file?.extension === "md" ? info.file.path : null;
  }

  /** What is found in the text of an editor; null where nobody can say. @param {EditorView} view */
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

  /** Have every editor ask anew. */
  judgeAgain() {
    for (const { view } of this.all()) view.dispatch({ effects: judgeAgain.of(null) });
  }

  /** So that the backend answers for the texts as they are now. */
  tellAll() {
    for (const { view, path } of this.all()) this.plugin.documents.tell(path, view.state.doc);
  }
}

module.exports = { Editors };
