"""Loads raw sources, runs the models, the checks and the estimators, and publishes what passed."""

import os

# Read when numpy loads: on matrices of fifty columns a second BLAS thread costs more than it saves, and the
# estimators' kernels bring threads of their own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
