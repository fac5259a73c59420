"use strict";

const { setIcon } = require("obsidian");

const AROUND = 8; // rows drawn above and below the visible ones, so that scrolling shows no gaps

/** A row: a heading, or a finding below it.
 *  @typedef {{heading: string, count: number} | {finding: import("./protocol").Finding}} Row */

/** A list of rows of equal height that keeps only the visible rows in the page. */
class VirtualList {
  /** @param {HTMLElement} parent @param {{draw: (row: Row, el: HTMLElement) => void, chosen: (row: Row) => void, key: (row: Row, key: string) => void}} owner */
  constructor(parent, owner) {
    this.owner = owner;
    /** @type {Row[]} */
    this.rows = [];
    this.selected = -1;
    this.rowHeight = 0;
    this.el = parent.createDiv({ cls: "vault-tools-list", attr: { tabindex: "0", role: "listbox" } });
    this.all = this.el.createDiv({ cls: "vault-tools-rows" });
    this.frame = 0;
    this.el.addEventListener("scroll", () => this.drawSoon());
    this.el.addEventListener("keydown", (event) => this.pressed(event));
    this.el.addEventListener("click", (event) => this.clicked(event));
  }

  /** Replace the rows; keeps selection and scroll position if possible. @param {Row[]} rows */
  show(rows) {
    this.rows = rows;
    if (this.selected >= rows.length) this.selected = -1;
    this.draw();
  }

  drawSoon() {
    this.frame ||= window.requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    this.rowHeight ||= this.measured();
    const first = Math.max(0, Math.floor(this.el.scrollTop / this.rowHeight) - AROUND);
    const last = Math.min(this.rows.length, Math.ceil((this.el.scrollTop + this.el.clientHeight) / this.rowHeight) + AROUND);
    this.all.setCssProps({ "--vault-tools-rows": String(this.rows.length), "--vault-tools-first": String(first) });
    this.all.empty();
    for (let at = first; at < last; at++) this.drawRow(this.all, at);
  }

  /** @param {HTMLElement} parent @param {number} at */
  drawRow(parent, at) {
    const row = this.rows[at];
    const el = parent.createDiv({ cls: "vault-tools-row", attr: { "data-row": String(at), role: "option", id: this.idOf(at) } });
    const isSelected = at === this.selected;
    el.toggleClass("is-selected", isSelected);
    el.setAttribute("aria-selected", String(isSelected));
    this.owner.draw(row, el);
  }

  /** @param {number} at */
  idOf(at) {
    return `vault-tools-row-${at}`;
  }

  /** The height of a row, which themes may change. */
  measured() {
    const probe = this.all.createDiv({ cls: "vault-tools-row" });
    const height = probe.getBoundingClientRect().height;
    probe.remove();
    return height || 28;
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = /** @type {Element | null} */ (event.target);
    const el = target?.closest("[data-row]");
    if (!el || target?.closest("button")) return;
    this.select(Number(el.getAttribute("data-row")));
    this.owner.chosen(this.rows[this.selected]);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const page = Math.max(1, Math.floor(this.el.clientHeight / (this.rowHeight || 28)) - 1);
    const last = this.rows.length - 1;
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -last, End: last });
    if (event.key in steps) this.select(Math.min(last, Math.max(0, this.selected + steps[event.key])));
    else if (this.selected < 0) return;
    else if (event.key === "Enter") this.owner.chosen(this.rows[this.selected]);
    else this.owner.key(this.rows[this.selected], event.key);
    if (event.key in steps || event.key === "Enter") event.preventDefault();
  }

  /** @param {number} at */
  select(at) {
    this.selected = at;
    const top = at * this.rowHeight;
    if (top < this.el.scrollTop) this.el.scrollTop = top;
    else if (top + this.rowHeight > this.el.scrollTop + this.el.clientHeight) this.el.scrollTop = top + this.rowHeight - this.el.clientHeight;
    this.el.setAttribute("aria-activedescendant", this.idOf(at));
    this.draw();
  }
}

/** A small button with an icon in Obsidian's style. @param {HTMLElement} parent @param {string} icon @param {string} label @param {() => void} act */
function iconButton(parent, icon, label, act) {
  const button = parent.createEl("button", { cls: "clickable-icon", attr: { "aria-label": label } });
  setIcon(button, icon);
  button.addEventListener("click", act);
  return button;
}

module.exports = { VirtualList, iconButton };
