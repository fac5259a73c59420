"use strict";

const { PluginSettingTab, Setting, TextComponent, ToggleComponent, DropdownComponent } = require("obsidian");
const { words } = require("./texts.js");

const PROGRAM = "vault-tools-program"; // stored per device, not synced with the vault

const DEFAULTS = {
  mend: false,
  quietPeriod: 10, // seconds
  debounce: 300, // milliseconds
  severity: /** @type {import("./protocol").Severity} The least that is shown. */ ("warning"),
  hiddenRules: "",
};
/** @typedef {typeof DEFAULTS} Settings */

/** @param {unknown} kept @returns {Settings} */
function settingsFrom(kept) {
  return { ...DEFAULTS, ...(typeof kept === "object" ? kept : {}) };
}

class SettingsTab extends PluginSettingTab {
  /** @param {import("./main.js")} plugin */
  constructor(plugin) {
    super(plugin.app, plugin);
    this.owner = plugin;
  }

  getSettingDefinitions() {
    const w = words();
    return [
      { name: w.program, desc: w.programAbout, control: { type: /** @type {const} */ ("text"), key: "program", placeholder: "/path/to/vault-tools" } },
      { name: w.mend, desc: w.mendAbout, control: { type: /** @type {const} */ ("toggle"), key: "mend" } },
      { name: w.quietPeriod, desc: w.quietPeriodAbout, control: { type: /** @type {const} */ ("number"), key: "quietPeriod", min: 1 } },
      { name: w.debounce, desc: w.debounceAbout, control: { type: /** @type {const} */ ("number"), key: "debounce", min: 50 } },
      { name: w.severityShown, desc: w.severityShownAbout, control: { type: /** @type {const} */ ("dropdown"), key: "severity", options: w.severities } },
      { name: w.rulesHidden, desc: w.rulesHiddenAbout, control: { type: /** @type {const} */ ("text"), key: "hiddenRules" } },
    ];
  }

  /** @param {string} key @returns {unknown} */
  getControlValue(key) {
    if (key === "program") return this.owner.program();
    return /** @type {Record<string, unknown>} */ (this.owner.settings)[key];
  }

  /** @param {string} key @param {unknown} value */
  async setControlValue(key, value) {
    if (key === "program") this.app.saveLocalStorage(PROGRAM, value || null);
    else this.owner.settings = settingsFrom({ ...this.owner.settings, [key]: value });
    await this.owner.settingsChanged(key);
  }

  /** Before Obsidian 1.13, a tab has to draw itself. */
  display() {
    this.containerEl.empty();
    for (const { name, desc, control } of this.getSettingDefinitions()) this.drawControl(new Setting(this.containerEl).setName(name).setDesc(desc), control);
  }

  /** @param {Setting} row @param {ReturnType<SettingsTab["getSettingDefinitions"]>[number]["control"]} control */
  drawControl(row, control) {
    const value = this.getControlValue(control.key);
    /** @param {unknown} now */
    const changed = (now) => void this.setControlValue(control.key, now);
    if (control.type === "toggle") new ToggleComponent(row.controlEl).setValue(Boolean(value)).onChange(changed);
    else if (control.type === "dropdown") new DropdownComponent(row.controlEl).addOptions(control.options).setValue(String(value)).onChange(changed);
    else if (control.type === "number") new TextComponent(row.controlEl).setValue(String(value)).onChange((text) => Number(text) >= control.min && changed(Number(text)));
    else new TextComponent(row.controlEl).setValue(String(value ?? "")).onChange(changed);
  }
}

module.exports = { PROGRAM, SettingsTab, settingsFrom };
