"use strict";

const { MarkdownRenderer, Modal, Notice, Component, Setting } = require("obsidian");
const { words } = require("./texts.js");

/** @typedef {import("./main.js")} VaultToolsPlugin */

/** Shows a rule's documentation. */
class ExplainWindow extends Modal {
  /** @param {import("obsidian").App} app @param {string} markdown */
  constructor(app, markdown) {
    super(app);
    this.markdown = markdown;
    this.component = new Component();
  }

  async onOpen() {
    this.component.load();
    this.modalEl.addClass("vault-tools-explain");
    await MarkdownRenderer.render(this.app, this.markdown, this.contentEl, "", this.component);
  }

  onClose() {
    this.component.unload();
    this.contentEl.empty();
  }
}

/** Lists the runs that can be undone, and previews the diff of each. */
class RunsWindow extends Modal {
  /** @param {VaultToolsPlugin} plugin @param {import("./protocol").Run[]} runs */
  constructor(plugin, runs) {
    super(plugin.app);
    this.plugin = plugin;
    this.runs = runs;
  }

  onOpen() {
    const w = words();
    this.setTitle(w.runs);
    if (!this.runs.length) this.contentEl.createDiv({ text: w.noRuns });
    for (const { run, time, cause, paths } of this.runs) {
      const row = new Setting(this.contentEl).setName(`${run} · ${cause}`).setDesc(`${new Date(time).toLocaleString()} · ${w.notesChange(paths.length)}`);
      row.addButton((button) => button.setButtonText(w.undo).onClick(() => this.chosen(run)));
    }
  }

  /** @param {number} run */
  chosen(run) {
    this.close();
    this.plugin.trying(() => this.plugin.fixes.previewed("vaultTools/undo", { run }));
  }

  onClose() {
    this.contentEl.empty();
  }
}

/** Asks for the old and the new name of a rename. */
class RenameWindow extends Modal {
  /** @param {VaultToolsPlugin} plugin @param {string} old */
  constructor(plugin, old) {
    super(plugin.app);
    this.plugin = plugin;
    this.wanted = { kind: "tag", old, new: "" };
  }

  onOpen() {
    const w = words();
    this.setTitle(w.renameWord);
    const fields = /** @type {const} */ ([["kind", w.renameKind], ["old", w.oldWord], ["new", w.newWord]]);
    for (const [key, name] of fields)
      new Setting(this.contentEl).setName(name).addText((text) => text.setValue(this.wanted[key]).onChange((value) => void (this.wanted[key] = value.trim())));
    new Setting(this.contentEl).addButton((button) => button.setButtonText(w.preview).setCta().onClick(() => this.asked()));
  }

  asked() {
    if (!this.wanted.old || !this.wanted.new) return void new Notice(words().newWord);
    this.close();
    this.plugin.trying(() => this.plugin.fixes.previewed("vaultTools/rename", { ...this.wanted }));
  }

  onClose() {
    this.contentEl.empty();
  }
}

module.exports = { ExplainWindow, RenameWindow, RunsWindow };
