"""A real editor: Debian's Neovim, without a screen."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.usefixtures("time_limit"),
    pytest.mark.skipif(not shutil.which("nvim"), reason="Neovim is not installed (apt-get install neovim)"),
]

FAULTY = "---\ntags: hops\ntitle: Saaz 😀\n---\n\n# 😀 Saaz\n\nText #Hops.\n"
SCRIPT = """
local function wait_for(what, ready)
  if not vim.wait(120000, ready, 50) then error("never: " .. what) end
end
local function found() return vim.diagnostic.get(0) end

vim.cmd("edit " .. vim.fn.fnameescape(vim.env.NOTE))
local client = vim.lsp.start_client({
  name = "vault-tools",
  cmd = { vim.env.PYTHON, "-m", "vault_tools", "server" },
  root_dir = vim.env.VAULT,
})
vim.lsp.buf_attach_client(0, client)
wait_for("diagnostics", function() return #found() == 1 end)
local one = found()[1]
print("diagnostic", one.lnum, one.col, one.end_col, one.code, one.source)

local function actions(only)
  local params = vim.lsp.util.make_range_params()
  params.range = { start = { line = 0, character = 0 }, ["end"] = { line = 99, character = 0 } }
  params.context = { diagnostics = {}, only = only }
  local all = {}
  for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 120000)) do
    for _, action in ipairs(answer.result or {}) do table.insert(all, action) end
  end
  return all
end
local function apply(kind)
  for _, action in ipairs(actions({ kind })) do
    if action.kind == kind then
      print("apply", action.title)
      vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
      return
    end
  end
  error("no " .. kind)
end

if vim.env.ACTION then
  apply(vim.env.ACTION)
  wait_for("no diagnostics", function() return #found() == 0 end)
end
vim.cmd("write")
vim.lsp.stop_client(client)
wait_for("end", function() return vim.lsp.client_is_stopped(client) end)
vim.cmd("qall!")
"""


def in_neovim(root: Path, note: str, action: str, home: Path) -> str:
    script = home / "script.lua"
    script.write_text(SCRIPT, "utf-8")
    command = ["nvim", "--headless", "--clean", "-c", f"luafile {script}", "-c", "cquit"]
    environment = {"VAULT": str(root), "NOTE": str(root / note), "PYTHON": sys.executable, "ACTION": action}
    done = subprocess.run(
        command,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        timeout=250,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


@pytest.mark.parametrize("action", ["quickfix", "source.fixAll.vault-tools"])
def test_neovim_shows_and_fixes(vault, tmp_path: Path, action: str) -> None:
    root = vault({".obsidian/app.json": "{}", "A b.md": FAULTY})
    said = in_neovim(root, "A b.md", action, tmp_path)
    assert "diagnostic 1 6 10 wrong-type vault-tools" in said
    assert (root / "A b.md").read_text("utf-8") == FAULTY.replace("tags: hops", "tags:\n  - hops")
