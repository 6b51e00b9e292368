"""The exponential function as plain arithmetic, so that loops over it are compiled to vector instructions.

The standard library's is called once a number: in loops over quadrature nodes these calls were most of the time.
"""

from __future__ import annotations

import numpy as np
from numba import njit

LARGEST_EXPONENT = 700.0
_LOG2_E = 1.4426950408889634
# ln 2 in two parts, the first short enough that its product with a small integer is exact.
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_ROUNDING = 6755399441055744.0  # 1.5 * 2^52: adding it leaves the nearest integer in the low bits
_MANTISSA_BITS = np.int64(52)
_BITS_OF_ONE = np.int64(4607182418800017408)


# No reassociation here: it would cancel the rounding.
@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def exponential(x):
    """e^x to the last bit or its neighbour, for x moved into [-700, 700].

    x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor polynomial of degree 13, whose remainder is below rounding.
    """
    x = min(max(x, -LARGEST_EXPONENT), LARGEST_EXPONENT)
    shifted = x * _LOG2_E + _ROUNDING
    n = shifted - _ROUNDING
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    power_of_two = np.int64((np.float64(shifted).view(np.int64) << _MANTISSA_BITS) + _BITS_OF_ONE).view(np.float64)
    return (1.0 + (r + r * r * p)) * power_of_two
