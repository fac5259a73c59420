"""The notes of a vault and the links between them as a graph, in formats that other programs read.

JSON is the node-link format of NetworkX (`networkx.node_link_graph(data, edges="edges")`). GraphML is that of
http://graphml.graphdrawing.org/specification.html, with lists as one text, separated by commas.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from vault_tools.lazy_dataclass import dataclass
from vault_tools.mocs.fields import Fields
from vault_tools.printable import shown, written
from vault_tools.vault.note_link import NoteLink
from vault_tools.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Edge:
    """The number of links of one kind from one note to another. The kind is `link`, `embed`, `property`, or
    `generated` for links that a program maintains."""

    source: str
    target: str
    kind: str
    links: int


def edges_of(vault: Vault) -> Iterator[Edge]:
    """The links between notes, by source and target."""
    for path, facts in sorted(vault.notes.items()):
        found = ((vault.links.find(link, path), _kind(link)) for link in facts.links)
        counts = Counter((target, kind) for target, kind in found if target in vault.notes)
        for (target, kind), links in sorted(counts.items()):
            yield Edge(path, str(target), kind, links)


def _kind(link: NoteLink) -> str:
    if link.generated:
        return "generated"
    if link.kind in ("embed", "image"):
        return "embed"
    return "property" if link.kind == "property" else "link"


def nodes_of(vault: Vault) -> Iterator[dict[str, Any]]:
    tags = Fields(vault).column("tags")
    for path, facts in sorted(vault.notes.items()):
        yield {"id": path, "path": path, "title": facts.title, "tags": list(tags[path])}


def as_json(vault: Vault) -> Iterator[str]:
    edges = [
        {"source": e.source, "target": e.target, "kind": e.kind, "links": e.links} for e in edges_of(vault)
    ]
    nodes = list(nodes_of(vault))
    graph = {"directed": True, "multigraph": True, "graph": {}, "nodes": nodes, "edges": edges}
    yield written(graph, indent=2) + "\n"


_KEYS = (
    ("node", "path", "string"),
    ("node", "title", "string"),
    ("node", "tags", "string"),
    ("edge", "kind", "string"),
    ("edge", "links", "int"),
)


def as_graphml(vault: Vault) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for of, name, kind in _KEYS:
        yield f'  <key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield '  <graph edgedefault="directed">\n'
    for node in nodes_of(vault):
        data = _data("path", node["path"]) + _data("title", node["title"])
        yield f"    <node id={_quoted(node['id'])}>{data}{_data('tags', ','.join(node['tags']))}</node>\n"
    for number, edge in enumerate(edges_of(vault)):
        ends = f"source={_quoted(edge.source)} target={_quoted(edge.target)}"
        data = _data("kind", edge.kind) + _data("links", edge.links)
        yield f'    <edge id="{number}" {ends}>{data}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def _data(key: str, value: object) -> str:
    return f'<data key="{key}">{escape(shown(str(value)))}</data>'


def _quoted(text: str) -> str:
    return quoteattr(shown(text))
