"""The synthetic twin: every source of the warehouse in its real layout, about made-up people, with known effects."""

from __future__ import annotations

from orchestration.twin.manifest import TwinManifest
from orchestration.twin.settings import RealInputs, TwinError, TwinSettings
from orchestration.twin.write import write_twin

__all__ = ["RealInputs", "TwinError", "TwinManifest", "TwinSettings", "write_twin"]
