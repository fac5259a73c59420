// The page that simulates Obsidian's window: the stub, CodeMirror, and the parts of Node that `harness.mjs` lends.

import * as commands from "@codemirror/commands";
import * as language from "@codemirror/language";
import * as lint from "@codemirror/lint";
import * as state from "@codemirror/state";
import * as view from "@codemirror/view";
import { extendDom } from "./dom.js";

const page = /** @type {any} */ (window);
extendDom(page);

class Emitter {
  constructor() {
    /** @type {Map<string, ((...args: any[]) => any)[]>} */
    this.calls = new Map();
  }
  /** @param {string} name @param {(...args: any[]) => any} call */
  on(name, call) {
    this.calls.set(name, [...(this.calls.get(name) ?? []), call]);
    return this;
  }
  /** @param {string} name @param {any[]} args */
  emit(name, ...args) {
    for (const call of this.calls.get(name) ?? []) call(...args);
  }
}

/** @param {Uint8Array} bytes */
const encoded = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
};
/** @param {string} text */
const decoded = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** A child process of Node, as seen from the page; its id is its pid. */
class Child extends Emitter {
  /** @param {number} pid */
  constructor(pid) {
    super();
    this.pid = pid;
    this.exitCode = null;
    this.stdout = new Emitter();
    this.stderr = new Emitter();
    this.stdin = Object.assign(new Emitter(), { write: (/** @type {Uint8Array} */ bytes) => page.node.write(pid, encoded(bytes)) });
  }
  kill() {
    page.node.kill(this.pid);
  }
}

/** @type {Map<number, Child>} */
const children = new Map();

page.fromChild = (/** @type {number} */ id, /** @type {string} */ what, /** @type {any} */ value) => {
  const child = children.get(id);
  if (what === "stdout" || what === "stderr") child?.[what].emit("data", decoded(value));
  else if (what === "error") child?.emit("error", new Error(value));
  else child?.emit("exit", value, null);
};

page.process = { ...page.lent, kill: (/** @type {number} */ id) => page.node.kill(Math.abs(id)) };

const child_process = {
  spawn(/** @type {string} */ program, /** @type {string[]} */ args, /** @type {any} */ options) {
    const child = new Child(children.size + 1);
    children.set(child.pid, child);
    page.node.spawn(child.pid, program, args, options);
    return child;
  },
  execFile(/** @type {string} */ program, /** @type {string[]} */ args, /** @type {any} */ _options, /** @type {(error: unknown, stdout: string) => void} */ done) {
    page.node.output(program, args).then((/** @type {string} */ text) => done(null, text), (/** @type {unknown} */ error) => done(error, ""));
    return {};
  },
};

page.disk = { read: page.node.read, write: page.node.write_file };
page.modules = {
  "@codemirror/commands": commands,
  "@codemirror/language": language,
  "@codemirror/lint": lint,
  "@codemirror/state": state,
  "@codemirror/view": view,
  "child_process": child_process,
  "fs/promises": { access: page.node.access, readFile: page.node.read },
  os: { homedir: () => page.lent.home },
};

/** Load the plugin like Obsidian: as a function around its only file. */
page.loadPlugin = async (/** @type {string} */ code, /** @type {object} */ manifest) => {
  const obsidian = await import("./obsidian.js");
  page.obsidian = obsidian;
  page.modules.obsidian = obsidian;
  const module = { exports: /** @type {any} */ ({}) };
  const require = (/** @type {string} */ name) => page.modules[name] ?? (() => { throw new Error(`no module ${name}`); })();
  new Function("require", "module", "exports", code)(require, module, module.exports);
  page.plugin = new module.exports(page.app, manifest);
  await page.plugin.load();
};
page.openVault = async (/** @type {string} */ root, /** @type {string} */ configDir, /** @type {string} */ language) => {
  const { App, setLanguage } = await import("./obsidian.js");
  setLanguage(language);
  page.app = new App(root, configDir);
};
