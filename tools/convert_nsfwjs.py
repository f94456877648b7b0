"""Converts the MobileNetV2 model of nsfwjs (five classes) from its npm package to the ONNX file in this project.

    npm pack nsfwjs@4.3.0
    python tools/convert_nsfwjs.py nsfwjs-4.3.0.tgz app/readers/nsfw/models

Needs `onnx` and `node`, because the package contains the Keras topology and the weights as JavaScript modules.
The same package gives the same bytes. The weights stay as in the package (8 bits, with a minimum and a step per
tensor) and are widened inside the graph with the formula of TensorFlow.js, so the file has 2.7 MB instead of 9 and
nothing is rounded a second time.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

VERSION = "4.3.0"
INTEGRITY = "WTKDte0vp1X97N1h34P79G/hG+sVT3+TnDz9di1WseIJR93v11E4viNX7Vg9WsO6HYoR772Nzq2iM8jo3XBZ+g=="
"""SHA-512 of the package, as stated by the registry."""
FOLDER = "package/dist/models/mobilenet_v2"
NAME = "nsfwjs-mobilenet-v2"
CLASSES = ["drawing", "hentai", "neutral", "porn", "sexy"]
"""`package/dist/cjs/nsfw_classes.js`."""
OPSET = 17
SIZE = 224

Layer = dict[str, Any]


class Graph:
    """Collects ONNX nodes; `tensors` are the package's weights by name, 8 bits wide."""

    def __init__(self, specifications: list[dict[str, Any]], data: bytes) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._tensors: dict[str, tuple[NDArray[np.uint8], float, float]] = {}
        place = 0
        for one in specifications:
            count = int(np.prod(one["shape"]))
            raw = np.frombuffer(data[place : place + count], np.uint8).reshape(one["shape"])
            self._tensors[one["name"]] = (raw, one["quantization"]["min"], one["quantization"]["scale"])
            place += count
        if place != len(data):
            raise SystemExit(f"the weights have {len(data)} bytes, their list says {place}")

    def add(self, operator: str, *inputs: str, name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def weight(self, name: str, axes: tuple[int, ...] | None = None) -> str:
        """Add the tensor `name`, with reordered axes: bytes · step + minimum, as in TensorFlow.js."""
        raw, minimum, step = self._tensors[name]
        bytes_name = self.constant(f"{name}:bytes", raw if axes is None else raw.transpose(axes))
        wide = self.add("Cast", bytes_name, name=f"{name}:cast", to=TensorProto.FLOAT)
        scaled = self.add("Mul", wide, self.constant(f"{name}:step", np.float32(step)), name=f"{name}:scaled")
        return self.add("Add", scaled, self.constant(f"{name}:minimum", np.float32(minimum)), name=name)

    def shape(self, name: str) -> tuple[int, ...]:
        return self._tensors[name][0].shape

    def constant(self, name: str, value: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(np.shape(value)), name))
        return name


def convert(package: Path, folder: Path) -> Path:
    """Write `NAME.onnx` and its description into `folder`, and return the path of the model."""
    model, weights = _read_package(package)
    network = _network(model, weights)
    onnx.checker.check_model(network, full_check=True)
    data = network.SerializeToString(deterministic=True)
    target = folder / f"{NAME}.onnx"
    target.write_bytes(data)
    (folder / f"{NAME}.json").write_text(json.dumps(_description(data), indent=2) + "\n")
    return target


def _read_package(package: Path) -> tuple[dict[str, Any], bytes]:
    data = package.read_bytes()
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != INTEGRITY:
        raise SystemExit(f"{package} is not nsfwjs {VERSION}: SHA-512 {found}")
    with tempfile.TemporaryDirectory() as place, tarfile.open(package) as archive:
        for name in ("model.min.js", "group1-shard1of1.min.js"):
            archive.extract(f"{FOLDER}/{name}", place, filter="data")
        model = _exports(Path(place, FOLDER, "model.min.js"))
        return model, base64.b64decode(_exports(Path(place, FOLDER, "group1-shard1of1.min.js")))


def _exports(module: Path) -> Any:
    script = "process.stdout.write(JSON.stringify(require(process.argv[1])))"
    return json.loads(subprocess.run(["node", "-e", script, str(module)], capture_output=True, check=True).stdout)


