// The parts of Obsidian that the plugin uses, with Obsidian's CodeMirror. Each class is typed by the real declarations.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { Compartment, StateField } from "@codemirror/state";
import { EditorView, drawSelection, keymap } from "@codemirror/view";

export { DropdownComponent, Modal, Notice, SearchComponent, Setting, TextComponent, ToggleComponent, setIcon } from "./components.js";

/** @typedef {import("obsidian").TFile} RealFile */
/** The disk, provided by Node. @type {{read: (path: string) => Promise<string>, write: (path: string, text: string) => Promise<void>, list: () => Promise<string[]>}} */
const disk = /** @type {any} */ (window).disk;

/** @type {StateField<any>} */
export const editorInfoField = StateField.define({ create: () => null, update: (value) => value });
/** @type {StateField<boolean>} */
export const editorLivePreviewField = StateField.define({ create: () => false, update: (value) => value });

let language = "en";
/** @type {typeof import("obsidian").getLanguage} */
export const getLanguage = () => language;
/** @param {string} name */
export const setLanguage = (name) => void (language = name);

/** @implements {Pick<import("obsidian").Events, "trigger" | "offref">} */
class Events {
  constructor() {
    /** @type {Set<{name: string, call: (...args: any[]) => any}>} */
    this.listeners = new Set();
  }
  /** @param {string} name @param {(...args: any[]) => any} call @returns {any} */
  on(name, call) {
    const ref = { name, call, of: this };
    this.listeners.add(ref);
    return ref;
  }
  /** @param {any} ref */
  offref(ref) {
    this.listeners.delete(ref);
  }
  /** @param {string} name @param {any[]} args */
  trigger(name, ...args) {
    for (const ref of [...this.listeners]) if (ref.name === name) ref.call(...args);
  }
}

/** @implements {Pick<import("obsidian").Component, "load" | "unload" | "onload" | "onunload" | "register" | "registerEvent" | "registerDomEvent">} */
export class Component {
  constructor() {
    /** @type {(() => void)[]} */
    this.ends = [];
  }
  load() {
    return this.onload();
  }
  /** @returns {any} */
  onload() {}
  onunload() {}
  unload() {
    this.onunload();
    for (const end of this.ends.splice(0).reverse()) end();
  }
  /** @param {() => any} end */
  register(end) {
    this.ends.push(end);
  }
  /** @param {any} ref */
  registerEvent(ref) {
    this.register(() => ref.of.offref(ref));
  }
  /** @param {any} el @param {string} name @param {any} call */
  registerDomEvent(el, name, call) {
    el.addEventListener(name, call);
    this.register(() => el.removeEventListener(name, call));
  }
}

/** @implements {Pick<RealFile, "path" | "extension" | "name">} */
export class TFile {
  /** @param {string} path */
  constructor(path) {
    this.path = path;
  }
  get name() {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }
  get extension() {
    return this.name.slice(this.name.lastIndexOf(".") + 1);
  }
}

/** @implements {Pick<import("obsidian").FileSystemAdapter, "getBasePath">} */
export class FileSystemAdapter {
  /** @param {string} root */
  constructor(root) {
    this.root = root;
  }
  getBasePath() {
    return this.root;
  }
}

class Vault extends Events {
  /** @param {string} root @param {string} configDir */
  constructor(root, configDir) {
    super();
    this.adapter = new FileSystemAdapter(root);
    this.configDir = configDir;
    /** @type {Map<string, TFile>} */
    this.files = new Map();
  }
  /** @param {string} path */
  getAbstractFileByPath(path) {
    if (!this.files.has(path)) this.files.set(path, new TFile(path));
    return this.files.get(path);
  }
  /** @param {TFile} file @param {(data: string) => string} change */
  async process({ path }, change) {
    const data = await disk.read(`${this.adapter.root}/${path}`);
    const text = change(data);
    if (text !== data) await this.write(path, text);
    return text;
  }
  /** @param {string} path @param {string} text */
  async write(path, text) {
    await disk.write(`${this.adapter.root}/${path}`, text);
    this.trigger("modify", this.getAbstractFileByPath(path));
  }
}

class View extends Component {
  /** @param {Leaf} leaf */
  constructor(leaf) {
    super();
    this.leaf = leaf;
    this.app = leaf.app;
    this.containerEl = leaf.el.createDiv("view");
    this.contentEl = this.containerEl.createDiv("view-content");
  }
  async onOpen() {}
  async onClose() {}
}

/** @implements {Pick<import("obsidian").ItemView, "contentEl" | "containerEl">} */
export class ItemView extends View {}

/** @implements {Pick<import("obsidian").MarkdownView, "getMode" | "contentEl">} */
export class MarkdownView extends View {
  /** @param {Leaf} leaf */
  constructor(leaf) {
    super(leaf);
    this.mode = /** @type {"source" | "preview"} */ ("source");
    this.isLive = false;
    /** @type {any} */
    this.file = null;
    /** @type {any} */
    this.editor = {};
    this.plugins = new Compartment();
  }
  getMode() {
    return this.mode;
  }
  /** @param {any} file @param {number} [line] */
  async show(file, line) {
    if (this.file !== file) this.edit(await disk.read(`${this.app.vault.adapter.root}/${file.path}`), file);
    if (line === undefined) return;
    const { from } = this.editor.cm.state.doc.line(Math.min(line + 1, this.editor.cm.state.doc.lines));
    this.editor.cm.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "start" }) });
  }
  /** @param {string} text @param {any} file */
  edit(text, file) {
    this.file = file;
    this.editor.cm?.destroy();
    this.editor.cm = new EditorView({
      parent: this.contentEl,
      root: this.contentEl.ownerDocument,
      doc: text,
      extensions: [
        ...[editorInfoField.init(() => this), editorLivePreviewField.init(() => this.isLive), history(), drawSelection()],
        ...[EditorView.lineWrapping, keymap.of([...defaultKeymap, ...historyKeymap]), markdown()],
        this.plugins.of(this.app.workspace.extensions),
      ],
    });
  }
  save() {
    return this.app.vault.write(this.file.path, this.editor.cm.state.doc.toString());
  }
}

