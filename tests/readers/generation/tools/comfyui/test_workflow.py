"""The workflow as the editor drew it, read where the graph that ran was not stored."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.report import Generation, Lora
from app.readers.generation import parse_generation
from tests.readers.generation.support import blocks, generation_of

DEFAULT: list[dict[str, Any]] = [
    {
        "id": 3,
        "type": "KSampler",
        "mode": 0,
        "inputs": [
            {"name": "model", "type": "MODEL", "link": 1},
            {"name": "positive", "type": "CONDITIONING", "link": 2},
            {"name": "negative", "type": "CONDITIONING", "link": 3},
            {"name": "latent_image", "type": "LATENT", "link": 4},
        ],
        "outputs": [{"name": "LATENT", "type": "LATENT", "links": [5]}],
        "widgets_values": [42, "randomize", 20, 7.5, "euler", "karras", 1],
    },
    {"id": 4, "type": "CheckpointLoaderSimple", "mode": 0, "inputs": [], "widgets_values": ["v1-5.safetensors"]},
    {"id": 5, "type": "EmptyLatentImage", "mode": 0, "inputs": [], "widgets_values": [512, 512, 1]},
    {
        "id": 6,
        "type": "CLIPTextEncode",
        "mode": 0,
        "inputs": [{"name": "clip", "link": 6}],
        "widgets_values": ["a cat"],
    },
    {"id": 7, "type": "CLIPTextEncode", "mode": 0, "inputs": [{"name": "clip", "link": 7}], "widgets_values": ["dog"]},
    {"id": 8, "type": "VAEDecode", "mode": 0, "inputs": [{"name": "samples", "link": 5}], "widgets_values": []},
    {"id": 9, "type": "SaveImage", "mode": 0, "inputs": [{"name": "images", "link": 8}], "widgets_values": ["C"]},
]
LINKS: list[Any] = [
    [1, 4, 0, 3, 0, "MODEL"],
    [2, 6, 0, 3, 1, "CONDITIONING"],
    [3, 7, 0, 3, 2, "CONDITIONING"],
    [4, 5, 0, 3, 3, "LATENT"],
    [5, 3, 0, 8, 0, "LATENT"],
    [6, 4, 1, 6, 0, "CLIP"],
    [7, 4, 1, 7, 0, "CLIP"],
    [8, 8, 0, 9, 0, "IMAGE"],
]
EXPECTED = Generation(
    tool="ComfyUI",
    prompt="a cat",
    negative_prompt="dog",
    seed=42,
    steps=20,
    sampler="euler",
    scheduler="karras",
    cfg_scale=7.5,
    model="v1-5.safetensors",
)


def drawn(*more: dict[str, Any], links: list[Any] | None = None, **rest: object) -> dict[str, object]:
    """Return the default workflow with nodes replaced or added, and links replaced by id."""
    nodes = {node["id"]: node for node in [*DEFAULT, *more]}
    by_id = {link[0]: link for link in [*LINKS, *(links or [])]}
    return {"nodes": list(nodes.values()), "links": list(by_id.values()), "version": 0.4, **rest}


def read(workflow: dict[str, object]) -> Generation:
    return generation_of(blocks(png__workflow=workflow))


def test_a_drawing_is_read_like_the_graph_it_stands_for() -> None:
    assert read(drawn()) == EXPECTED


@pytest.mark.parametrize("name", ["exif__ImageDescription", "exif__Make", "video__workflow"])
def test_a_drawing_is_found_wherever_savers_put_it(name: str) -> None:
    assert generation_of(blocks(**{name: drawn()})) == EXPECTED


def test_widgets_that_the_editor_names_are_read_of_unknown_nodes_too() -> None:
    seed = {
        "id": 20,
        "type": "Seed (rgthree)",
        "mode": 0,
        "inputs": [{"name": "seed", "widget": {"name": "seed"}, "link": None}],
        "widgets_values": [7, "fixed"],
    }
    sampler = {
        **DEFAULT[0],
        "inputs": [*DEFAULT[0]["inputs"], {"name": "seed", "widget": {"name": "seed"}, "link": 20}],
    }
    assert read(drawn(seed, sampler, links=[[20, 20, 0, 3, 4, "INT"]])).seed == 7


def test_widgets_whose_names_are_not_certain_are_not_read() -> None:
    seed = {"id": 20, "type": "Seed (rgthree)", "mode": 0, "inputs": [], "widgets_values": [7, "", ""]}
    sampler = {
        **DEFAULT[0],
        "inputs": [*DEFAULT[0]["inputs"], {"name": "seed", "widget": {"name": "seed"}, "link": 20}],
    }
    assert read(drawn(seed, sampler, links=[[20, 20, 0, 3, 4, "INT"]])).seed is None


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a cat /* not\nthis */, hat // nor this", "a cat , hat"),
        ("a {red|blue} cat", None),
    ],
)
def test_a_drawn_prompt_is_read_as_the_editor_sends_it(written: str, sent: str | None) -> None:
    encoder = {**DEFAULT[3], "widgets_values": [written]}
    assert read(drawn(encoder)).prompt == sent


def test_early_editors_kept_a_boolean_behind_the_seed() -> None:
    assert read(drawn({**DEFAULT[0], "widgets_values": [42, True, 20, 7.5, "euler", "karras", 1]})) == EXPECTED


def test_widgets_of_a_core_node_that_do_not_fit_its_names_are_not_read() -> None:
    strange = read(drawn({**DEFAULT[0], "widgets_values": [42, "randomize", "new", 20, 7.5, "euler", "karras", 1]}))
    assert (strange.seed, strange.steps, strange.sampler, strange.prompt) == (None, None, None, None)


def test_a_primitive_feeds_its_value() -> None:
    primitive = {"id": 20, "type": "PrimitiveNode", "mode": 0, "inputs": [], "widgets_values": [99, "fixed"]}
    sampler = {
        **DEFAULT[0],
        "inputs": [*DEFAULT[0]["inputs"], {"name": "seed", "widget": {"name": "seed"}, "link": 20}],
    }
    assert read(drawn(primitive, sampler, links=[[20, 20, 0, 3, 4, "INT"]])).seed == 99


def lora(mode: int) -> dict[str, Any]:
    return {
        "id": 10,
        "type": "LoraLoaderModelOnly",
        "mode": mode,
        "inputs": [{"name": "model", "type": "MODEL", "link": 10}],
        "outputs": [{"name": "MODEL", "type": "MODEL", "links": [1]}],
        "widgets_values": ["detail.safetensors", 0.5],
    }


LORA_LINKS = [[1, 10, 0, 3, 0, "MODEL"], [10, 4, 0, 10, 0, "MODEL"]]


def test_an_active_a_bypassed_and_a_muted_node_differ() -> None:
    active = read(drawn(lora(0), links=LORA_LINKS))
    assert (active.model, active.loras) == ("v1-5.safetensors", (Lora("detail.safetensors", 0.5),))
    bypassed = read(drawn(lora(4), links=LORA_LINKS))
    assert (bypassed.model, bypassed.loras) == ("v1-5.safetensors", ())
    assert read(drawn(lora(2), links=LORA_LINKS)).seed is None


def test_a_muted_branch_made_nothing() -> None:
    other = {**DEFAULT[0], "id": 30, "mode": 2, "widgets_values": [1, "fixed", 5, 1, "ddim", "simple", 1]}
    save = {**DEFAULT[6], "id": 31, "mode": 2, "inputs": [{"name": "images", "type": "IMAGE", "link": 31}]}
    assert read(drawn(other, save, links=[[31, 30, 0, 31, 0, "IMAGE"]])) == EXPECTED
    assert read(drawn(other, {**DEFAULT[6], "type": "PreviewImage"})) == EXPECTED


def test_set_and_get_nodes_are_followed() -> None:
    setter = {
        "id": 20,
        "type": "SetNode",
        "mode": 0,
        "inputs": [{"name": "CONDITIONING", "type": "CONDITIONING", "link": 20}],
        "widgets_values": ["pos"],
    }
    getter = {"id": 21, "type": "GetNode", "mode": 0, "inputs": [], "widgets_values": ["pos"]}
    links = [[20, 6, 0, 20, 0, "CONDITIONING"], [2, 21, 0, 3, 1, "CONDITIONING"]]
    assert read(drawn(setter, getter, links=links)).prompt == "a cat"


def nested(outer_prompt: int | None) -> dict[str, object]:
    """Put the prompt's encoder into a subgraph; with a link, its text comes through the border."""
    encoder = {
        "id": 1,
        "type": "CLIPTextEncode",
        "mode": 0,
        "inputs": [
            {"name": "clip", "type": "CLIP", "link": 1},
            {"name": "text", "type": "STRING", "widget": {"name": "text"}, "link": 2},
        ],
        "widgets_values": ["stale"],
    }
    subgraph = {
        "id": "aaaa-bbbb",
        "nodes": [encoder],
        "links": [
            {"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 1, "target_slot": 0, "type": "CLIP"},
            {"id": 2, "origin_id": -10, "origin_slot": 1, "target_id": 1, "target_slot": 1, "type": "STRING"},
            {"id": 3, "origin_id": 1, "origin_slot": 0, "target_id": -20, "target_slot": 0, "type": "CONDITIONING"},
        ],
    }
    host = {
        "id": 6,
        "type": "aaaa-bbbb",
        "mode": 0,
        "inputs": [
            {"name": "clip", "type": "CLIP", "link": 6},
            {"name": "text", "type": "STRING", "link": outer_prompt},
        ],
        "outputs": [{"name": "CONDITIONING", "type": "CONDITIONING", "links": [2]}],
        "widgets_values": [],
    }
    text = {"id": 30, "type": "PrimitiveString", "mode": 0, "inputs": [], "widgets_values": ["a cat"]}
    return drawn(host, text, links=[[30, 30, 0, 6, 1, "STRING"]], definitions={"subgraphs": [subgraph]})


def test_words_are_followed_into_and_out_of_a_subgraph() -> None:
    assert read(nested(30)) == EXPECTED


def hosted(values: list[Any], proxies: list[list[str]] | None = None, text: str = "text") -> dict[str, object]:
    """Return `nested` with the inner encoder's text as a widget of the host."""
    workflow = nested(None)
    nodes: list[dict[str, Any]] = workflow["nodes"]  # type: ignore[assignment]
    host = next(node for node in nodes if node["id"] == 6)
    host["inputs"][1] = {"name": text, "type": "STRING", "widget": {"name": text}, "link": None}
    host["widgets_values"] = values
    host["properties"] = {} if proxies is None else {"proxyWidgets": proxies}
    return workflow


@pytest.mark.parametrize(
    ("values", "proxies", "prompt"),
    [
        (["a cat"], None, "a cat"),
        (["a cat"], [["-1", "text"]], "a cat"),
        ([7, "a cat"], [["31", "seed"], ["-1", "text"]], "a cat"),
        (["a cat // not this"], [["-1", "text"]], "a cat"),
        (["a {red|blue} cat"], [["-1", "text"]], None),
        ([], [["-1", "text"]], None),
        (["a cat", "left over"], [["-1", "text"]], None),
        (["a cat"], [["-1", "other"]], None),
        ([["a", "cat"]], [["-1", "text"]], None),
        ([None], None, None),
    ],
)
def test_a_value_promoted_to_the_border_is_read_where_it_pairs_off_with_its_name(
    values: list[Any], proxies: list[list[str]] | None, prompt: str | None
) -> None:
    assert read(hosted(values, proxies)).prompt == prompt


def test_a_value_of_a_node_inside_is_the_one_that_its_host_shows() -> None:
    workflow = nested(None)
    subgraph: dict[str, Any] = workflow["definitions"]["subgraphs"][0]  # type: ignore[index]
    subgraph["nodes"][0]["inputs"].pop()
    assert read(workflow).prompt == "stale"
    host = next(node for node in workflow["nodes"] if node["id"] == 6)  # type: ignore[attr-defined]
    host |= {"properties": {"proxyWidgets": [["1", "text"]]}, "widgets_values": ["a cat"]}
    assert read(workflow) == EXPECTED


@pytest.mark.parametrize("proxies", ["x", [1, None, ["a"]], [[1, 2, 3]], [[{}, []]], {"-1": "text"}])
def test_malformed_promotions_name_the_tool_and_no_wrong_word(proxies: Any) -> None:
    generation = read(hosted(["a cat"], proxies))
    assert generation.prompt == ("a cat" if isinstance(proxies, str | dict) else None)
    assert generation.seed == 42


def test_a_pair_that_is_malformed_leaves_no_value_for_its_neighbours() -> None:
    assert read(hosted(["a cat"], [["-1", "text"], ["31"]])).prompt is None


def test_a_border_that_nothing_is_linked_to_gives_nothing_rather_than_a_stale_widget() -> None:
    assert read(nested(None)).prompt is None


def grouped(**changes: Any) -> dict[str, object]:
    """Return the default workflow with encoder and sampler in one old group node, whose host holds their values."""
    group = {
        "nodes": [
            {"index": 0, "type": "CLIPTextEncode", "mode": 0, "inputs": [{"name": "clip"}],
             "outputs": [{"name": "CONDITIONING"}], "widgets_values": ["stale"]},
            {"index": 1, "type": "Reroute", "mode": 0, "inputs": [{"name": ""}], "outputs": [{"name": ""}]},
            {"index": 2, "type": "KSampler", "mode": 0,
             "inputs": [{"name": name} for name in ("model", "positive", "negative", "latent_image")]
             + [{"name": "seed", "widget": {"name": "seed"}}],
             "outputs": [{"name": "LATENT"}],
             "widgets_values": [1, "fixed", 2, 3.0, "ddim", "simple", 1]},
        ],
        "links": [[None, 1, 0, 0, 4, "CLIP"], [0, 0, 2, 1, 6, "CONDITIONING"], [1, 0, 2, 0, 4, "MODEL"]],
        "external": [],
    }  # fmt: skip
    host = {
        "id": 3,
        "type": "workflow>pass",
        "mode": 0,
        "inputs": [{"name": name, "link": link} for name, link in
                   (("clip", 6), ("model", 1), ("negative", 3), ("latent_image", 4))],
        "outputs": [{"name": "LATENT", "links": [5]}],
        "widgets_values": ["a cat", 42, "randomize", 20, 7.5, "euler", "karras", 1],
    }  # fmt: skip
    links = [[6, 4, 1, 3, 0, "CLIP"], [1, 4, 0, 3, 1, "MODEL"]]
    return drawn(host | changes, links=links, extra={"groupNodes": {"pass": group}})


@pytest.mark.parametrize("name", ["workflow>pass", "workflow/pass"])
def test_a_group_node_is_read_like_the_nodes_in_it(name: str) -> None:
    assert read(grouped(type=name)) == EXPECTED


@pytest.mark.parametrize(
    "changes",
    [
        {"widgets_values": ["a cat", 42, "randomize", 20, 7.5, "euler", "karras"]},
        {"widgets_values": ["a cat", 42, "randomize", 20, 7.5, "euler", "karras", 1, 1]},
        {"widgets_values": None},
        {"inputs": [{"name": "clip", "link": 6}]},
        {"outputs": [{"name": "LATENT", "links": [5]}, {"name": "more"}]},
        {"type": "workflow>unknown"},
    ],
)
def test_a_group_whose_border_does_not_pair_off_gives_nothing(changes: dict[str, Any]) -> None:
    assert read(grouped(**changes)) == Generation(tool="ComfyUI")


def test_a_bypassed_group_made_nothing() -> None:
    assert read(grouped(mode=4)) == Generation(tool="ComfyUI")


@pytest.mark.parametrize(
    "group",
    [
        {},
        {"nodes": [None, 1, {"type": 7}], "links": [[1], None, [0, 0, 9, 9]], "external": [1, [], [{"index": "x"}, 0]]},
        {"nodes": [{"type": "workflow>pass", "index": 0}]},
        {"nodes": "x", "links": 3},
    ],
)
def test_malformed_groups_name_the_tool_and_no_more(group: dict[str, object]) -> None:
    bare = {"id": 3, "type": "workflow>pass", "mode": 0, "inputs": [], "outputs": [], "widgets_values": []}
    assert read(drawn(bare, extra={"groupNodes": {"pass": group}})) == Generation(tool="ComfyUI")


@pytest.mark.slow
def test_ten_thousand_hosts_of_a_large_group_are_not_unfolded() -> None:
    group = {"nodes": [{"type": "Note", "index": n} for n in range(10_000)], "links": []}
    hosts = [{"id": n, "type": "workflow>big", "mode": 0} for n in range(100, 10_100)]
    assert read(drawn(*hosts, extra={"groupNodes": {"big": group}})) == Generation(tool="ComfyUI")


def test_steps_of_flux_2_are_read() -> None:
    nodes: list[dict[str, Any]] = [
        {**DEFAULT[0], "type": "SamplerCustomAdvanced", "widgets_values": [],
         "inputs": [{"name": name, "link": link} for name, link in
                    (("noise", 21), ("guider", 22), ("sampler", 23), ("sigmas", 24), ("latent_image", 4))]},
        {"id": 21, "type": "RandomNoise", "mode": 0, "widgets_values": [42, "fixed"]},
        {"id": 22, "type": "BasicGuider", "mode": 0,
         "inputs": [{"name": "model", "link": 25}, {"name": "conditioning", "link": 26}]},
        {"id": 23, "type": "KSamplerSelect", "mode": 0, "widgets_values": ["euler"]},
        {"id": 24, "type": "Flux2Scheduler", "mode": 0, "widgets_values": [20, 1024, 1024]},
    ]  # fmt: skip
    links = [[number, number, 0, 3, number - 21, "X"] for number in (21, 22, 23, 24)]
    links += [[25, 4, 0, 22, 0, "MODEL"], [26, 6, 0, 22, 1, "CONDITIONING"]]
    found = read(drawn(*nodes, links=links))
    assert (found.seed, found.steps, found.sampler, found.prompt) == (42, 20, "euler", "a cat")


@pytest.mark.parametrize("copies", [1, 20])
def test_a_subgraph_that_contains_itself_ends(copies: int) -> None:
    subgraph = {"id": "self", "nodes": [{"id": n, "type": "self", "mode": 0} for n in range(copies)], "links": []}
    workflow = drawn({"id": 40, "type": "self", "mode": 0}, definitions={"subgraphs": [subgraph]})
    assert read(workflow) == Generation(tool="ComfyUI")


@pytest.mark.parametrize(
    "workflow",
    [
        {"nodes": [{"id": 1, "type": "KSampler"}], "links": "x"},
        {
            "nodes": [{"id": 1, "type": "KSampler", "inputs": 5, "widgets_values": "x", "mode": "y"}],
            "links": [1, [], [1]],
        },
        {"nodes": [{"type": "KSampler"}, {"id": [], "type": "X"}, 7, None], "links": [[1, 2, 3, 4, 5]]},
        {"nodes": [{"id": 1, "type": "KSampler", "inputs": [None, {"name": 1, "link": "x"}]}], "definitions": []},
    ],
)
def test_malformed_drawings_name_the_tool_and_no_more(workflow: dict[str, object]) -> None:
    assert read(workflow) == Generation(tool="ComfyUI")


@pytest.mark.parametrize("workflow", [{"nodes": []}, {"nodes": "x"}, {"nodes": [1, "x"]}, {"links": []}])
def test_an_object_without_drawn_nodes_is_no_workflow(workflow: dict[str, object]) -> None:
    assert parse_generation(blocks(png__workflow=workflow)) is None
