"""The files that Obsidian loads: the modules of this folder bundled into one `main.js`, the manifest, the
styles.

Obsidian's `require` does not find files next to `main.js`, so each module becomes a function in it,
unchanged.
"""

import json
from collections.abc import Mapping
from importlib.resources import files

ID = "vault-tools"
"""The plugin's ID, which is also the name of its folder."""
MARK = "/* vault-tools: `vault-tools plugin update` overwrites this file. */\n"
"""The first line of the files that we write, by which we recognize them as ours."""

_HEAD = """"use strict";
const parts = {
"""
_PART = """%s: (require, module, exports) => {
%s},
"""
_TAIL = """};
const loaded = {};
const load = (name) => {
  if (!(name in parts)) return require(name);
  if (!(name in loaded)) {
    const part = { exports: {} };
    loaded[name] = part;
    parts[name](load, part, part.exports);
  }
  return loaded[name].exports;
};
module.exports = load("./main.js");
"""


def plugin_files() -> Mapping[str, bytes]:
    """The plugin of this version: file name -> content. The manifest, which makes it a plugin, comes last."""
    here = files("vault_tools.plugin")
    modules = sorted(entry.name for entry in here.iterdir() if entry.name.endswith(".js"))
    parts = (_PART % (json.dumps(f"./{name}"), here.joinpath(name).read_text("utf-8")) for name in modules)
    main = MARK + _HEAD + "".join(parts) + _TAIL
    styles = MARK + here.joinpath("styles.css").read_text("utf-8")
    manifest = here.joinpath("manifest.json").read_bytes()
    return {"main.js": main.encode(), "styles.css": styles.encode(), "manifest.json": manifest}


def is_ours(name: str, data: bytes) -> bool:
    """Whether some version of this program wrote the file `name` with these bytes."""
    if name != "manifest.json":
        return data.startswith(MARK.encode())
    manifest = manifest_of(data)
    return manifest.get("id") == ID and manifest.get("author") == ID


def manifest_of(data: bytes) -> Mapping[str, object]:
    """The manifest in these bytes; empty if they are not one."""
    try:
        manifest = json.loads(data)
    except ValueError:
        return {}
    return manifest if isinstance(manifest, dict) else {}
