"use strict";

// What is asked of the system beside the vault: Node, as Obsidian's desktop app has it.

/** @typedef {import("./find_program.js").World} World */

const PATIENCE = 5000; // milliseconds for a login shell that asks something or hangs

/** @returns {World} */
function world() {
  const { access, readFile } = require("fs/promises");
  return {
    platform: process.platform,
    env: process.env,
    home: require("os").homedir(),
    exists: (path) => access(path).then(() => true, () => false),
    read: (path) => readFile(path, "utf8"),
    run: output,
  };
}

/** @param {string} command @param {string[]} args @returns {Promise<string>} */
function output(command, args) {
  const { execFile } = require("child_process");
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { timeout: PATIENCE, windowsHide: true }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
    child.stdin?.end();
  });
}

/** Starts a program that leads a group of its own, no shell between. Raises what `spawn` raises.
 *  @param {string[]} command @param {string} cwd @param {World["env"]} env */
function start([program, ...args], cwd, env) {
  const { spawn } = require("child_process");
  return spawn(program, args, { cwd, env, windowsHide: true, detached: process.platform !== "win32" });
}

/** Ends a program that `start` started, with all that is left of what it started. @param {import("child_process").ChildProcess} child */
function end(child) {
  if (!child.pid) return;
  try {
    if (process.platform === "win32") void output("taskkill.exe", ["/pid", String(child.pid), "/T", "/F"]).catch(() => child.kill());
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

module.exports = { end, start, world };
