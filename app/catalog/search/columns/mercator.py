"""The Web Mercator projection, which web maps use.

Source: https://docs.ogc.org/is/17-083r4/17-083r4.html, annex D (WebMercatorQuad).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_LAT = 85.0511287798066
"""Where the square map of the world ends, in degrees. What lies beyond is shown at its edge."""

Places = NDArray[np.float64]


def project(lat: Places, lon: Places) -> tuple[Places, Places]:
    """Return how far east and how far south places lie on the square map of the world, from 0 to 1; NaN without one."""
    angle = np.radians(np.clip(lat, -MAX_LAT, MAX_LAT))
    return (lon + 180) / 360, (1 - np.arcsinh(np.tan(angle)) / np.pi) / 2
