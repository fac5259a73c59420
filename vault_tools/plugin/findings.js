"use strict";

/** @typedef {import("./protocol").Finding} Finding */
/** @typedef {import("./protocol").Severity} Severity */
/** @typedef {{rule: string, severity: string, folder: string, text: string}} Filter Empty is all. */
/** @typedef {import("./virtual_list.js").Row} Row */

const FIRST_PAGE = 100; // findings, more than fit into the pane
const PAGE = 1000;
const LIMIT = 20000; // findings that are kept in memory
const FEW = 20; // up to this many notes are fetched one by one

/** The findings of the vault that have been fetched so far. */
class Findings {
  /** @param {(params: object) => Promise<import("./protocol").Findings>} ask */
  constructor(ask) {
    this.ask = ask;
    /** @type {Map<string, Finding[]>} */
    this.byPath = new Map();
    this.total = 0;
  }

  /** Fetch all. @param {() => void} arrived called after each page while none are shown yet, and at the end */
  async load(arrived) {
    const isFirst = !this.byPath.size;
    /** @type {Map<string, Finding[]>} */
    const byPath = isFirst ? this.byPath : new Map();
    let cursor = null;
    let size = 0;
    do {
      const page = await this.ask({ limit: size ? PAGE : FIRST_PAGE, cursor });
      for (const finding of page.findings) put(byPath, finding);
      size += page.findings.length;
      cursor = page.cursor;
      this.total = page.total;
      if (isFirst) arrived();
    } while (cursor && size < LIMIT);
    this.byPath = byPath;
    arrived();
  }

  /** Fetch the findings of some notes again. @param {string[]} paths @param {() => void} arrived */
  async refresh(paths, arrived) {
    if (paths.length > FEW || this.size() >= LIMIT) return this.load(arrived);
    for (const path of paths) {
      const { findings } = await this.ask({ path, limit: PAGE });
      this.byPath.delete(path);
      if (findings.length) this.byPath.set(path, findings);
    }
    this.total = this.size();
    arrived();
  }

  size() {
    let size = 0;
    for (const findings of this.byPath.values()) size += findings.length;
    return size;
  }

  all() {
    return [...this.byPath.values()].flat();
  }

  /** The findings that pass a filter, grouped by note or by rule. @param {(finding: Finding) => boolean} passes @param {boolean} byRule @returns {{rows: Row[], found: number, notes: number}} */
  rows(passes, byRule) {
    const findings = this.all().filter(passes);
    /** @type {Map<string, Finding[]>} */
    const groups = new Map();
    for (const finding of findings) put(groups, finding, byRule ? finding.rule : finding.path);
    /** @type {Row[]} */
    const rows = [];
    for (const heading of [...groups.keys()].sort()) {
      const group = groups.get(heading) ?? [];
      rows.push({ heading, count: group.length });
      for (const finding of group) rows.push({ finding });
    }
    return { rows, found: findings.length, notes: new Set(findings.map((finding) => finding.path)).size };
  }
}

/** @param {Map<string, Finding[]>} groups @param {Finding} finding @param {string} key */
function put(groups, finding, key = finding.path) {
  const group = groups.get(key);
  if (group) group.push(finding);
  else groups.set(key, [finding]);
}

/** @param {Filter} filter */
function passing({ rule, severity, folder, text }) {
  const wanted = text.toLowerCase();
  const below = folder && !folder.endsWith("/") ? `${folder}/` : folder;
  return (/** @type {Finding} */ finding) =>
    (!rule || finding.rule === rule) &&
    (!severity || finding.severity === severity) &&
    (!below || finding.path.startsWith(below)) &&
    (!wanted || `${finding.path}\n${finding.message}\n${finding.rule}`.toLowerCase().includes(wanted));
}

module.exports = { Findings, passing };
