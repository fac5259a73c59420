"use strict";

const { MarkdownView, setIcon } = require("obsidian");
const { marksIn } = require("./marks.js");
const { words } = require("./texts.js");

/** The sign at the bottom: all well, how much is left, or why nothing runs. */
class StatusBar {
  /** @param {import("./main.js")} plugin @param {HTMLElement} el */
  constructor(plugin, el) {
    this.plugin = plugin;
    this.el = el;
    el.addClass("vault-tools-status", "mod-clickable");
    plugin.registerDomEvent(el, "click", () => plugin.trying(() => plugin.showPane()));
    this.inNote = 0;
  }

  draw() {
    const { plugin, el } = this;
    const { icon, text, label } = this.said();
    el.empty();
    setIcon(el.createSpan({ cls: "status-bar-item-icon" }), icon);
    if (text) el.createSpan({ text: ` ${text}` });
    el.setAttribute("aria-label", label);
    el.toggleClass("is-in-trouble", Boolean(plugin.trouble));
  }

  said() {
    const w = words();
    const { plugin } = this;
    const { status } = plugin;
    if (plugin.trouble) return { icon: "alert-triangle", text: "vault-tools", label: plugin.trouble };
    const progress = progressOf(status);
    if (progress) return { icon: "loader", text: "", label: progress };
    const here = this.here();
    const all = plugin.found;
    if (!here && !all) return { icon: "circle-check", text: "", label: w.ok };
    return { icon: here ? "circle-alert" : "circle-check", text: `${here} / ${all}`, label: `${w.inNote(here)}, ${w.inVault(all)}` };
  }

  /** Problems of the active note: those that are marked, in reading mode what the backend last said. */
  here() {
    const { plugin } = this;
    const view = plugin.app.workspace.getActiveViewOfType(MarkdownView);
    const editor = view && plugin.editors.all().find((one) => one.leafView === view);
    return editor ? marksIn(editor.view).length : plugin.foundInReading;
  }
}

/** How far the backend is; empty once it knows the vault. @param {import("./protocol").Status | null} status */
function progressOf(status) {
  if (status?.loading) return words().reading(status.loading.done, status.loading.total);
  return !status || status.state === "loading" ? words().starting : "";
}

module.exports = { StatusBar, progressOf };
