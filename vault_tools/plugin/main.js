"use strict";

const { FileSystemAdapter, MarkdownView, Notice, Plugin: BasePlugin, TFile } = require("obsidian");
const { Backend, messageOf } = require("./backend.js");
const { addCommands } = require("./commands.js");
const { Documents } = require("./documents.js");
const { Editors } = require("./editors.js");
const { Fixes } = require("./fixes.js");
const { marksOf, unmark } = require("./marks.js");
const { PANE, ProblemsPane } = require("./pane.js");
const { offsetOf, uriOf } = require("./positions.js");
const { PROGRAM, SettingsTab, settingsFrom } = require("./settings.js");
const { StatusBar } = require("./status_bar.js");
const { words } = require("./texts.js");
const { ExplainWindow, RunsWindow } = require("./windows.js");

const TYPING = 1000; // milliseconds without a key press after which a setting is applied

class VaultToolsPlugin extends BasePlugin {
  /** @param {import("obsidian").App} app @param {import("obsidian").PluginManifest} manifest */
  constructor(app, manifest) {
    super(app, manifest);
    this.settings = settingsFrom(null);
    this.root = "";
    this.typing = 0;
    /** Why the backend is not running, or what is wrong with the configuration. */
    this.trouble = "";
    this.canRestart = false;
    /** @type {import("./protocol").Status | null} */
    this.status = null;
    this.found = 0;
    this.foundInReading = 0;
    /** @type {import("@codemirror/state").Extension[]} */
    this.extensions = [];
    this.documents = new Documents(() => this.backend?.connection ?? null, (path) => this.uri(path));
    this.editors = new Editors(this);
    this.fixes = new Fixes(this);
    /** @type {StatusBar | null} */
    this.bar = null;
    /** @type {Backend | null} */
    this.backend = null;
  }

  async onload() {
    this.settings = settingsFrom(await this.loadData());
    const { adapter } = this.app.vault;
    if (!(adapter instanceof FileSystemAdapter)) return;
    this.root = adapter.getBasePath();
    this.backend = new Backend({
      root: this.root,
      settingsFolder: this.app.vault.configDir,
      version: this.manifest.version,
      program: () => this.program(),
      options: () => ({ mend: this.settings.mend, quietPeriod: this.settings.quietPeriod, severity: this.settings.severity }),
      started: (version) => this.started(version),
      failed: (why, again) => this.failed(why, again),
      told: (method, params) => this.told(method, params),
    });
    this.bar = new StatusBar(this, this.addStatusBarItem());
    this.bar.draw();
    this.registerView(PANE, (leaf) => new ProblemsPane(leaf, this));
    this.extensions.push(...marksOf(this));
    this.registerEditorExtension(this.extensions);
    this.addSettingTab(new SettingsTab(this));
    addCommands(this);
    this.app.workspace.onLayoutReady(() => {
      this.listen(); // earlier, Obsidian would report every file as created
      void this.backend?.start();
    });
  }

  onunload() {
    window.clearTimeout(this.typing);
    for (const { view } of this.editors.all()) unmark(view);
    void this.backend?.stop();
  }

  listen() {
    const { vault, workspace } = this.app;
    const arranged = () => {
      this.documents.keepOnly(new Set(this.editors.all().map(({ path }) => path)));
      this.editors.judgeAgain();
      void this.countInReading();
    };
    this.registerEvent(workspace.on("layout-change", arranged));
    this.registerEvent(workspace.on("file-open", arranged));
    this.registerEvent(workspace.on("active-leaf-change", () => void this.countInReading()));
    this.registerEvent(workspace.on("quit", (tasks) => tasks.add(async () => this.backend?.stop())));
    this.registerEvent(vault.on("create", (file) => this.fileChanged(file.path, 1)));
    this.registerEvent(vault.on("modify", (file) => this.fileChanged(file.path, 2)));
    this.registerEvent(vault.on("delete", (file) => this.fileChanged(file.path, 3)));
    this.registerEvent(vault.on("rename", (file, old) => this.fileRenamed(old, file.path)));
  }

