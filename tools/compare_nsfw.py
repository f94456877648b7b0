"""Compares NSFW models on folders of harmless pictures: time, agreement and false alarms.

    python tools/compare_nsfw.py FOLDER… [--models nsfwjs open_nsfw]

Recall cannot be measured this way, because it needs pictures that are not harmless. The figures in
docs/decisions/0701-the-nsfw-model.md come from this script.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from app.readers.nsfw import Classifier, Pixels, load_classifier, nsfw_status
from app.readers.pixels.thumbnail import shrink_for_model

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
THRESHOLDS = (0.5, 0.7, 0.9)
WORST = 5


def decode_pictures(folder: Path) -> Iterator[tuple[Path, Pixels]]:
    """Yield every picture below `folder` that Pillow decodes, prepared for a model as the readers do."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in SUFFIXES:
            continue
        try:
            with Image.open(path) as image:
                shown = ImageOps.exif_transpose(image).convert("RGB")
        except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
            print(f"  skipped: {path.name}: {error}")
            continue
        yield path, shrink_for_model(np.ascontiguousarray(shown))


def compare(folder: Path, models: list[Classifier]) -> None:
    paths, scores, seconds = [], [], np.zeros(len(models))
    for path, rgb in decode_pictures(folder):
        row = []
        for index, model in enumerate(models):
            started = time.process_time()
            row.append(model.score(rgb))
            seconds[index] += time.process_time() - started
        paths.append(path)
        scores.append(row)
    if not paths:
        raise SystemExit(f"{folder} has no picture that can be decoded")
    table = np.array(scores)
    print(f"{folder}: {len(paths)} pictures")
    for index, model in enumerate(models):
        alarms = ", ".join(f"{int((table[:, index] >= one).sum())} at {one}" for one in THRESHOLDS)
        print(f"  {model.name}: {seconds[index] / len(paths) * 1e3:.1f} ms of CPU, false alarms {alarms}")
        for place in np.argsort(-table[:, index])[:WORST]:
            print(f"    {table[place, index]:.3f}  {paths[place].name}")
    for one in THRESHOLDS:
        labels = table >= one
        print(f"  same label at {one}: {(labels == labels[:, :1]).all(axis=1).mean():.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--models", nargs="+", default=["nsfwjs", "open_nsfw"])
    arguments = parser.parse_args()
    models = []
    for choice in arguments.models:
        model = load_classifier(choice)
        if model is None:
            raise SystemExit(f"{choice}: {nsfw_status(choice).reason}")
        models.append(model)
    for folder in arguments.folders:
        compare(folder, models)


if __name__ == "__main__":
    main()
