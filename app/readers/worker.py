"""Prepares a worker process, once, before it reads its first file."""

from __future__ import annotations

import logging

import av.logging
import cv2
from PIL import Image, ImageFile

from app.readers.nsfw import load_classifier


def prepare_worker(nsfw_model: str | None) -> None:
    """Use one thread, silence the decoders, and load everything that takes time. `nsfw_model` None loads no model.

    Work is parallel across worker processes; threads inside them would only compete for the same cores.
    """
    cv2.setNumThreads(1)
    cv2.ocl.setUseOpenCL(False)
    av.logging.set_level(None)
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    Image.init()
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    if nsfw_model is not None:
        load_classifier(nsfw_model)
