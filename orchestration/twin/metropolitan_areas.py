"""Centres of large metropolitan areas, for the gravity that makes invented counties urban where cities are.

Latitude, longitude and millions of people, all rounded: enough to place density, not to be quoted.
"""

from __future__ import annotations

import numpy as np

_ROWS = """
40.7 -74.0 18.9|34.05 -118.2 12.8|41.9 -87.7 9.5|32.8 -96.8 6.4|40.0 -75.2 6.0|29.8 -95.4 5.9|38.9 -77.0 5.6
25.9 -80.2 5.6|33.75 -84.4 5.3|42.4 -71.1 4.6|37.7 -122.3 4.3|42.4 -83.1 4.3|33.9 -117.3 4.2|33.5 -112.1 4.2
47.5 -122.3 3.4|45.0 -93.3 3.3|32.8 -117.1 3.1|38.6 -90.3 2.8|28.0 -82.5 2.8|39.3 -76.6 2.7|39.7 -105.0 2.5
40.4 -80.0 2.4|45.5 -122.7 2.2|38.6 -121.4 2.1|29.5 -98.5 2.1|28.5 -81.4 2.1|39.1 -84.5 2.1|41.5 -81.7 2.1
39.1 -94.6 2.0|36.2 -115.1 2.0|37.3 -121.9 1.8|40.0 -83.0 1.8|35.2 -80.8 1.8|39.8 -86.2 1.8|30.3 -97.7 1.7
36.9 -76.2 1.7|41.8 -71.4 1.6|36.2 -86.8 1.6|43.0 -87.9 1.6|30.3 -81.7 1.3|35.1 -90.0 1.3|38.2 -85.7 1.3
37.5 -77.5 1.2|35.5 -97.5 1.3|41.8 -72.7 1.2|30.0 -90.1 1.2|42.9 -78.8 1.1|35.8 -78.6 1.1|33.5 -86.8 1.1
40.7 -111.9 1.1|43.2 -77.6 1.1|32.2 -110.9 1.0|21.3 -157.9 1.0|36.1 -95.9 0.9|36.7 -119.8 0.9|35.1 -106.6 0.9
41.3 -96.0 0.9|31.8 -106.4 0.8|35.4 -119.0 0.8|26.2 -98.2 0.8|39.0 -104.8 0.6|43.6 -116.2 0.6|61.2 -149.9 0.4
27.5 -99.5 0.25
"""
# Points along the border with Mexico, from the Pacific to the Gulf.
BORDER_WITH_MEXICO = np.array(
    [
        (32.53, -117.1), (32.6, -114.8), (31.4, -111.0), (31.33, -109.0), (31.78, -106.5),
        (29.6, -104.4), (29.3, -100.9), (27.5, -99.5), (26.3, -98.5), (25.95, -97.4),
    ]
)  # fmt: skip
KM_PER_DEGREE = 111.2


def metropolitan_centres() -> np.ndarray:
    """Return an array (n, 3) of latitude, longitude and millions of people."""
    cells = [row.split() for row in _ROWS.replace("\n", "|").split("|") if row.strip()]
    return np.array(cells, dtype=float)


def distances_km(latitudes: np.ndarray, longitudes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return distances (n places, n points) on a locally flat earth, close enough below some hundred kilometres."""
    north = (latitudes[:, None] - points[None, :, 0]) * KM_PER_DEGREE
    scale = KM_PER_DEGREE * np.cos(np.radians(latitudes))[:, None]
    east = (longitudes[:, None] - points[None, :, 1]) * scale
    return np.sqrt(north**2 + east**2)
