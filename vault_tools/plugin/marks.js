"use strict";

const { forEachDiagnostic, linter, setDiagnostics } = require("@codemirror/lint");
const { RangeSet, StateEffect, StateField } = require("@codemirror/state");
const { GutterMarker, gutter, showPanel } = require("@codemirror/view");
const { editorLivePreviewField } = require("obsidian");
const { spanOf } = require("./positions.js");
const { words } = require("./texts.js");

/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("@codemirror/state").Text} Text */
/** @typedef {import("@codemirror/lint").Diagnostic} Mark */
/** @typedef {import("./protocol").Diagnostic} Diagnostic */
/** @typedef {import("./main.js")} VaultToolsPlugin */
/** A text and the findings in it. @typedef {{doc: Text, found: Diagnostic[]}} Judged */
/** @typedef {Judged & {plugin: VaultToolsPlugin, long: RangeSet<GutterMarker>, hidden: Diagnostic[]}} Shown */

const SOURCE = "vault-tools"; // distinguishes our marks from those of other plugins
const SEVERITIES = /** @type {const} */ (["error", "error", "warning", "info", "info"]); // by the protocol's numbers
const LONG_LINES = 2000; // maximum lines of one finding to mark in the gutter
const FRONTMATTER_LINES = 1000;
const PANEL_ROWS = 4;

const judgeAgain = StateEffect.define();
/** @type {import("@codemirror/state").StateEffectType<Shown>} */
const show = StateEffect.define();

const shownField = StateField.define({
  create: () => /** @type {Shown | null} */ (null),
  /** @returns {Shown | null} */
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return shown && transaction.docChanged ? { ...shown, long: shown.long.map(transaction.changes) } : shown;
  },
  provide: (field) => showPanel.from(field, (shown) => (shown?.hidden.length ? drawPanel : null)),
});

/** The extensions of every editor: underlines, a gutter for findings longer than a line, and a panel for hidden ones.
 *  @param {VaultToolsPlugin} plugin */
function marksOf(plugin) {
  return [
    linter((view) => marked(plugin, view), {
      delay: plugin.settings.debounce,
      needsRefresh: (update) => update.transactions.some((t) => t.effects.some((effect) => effect.is(judgeAgain))),
    }),
    shownField,
    gutter({ class: "vault-tools-gutter", markers: (view) => view.state.field(shownField)?.long ?? RangeSet.empty }),
  ];
}

/** @param {VaultToolsPlugin} plugin @param {EditorView} view @returns {Promise<Mark[]>} */
async function marked(plugin, view) {
  const judged = await plugin.editors.judge(view);
  if (!judged || view.state.doc !== judged.doc) return [];
  const { doc, found } = judged;
  const hidden = view.state.field(editorLivePreviewField, false) ? found.filter(endsBefore(frontmatterEnd(doc))) : [];
  view.dispatch({ effects: show.of({ plugin, doc, found, long: longOnes(doc, found), hidden }) });
  window.setTimeout(() => plugin.bar?.draw(), 0); // once the marks are set, so that it can count them
  return found.map((item) => markOf(plugin, doc, item));
}

/** @param {VaultToolsPlugin} plugin @param {Text} doc @param {Diagnostic} item @returns {Mark} */
function markOf(plugin, doc, item) {
  const severity = SEVERITIES[item.severity];
  return {
    ...markedSpan(doc, item),
    severity,
    source: SOURCE,
    message: item.message,
    markClass: `vault-tools-mark vault-tools-${severity}`,
    renderMessage: () => drawMessage(item),
    actions: actionsOf(plugin, doc, item),
  };
}

/** The range to underline: of a long span its first line with text, of an empty one the whole line. @param {Text} doc @param {Diagnostic} item */
function markedSpan(doc, item) {
  const { from, to } = spanOf(doc, item.range);
  let line = doc.lineAt(from);
  if (from === to) return { from: line.from, to: line.to };
  while (line.to < to && !doc.sliceString(Math.max(line.from, from), line.to).trim()) line = doc.line(line.number + 1);
  return { from: Math.max(line.from, from), to: Math.max(from, Math.min(to, line.to)) };
}

/** @param {Diagnostic} item */
function drawMessage(item) {
  return createDiv({ cls: "vault-tools-hover", text: item.message }, (el) => {
    const { section = [], why } = item.data ?? {};
    el.createDiv({ cls: "vault-tools-where", text: [...section, item.code].join(" › ") });
    if (why) el.createDiv({ cls: "vault-tools-why", text: `${words().why}: ${why}` });
  });
}

