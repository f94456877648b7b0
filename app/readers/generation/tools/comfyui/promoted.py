"""Widgets inside a subgraph that the editor shows on its host node, with the values they have there.

    {"type": "<subgraph>", "inputs": [{"name": "text", "widget": {"name": "text"}, "link": null}, …],
     "properties": {"proxyWidgets": [["-1", "text"], ["31", "seed"], …]}, "widgets_values": ["a cat", 7, …]}

`-1` means the border, any other number a node inside. Editors without `proxyWidgets` write one value
for each input with a widget. Source: Comfy-Org/ComfyUI_frontend `src/core/graph/subgraph/proxyWidget.ts` and
Comfy-Org/workflow_templates (blueprints). Where values and names differ in number, none of them is known.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.readers.generation.values import as_list, as_object

BORDER = "-1"
_RUNS = (str, int, float, bool)
"""Types that a widget's value may have."""

Promoted = dict[tuple[str, str], object]
"""(number of the inner node as text, or `BORDER`; name of its widget) → value."""


def find_promoted_values(host: Mapping[str, object]) -> Promoted:
    """Return the values that `host`, the node of a subgraph, holds for widgets inside it."""
    names = _list_names(host)
    values = as_list(host.get("widgets_values"))
    if len(names) != len(values):
        return {}
    return {name: value for name, value in zip(names, values, strict=True) if isinstance(value, _RUNS)}


def _list_names(host: Mapping[str, object]) -> list[tuple[str, str]]:
    proxies = (as_object(host.get("properties")) or {}).get("proxyWidgets")
    if isinstance(proxies, list):
        pairs = [as_list(pair) for pair in proxies]
        return [(str(pair[0]), str(pair[1])) for pair in pairs] if all(len(pair) == 2 for pair in pairs) else []
    widgets = [as_object((as_object(entry) or {}).get("widget")) for entry in as_list(host.get("inputs"))]
    return [(BORDER, str(widget.get("name"))) for widget in widgets if widget]
