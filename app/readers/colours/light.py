"""From code points or gamma to sRGB, by light: decoded, its primaries changed, HDR tone-mapped, encoded.

Diffuse white of HDR is 203 cd/m² (ITU-R BT.2408). Light up to half of that is kept; what is brighter is rolled off, so
that diffuse white becomes 75 % of the screen's light (224 of 255) and the brightest light of the system all of it.

Sources: ITU-T H.273 (code points), ITU-R BT.2100 (PQ and HLG), IEC 61966-2-1 (sRGB), PNG third edition, 11.3.2 (gAMA,
cHRM); the roll-off is that of E. Reinhard et al., “Photographic Tone Reproduction for Digital Images”, 2002, eq. 4.
"""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from app.readers.colours.transform import RGB, ColourTransform
from app.readers.metadata.raw import CodePoints, ColourDescription
from app.readers.pixels.thumbnail import Pixels
from app.readers.reasons import UnreadableError

Floats = NDArray[np.float32]

_PQ, _HLG = 16, 18
HDR_TRANSFERS = frozenset({_PQ, _HLG})
_POWERS = {4: 2.2, 5: 2.8, 8: 1.0, 17: 2.6}
"""Transfer → exponent from samples to light. All others that are in use are as good as sRGB on a screen."""

_D65, _C = (0.3127, 0.3290), (0.310, 0.316)
_SRGB_PRIMARIES = (*_D65, 0.640, 0.330, 0.300, 0.600, 0.150, 0.060)
_PRIMARIES = {
    4: (*_C, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    8: (*_C, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049),
    9: (*_D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    12: (*_D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
"""White, red, green and blue. Those of BT.601, PAL and NTSC differ from sRGB's by less than anybody sees."""
_NEAR = 0.01
"""Chromaticities and exponents that differ from sRGB's by at most this are sRGB's, rounded."""
_SRGB_GAMMA = 0.45455

_WHITE_NITS = 203
_PQ_NITS, _HLG_NITS = 10_000, 1_000
_KNEE = 0.5
"""Light, relative to diffuse white, up to which nothing is rolled off."""
_LUMINANCE = np.array([0.2627, 0.6780, 0.0593], np.float32)
"""Of BT.2100's primaries, for the system gamma of HLG."""
_BAND_ROWS = 256
_STEPS = 4096


def build_light_transform(colours: ColourDescription) -> ColourTransform | None:
    """Return what turns samples of these code points, or of this gamma, into sRGB; None where they are sRGB.

    Raises UnreadableError for a gamma, or for primaries, that no light has.
    """
    points = colours.code_points or CodePoints(2, 2)
    table = _decode_samples(points.transfer, colours.gamma)
    primaries = _PRIMARIES.get(points.primaries) or _find_primaries(colours.chromaticities)
    if table is None and primaries is None:
        return None
    matrix = np.eye(3) if primaries is None else _convert_to_srgb(primaries)
    light = _srgb_to_light(np.arange(256) / 255) if table is None else table
    return ColourTransform(RGB, partial(_apply, light.astype(np.float32), matrix.astype(np.float32), points.transfer))


def _apply(table: Floats, matrix: Floats, transfer: int, pixels: Pixels) -> Pixels:
    """Convert in bands, because the light of a large picture would take four times its memory."""
    shown = np.empty_like(pixels)
    for top in range(0, pixels.shape[0], _BAND_ROWS):
        band = slice(top, top + _BAND_ROWS)
        light = table[pixels[band]]
        if transfer in HDR_TRANSFERS:
            light = _map_tones(light, transfer)
        shown[band] = encode_light(np.asarray(cv2.transform(light, matrix), dtype=np.float32))
    return shown


def encode_light(light: Floats) -> Pixels:
    """Encode as sRGB by a table over the root of light, whose steps are finer than those of 8 bits everywhere."""
    places = (np.sqrt(np.clip(light, 0, 1)) * (_STEPS - 1) + 0.5).astype(np.uint16)
    return _ENCODED[places]


def _map_tones(light: Floats, transfer: int) -> Floats:
    """Return light for the screen, 0…1, of light relative to diffuse white. The ratios of the colours are kept."""
    peak = (_PQ_NITS if transfer == _PQ else _HLG_NITS) / _WHITE_NITS
    if transfer == _HLG:
        scene = np.maximum(light @ _LUMINANCE, 1e-6)[..., None]
        light = light * scene**0.2 * np.float32(peak)
    brightest = np.maximum(light.max(axis=2, keepdims=True), 1e-6)
    return np.asarray(light * (_roll_off(brightest, peak) / brightest), dtype=np.float32)


def _roll_off(light: Floats, peak: float) -> Floats:
    above = np.maximum(light - _KNEE, 0) / (1 - _KNEE)
    most = (peak - _KNEE) / (1 - _KNEE)
    rolled = above * (1 + above / most**2) / (1 + above)
    return np.asarray(np.minimum(light, _KNEE) + (1 - _KNEE) * rolled, dtype=np.float32)


def _decode_samples(transfer: int, gamma: float | None) -> NDArray[np.float64] | None:
    """Return the light of each of 256 levels; None where it is that of sRGB.

    Light is relative to white: to diffuse white for PQ, to the brightest of the scene for HLG.
    """
    levels = np.arange(256) / 255
    if transfer == _PQ:
        return _pq_to_nits(levels) / _WHITE_NITS
    if transfer == _HLG:
        return _hlg_to_scene(levels)
    if gamma is not None and abs(gamma - _SRGB_GAMMA) > _NEAR:
        if not 0.01 <= gamma <= 10:
            raise UnreadableError(f"the file states a gamma of {gamma:g}, which no picture has")
        return np.asarray(levels ** (1 / gamma))
    exponent = _POWERS.get(transfer)
    return None if exponent is None else np.asarray(levels**exponent)


def _pq_to_nits(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """BT.2100, table 4."""
    root = levels ** (32 / 2523)
    light = np.maximum(root - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * root)
    return np.asarray(_PQ_NITS * light ** (8192 / 1305))


def _hlg_to_scene(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """BT.2100, table 5."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(levels <= 0.5, levels**2 / 3, (np.exp((levels - c) / a) + b) / 12)


def _srgb_to_light(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def _light_to_srgb(light: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


_ENCODED = np.round(_light_to_srgb((np.arange(_STEPS) / (_STEPS - 1)) ** 2) * 255).astype(np.uint8)


def _find_primaries(chromaticities: tuple[float, ...]) -> tuple[float, ...] | None:
    """Return the chromaticities that a PNG states, None where they are sRGB's."""
    if not chromaticities:
        return None
    is_near = all(abs(one - other) <= _NEAR for one, other in zip(chromaticities, _SRGB_PRIMARIES, strict=True))
    return None if is_near else chromaticities


def _convert_to_srgb(primaries: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the matrix from linear RGB of these primaries to that of sRGB, white adapted by Bradford's method."""
    try:
        with np.errstate(all="raise"):
            own, srgb = _to_xyz(primaries), _to_xyz(_SRGB_PRIMARIES)
            adapted = _adapt(own.sum(axis=1), srgb.sum(axis=1)) @ own
            return np.asarray(np.linalg.inv(srgb) @ adapted)
    except (np.linalg.LinAlgError, ArithmeticError):
        raise UnreadableError("the file states primary colours that no light has") from None


def _to_xyz(primaries: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the matrix from linear RGB to XYZ. Columns are the primaries, scaled so that their sum is white."""
    xs, ys = primaries[0::2], primaries[1::2]
    white, *columns = [np.array([x / y, 1.0, (1 - x - y) / y]) for x, y in zip(xs, ys, strict=True)]
    colours = np.stack(columns, axis=1)
    return np.asarray(colours * np.linalg.solve(colours, white))


_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def _adapt(white: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    scale = np.diag((_BRADFORD @ target) / (_BRADFORD @ white))
    return np.asarray(np.linalg.inv(_BRADFORD) @ scale @ _BRADFORD)
