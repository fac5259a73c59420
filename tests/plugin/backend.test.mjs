// The backend's life cycle: found, started, killed, restarted, given up, ended.

import assert from "node:assert/strict";
import { chmod, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import { PYTHON, closeBrowser, makeVault, openObsidian } from "./harness.mjs";
import { EMOJI_MARKS, LAST, NOTES } from "./vaults.mjs";

let vault, app;
beforeEach(async () => {
  vault = await makeVault(NOTES, { name: "我的 vault 50%" });
});
afterEach(async () => {
  const { left, errors } = await app.close();
  assert.deepEqual([left, errors], [0, []]);
  await vault.remove();
});
after(closeBrowser);

/** A few lines of sh in place of the real program. */
async function script(text, mode = 0o755) {
  const path = join(vault.root, "..", "program.sh");
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, mode);
  return { device: { "vault-tools-program": path } };
}

/** Wait until a process has ended, whether or not its parent has reaped it. */
async function untilEnded(pid) {
  const state = () => readFile(`/proc/${pid}/status`, "utf8").then((text) => /^State:\s+(\w)/m.exec(text)[1], () => "gone");
  for (const end = Date.now() + 10000; !["gone", "Z", "X"].includes(await state()); await new Promise((resolve) => setTimeout(resolve, 20)))
    assert.ok(Date.now() < end, `process ${pid} goes on`);
}

test("it is killed, is told of in the status bar, and comes back with the documents", async () => {
  app = await openObsidian(vault);
  await app.open("Emoji.md");
  await app.untilMarks(...EMOJI_MARKS);
  process.kill(app.backend.pid, "SIGKILL");
  await app.untilStatus("Not running");
  await app.untilMarks();
  await app.replace("drafft", "draft");
  await app.untilMarks(...EMOJI_MARKS.filter((mark) => mark !== "drafft"));
  assert.equal(app.children.size, 2);
  assert.equal(app.running.length, 1);
});

test("after five failures it stays down, says why, and starts again when told to", async () => {
  app = await openObsidian(vault, await script("echo 'no module named vault_tools' >&2; exit 1"));
  await app.page.evaluate(() => {
    const { setTimeout } = window;
    window.setTimeout = (call, pause) => setTimeout(call, pause > 500 ? 10 : pause);
  });
  await app.untilNotice("no module named vault_tools");
  assert.equal(app.children.size, 5);
  assert.match(await app.status(), /Not running: .*program.sh: no module named vault_tools/);
  await app.command("open-pane");
  await app.page.locator(".vault-tools-pane", { hasText: "no module named" }).waitFor();
  await script(`exec '${PYTHON}' -m vault_tools "$@"`);
  await app.page.locator(".notice button", { hasText: "Start again" }).click();
  await app.open("Emoji.md");
  await app.untilMarks(...EMOJI_MARKS);
});

test("a program that is nowhere is named, with what to do", async () => {
  await unlink(join(vault.env.XDG_STATE_HOME, "vault-tools/program.json"));
  const env = { ...vault.env, PATH: "/nowhere", SHELL: undefined };
  app = await openObsidian(vault, { lent: { env } });
  await app.untilNotice("vault-tools plugin install");
  assert.match(await app.status(), /is not on this device/);
  assert.equal(app.children.size, 0);
});

test("a program that may not be started is named", async () => {
  app = await openObsidian(vault, await script("exit 0", 0o644));
  await app.untilStatus("EACCES");
});

test("a program that speaks another language is not waited for", async () => {
  app = await openObsidian(vault, await script("yes 'hello there'"));
  await app.untilStatus("another language");
});

test("a program of another version says so, with the command to run", async () => {
  app = await openObsidian(vault, { manifest: { version: "0.0.1" } });
  await app.untilNotice("vault-tools plugin update");
  await app.untilNotice("0.0.1");
  await app.open("Emoji.md");
  await app.untilMarks(...EMOJI_MARKS);
});

test("from a Flatpak that may not, the override is named", async () => {
  const bin = join(vault.root, "..");
  await writeFile(join(bin, "flatpak-spawn"), "#!/bin/sh\necho 'error: org.freedesktop.DBus.Error.ServiceUnknown' >&2; exit 1\n", { mode: 0o755 });
  vault.env.FLATPAK_ID = "md.obsidian.Obsidian";
  vault.env.PATH = `${bin}:${vault.env.PATH}`;
  app = await openObsidian(vault);
  await app.untilStatus("flatpak override --user --talk-name=org.freedesktop.Flatpak md.obsidian.Obsidian");
});

test("a configuration that is broken is named, and heals", async () => {
  await writeFile(join(vault.root, "vault-tools.yaml"), "keys: [");
  app = await openObsidian(vault);
  await app.untilStatus("vault-tools.yaml");
  await app.open("Emoji.md");
  await writeFile(join(vault.root, "vault-tools.yaml"), NOTES["vault-tools.yaml"]);
  await app.page.evaluate(() => window.app.vault.trigger("modify", window.app.vault.getAbstractFileByPath("vault-tools.yaml")));
  await app.untilMarks(...EMOJI_MARKS);
});

test("a vault with no configuration, and with a settings folder of another name", async () => {
  await vault.remove();
  vault = await makeVault({ "Last.md": LAST }, { settings: ".settings of mine" });
  app = await openObsidian(vault);
  await app.ready();
  await app.open("Last.md");
  await app.untilMarks(LAST.split("\n").at(-1));
});

test("whoever quits Obsidian quits it, with all that it started", async () => {
  app = await openObsidian(vault, await script(`sleep 1000 &\nexec '${PYTHON}' -m vault_tools "$@"`));
  await app.open("Emoji.md");
  await app.untilMarks(...EMOJI_MARKS);
  const { pid } = app.backend;
  const started = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim();
  assert.match(started, /^\d+$/);
  await app.page.evaluate(async () => {
    const tasks = [];
    window.app.workspace.trigger("quit", { add: (task) => tasks.push(task()) });
    await Promise.all(tasks);
  });
  assert.deepEqual(app.running, []);
  await untilEnded(started);
});

test("the user's settings: what is hidden, how long is waited, Chinese", async () => {
  app = await openObsidian(vault, { language: "zh", data: { hiddenRules: "generation-residue, malformed-date", debounce: 50 } });
  await app.open("Emoji.md");
  await app.untilMarks(...EMOJI_MARKS.slice(1, 3));
  await app.page.evaluate(() => window.app.settingTab.setControlValue("severity", "error"));
  await app.page.evaluate(() => window.app.settingTab.setControlValue("hiddenRules", ""));
  await app.untilMarks(...EMOJI_MARKS.slice(0, 3));
  assert.equal(await app.page.evaluate(() => window.app.data.severity), "error");
  await app.page.evaluate(() => (window.app.settingTab.display(), document.body.append(window.app.settingTab.containerEl)));
  assert.ok((await app.page.locator(".setting-item-name").allInnerTexts()).includes("隐藏的规则"));
  await app.page.locator(".vault-tools-mark", { hasText: "drafft" }).hover();
  await app.page.getByRole("button", { name: "在此忽略" }).waitFor();
});
