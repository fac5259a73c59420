// Obsidian's own additions to the DOM, as far as the plugin uses them.

/** @param {Node | null} parent @param {string} tag @param {any} [options] @param {(el: any) => void} [fill] */
function create(parent, tag, options = {}, fill) {
  const { cls, text, attr } = typeof options === "string" ? { cls: options, text: undefined, attr: undefined } : options;
  const owner = /** @type {any} */ (parent)?.ownerDocument ?? document;
  const el = owner.createElement(tag);
  if (cls) el.className = Array.isArray(cls) ? cls.join(" ") : cls;
  if (text !== undefined) el.textContent = text;
  for (const [name, value] of Object.entries(attr ?? {})) el.setAttribute(name, String(value));
  parent?.appendChild(el);
  fill?.(el);
  return el;
}

/** @param {any} window */
export function extendDom(window) {
  const { Node, Element } = window;
  /** @type {Record<string, (this: any, ...args: any[]) => any>} */
  const ofNodes = {
    createEl(/** @type {string} */ tag, /** @type {any} */ options, /** @type {any} */ fill) { return create(this, tag, options, fill); },
    createDiv(/** @type {any} */ options, /** @type {any} */ fill) { return create(this, "div", options, fill); },
    createSpan(/** @type {any} */ options, /** @type {any} */ fill) { return create(this, "span", options, fill); },
    empty() { this.replaceChildren(); },
  };
  Object.assign(Node.prototype, ofNodes);
  /** @type {Record<string, (this: any, ...args: any[]) => any>} */
  const ofElements = {
    addClass(/** @type {string[]} */ ...names) { this.classList.add(...names); },
    removeClass(/** @type {string[]} */ ...names) { this.classList.remove(...names); },
    toggleClass(/** @type {string} */ name, /** @type {boolean} */ on) { this.classList.toggle(name, on); },
    setCssProps(/** @type {Record<string, string>} */ props) { for (const [name, value] of Object.entries(props)) this.style.setProperty(name, value); },
  };
  Object.assign(Element.prototype, ofElements);
  window.createDiv = (/** @type {any} */ options, /** @type {any} */ fill) => create(null, "div", options, fill);
  window.createSpan = (/** @type {any} */ options, /** @type {any} */ fill) => create(null, "span", options, fill);
  window.createEl = (/** @type {string} */ tag, /** @type {any} */ options, /** @type {any} */ fill) => create(null, tag, options, fill);
  window.createFragment = (/** @type {(el: DocumentFragment) => void} */ fill) => {
    const fragment = document.createDocumentFragment();
    fill?.(fragment);
    return fragment;
  };
}
