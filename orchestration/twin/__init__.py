"""The synthetic twin: every source of the warehouse in its real layout, about made-up people, with known effects.

Public names are loaded on first use: commands name the scenarios in their help, which must not cost what writing does.
"""

from __future__ import annotations

from analysis.lazy_names import lazy_names

_HOME_OF = {
    "RealInputs": "orchestration.twin.settings",
    "TwinError": "orchestration.twin.settings",
    "TwinManifest": "orchestration.twin.manifest",
    "TwinSettings": "orchestration.twin.settings",
    "write_twin": "orchestration.twin.write",
}
__getattr__, __dir__, __all__ = lazy_names(__name__, _HOME_OF)
