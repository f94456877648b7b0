"""A timm checkpoint in a local folder as a model, for example `Marqo/nsfw-image-detection-384`.

The folder contains the files of its hub page: `config.json` (architecture, `label_names`, `pretrained_cfg`)
and `model.safetensors`. Nothing is downloaded; `docs/NSFW.md` says how to get the two files.
torch and timm are large, so they are optional; the status says when they are missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.readers.nsfw.classifier import ModelUnavailableError, Pixels
from app.readers.nsfw.model import Model, Probabilities

TIMM_PREFIX = "timm:"
CONFIG, WEIGHTS = "config.json", "model.safetensors"
UNSAFE = frozenset({"nsfw", "porn", "hentai", "unsafe", "explicit"})
"""Labels, in lower case, that count as not safe for work."""


def load_timm(folder: Path) -> Model:
    """Load the checkpoint on one CPU thread, in evaluation mode. Its name contains the hash of its weights.

    Raises ModelUnavailableError when torch, timm or a file is missing, or the weights do not fit.
    """
    for package in ("torch", "timm"):
        if find_spec(package) is None:
            raise ModelUnavailableError(f"{package} is not installed; install torch and timm, then start again")
    architecture, labels = _read_config(folder)
    name = f"{folder.name} ({architecture}, {_hash_file(folder / WEIGHTS)[:12]})"
    torch: Any = import_module("torch")
    torch.set_num_threads(1)
    try:
        network, transform = _build_network(folder)
    except Exception as error:
        raise ModelUnavailableError(f"the checkpoint in {folder} cannot be loaded: {error}") from error

    def infer(rgb: Pixels) -> Probabilities:
        with torch.inference_mode():
            batch = transform(Image.fromarray(rgb)).unsqueeze(0)
            return np.asarray(network(batch).softmax(dim=-1)[0].numpy())

    return Model(name, labels, UNSAFE & set(labels), infer)


def _build_network(folder: Path) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Return the network with the weights in `folder`, all of which must fit, and the transform it was trained with.

    `local-dir:` makes timm load the files of a hub page from a folder, without contacting the hub.
    """
    # Imported by name and only here: the package needs torch, hundreds of megabytes, and is optional.
    timm: Any = import_module("timm")
    network = timm.create_model(f"local-dir:{folder.resolve()}", pretrained=True)
    network.eval()
    return network, timm.data.create_transform(**timm.data.resolve_model_data_config(network), is_training=False)


def _read_config(folder: Path) -> tuple[str, tuple[str, ...]]:
    """Return the architecture and the labels in lower case."""
    try:
        stated = json.loads((folder / CONFIG).read_text("utf-8"))
        named = stated.get("label_names") or stated["pretrained_cfg"]["label_names"]
        labels = tuple(str(label).lower() for label in named)
        architecture = str(stated["architecture"])
    except OSError as error:
        raise ModelUnavailableError(f"{folder / CONFIG} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelUnavailableError(
            f"{folder / CONFIG} is not the configuration of a timm classifier: {error!r}"
        ) from error
    if not UNSAFE & set(labels) or set(labels) <= UNSAFE:
        raise ModelUnavailableError(f"of the labels {list(labels)}, some but not all must be among {sorted(UNSAFE)}")
    return architecture, labels


def _hash_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailableError(f"{path} cannot be read: {error.strerror}") from error
