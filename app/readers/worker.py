"""Prepares a worker process, once, before it reads its first file."""

from __future__ import annotations

import logging
import os

import av.logging
import cv2
from PIL import Image, ImageFile

from app.readers.nsfw import load_classifier


def prepare_worker() -> None:
    """Use one thread, silence the decoders, and load everything that every file may need.

    Work is parallel across worker processes; threads inside them would only compete for the same cores.
    """
    os.environ["OMP_NUM_THREADS"] = "1"  # of LibRaw, which is loaded when the first photograph is developed
    cv2.setNumThreads(1)
    cv2.ocl.setUseOpenCL(False)
    av.logging.set_level(None)
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    Image.init()
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def load_nsfw_model(choice: str) -> None:
    """Load an NSFW model before the first file that needs it, so that no file's time limit includes the loading.

    It takes about 60 MB, so a process that scores nothing has none.
    """
    load_classifier(choice)