def _network(model: dict[str, Any], weights: bytes) -> onnx.ModelProto:
    graph = Graph(model["weightsManifest"][0]["weights"], weights)
    layers = model["modelTopology"]["model_config"]["config"]["layers"]
    outputs = {layers[0]["name"]: graph.add("Transpose", "pixels", name="channels first", perm=[0, 3, 1, 2])}
    pads: dict[str, list[int]] = {}
    for layer in layers[1:]:
        sources = [outputs[source[0]] for source in layer["inbound_nodes"][0]]
        outputs[layer["name"]] = _layer(graph, layer, sources, pads)
    last = graph.add("Identity", outputs[layers[-1]["name"]], name="probabilities")
    described = helper.make_graph(
        graph.nodes,
        NAME,
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, [1, SIZE, SIZE, 3])],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, [1, len(CLASSES)])],
        graph.constants,
    )
    return helper.make_model(
        described, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8, producer_name="convert_nsfwjs"
    )


def _layer(graph: Graph, layer: Layer, sources: list[str], pads: dict[str, list[int]]) -> str:
    """Add one Keras layer as ONNX nodes and return the name of its output. A padding is merged into the next one."""
    name, config, kind = layer["name"], layer["config"], layer["class_name"]
    if kind == "ZeroPadding2D":
        (top, bottom), (left, right) = config["padding"]
        pads[sources[0]] = [top, left, bottom, right]
        return sources[0]
    if kind in ("Conv2D", "DepthwiseConv2D"):
        return _convolution(graph, layer, sources[0], pads)
    if kind == "BatchNormalization":
        parts = [graph.weight(f"{name}/{part}") for part in ("gamma", "beta", "moving_mean", "moving_variance")]
        return graph.add("BatchNormalization", sources[0], *parts, name=name, epsilon=config["epsilon"])
    if kind == "Dense":
        dense = graph.add("Gemm", sources[0], graph.weight(f"{name}/kernel"), graph.weight(f"{name}/bias"), name=name)
        activation = {"relu": "Relu", "softmax": "Softmax"}[config["activation"]]
        return graph.add(activation, dense, name=f"{name}:{config['activation']}")
    return _plain_layer(graph, layer, sources)


def _plain_layer(graph: Graph, layer: Layer, sources: list[str]) -> str:
    """Add a layer without weights."""
    name, config, kind = layer["name"], layer["config"], layer["class_name"]
    if kind == "ReLU":
        limits = [graph.constant(f"{name}:{limit:g}", np.float32(limit)) for limit in (0, config["max_value"])]
        return graph.add("Clip", sources[0], *limits, name=name)
    if kind == "AveragePooling2D":
        if config["pool_size"] != [SIZE // 32, SIZE // 32]:
            raise SystemExit(f"{name} pools {config['pool_size']}, expected the whole picture")
        return graph.add("GlobalAveragePool", sources[0], name=name)
    if kind in ("Add", "Flatten", "Dropout"):
        return sources[0] if kind == "Dropout" else graph.add(kind, *sources, name=name)
    raise SystemExit(f"no ONNX form is known for the layer {name} of class {kind}")


def _convolution(graph: Graph, layer: Layer, source: str, pads: dict[str, list[int]]) -> str:
    name, config = layer["name"], layer["config"]
    depthwise = layer["class_name"] == "DepthwiseConv2D"
    kernel = (
        graph.weight(f"{name}/depthwise_kernel", (2, 3, 0, 1))
        if depthwise
        else graph.weight(f"{name}/kernel", (3, 2, 0, 1))
    )
    edge = pads.pop(source, [0, 0, 0, 0])
    if config["padding"] == "same" and config["kernel_size"] == [3, 3]:
        if config["strides"] != [1, 1]:
            raise SystemExit(f"{name} pads by itself at stride {config['strides']}; that is not handled")
        edge = [1, 1, 1, 1]
    channels = graph.shape(f"{name}/depthwise_kernel")[2] if depthwise else 1
    attributes = {"strides": config["strides"], "pads": edge, "group": channels}
    if config["use_bias"]:
        return graph.add("Conv", source, kernel, graph.weight(f"{name}/bias"), name=name, **attributes)
    return graph.add("Conv", source, kernel, name=name, **attributes)


def _description(data: bytes) -> dict[str, Any]:
    return {
        "name": "nsfwjs MobileNetV2",
        "version": VERSION,
        "origin": f"npm nsfwjs {VERSION}, dist/models/mobilenet_v2, converted by tools/convert_nsfwjs.py",
        "licence": "MIT, Copyright (c) 2019 Infinite Red, Inc.",
        "file": f"{NAME}.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": SIZE,
        "layout": "NHWC",
        "mean": [0, 0, 0],
        "deviation": [255, 255, 255],
        "classes": CLASSES,
        "unsafe": ["hentai", "porn"],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    print(convert(arguments.package, arguments.folder))
