"use strict";

const { MarkdownView, setIcon } = require("obsidian");
const { marksIn } = require("./marks.js");
const { words } = require("./texts.js");

/** The item in the status bar: all is well, the number of problems, or why the backend is not running. */
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

  /** The number of problems in the active note: those marked, or in reading mode those last reported. */
  here() {
    const { plugin } = this;
    const view = plugin.app.workspace.getActiveViewOfType(MarkdownView);
    const editor = view && plugin.editors.all().find((one) => one.leafView === view);
    return editor ? marksIn(editor.view).length : plugin.foundInReading;
  }
}

/** The backend's progress; empty once it knows the vault. @param {import("./protocol").Status | null} status */
function progressOf(status) {
  if (status?.loading) return words().reading(status.loading.done, status.loading.total);
  return !status || status.state === "loading" ? words().starting : "";
}

module.exports = { StatusBar, progressOf };
