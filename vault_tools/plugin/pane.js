"use strict";

const { DropdownComponent, ItemView, SearchComponent } = require("obsidian");
const { Findings, passing } = require("./findings.js");
const { progressOf } = require("./status_bar.js");
const { words } = require("./texts.js");
const { VirtualList, iconButton } = require("./virtual_list.js");

/** @typedef {import("./protocol").Finding} Finding */
/** @typedef {import("./virtual_list.js").Row} Row */

const PANE = "vault-tools-problems";
const SOON = 300; // milliseconds in which changes are gathered

/** The pane that lists the problems of the vault. */
class ProblemsPane extends ItemView {
  /** @param {import("obsidian").WorkspaceLeaf} leaf @param {import("./main.js")} plugin */
  constructor(leaf, plugin) {
    super(leaf);
    this.plugin = plugin;
    this.icon = "list-checks";
    this.filter = { rule: "", severity: "", folder: "", text: "" };
    this.byRule = false;
    this.findings = new Findings((params) => plugin.ask("vaultTools/findings", params));
    /** @type {Set<string> | null} Notes to fetch again; null for all. */
    this.stale = null;
    this.timer = 0;
  }

  getViewType() {
    return PANE;
  }

  getDisplayText() {
    return words().pane;
  }

  async onOpen() {
    const { contentEl } = this;
    contentEl.empty();
    contentEl.addClass("vault-tools-pane");
    this.drawFilters(contentEl.createDiv({ cls: "vault-tools-filters" }));
    this.head = contentEl.createDiv({ cls: "vault-tools-head" });
    this.waits = contentEl.createEl("details", { cls: "vault-tools-waits" });
    this.list = new VirtualList(contentEl, {
      draw: (row, el) => this.drawRow(row, el),
      chosen: (row) => this.chosen(row),
      key: (row, key) => void (key === "f" && "finding" in row && this.fix(row.finding)),
    });
    this.registerEvent(this.app.workspace.on("resize", () => this.list?.drawSoon()));
    void this.update();
  }

  async onClose() {
    window.clearTimeout(this.timer);
  }

  onResize() {
    this.list?.drawSoon();
  }

  /** @param {HTMLElement} parent */
  drawFilters(parent) {
    const w = words();
    new SearchComponent(parent).setPlaceholder(w.search).onChange((text) => this.filtered({ text }));
    this.rules = new DropdownComponent(parent).onChange((rule) => this.filtered({ rule }));
    new DropdownComponent(parent).addOptions({ "": w.allSeverities, ...w.severity }).onChange((severity) => this.filtered({ severity }));
    this.folders = new DropdownComponent(parent).onChange((folder) => this.filtered({ folder }));
    new DropdownComponent(parent).addOptions({ "": w.byNote, rule: w.byRule }).onChange((by) => {
      this.byRule = by === "rule";
      this.draw();
    });
  }

  /** @param {Partial<import("./findings.js").Filter>} change */
  filtered(change) {
    this.filter = { ...this.filter, ...change };
    if (this.list) this.list.el.scrollTop = 0;
    this.draw();
  }

  /** After a short delay, fetch all findings, or those of the notes that the backend reports as changed. @param {string[]} [paths] */
  changed(paths) {
    if (!paths) this.stale = null;
    else if (!this.timer) this.stale = new Set(paths);
    else paths.forEach((path) => this.stale?.add(path));
    this.timer ||= window.setTimeout(() => void this.update(this.stale ? [...this.stale] : undefined), SOON);
  }

  /** @param {string[]} [paths] */
  async update(paths) {
    this.timer = 0;
    this.stale = null;
    const arrived = () => this.draw();
    try {
      await (paths && this.findings.byPath.size ? this.findings.refresh(paths, arrived) : this.findings.load(arrived));
    } catch {
      this.draw(); // its head shows the reason
    }
  }

  draw() {
    if (!this.list || !this.head) return;
    const passes = passing(this.filter);
    const { rows, found, notes } = this.findings.rows((finding) => this.plugin.isShown(finding.rule) && passes(finding), this.byRule);
    this.drawHead(this.head, found, notes);
    this.drawWaits();
    this.drawChoices();
    this.list.show(rows);
  }

