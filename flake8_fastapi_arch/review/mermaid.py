"""Pictures as Mermaid charts, in labels of which nothing can end the label or the chart."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.review.pictures import Layers, RequestPath
from flake8_fastapi_arch.writing.labels import label

_MOST_ARROWS = 16  # besides those that point upwards; more of them hide each other


def layers(drawn: Layers) -> Iterator[str]:
    """The layers from the top down, with the number of imports between them, the most frequent of
    them; red ones point upwards."""
    counts = sorted((edge.count - edge.violations for edge in drawn.imports), reverse=True)
    least = max(1, counts[_MOST_ARROWS - 1]) if len(counts) >= _MOST_ARROWS else 1
    names = {layer.role: f"layer{number}" for number, layer in enumerate(drawn.layers)}
    yield "flowchart TD"
    for layer in drawn.layers:
        modules = f"{len(layer.modules)} module{'s' * (len(layer.modules) != 1)}"
        yield f'    {names[layer.role]}["{label(layer.role)}: {modules}"]'
    arrows = 0
    upwards = []
    for edge in drawn.imports:
        pair = names[edge.importer], names[edge.imported]
        if edge.count - edge.violations >= least:
            yield f"    {pair[0]} -->|{edge.count - edge.violations}| {pair[1]}"
            arrows += 1
        if edge.violations:
            yield f"    {pair[0]} ==>|{edge.violations} upwards| {pair[1]}"
            upwards.append(str(arrows))
            arrows += 1
    if upwards:
        yield f"    linkStyle {','.join(upwards)} stroke:#c00,color:#c00"


def request_path(path: RequestPath) -> Iterator[str]:
    """The way of a request through guards and functions, with the codes of what was found."""
    yield "flowchart LR"
    yield f'    client(["{label(path.route)}"])'
    before = "client"
    if path.guards:
        yield f'    guards{{{{"{label(", ".join(path.guards))}"}}}}'
        yield "    client --> guards"
        before = "guards"
    marked = []
    for number, step in enumerate(path.steps):
        codes = f"<br/>{', '.join(step.codes)}" if step.codes else ""
        place = f"{label(step.path)}:{step.line}"
        yield f'    step{number}["{label(step.name)}<br/>{place}{codes}"]'
        yield f"    {before if step.caller is None else f'step{step.caller}'} --> step{number}"
        if step.codes:
            marked.append(f"step{number}")
    if marked:
        yield "    classDef found stroke:#c00,stroke-width:2px"
        yield f"    class {','.join(marked)} found"
