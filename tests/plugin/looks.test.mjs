// Screenshots, light and dark, for people to inspect; the README uses one of them.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, makeVault, openObsidian } from "./harness.mjs";

after(closeBrowser);

for (const theme of ["light", "dark"])
  test(`the example vault in ${theme}`, async () => {
    const vault = await makeVault();
    const app = await openObsidian(vault, { dark: theme === "dark" });
    await app.ready();
    await app.open("Clippings/How to read a book slowly.md");
    await app.until(() => document.querySelectorAll(".vault-tools-mark").length > 1);
    await app.command("open-pane");
    await app.page.locator(".vault-tools-finding").nth(3).waitFor();
    await app.page.locator(".vault-tools-mark").nth(1).hover();
    await app.page.locator(".cm-tooltip-lint").waitFor();
    await app.screenshot(`note-${theme}`);
    await app.command("fix-vault");
    await app.page.locator(".vault-tools-diff").first().waitFor();
    await app.screenshot(`preview-${theme}`);
    await app.page.locator(".vault-tools-preview").getByRole("button", { name: "Cancel" }).click();
    await app.page.evaluate(() => {
      const { view } = window.app.workspace.active;
      view.isLive = true;
      view.edit(view.editor.cm.state.doc.toString(), view.file);
    });
    await app.page.locator(".vault-tools-panel-row").first().waitFor();
    await app.page.locator("select").nth(3).selectOption("rule");
    await app.screenshot(`live-${theme}`);
    assert.deepEqual(await app.close(), { left: 0, errors: [] });
    await vault.remove();
  });
