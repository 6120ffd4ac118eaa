"""The layers of a project and the imports between them: as Mermaid, Graphviz or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flake8_fastapi_arch.project.modules.roles import Role
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.writing.labels import label

Graph = dict[str, Any]
_REST = "other"


def graph_of(project: Project) -> Graph:
    """``layers``: the modules of each role, from the top down; those without one are ``other``.
    ``imports``: the imports between them, each pair once, ``violation`` where the module imported
    lies above. Tests are left out."""
    layers = project.roles.layers()
    shown = {path for paths in layers.values() for path in paths}
    violating = {
        (edge.importer, edge.home)
        for path in shown
        for edge, _, _ in project.roles.violations(project.modules[path])
    }
    imports: dict[tuple[str, str], Graph] = {}
    for path in sorted(shown):
        for edge in project.import_graph.edges(project.modules[path]):
            key = (path, edge.home)
            if edge.home in shown and edge.home != path and key not in imports:
                imports[key] = {
                    "from": path,
                    "to": edge.home,
                    "line": edge.line,
                    "when": edge.when,
                    "violation": key in violating,
                }
    # A package that holds nothing and imports nothing is no part of the picture.
    used = {path for pair in imports for path in pair}
    return {
        "layers": {
            _word(role): kept
            for role, paths in layers.items()
            if (kept := [path for path in paths if role is not None or path in used])
        },
        "imports": list(imports.values()),
    }


def to_json(graph: Graph) -> str:
    """*graph* as JSON."""
    return json.dumps(graph, indent=2, ensure_ascii=False)


def to_mermaid(graph: Graph) -> str:
    """*graph* as a Mermaid flow chart: a subgraph a layer, violations thick and red."""
    names = _names(graph["layers"])
    lines = ["flowchart TD"]
    for role, paths in graph["layers"].items():
        lines.append(f"    subgraph {role}")
        lines += [f'        {names[path]}["{label(path)}"]' for path in paths]
        lines.append("    end")
    marked = []
    for number, edge in enumerate(graph["imports"]):
        arrow = "==>|violation|" if edge["violation"] else "-->"
        lines.append(f"    {names[edge['from']]} {arrow} {names[edge['to']]}")
        if edge["violation"]:
            marked.append(str(number))
    if marked:
        lines.append(f"    linkStyle {','.join(marked)} stroke:red")
    return "\n".join(lines)


def to_dot(graph: Graph) -> str:
    """*graph* in Graphviz' language: a cluster a layer, violations red."""
    lines = ["digraph layers {", "    node [shape=box];"]
    for role, paths in graph["layers"].items():
        lines.append(f"    subgraph cluster_{role} {{")
        lines.append(f'        label="{role}";')
        lines += [f"        {json.dumps(path)};" for path in paths]
        lines.append("    }")
    for edge in graph["imports"]:
        mark = ' [color=red, penwidth=2, label="violation"]' if edge["violation"] else ""
        lines.append(f"    {json.dumps(edge['from'])} -> {json.dumps(edge['to'])}{mark};")
    return "\n".join([*lines, "}"])


def _names(layers: Mapping[str, list[str]]) -> dict[str, str]:
    """A word for each module, as Mermaid wants them."""
    paths = (path for group in layers.values() for path in group)
    return {path: f"m{number}" for number, path in enumerate(paths)}


def _word(role: Role | None) -> str:
    return role.value if role is not None else _REST
