"use strict";

const { Connection } = require("./connection.js");
const { findProgram, isFlatpak } = require("./find_program.js");
const { uriOf } = require("./positions.js");
const system = require("./system.js");
const { words } = require("./texts.js");

const PAUSES = [1000, 2000, 5000, 15000]; // milliseconds before each restart; after this many failures it stays down
const HEALTHY = 60000; // milliseconds after which earlier failures are forgotten
const FAREWELL = 1500; // milliseconds in which it may exit by itself
const LOG_LINES = 200;

const CAPABILITIES = {
  general: { positionEncodings: ["utf-16"] },
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true }, workspaceEdit: { documentChanges: true } },
};

/** @typedef {{
 *    root: string, settingsFolder: string, version: string,
 *    program: () => string, options: () => object,
 *    started: (version: string) => void, failed: (why: string, again: boolean) => void,
 *    told: (method: string, params: any) => void,
 *  }} Owner */

/** The process `vault-tools server` for this vault: finds and starts it, restarts it when it exits, and stops it. */
class Backend {
  /** @param {Owner} owner */
  constructor(owner) {
    this.owner = owner;
    /** @type {Connection | null} Set while the server answers. */
    this.connection = null;
    /** @type {import("child_process").ChildProcess | null} */
    this.child = null;
    this.failures = 0;
    this.stopped = false;
    this.timer = 0;
    /** @type {string[]} Its output on standard error. */
    this.log = [];
  }

  /** Start the server: the first time, or after all restarts failed. */
  restart() {
    this.stop();
    this.stopped = false;
    this.failures = 0;
    return this.start();
  }

  async start() {
    const world = system.world();
    const program = await findProgram(world, this.owner.program());
    if (this.stopped || this.child) return;
    if (!program) return this.owner.failed(words().notFound, false);
    const shown = program.command.join(" ");
    try {
      this.run(program, world);
    } catch (error) {
      this.ended(null, `${shown}: ${messageOf(error)}`);
    }
  }

  /** @param {import("./find_program.js").Program} program @param {import("./find_program.js").World} world */
  run(program, world) {
    const child = system.start([...program.command, "server"], this.owner.root, program.env);
    const began = Date.now();
    const shown = program.command.join(" ");
    this.child = child;
    this.log = [];
    child.stderr.on("data", (/** @type {Uint8Array} */ data) => this.said(new TextDecoder().decode(data)));
    child.stdin.on("error", () => {}); // "exit" reports it
    child.on("error", (error) => this.ended(child, `${shown}: ${messageOf(error)}`));
    child.on("exit", (code, signal) => {
      if (Date.now() - began > HEALTHY) this.failures = 0;
      // its last output may arrive after "exit"
      window.setTimeout(() => this.ended(child, this.reason(world, shown, code ?? signal)), 50);
    });
    const connection = new Connection(child, this.owner.told, (why) => this.ended(child, `${shown}: ${why}`));
    this.greet(connection, isFlatpak(world)).catch((error) => this.ended(child, `${shown}: ${messageOf(error)}`));
  }

  /** @param {Connection} connection @param {boolean} isElsewhere Whether it runs where our process ID is not valid, such as outside our sandbox. */
  async greet(connection, isElsewhere) {
    const { root, settingsFolder, version, options } = this.owner;
    const uri = uriOf(root);
    const { serverInfo } = await connection.request("initialize", {
      processId: isElsewhere ? null : process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "vault" }],
      capabilities: CAPABILITIES,
      clientInfo: { name: "obsidian", version },
      initializationOptions: { settingsFolder, ...options() },
    });
    connection.notify("initialized", {});
    this.connection = connection;
    this.owner.started(serverInfo?.version ?? "?");
  }

  /** @param {string} text */
  said(text) {
    this.log = [...this.log, ...text.trimEnd().split("\n")].slice(-LOG_LINES);
  }

  /** @param {import("./find_program.js").World} world @param {string} shown @param {number | string | null} code */
  reason(world, shown, code) {
    const said = this.log.filter((line) => line.trim()).slice(-1)[0] ?? "";
    if (isFlatpak(world) && /ServiceUnknown|AccessDenied|not allowed|org\.freedesktop\.Flatpak/.test(this.log.join("\n"))) return words().flatpak;
    return `${shown}: ${said || words().endedWith(code)}`;
  }

  /** @param {import("child_process").ChildProcess | null} child @param {string} why */
  ended(child, why) {
    if (child !== this.child) return;
    this.forget(why);
    if (child) system.end(child);
    if (this.stopped) return;
    const pause = PAUSES[this.failures++];
    this.owner.failed(why, pause !== undefined);
    if (pause !== undefined) this.timer = window.setTimeout(() => void this.start(), pause);
  }

  /** @param {string} why */
  forget(why) {
    this.connection?.close(why);
    this.connection = null;
    this.child = null;
    window.clearTimeout(this.timer);
  }

  /** Ask the server to exit; if it does not, kill it and everything it started. @returns {Promise<void>} */
  stop() {
    this.stopped = true;
    const { child, connection } = this;
    const farewell = connection?.request("shutdown", null).then(() => connection.notify("exit", null));
    if (!child) return Promise.resolve(this.forget(words().stopped));
    if (!farewell) {
      this.forget(words().stopped);
      return Promise.resolve(system.end(child));
    }
    this.connection = null;
    return new Promise((resolve) => {
      const timer = window.setTimeout(() => system.end(child), FAREWELL);
      child.on("exit", () => {
        window.clearTimeout(timer);
        system.end(child);
        resolve();
      });
      farewell.catch(() => system.end(child));
      this.child = null;
    });
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

module.exports = { Backend, messageOf };
