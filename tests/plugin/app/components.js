// Obsidian's form elements and windows, as far as the plugin uses them.

const ICONS = {
  "alert-triangle": "M12 3 2 21h20zM12 10v5M12 18v.5",
  "circle-alert": "M12 2a10 10 0 1 0 .01 0M12 7v6M12 16v.5",
  "circle-check": "M12 2a10 10 0 1 0 .01 0M8 12l3 3 5-6",
  "history": "M3 12a9 9 0 1 0 3-7M3 3v6h6M12 7v5l4 2",
  "list-checks": "M3 6l2 2 3-4M3 17l2 2 3-4M12 6h9M12 18h9M12 12h9",
  "loader": "M12 2v5M12 17v5M2 12h5M17 12h5M5 5l3 3M16 16l3 3M5 19l3-3M16 8l3-3",
  "wand-sparkles": "M4 20 16 8l2 2L6 22zM18 2v4M16 4h4M5 4v4M3 6h4M20 14v4M18 16h4",
  "wrench": "M14 6a5 5 0 0 1 6-3l-3 3 1 2 2 1 3-3a5 5 0 0 1-7 6L8 20a2.5 2.5 0 0 1-4-4l8-8a5 5 0 0 1 2-2",
};

/** @type {typeof import("obsidian").setIcon} */
export function setIcon(el, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "svg-icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", /** @type {Record<string, string>} */ (ICONS)[name] ?? "M4 4h16v16H4z");
  svg.append(path);
  el.setAttribute("data-icon", name);
  el.replaceChildren(svg);
}

/** @implements {Pick<import("obsidian").DropdownComponent, "addOptions" | "setValue" | "getValue" | "onChange" | "selectEl">} */
export class DropdownComponent {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.selectEl = parent.createEl("select", { cls: "dropdown" });
  }
  /** @param {Record<string, string>} options @returns {any} */
  addOptions(options) {
    for (const [value, text] of Object.entries(options)) this.selectEl.createEl("option", { text, attr: { value } });
    return this;
  }
  /** @param {string} value @returns {any} */
  setValue(value) {
    this.selectEl.value = value;
    return this;
  }
  getValue() {
    return this.selectEl.value;
  }
  /** @param {(value: string) => any} changed @returns {any} */
  onChange(changed) {
    this.selectEl.addEventListener("change", () => changed(this.selectEl.value));
    return this;
  }
}

/** @implements {Pick<import("obsidian").TextComponent, "setValue" | "getValue" | "setPlaceholder" | "onChange" | "inputEl">} */
export class TextComponent {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.inputEl = parent.createEl("input", { attr: { type: "text" } });
  }
  /** @param {string} value @returns {any} */
  setValue(value) {
    this.inputEl.value = value;
    return this;
  }
  getValue() {
    return this.inputEl.value;
  }
  /** @param {string} text @returns {any} */
  setPlaceholder(text) {
    this.inputEl.placeholder = text;
    return this;
  }
  /** @param {(value: string) => any} changed @returns {any} */
  onChange(changed) {
    this.inputEl.addEventListener("input", () => changed(this.inputEl.value));
    return this;
  }
}

export class SearchComponent extends TextComponent {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    super(parent.createDiv("search-input-container"));
  }
}

/** @implements {Pick<import("obsidian").ToggleComponent, "setValue" | "onChange">} */
export class ToggleComponent {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.inputEl = parent.createEl("input", { attr: { type: "checkbox" } });
  }
  /** @param {boolean} on @returns {any} */
  setValue(on) {
    this.inputEl.checked = on;
    return this;
  }
  /** @param {(on: boolean) => any} changed @returns {any} */
  onChange(changed) {
    this.inputEl.addEventListener("change", () => changed(this.inputEl.checked));
    return this;
  }
}

/** @implements {Pick<import("obsidian").ButtonComponent, "setButtonText" | "setCta" | "onClick" | "buttonEl">} */
class ButtonComponent {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.buttonEl = parent.createEl("button");
  }
  /** @param {string} text @returns {any} */
  setButtonText(text) {
    this.buttonEl.textContent = text;
    return this;
  }
  /** @returns {any} */
  setCta() {
    this.buttonEl.addClass("mod-cta");
    return this;
  }
  /** @param {(event: MouseEvent) => any} act @returns {any} */
  onClick(act) {
    this.buttonEl.addEventListener("click", act);
    return this;
  }
}

/** @implements {Pick<import("obsidian").Setting, "setName" | "setDesc" | "addButton" | "addText" | "controlEl">} */
export class Setting {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    const row = parent.createDiv("setting-item");
    this.info = row.createDiv("setting-item-info");
    this.controlEl = row.createDiv("setting-item-control");
  }
  /** @param {string | DocumentFragment} name @returns {any} */
  setName(name) {
    this.info.createDiv("setting-item-name").append(name);
    return this;
  }
  /** @param {string | DocumentFragment} text @returns {any} */
  setDesc(text) {
    this.info.createDiv("setting-item-description").append(text);
    return this;
  }
  /** @param {(button: any) => any} fill @returns {any} */
  addButton(fill) {
    fill(new ButtonComponent(this.controlEl));
    return this;
  }
  /** @param {(text: any) => any} fill @returns {any} */
  addText(fill) {
    fill(new TextComponent(this.controlEl));
    return this;
  }
}

/** @implements {Pick<import("obsidian").Modal, "open" | "close" | "onOpen" | "onClose" | "setTitle" | "contentEl" | "modalEl">} */
export class Modal {
  /** @param {any} app */
  constructor(app) {
    this.app = app;
    this.container = createDiv("modal-container");
    this.modalEl = this.container.createDiv("modal");
    this.titleEl = this.modalEl.createDiv("modal-title");
    this.contentEl = this.modalEl.createDiv("modal-content");
  }
  open() {
    document.body.append(this.container);
    void this.onOpen();
  }
  close() {
    this.container.remove();
    this.onClose();
  }
  /** @returns {any} */
  onOpen() {}
  onClose() {}
  /** @param {string} title @returns {any} */
  setTitle(title) {
    this.titleEl.textContent = title;
    return this;
  }
}

/** @implements {Pick<import("obsidian").Notice, "hide">} */
export class Notice {
  /** @param {string | DocumentFragment} message */
  constructor(message) {
    this.el = /** @type {HTMLElement} */ (document.querySelector("#notices")).createDiv("notice");
    this.el.append(message);
    this.el.addEventListener("click", () => this.hide());
  }
  hide() {
    this.el.remove();
  }
}
