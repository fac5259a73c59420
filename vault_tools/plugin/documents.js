"use strict";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("@codemirror/state").Text} Text */

/** The texts that the backend knows: those of the notes open in an editor, saved or not. */
class Documents {
  /** @param {() => Connection | null} connection @param {(path: string) => string} uri */
  constructor(connection, uri) {
    this.connection = connection;
    this.uri = uri;
    /** @type {Map<string, {version: number, text: Text}>} */
    this.open = new Map();
  }

  /** Send the current text of a note to the backend. @param {string} path @param {Text} text @returns {number} its version */
  tell(path, text) {
    const kept = this.open.get(path);
    if (kept && (kept.text === text || kept.text.eq(text))) return kept.version;
    const version = (kept?.version ?? 0) + 1;
    const uri = this.uri(path);
    this.open.set(path, { version, text });
    if (kept) this.connection()?.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text: text.toString() }] });
    else this.connection()?.notify("textDocument/didOpen", { textDocument: { uri, languageId: "markdown", version, text: text.toString() } });
    return version;
  }

  /** @param {string} path */
  saved(path) {
    if (this.open.has(path)) this.connection()?.notify("textDocument/didSave", { textDocument: { uri: this.uri(path) } });
  }

  /** @param {string} path */
  close(path) {
    if (this.open.delete(path)) this.connection()?.notify("textDocument/didClose", { textDocument: { uri: this.uri(path) } });
  }

  /** Close all documents but these. @param {Set<string>} paths */
  keepOnly(paths) {
    for (const path of [...this.open.keys()]) if (!paths.has(path)) this.close(path);
  }

  /** Forget all documents: a new backend knows none of them. */
  forget() {
    this.open.clear();
  }
}

module.exports = { Documents };