/** @param {VaultToolsPlugin} plugin @param {Text} doc @param {Diagnostic} item */
function actionsOf(plugin, doc, item) {
  const w = words();
  const fix = item.data?.fix;
  /** @type {import("@codemirror/lint").Action[]} */
  const actions = [
    { name: w.ignore, apply: (view, from) => void plugin.fixes.ignore(view, { doc, item, from }) },
    { name: w.explain, apply: () => void plugin.explain(item.code) },
  ];
  if (fix) actions.unshift({ name: fix.safety === "safe" ? w.fix : w.fixUnsafe, apply: (view, from) => void plugin.fixes.one(view, { doc, item, from }) });
  return actions;
}

class LongMark extends GutterMarker {
  /** @param {string} severity */
  constructor(severity) {
    super();
    this.elementClass = `vault-tools-long vault-tools-${severity}`;
  }
}
const LONG_MARKS = SEVERITIES.map((severity) => new LongMark(severity));

/** @param {Text} doc @param {Diagnostic[]} found */
function longOnes(doc, found) {
  /** @type {Map<number, GutterMarker>} */
  const lines = new Map();
  for (const { range, severity } of found) {
    const last = Math.min(range.end.line - (range.end.character ? 0 : 1), range.start.line + LONG_LINES, doc.lines - 1);
    if (last > range.start.line) for (let line = range.start.line; line <= last; line++) lines.set(line, lines.get(line) ?? LONG_MARKS[severity]);
  }
  return RangeSet.of([...lines].map(([line, mark]) => mark.range(doc.line(line + 1).from)), true);
}

/** The index of the line that closes the frontmatter, or -1 if there is none. @param {Text} doc */
function frontmatterEnd(doc) {
  if (doc.line(1).text.trimEnd() !== "---") return -1;
  for (let line = 2; line <= Math.min(doc.lines, FRONTMATTER_LINES); line++) if (doc.line(line).text.trimEnd() === "---") return line - 1;
  return -1;
}

/** @param {number} line */
function endsBefore(line) {
  return (/** @type {Diagnostic} */ item) => item.range.end.line <= line;
}

/** Lists the findings in the frontmatter, which Live Preview hides, with the underlines, behind the properties. @type {import("@codemirror/view").PanelConstructor} */
function drawPanel(view) {
  const dom = createDiv({ cls: "vault-tools-panel" });
  const draw = () => {
    const shown = view.state.field(shownField);
    dom.empty();
    for (const item of shown?.hidden.slice(0, PANEL_ROWS) ?? []) if (shown) drawPanelRow(view, dom, shown, item);
    const left = (shown?.hidden.length ?? 0) - PANEL_ROWS;
    if (left > 0) dom.createDiv({ cls: "vault-tools-where", text: words().more(left) });
  };
  draw();
  return { dom, top: true, update: (update) => void (update.startState.field(shownField)?.hidden !== update.state.field(shownField)?.hidden && draw()) };
}

/** @param {EditorView} view @param {HTMLElement} dom @param {Shown} shown @param {Diagnostic} item */
function drawPanelRow(view, dom, { plugin, doc }, item) {
  const row = dom.createDiv({ cls: `vault-tools-panel-row vault-tools-${SEVERITIES[item.severity]}` });
  row.createSpan({ cls: "vault-tools-message", text: item.message, attr: { "aria-label": `${words().inProperties}: ${item.code}` } });
  for (const action of actionsOf(plugin, doc, item)) {
    const button = row.createEl("button", { text: action.name });
    button.addEventListener("click", () => action.apply(view, markedSpan(doc, item).from, 0));
  }
}

/** Our marks in an editor with their current positions, in text order. @param {EditorView} view */
function marksIn(view) {
  /** @type {{from: number, to: number, mark: Mark}[]} */
  const marks = [];
  forEachDiagnostic(view.state, (mark, from, to) => void (mark.source === SOURCE && marks.push({ from, to, mark })));
  return marks.sort((a, b) => a.from - b.from);
}

/** The finding at a position, else one in the same line. @param {EditorView} view @param {number} at @returns {Diagnostic | undefined} */
function foundAt(view, at) {
  const shown = view.state.field(shownField, false);
  if (!shown?.doc.eq(view.state.doc)) return undefined;
  const { number } = view.state.doc.lineAt(at);
  const here = shown.found.filter(({ range }) => range.start.line < number && range.end.line >= number - 1);
  return here.find(({ range }) => { const { from, to } = spanOf(shown.doc, range); return from <= at && at <= to; }) ?? here[0];
}

/** Remove our marks and keep those of other plugins. @param {EditorView} view */
function unmark(view) {
  /** @type {Mark[]} */
  const others = [];
  forEachDiagnostic(view.state, (mark, from, to) => void (mark.source !== SOURCE && others.push({ ...mark, from, to })));
  view.dispatch(setDiagnostics(view.state, others));
}

module.exports = { foundAt, judgeAgain, marksIn, marksOf, unmark };
