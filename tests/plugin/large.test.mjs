// A vault of 10,000 notes with 10,000 findings, and a thousand edits. Times are printed, not asserted.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, makeVault, openObsidian } from "./harness.mjs";
import { CONFIG, EMOJI, EMOJI_MARKS } from "./vaults.mjs";

const NOTES = 10000;
const DEBOUNCE = 300;

after(closeBrowser);

/** Milliseconds from a keystroke to the new underline, and the backend's part of them. */
const fromKeyToMark = (app) =>
  app.page.evaluate(async () => {
    const { cm } = window.app.workspace.active.view.editor;
    const { plugin } = window;
    const ask = plugin.ask.bind(plugin);
    let backend = 0;
    plugin.ask = async (method, params) => {
      const began = performance.now();
      const answer = await ask(method, params);
      if (method === "textDocument/diagnostic") backend = performance.now() - began;
      return answer;
    };
    const from = cm.state.doc.toString().indexOf("status: ") + 8;
    const type = async (word, isMarked) => {
      const began = performance.now();
      cm.dispatch({ changes: { from, to: cm.state.doc.lineAt(from).to, insert: word }, userEvent: "input.type" });
      const isThere = () => [...document.querySelectorAll(".vault-tools-mark")].some((mark) => cm.state.doc.lineAt(cm.posAtDOM(mark)).from <= from && mark.textContent === word);
      while (isThere() !== isMarked || performance.now() - began < 250) await new Promise((resolve) => requestAnimationFrame(resolve));
      return [performance.now() - began, backend];
    };
    const times = [];
    for (let at = 0; at < 15; at++) {
      await type("draft", false);
      await new Promise((resolve) => setTimeout(resolve, 500));
      times.push(await type(`wrong${at}`, true));
    }
    plugin.ask = ask;
    return times;
  });

const median = (numbers) => Math.round([...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]);

test("10,000 notes stay smooth", { timeout: 300000 }, async (t) => {
  const files = { "vault-tools.yaml": CONFIG, "Emoji.md": EMOJI };
  for (let at = 0; at < NOTES; at++) files[`${at % 50}/Note ${at}.md`] = `---\ndate: 2025/01/0${1 + (at % 9)}\nstatus: draft\n---\n# Note ${at}\n\nText of it.\n`;
  const vault = await makeVault(files);
  await vault.program("check", vault.root, "--quiet", "--exit-zero", "--statistics"); // a warm index
  const app = await openObsidian(vault, { data: { debounce: DEBOUNCE } });
  await app.open("Emoji.md");
  await app.ready();
  await app.untilMarks(...EMOJI_MARKS);

  const [opening, asking] = await app.page.evaluate(async () => {
    const began = performance.now();
    const { plugin } = window;
    const ask = plugin.ask.bind(plugin);
    let asking = 0;
    plugin.ask = (method, params) => ask(method, params).finally(() => (asking ||= performance.now() - began));
    await plugin.showPane();
    while (!document.querySelector(".vault-tools-finding")) await new Promise((resolve) => setTimeout(resolve, 1));
    plugin.ask = ask;
    return [performance.now() - began, asking];
  });
  t.diagnostic(`opening the pane: ${Math.round(opening)} ms to the first rows, of which ${Math.round(asking)} backend and pipe`);
  await app.until((count) => document.querySelector(".vault-tools-count")?.textContent.includes(count), `${(NOTES + 4).toLocaleString("en")} problems`);
  const drawn = await app.page.evaluate(() => {
    const list = document.querySelector(".vault-tools-list");
    const counts = [];
    for (let at = 0; at <= 20; at++) {
      list.scrollTop = (list.scrollHeight * at) / 20;
      window.plugin.panes((pane) => pane.list.draw());
      counts.push(document.querySelectorAll(".vault-tools-row").length);
    }
    return { most: Math.max(...counts), height: list.scrollHeight, last: document.querySelector(".vault-tools-rows").lastChild.textContent };
  });
  assert.ok(drawn.most < 80, `${drawn.most} rows in the page`);
  assert.equal(drawn.height, (2 * NOTES + 5) * 28);
  const filtering = await app.page.evaluate(() => {
    const began = performance.now();
    window.plugin.panes((pane) => pane.filtered({ text: "note 99" }));
    return performance.now() - began;
  });
  t.diagnostic(`filtering ${NOTES} findings by text: ${Math.round(filtering)} ms`);

  const times = await fromKeyToMark(app);
  t.diagnostic(`key to underline: ${median(times.map(([all]) => all))} ms at the median, of which ${DEBOUNCE} debounce, ${median(times.map(([, backend]) => backend))} backend and pipe`);
  t.diagnostic(`our own: ${median(times.map(([all, backend]) => all - backend - DEBOUNCE))} ms`);

  await app.page.evaluate(() => window.app.settingTab.setControlValue("debounce", 50));
  const heap = () => app.page.evaluate(() => (window.gc(), window.gc(), performance.memory.usedJSHeapSize));
  const edits = (count) =>
    app.page.evaluate(async (count) => {
      const { cm } = window.app.workspace.active.view.editor;
      for (let at = 0; at < count; at++) {
        const { length } = cm.state.doc;
        cm.dispatch({ changes: at % 2 ? { from: length - 1, to: length } : { from: length, insert: "x" }, annotations: [] });
        await new Promise((resolve) => setTimeout(resolve, at % 5 ? 1 : 90));
      }
    }, count);
  await edits(200);
  const before = await heap();
  await edits(1000);
  const grown = ((await heap()) - before) / 2 ** 20;
  t.diagnostic(`memory of the page: ${Math.round(before / 2 ** 20)} MB, ${grown.toFixed(1)} MB more after 1,000 edits`);
  assert.ok(grown < 5, `${grown} MB more`);
  assert.deepEqual(await app.close(), { left: 0, errors: [] });
  await vault.remove();
});
