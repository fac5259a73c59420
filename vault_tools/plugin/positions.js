"use strict";

// Converts the protocol's positions (line and UTF-16 unit, both from 0) to those in an editor's or a file's text.

/** @typedef {import("./protocol").Position} Position */
/** @typedef {import("./protocol").Range} Range */
/** @typedef {import("./protocol").TextEdit} TextEdit */
/** @typedef {import("@codemirror/state").Text} Text */

/** @param {Text} doc @param {Position} at */
function offsetOf(doc, at) {
  if (at.line >= doc.lines) return doc.length;
  const line = doc.line(at.line + 1);
  return Math.min(line.from + at.character, line.to);
}

/** @param {Text} doc @param {Range} range */
function spanOf(doc, range) {
  return { from: offsetOf(doc, range.start), to: offsetOf(doc, range.end) };
}

/** @param {Text} doc @param {TextEdit[]} edits */
function changesOf(doc, edits) {
  return edits.map((edit) => ({ ...spanOf(doc, edit.range), insert: edit.newText }));
}

/** A file's text after the edits; line endings are kept. @param {string} data @param {TextEdit[]} edits */
function edited(data, edits) {
  const starts = [0, ...Array.from(data.matchAll(/\r\n?|\n/g), (end) => end.index + end[0].length)];
  const at = (/** @type {Position} */ { line, character }) => (line < starts.length ? starts[line] + character : data.length);
  const end = data.includes("\r\n") ? "\r\n" : "\n";
  let text = data;
  for (const { range, newText } of [...edits].sort((a, b) => at(b.range.start) - at(a.range.start)))
    text = text.slice(0, at(range.start)) + newText.replace(/\r?\n/g, end) + text.slice(at(range.end));
  return text;
}

/** @param {string} path An absolute path of this system. */
function uriOf(path) {
  const slashed = path.replace(/\\/g, "/");
  const encoded = slashed.split("/").map(encodeURIComponent).join("/").replace(/^\/?([A-Za-z])%3A/, "/$1:");
  return `file://${encoded}`;
}

module.exports = { changesOf, edited, offsetOf, spanOf, uriOf };
