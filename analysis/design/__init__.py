"""From the mart to the rows and columns a model takes; nothing is left out in silence."""
