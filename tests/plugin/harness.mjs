// A vault with the plugin as installed by `vault-tools plugin install`, in a page of Chromium that simulates
// Obsidian, with a real backend. Environment: PYTHON (with vault-tools), CHROMIUM, OUTPUT (a folder for screenshots).

import { build } from "esbuild";
import { execFile, spawn } from "node:child_process";
import { access, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);
export const HERE = fileURLToPath(new URL(".", import.meta.url));
export const ROOT = join(HERE, "../..");
export const PYTHON = process.env.PYTHON ?? join(ROOT, ".venv/bin/python");
const OUTPUT = process.env.OUTPUT ?? join(HERE, "output");
const PATIENCE = Number(process.env.PATIENCE ?? 20000); // milliseconds that anything may take

const APP = (await build({ entryPoints: [join(HERE, "app/page.js")], bundle: true, write: false, format: "iife", logLevel: "error" })).outputFiles[0].text;
const THEME = await readFile(join(HERE, "app/theme.css"), "utf8");
const BODY = '<div id="title"></div><div id="main"></div><div id="right"></div><div id="status"></div><div id="notices"></div>';

/** The folder of one test: a home, and a vault made of files or copied from the example vault. */
export async function makeVault(files, { name = "vault", settings = ".obsidian" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "vault-tools-"));
  const root = join(folder, name);
  const home = join(folder, "home");
  const env = { ...process.env, HOME: home, XDG_STATE_HOME: join(home, "state"), XDG_CACHE_HOME: join(home, "cache") };
  await mkdir(home, { recursive: true });
  if (files) await writeFiles(root, files);
  else await cp(join(ROOT, "example-vault"), root, { recursive: true });
  await writeFiles(root, { [`${settings}/app.json`]: "{}" });
  const program = (...args) => run(PYTHON, ["-m", "vault_tools", ...args], { env });
  await program("plugin", "install", root);
  return { root, env, settings, program, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

export async function writeFiles(root, files) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

let browser;
export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

/** Obsidian's window for a vault. `lent` changes what the page sees of the system, `device` what it stores. */
export async function openObsidian(vault, { dark = false, lent = {}, device = {}, manifest = {}, data = { debounce: 50 }, language = "en" } = {}) {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"] });
  const context = await browser.newContext({ viewport: { width: 1240, height: 760 }, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const children = await lendNode(page, vault.env);
  await page.addInitScript(`window.lent = ${JSON.stringify({ pid: process.pid, platform: "linux", env: vault.env, home: vault.env.HOME, ...lent })}`);
  await page.addInitScript("window.node = Object.fromEntries(['spawn', 'write', 'kill', 'output', 'access', 'read', 'write_file'].map((name) => [name, (...args) => window['node_' + name](...args)]))");
  const folder = join(vault.root, vault.settings, "plugins/vault-tools");
  const styles = await readFile(join(folder, "styles.css"), "utf8");
  const html = `<!doctype html><meta charset="utf-8"><style>${THEME}\n${styles}</style><body class="${dark ? "theme-dark" : "theme-light"}">${BODY}`;
  await page.route("http://localhost/", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto("http://localhost/");
  await page.addScriptTag({ content: APP });
  const code = await readFile(join(folder, "main.js"), "utf8");
  const known = { ...JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")), ...manifest };
  await page.evaluate(async ([root, settings, device, data, language]) => {
    await window.openVault(root, settings, language);
    for (const [key, value] of Object.entries(device)) window.app.saveLocalStorage(key, value);
    window.app.data = data;
  }, [vault.root, vault.settings, device, data, language]);
  await page.evaluate(([code, known]) => window.loadPlugin(code, known), [code, known]);
  return new Obsidian(vault, page, context, children, errors);
}

/** Node's side of the page's calls to the system. */
async function lendNode(page, env) {
  const children = new Map();
  const tell = (id, what, value) => page.evaluate(([i, w, v]) => window.fromChild(i, w, v), [id, what, value]).catch(() => {});
  await page.exposeFunction("node_spawn", (id, program, args, options) => {
    const child = spawn(program, args, { cwd: options.cwd, env: options.env ?? env, detached: options.detached });
    children.set(id, child);
    child.stdout.on("data", (data) => tell(id, "stdout", data.toString("base64")));
    child.stderr.on("data", (data) => tell(id, "stderr", data.toString("base64")));
    child.stdin.on("error", () => {});
    child.on("error", (error) => tell(id, "error", error.message));
    child.on("exit", (code) => tell(id, "exit", code));
  });
  await page.exposeFunction("node_write", (id, data) => void children.get(id)?.stdin.write(Buffer.from(data, "base64")));
  await page.exposeFunction("node_kill", (id) => endGroup(children.get(id)));
  await page.exposeFunction("node_output", async (program, args) => (await run(program, args, { env, timeout: 5000 })).stdout);
  await page.exposeFunction("node_access", (path) => access(path));
  await page.exposeFunction("node_read", (path) => readFile(path, "utf8"));
  await page.exposeFunction("node_write_file", (path, text) => writeFile(path, text));
  return children;
}

function endGroup(child) {
  try {
    if (child?.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // it has already ended
  }
}

class Obsidian {
  constructor(vault, page, context, children, errors) {
    Object.assign(this, { vault, page, context, children, errors });
  }

  /** The running backend. */
  get backend() {
    return [...this.children.values()].at(-1);
  }

  get running() {
    return [...this.children.values()].filter((child) => child.pid && child.exitCode === null && child.signalCode === null);
  }

  async open(path) {
    await this.page.evaluate(async (path) => {
      await window.app.workspace.getLeaf().openFile(window.app.vault.getAbstractFileByPath(path));
      document.querySelector("#title").textContent = path;
    }, path);
  }

  /** Wait until an expression in the page is true. */
  until(expression, argument) {
    return this.page.waitForFunction(expression, argument, { timeout: PATIENCE, polling: 20 });
  }

  ready() {
    return this.until(() => window.plugin.status?.state === "ready");
  }

  marks() {
    return this.page.$$eval(".vault-tools-mark", (marks) => marks.map((mark) => mark.textContent));
  }

  async untilMarks(...texts) {
    const wanted = JSON.stringify(texts);
    const seen = () => JSON.stringify([...document.querySelectorAll(".vault-tools-mark")].map((mark) => mark.textContent));
    await this.until(`(${seen})() === ${JSON.stringify(wanted)}`).catch(async () => {
      throw new Error(`marks ${JSON.stringify(await this.marks())} instead of ${wanted}; trouble: ${await this.page.evaluate(() => window.plugin.trouble)}; ${this.errors}`);
    });
  }

  text() {
    return this.page.evaluate(() => window.app.workspace.active.view.editor.cm.state.doc.toString());
  }

  /** Replace a text by typing, as a user would. */
  async replace(old, now) {
    await this.page.evaluate(([old, now]) => {
      const { cm } = window.app.workspace.active.view.editor;
      const from = cm.state.doc.toString().indexOf(old);
      if (from < 0) throw new Error(`no ${old}`);
      cm.dispatch({ changes: { from, to: from + old.length, insert: now }, userEvent: "input.type" });
    }, [old, now]);
  }

  command(id) {
    return this.page.evaluate((id) => {
      const { callback, editorCallback } = window.app.commands.get(id);
      const { view } = window.app.workspace.active ?? {};
      if (editorCallback) editorCallback(view.editor, view);
      else callback();
    }, id);
  }

  notices() {
    return this.page.$$eval(".notice", (notices) => notices.map((notice) => notice.textContent));
  }

  async untilNotice(part) {
    await this.until((part) => [...document.querySelectorAll(".notice")].some((notice) => notice.textContent.includes(part)), part).catch(async () => {
      throw new Error(`no notice with ${part}: ${await this.notices()}; ${this.errors}`);
    });
  }

  status() {
    return this.page.getAttribute(".vault-tools-status", "aria-label");
  }

  async untilStatus(part) {
    await this.until((part) => document.querySelector(".vault-tools-status")?.getAttribute("aria-label")?.includes(part), part).catch(async () => {
      throw new Error(`status ${await this.status()} instead of ${part}; ${this.errors}`);
    });
  }

  async screenshot(name) {
    await mkdir(OUTPUT, { recursive: true });
    await this.page.screenshot({ path: join(OUTPUT, `${name}.png`) });
  }

  /** End it like a user who disables the plugin. Returns the errors that the page logged. */
  async close() {
    await this.page.evaluate(() => window.plugin.unload()).catch(() => {});
    const deadline = Date.now() + PATIENCE;
    while (this.running.length && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    const left = this.running.length;
    for (const child of this.children.values()) endGroup(child);
    await this.context.close();
    return { left, errors: this.errors };
  }
}