/** @implements {Pick<import("obsidian").WorkspaceLeaf, "setViewState" | "detach">} */
class Leaf {
  /** @param {App} app @param {HTMLElement} el */
  constructor(app, el) {
    this.app = app;
    this.el = el;
    this.type = "";
    /** @type {any} */
    this.view = null;
  }
  /** @param {{type: string}} state */
  async setViewState({ type }) {
    if (this.type === type) return;
    this.el.empty();
    this.type = type;
    this.view = type === "markdown" ? new MarkdownView(this) : this.app.workspace.views.get(type)?.(this);
    await this.view?.onOpen();
  }
  /** @param {any} file @param {{eState?: {line?: number}}} [state] */
  async openFile(file, state) {
    await this.setViewState({ type: "markdown" });
    await this.view.show(file, state?.eState?.line);
    this.app.workspace.active = this;
    this.app.workspace.trigger("file-open", file);
    this.app.workspace.trigger("layout-change");
  }
  detach() {
    this.view?.editor?.cm?.destroy();
    void this.view?.onClose();
    this.el.remove();
    this.app.workspace.leaves.delete(this);
    this.app.workspace.trigger("layout-change");
  }
}

class Workspace extends Events {
  /** @param {App} app */
  constructor(app) {
    super();
    this.app = app;
    /** @type {Set<Leaf>} */
    this.leaves = new Set();
    /** @type {Map<string, (leaf: any) => any>} */
    this.views = new Map();
    /** @type {any[]} Arrays of extensions, as registered. */
    this.extensions = [];
    /** @type {Leaf | null} */
    this.active = null;
  }
  /** @param {() => any} call */
  onLayoutReady(call) {
    call();
  }
  /** @param {Element | null} parent */
  addLeaf(parent) {
    const leaf = new Leaf(this.app, /** @type {HTMLElement} */ (parent).createDiv("workspace-leaf"));
    this.leaves.add(leaf);
    return leaf;
  }
  /** @param {string} type */
  getLeavesOfType(type) {
    return [...this.leaves].filter((leaf) => leaf.type === type);
  }
  getLeaf() {
    return this.active ?? this.addLeaf(document.querySelector("#main"));
  }
  /** @param {new (...args: any[]) => any} type */
  getActiveViewOfType(type) {
    return this.active?.view instanceof type ? this.active.view : null;
  }
  /** @param {string} type */
  async ensureSideLeaf(type) {
    const leaf = this.getLeavesOfType(type)[0] ?? this.addLeaf(document.querySelector("#right"));
    await leaf.setViewState({ type });
    return leaf;
  }
  async revealLeaf() {}
  updateOptions() {
    for (const { view } of this.getLeavesOfType("markdown")) view.editor.cm?.dispatch({ effects: view.plugins.reconfigure([...this.extensions]) });
  }
}

/** @implements {Pick<import("obsidian").App, "loadLocalStorage" | "saveLocalStorage">} */
export class App {
  /** @param {string} root @param {string} configDir */
  constructor(root, configDir) {
    this.workspace = new Workspace(this);
    this.vault = new Vault(root, configDir);
    /** @type {Map<string, any>} */
    this.kept = new Map();
    /** @type {Map<string, any>} */
    this.commands = new Map();
  }
  /** @param {string} key @returns {any} */
  loadLocalStorage(key) {
    return this.kept.get(key) ?? null;
  }
  /** @param {string} key @param {unknown} value */
  saveLocalStorage(key, value) {
    this.kept.set(key, value);
  }
}

/** @implements {Pick<import("obsidian").Plugin, "loadData" | "saveData" | "addStatusBarItem" | "registerView" | "registerEditorExtension" | "addSettingTab" | "addCommand">} */
export class Plugin extends Component {
  /** @param {any} app @param {any} manifest */
  constructor(app, manifest) {
    super();
    this.app = app;
    this.manifest = manifest;
  }
  async loadData() {
    return this.app.data ?? null;
  }
  /** @param {any} data */
  async saveData(data) {
    this.app.data = data;
  }
  addStatusBarItem() {
    const el = /** @type {HTMLElement} */ (document.querySelector("#status")).createDiv("status-bar-item");
    this.register(() => el.remove());
    return el;
  }
  /** @param {string} type @param {any} make */
  registerView(type, make) {
    this.app.workspace.views.set(type, make);
    this.register(() => this.app.workspace.views.delete(type));
  }
  /** @param {any} extensions */
  registerEditorExtension(extensions) {
    const { workspace } = this.app;
    workspace.extensions.push(extensions);
    workspace.updateOptions();
    this.register(() => {
      workspace.extensions.splice(workspace.extensions.indexOf(extensions), 1);
      workspace.updateOptions();
    });
  }
  /** @param {any} tab */
  addSettingTab(tab) {
    this.app.settingTab = tab;
  }
  /** @param {any} command @returns {any} */
  addCommand(command) {
    this.app.commands.set(command.id, command);
    return command;
  }
}

/** @implements {Pick<import("obsidian").PluginSettingTab, "containerEl">} */
export class PluginSettingTab {
  /** @param {any} app */
  constructor(app) {
    this.app = app;
    this.containerEl = createDiv("settings");
  }
}

export const MarkdownRenderer = {
  /** @type {typeof import("obsidian").MarkdownRenderer.render} */
  async render(_app, text, el) {
    el.createEl("pre", { text });
  },
};
