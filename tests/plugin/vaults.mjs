// The vaults of the tests.

export const CONFIG = `keys:
  date: {type: date, required: true}
  tags: {type: tags}
  status: {type: text, values: [draft, evergreen]}
tags:
  aliases: {人工智能: ai}
`;

/** A note in which every fault can be fixed, except the one in its last line. */
export const EMOJI = `---
date: 2025/01/02
tags: ["😀x", 中文, 中文]
status: drafft
---
# 😀 标题

A 😀 word.

As an AI language model, I cannot do that.
`;
export const EMOJI_MARKS = ["2025/01/02", "中文", "drafft", "As an AI language model, I cannot do that."];
export const EMOJI_FIXED = EMOJI.replace("2025/01/02", "2025-01-02").replace(", 中文]", "]").replace("drafft", "draft");

export const LONG = `---\ndate: 2025-01-02\n---\n# Loop\n\n${"and so on it goes again.\n".repeat(40)}\nend.\n`;
export const FINE = "---\ndate: 2025-01-02\n---\n# Fine\n\nNothing is wrong here.\n";
export const LAST = "---\ndate: 2025-01-02\n---\n# Last\n\nAs an AI language model, I cannot do that.";

export const NOTES = { "vault-tools.yaml": CONFIG, "Emoji.md": EMOJI, "Long.md": LONG, "Fine.md": FINE, "Folder/Last.md": LAST };