  /** @param {HTMLElement} head @param {number} found @param {number} notes */
  drawHead(head, found, notes) {
    const w = words();
    head.empty();
    const left = this.findings.total - this.findings.size();
    const text = this.plugin.trouble || progressOf(this.plugin.status) || w.found(found, notes) + (left > 0 ? `; ${w.notShown(left)}` : "");
    head.createDiv({ cls: "vault-tools-count", text });
    if (this.plugin.canRestart) head.createEl("button", { text: w.restart }).addEventListener("click", () => this.plugin.restart());
    iconButton(head, "wand-sparkles", w.fixAll, () => this.plugin.trying(() => this.plugin.fixes.previewed("vaultTools/fix", {})));
    iconButton(head, "history", w.runs, () => this.plugin.trying(() => this.plugin.showRuns()));
  }

  drawWaits() {
    const { waits, plugin: { status } } = this;
    if (!waits) return;
    waits.empty();
    const lines = [...(status?.troubles ?? []), ...(status?.paused ? [status.paused] : [])];
    const waiting = status?.waits ?? [];
    waits.toggleClass("is-empty", !lines.length && !waiting.length);
    waits.createEl("summary", { text: lines[0] ?? words().waits(waiting.length) });
    for (const text of lines.slice(1)) waits.createDiv({ text });
    for (const { path, why } of waiting) waits.createDiv({ text: `${path}: ${why}` });
  }

  /** Update the choices of the filters, and show what is selected. */
  drawChoices() {
    const rules = new Set(this.findings.all().map((finding) => finding.rule));
    const folders = new Set([...this.findings.byPath.keys()].map((path) => path.slice(0, path.lastIndexOf("/") + 1)).filter((folder) => folder));
    choices(this.rules, words().allRules, rules, this.filter.rule);
    choices(this.folders, words().allFolders, folders, this.filter.folder);
  }

  /** @param {Row} row @param {HTMLElement} el */
  drawRow(row, el) {
    if ("heading" in row) {
      el.addClass("vault-tools-heading");
      el.createSpan({ cls: "vault-tools-message", text: this.byRule ? row.heading : row.heading.replace(/\.md$/, ""), attr: { title: row.heading } });
      el.createSpan({ cls: "vault-tools-number", text: String(row.count) });
      return;
    }
    const { finding } = row;
    el.addClass("vault-tools-finding", `vault-tools-${finding.severity}`);
    el.createSpan({ cls: "vault-tools-line", text: String(finding.position.line + 1) });
    el.createSpan({ cls: "vault-tools-message", text: finding.message, attr: { title: `${finding.message}\n${finding.rule}` } });
    el.createSpan({ cls: "vault-tools-rule", text: this.byRule ? finding.path.replace(/\.md$/, "") : finding.rule });
    const place = el.createSpan({ cls: "vault-tools-do" });
    if (finding.fix) iconButton(place, "wrench", finding.fix === "safe" ? words().fixThis : words().fixUnsafe, () => this.fix(finding));
  }

  /** @param {Row} row */
  chosen(row) {
    if ("finding" in row) this.plugin.trying(() => this.plugin.jump(row.finding));
    else if (!this.byRule) this.plugin.trying(() => this.plugin.jump({ path: row.heading, position: { line: 0, character: 0 } }));
  }

  /** @param {Finding} finding */
  fix(finding) {
    if (finding.fix) this.plugin.trying(() => this.plugin.fixes.listed(finding));
  }
}

/** @param {DropdownComponent | undefined} dropdown @param {string} all @param {Iterable<string>} names @param {string} chosen */
function choices(dropdown, all, names, chosen) {
  if (!dropdown) return;
  const options = { "": all, ...Object.fromEntries([...new Set([...names, ...(chosen ? [chosen] : [])])].sort().map((name) => [name, name])) };
  const shown = Array.from(dropdown.selectEl.options, (option) => option.value);
  if (JSON.stringify(shown) === JSON.stringify(Object.keys(options))) return;
  dropdown.selectEl.empty();
  dropdown.addOptions(options).setValue(chosen);
}

module.exports = { PANE, ProblemsPane };
