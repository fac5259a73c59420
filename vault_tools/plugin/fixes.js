"use strict";

const { isolateHistory } = require("@codemirror/commands");
const { Notice, TFile } = require("obsidian");
const { changesOf, edited, spanOf } = require("./positions.js");
const { words } = require("./texts.js");
const { PreviewWindow } = require("./preview_window.js");

const IGNORE = "quickfix.ignore"; // the kind of actions that suppress a finding

/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("@codemirror/state").Text} Text */
/** @typedef {import("./protocol").Change} Change */
/** @typedef {import("./protocol").Diagnostic} Diagnostic */
/** A finding, the text it was found in, and its current position. @typedef {{doc: Text, item: Diagnostic, from: number}} Place */

/** All changes to notes: in an editor as a single undo step, otherwise through the backend. */
class Fixes {
  /** @param {import("./main.js")} plugin */
  constructor(plugin) {
    this.plugin = plugin;
  }

  /** Fix one finding in an editor. @param {EditorView} view @param {Place} place */
  async one(view, place) {
    const now = await this.upToDate(view, place);
    if (now?.item.data?.fix && this.edit(view, now.doc, now.item.data.fix.edits)) return;
    new Notice(words().textChanged);
  }

  /** Fix a finding in the list: in the editor if the note is open, otherwise in a run of its own. An unsafe fix to a closed note
   *  is previewed first. @param {import("./protocol").Finding} finding */
  async listed({ path, rule, message, position, fix }) {
    const editor = this.plugin.editors.all().find((one) => one.path === path);
    const judged = editor && (await this.plugin.editors.judge(editor.view));
    const item = judged?.found.find((one) => one.code === rule && one.message === message);
    if (editor && judged && item) return this.one(editor.view, { doc: judged.doc, item, from: spanOf(judged.doc, item.range).from });
    const params = { paths: [path], rules: [rule], position, unsafe: fix === "unsafe" };
    if (fix === "unsafe") return this.previewed("vaultTools/fix", params);
    this.plugin.editors.tellAll();
    return this.done("vaultTools/fix", params);
  }

  /** Suppress the finding from now on. @param {EditorView} view @param {Place} place */
  async ignore(view, place) {
    const now = await this.upToDate(view, place);
    const path = this.plugin.editors.pathOf(view);
    if (!now || !path) return void new Notice(words().textChanged);
    const edits = await this.ignoring(path, now.item);
    if (!this.edit(view, now.doc, edits)) new Notice(words().textChanged);
  }

  /** The edits that suppress a finding in a note. @param {string} path @param {Diagnostic} item */
  async ignoring(path, item) {
    const context = { diagnostics: [item], only: [IGNORE] };
    /** @type {import("./protocol").CodeAction[]} */
    const actions = await this.plugin.ask("textDocument/codeAction", { textDocument: { uri: this.plugin.uri(path) }, range: item.range, context });
    const same = actions.find(({ kind, diagnostics }) => kind === IGNORE && diagnostics?.some((one) => isSame(one, item)));
    return same?.edit.documentChanges.flatMap((change) => change.edits) ?? [];
  }

  /** The finding in the current text, queried again if the text has changed; null if it is gone. @param {EditorView} view @param {Place} place
   *  @returns {Promise<{doc: Text, item: Diagnostic} | null>} */
  async upToDate(view, { doc, item, from }) {
    if (view.state.doc.eq(doc)) return { doc: view.state.doc, item };
    const judged = await this.plugin.editors.judge(view);
    const same = judged?.found.find((other) => other.code === item.code && other.message === item.message && spanOf(judged.doc, other.range).from === from);
    return judged && same ? { doc: judged.doc, item: same } : null;
  }

  /** Apply edits in an editor; returns false if its text has changed since they were made. @param {EditorView} view @param {Text} doc @param {import("./protocol").TextEdit[]} edits */
  edit(view, doc, edits) {
    if (!view.state.doc.eq(doc)) return false;
    view.dispatch({ changes: changesOf(doc, edits), annotations: isolateHistory.of("full"), userEvent: "vault-tools.fix" });
    return true;
  }

  /** The same for a note that was open a moment ago, if its file has that text. @param {string} path @param {Text} text
   *  @param {import("./protocol").TextEdit[]} edits */
  async process(path, text, edits) {
    const { vault } = this.plugin.app;
    const file = vault.getAbstractFileByPath(path);
    if (!(file instanceof TFile)) return false;
    let isSame = false;
    await vault.process(file, (data) => {
      isSame = data.replace(/\r\n?/g, "\n") === text.toString();
      return isSame ? edited(data, edits) : data;
    });
    return isSame;
  }

  /** Make all safe fixes in an editor's note. @param {EditorView} view */
  async note(view) {
    const path = this.plugin.editors.pathOf(view);
    if (!path) return;
    this.plugin.documents.tell(path, view.state.doc);
    await this.done("vaultTools/fix", { paths: [path] });
  }

  /** Preview the changes of a request, and make them if the user confirms. @param {string} method @param {object} params */
  async previewed(method, params) {
    this.plugin.editors.tellAll();
    /** @type {Change} */
    const would = await this.plugin.ask(method, { ...params, dryRun: true });
    this.tellFailures(would);
    if (!would.diffs.length) return void new Notice(words().nothingToFix);
    new PreviewWindow(this.plugin.app, would.diffs, () => this.plugin.trying(async () => {
      this.plugin.editors.tellAll();
      await this.done(method, params);
    })).open();
  }

  /** Send a request to the backend and carry out its changes to open notes. @param {string} method @param {object} params */
  async done(method, params) {
    const told = new Map(this.plugin.documents.open); // some may be closed meanwhile
    await this.apply(await this.plugin.ask(method, params), told);
  }

  /** Apply the changes that the backend leaves to us, those to open documents, and show a notice about all of them.
   *  @param {Change} change @param {Map<string, {version: number, text: Text}>} texts The texts that the backend knew. */
  async apply(change, texts) {
    let edits = 0;
    for (const { textDocument, edits: wanted } of change.documentChanges) {
      const path = this.plugin.pathOfUri(textDocument.uri);
      const told = texts.get(path);
      const editor = this.plugin.editors.all().find((one) => one.path === path);
      const isCurrent = told && (textDocument.version === null || textDocument.version === told.version);
      const isDone = isCurrent && (editor ? this.edit(editor.view, told.text, wanted) : await this.process(path, told.text, wanted));
      if (isDone) edits += wanted.length;
      else new Notice(words().notWritten(path, words().textChanged));
    }
    this.tellFailures(change);
    if (change.written.length) new Notice(words().written(change.written.length));
    else if (edits) new Notice(words().fixedHere(edits));
    else if (!change.documentChanges.length && !Object.keys(change.failed).length) new Notice(words().nothingToFix);
  }

  /** @param {Change} change */
  tellFailures(change) {
    for (const [path, why] of Object.entries(change.failed).slice(0, 3)) new Notice(words().notWritten(path, why), 10000);
  }
}

/** @param {Diagnostic} one @param {Diagnostic} other Of the same text. */
function isSame(one, other) {
  const [{ start }, place] = [one.range, other.range];
  return one.code === other.code && start.line === place.start.line && start.character === place.start.character;
}

module.exports = { Fixes };
