"use strict";

// Access to the system outside the vault, through the Node of Obsidian's desktop app.

/** @typedef {import("./find_program.js").World} World */

const PATIENCE = 5000; // milliseconds to wait for a login shell, which may hang or wait for input

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

/** Starts a program in a process group of its own, without a shell. Throws what `spawn` throws.
 *  @param {string[]} command @param {string} cwd @param {World["env"]} env */
function start([program, ...args], cwd, env) {
  const { spawn } = require("child_process");
  return spawn(program, args, { cwd, env, windowsHide: true, detached: process.platform !== "win32" });
}

/** Kills a program started by `start`, and all its descendants that are left. @param {import("child_process").ChildProcess} child */
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
