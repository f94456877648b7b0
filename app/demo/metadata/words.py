"""The vocabulary of the demo library: what its prompts, cameras and places are called."""

from __future__ import annotations

from dataclasses import dataclass

QUALITY = ("masterpiece", "best quality", "highly detailed", "award winning", "8k wallpaper")
STYLES = (
    "flat illustration",
    "vector art",
    "screen print",
    "gouache",
    "paper cutout",
    "art deco poster",
    "minimalist",
    "risograph",
    "soft gradients",
    "clean lines",
    "muted palette",
    "vivid colours",
    "golden hour",
    "volumetric light",
    "wide shot",
    "rule of thirds",
    "café poster",
    "ukiyo-e",
    "matte painting",
    "isometric view",
)
AVOIDED = (
    "lowres",
    "blurry",
    "jpeg artifacts",
    "watermark",
    "signature",
    "text",
    "worst quality",
    "low quality",
    "cropped",
    "out of frame",
)
SENTENCES = (
    "a place one remembers from a train window although one was never there before",
    "painted as if the evening had agreed to wait until the last colour was dry on the paper",
)
A1111_SAMPLERS = (
    ("DPM++ 2M", "Karras"),
    ("DPM++ SDE", "Karras"),
    ("Euler a", "Automatic"),
    ("DDIM", None),
    ("UniPC", "Automatic"),
    ("Heun", None),
)
COMFY_SAMPLERS = ("dpmpp_2m", "euler", "euler_ancestral", "dpmpp_3m_sde", "uni_pc", "heun")
COMFY_SCHEDULERS = ("karras", "normal", "simple", "exponential", "sgm_uniform")
A1111_MODELS = (
    ("landscapeRealm_v4", "7f96a1a9ca"),
    ("posterCraftXL_v12", "31e35c80fc"),
    ("dreamHorizon_8", "879db523c3"),
    ("inkAndPaper_v2", "4199bcdd14"),
)
COMFY_MODELS = ("posterCraftXL_v12.safetensors", "dreamHorizon_8.safetensors", "XL/inkAndPaper_v2.safetensors")
FLOW_MODELS = ("riverflow-dev.safetensors", "riverflow-schnell.safetensors")
LORAS = ("paper_texture", "add_detail", "RetroPoster-v3", "ink-lines", "soft_haze_v1.5")


@dataclass(frozen=True, slots=True)
class Body:
    """A camera as it names itself in EXIF."""

    make: str
    model: str
    lens: str


BODIES = (
    Body("Canon", "Canon EOS R6", "RF24-105mm F4 L IS USM"),
    Body("NIKON CORPORATION", "NIKON Z 6_2", "NIKKOR Z 24-70mm f/4 S"),
    Body("SONY", "ILCE-7M3", "FE 35mm F1.8"),
    Body("FUJIFILM", "X-T4", "XF23mmF2 R WR"),
    Body("Apple", "iPhone 12", "iPhone 12 back dual wide camera 4.2mm f/1.6"),
)


@dataclass(frozen=True, slots=True)
class Journey:
    """One photo folder: where and when it was taken. Degrees are WGS 84, south and west negative."""

    folder: str
    year: int
    month: int
    lat: float
    lon: float
    offset: str
    subjects: tuple[str, ...]


JOURNEYS = (
    Journey("2019 Lisbon", 2019, 5, 38.7139, -9.1394, "+01:00", ("lisbon", "river tejo", "pôr do sol", "tram 28")),
    Journey("2021 Norway", 2021, 9, 62.1049, 7.2066, "+02:00", ("norway", "fjord", "ålesund", "road trip")),
    Journey("2023 Kyoto", 2023, 11, 35.0116, 135.7681, "+09:00", ("kyoto", "京都", "autumn leaves", "temple garden")),
    Journey("2024 Patagonia", 2024, 2, -50.9423, -73.4068, "-03:00", ("patagonia", "wind", "glacier", "hiking")),
)
EVERYWHERE = ("travel", "landscape", "family", "to print", "sky")
CREATORS = ("Ana Sousa", "Kari Nordmann", "J. Doe")
