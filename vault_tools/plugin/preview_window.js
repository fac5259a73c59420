"use strict";

const { Modal, Setting } = require("obsidian");
const { words } = require("./texts.js");

const LINES = 3000; // maximum number of lines of a diff to show

/** Shows changes before they are made. */
class PreviewWindow extends Modal {
  /** @param {import("obsidian").App} app @param {{path: string, diff: string}[]} diffs @param {(() => void) | null} apply null to only show them */
  constructor(app, diffs, apply) {
    super(app);
    this.diffs = diffs;
    this.apply = apply;
  }

  onOpen() {
    const w = words();
    this.modalEl.addClass("vault-tools-preview");
    this.setTitle(`${w.preview}: ${w.notesChange(this.diffs.length)}`);
    this.drawDiffs(this.contentEl.createDiv({ cls: "vault-tools-diffs" }));
    const buttons = new Setting(this.contentEl);
    buttons.addButton((button) => button.setButtonText(w.cancel).onClick(() => this.close()));
    if (this.apply) buttons.addButton((button) => button.setButtonText(w.apply).setCta().onClick(() => this.accepted()));
  }

  accepted() {
    this.close();
    this.apply?.();
  }

  /** @param {HTMLElement} parent */
  drawDiffs(parent) {
    let left = LINES;
    let unseen = 0;
    for (const { path, diff } of this.diffs) {
      const lines = diff.replace(/\n$/, "").split("\n").filter((line) => !/^(?:---|\+\+\+) /.test(line));
      unseen += Math.max(0, lines.length - left);
      if (left > 0) drawDiff(parent, path, lines.slice(0, left));
      left = Math.max(0, left - lines.length);
    }
    if (unseen) parent.createDiv({ cls: "vault-tools-where", text: words().linesLeft(unseen) });
  }

  onClose() {
    this.contentEl.empty();
  }
}

/** @param {HTMLElement} parent @param {string} path @param {string[]} lines */
function drawDiff(parent, path, lines) {
  parent.createDiv({ cls: "vault-tools-diff-note", text: path });
  const code = parent.createEl("pre", { cls: "vault-tools-diff" });
  for (const line of lines) code.createDiv({ cls: `vault-tools-diff-line ${classOf(line)}`, text: line || " " });
}

/** @param {string} line */
function classOf(line) {
  const kinds = /** @type {Record<string, string>} */ ({ "+": "is-added", "-": "is-removed", "@": "is-place" });
  return kinds[line[0]] ?? "";
}

module.exports = { PreviewWindow };
