"""What is estimated, said before it is estimated: the registry of specifications."""

from analysis.specification.frozen import FrozenSpecifications, read_frozen
from analysis.specification.registry import load_registry, load_specifications
from analysis.specification.specification import Specification, SpecificationError

__all__ = [
    "FrozenSpecifications",
    "Specification",
    "SpecificationError",
    "load_registry",
    "load_specifications",
    "read_frozen",
]
