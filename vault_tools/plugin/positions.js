"use strict";

// Positions of the protocol (line and UTF-16 unit, both from 0) in the texts that the editor and the vault hold.

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

/** @param {string} path An absolute path of this system. */
function uriOf(path) {
  const slashed = path.replace(/\\/g, "/");
  const encoded = slashed.split("/").map(encodeURIComponent).join("/").replace(/^\/?([A-Za-z])%3A/, "/$1:");
  return `file://${encoded}`;
}

module.exports = { changesOf, offsetOf, spanOf, uriOf };