  /** @param {string} path @param {1 | 2 | 3} type Created, changed, deleted. */
  fileChanged(path, type) {
    if (type === 2) this.documents.saved(path);
    if (type === 3) this.documents.close(path);
    this.backend?.connection?.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: this.uri(path), type }] });
  }

  /** @param {string} old @param {string} path */
  fileRenamed(old, path) {
    this.documents.close(old);
    this.backend?.connection?.notify("workspace/didRenameFiles", { files: [{ oldUri: this.uri(old), newUri: this.uri(path) }] });
    this.editors.judgeAgain();
  }

  // ---------------------------------------------------------------- the backend

  /** The path of the program that the user set on this device. @returns {string} */
  program() {
    return String(this.app.loadLocalStorage(PROGRAM) ?? "");
  }

  restart() {
    this.trouble = "";
    this.canRestart = false;
    this.bar?.draw();
    void this.backend?.restart();
  }

  /** @param {string} version */
  started(version) {
    this.trouble = "";
    this.canRestart = false;
    this.documents.forget();
    if (version !== this.manifest.version) new Notice(words().otherVersion(version, this.manifest.version), 0);
    this.bar?.draw();
    this.editors.judgeAgain();
    this.panes((pane) => pane.changed());
  }

  /** @param {string} why @param {boolean} again Whether it will be restarted. */
  failed(why, again) {
    this.status = null;
    this.trouble = words().notRunning(why);
    this.canRestart = !again;
    this.documents.forget();
    this.bar?.draw();
    this.editors.judgeAgain();
    this.panes((pane) => pane.draw());
    if (!again) this.offerRestart();
  }

  offerRestart() {
    const text = createFragment((el) => {
      el.createDiv({ text: `vault-tools: ${this.trouble}` });
      el.createEl("button", { text: words().restart }).addEventListener("click", () => this.restart());
    });
    new Notice(text, 0);
  }

  /** @param {string} method @param {any} params */
  told(method, params) {
    if (method === "vaultTools/status") this.statusTold(params);
    if (method === "vaultTools/changed") this.panes((pane) => pane.changed(params.paths));
    if (method === "workspace/diagnostic/refresh") this.editors.judgeAgain();
  }

  /** @param {import("./protocol").Status} status */
  statusTold(status) {
    const isLoaded = Boolean(this.status?.loading) && !status.loading;
    this.status = status;
    this.trouble = status.state === "no vault" ? words().noVault : troubleOf(status.configuration, (uri) => this.pathOfUri(uri));
    this.found = this.countShown(status);
    this.bar?.draw();
    void this.countInReading();
    this.panes((pane) => (isLoaded ? pane.changed() : pane.draw()));
  }

  /** The number of the vault's findings that are shown. @param {import("./protocol").Status} status */
  countShown({ rules }) {
    return Object.keys(rules).reduce((sum, rule) => sum + (this.isShown(rule) ? rules[rule] : 0), 0);
  }

  /** Count the findings of a note in reading mode, which has no editor. */
  async countInReading() {
    const view = this.app.workspace.getActiveViewOfType(MarkdownView);
    const isReading = view?.getMode() === "preview" && view.file;
    const { total } = isReading && this.backend?.connection ? await this.ask("vaultTools/findings", { path: view.file?.path, limit: 1 }).catch(() => ({ total: 0 })) : { total: 0 };
    this.foundInReading = total;
    this.bar?.draw();
  }

  /** @param {string} method @param {object} params @returns {Promise<any>} */
  ask(method, params) {
    return this.backend?.connection?.request(method, params) ?? Promise.reject(new Error(this.trouble || words().starting));
  }

  /** Run `act`, and show a notice if it fails. @param {() => Promise<unknown>} act */
  trying(act) {
    act().catch((error) => new Notice(`vault-tools: ${messageOf(error)}`));
  }

  /** @param {string} path */
  uri(path) {
    return uriOf(`${this.root}/${path}`);
  }

  /** @param {string} uri */
  pathOfUri(uri) {
    return decodeURIComponent(uri.slice(uriOf(`${this.root}/`).length));
  }

  // ---------------------------------------------------------------- what is shown

  hiddenRules() {
    return new Set(this.settings.hiddenRules.split(/[\s,]+/).filter((name) => name));
  }

  /** @param {string} rule */
  isShown(rule) {
    return !this.hiddenRules().has(rule);
  }

  /** @param {string} key */
  async settingsChanged(key) {
    await this.saveData(this.settings);
    this.extensions.splice(0, Infinity, ...marksOf(this));
    this.app.workspace.updateOptions();
    if (this.status) this.found = this.countShown(this.status);
    this.bar?.draw();
    this.panes((pane) => pane.draw());
    if (!["program", "mend", "quietPeriod", "severity"].includes(key)) return;
    window.clearTimeout(this.typing);
    this.typing = window.setTimeout(() => this.restart(), TYPING);
  }

  /** @param {(pane: ProblemsPane) => void} act */
  panes(act) {
    for (const { view } of this.app.workspace.getLeavesOfType(PANE)) if (view instanceof ProblemsPane) act(view);
  }

  async showPane() {
    const leaf = await this.app.workspace.ensureSideLeaf(PANE, "right", { active: true, reveal: true });
    await this.app.workspace.revealLeaf(leaf);
  }

  async showRuns() {
    const { runs } = await this.ask("vaultTools/runs", { limit: 50 });
    new RunsWindow(this, runs).open();
  }

  /** @param {string} rule */
  async explain(rule) {
    const { markdown } = await this.ask("vaultTools/explain", { rule });
    new ExplainWindow(this.app, markdown).open();
  }

  /** Open a note at a place. @param {Pick<import("./protocol").Finding, "path" | "position">} place */
  async jump({ path, position }) {
    const file = this.app.vault.getAbstractFileByPath(path);
    if (!(file instanceof TFile)) throw new Error(`${path}?`);
    const leaf = this.editors.all().find((editor) => editor.path === path)?.leafView.leaf ?? this.app.workspace.getLeaf(false);
    await leaf.openFile(file, { active: true, eState: { line: position.line } });
    const view = leaf.view instanceof MarkdownView ? this.editors.viewOf(leaf.view.editor) : null;
    if (!view || !this.editors.pathOf(view)) return;
    const from = offsetOf(view.state.doc, position);
    view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    view.focus();
  }
}

/** @param {import("./protocol").Status["configuration"]} configuration @param {(uri: string) => string} pathOf */
function troubleOf(configuration, pathOf) {
  return configuration ? `${pathOf(configuration.uri)}:${configuration.position.line + 1}: ${configuration.message}` : "";
}

module.exports = VaultToolsPlugin;
