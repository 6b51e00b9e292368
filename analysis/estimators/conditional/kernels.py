"""Compiled moments of each person's outcomes, given how many of the person's interviews have the event.

Given k events in n interviews, the outcomes are n independent 0/1 draws conditioned on their sum, and a common
shift of the person's predictors changes nothing. The shift at which the unconditional draws have k events on average
makes all of the recursion's terms probabilities and the denominator one of the largest of them: neither groups of
hundreds of interviews nor extreme predictors overflow (Chen, Dempster and Liu 1994). The recursion over interviews and
events is that of Gail, Lubin and Rubinstein (1981); inclusion probabilities join its two ends, so that nothing cancels.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_LARGEST_EXPONENT = 300.0
_SHIFT_STEPS = 60
_SHIFT_TOLERANCE = 0.05  # expected events; any shift is exact, a near one keeps the denominator large


@njit(cache=True, nogil=True, error_model="numpy")
def tilt(predictor, n_events, p, q):
    """Write the shifted probabilities of event and non-event and return the shift.

    The expected number of events rises with the shift, so Newton inside a shrinking bracket always arrives.
    """
    n_rows = predictor.shape[0]
    base = np.log(n_events / (n_rows - n_events))
    low, high = base - predictor.max(), base - predictor.min()
    shift = base - predictor.mean()
    for _ in range(_SHIFT_STEPS):
        expected, variance = 0.0, 0.0
        for t in range(n_rows):
            exponent = min(max(predictor[t] + shift, -_LARGEST_EXPONENT), _LARGEST_EXPONENT)
            odds_against = np.exp(-exponent)
            p[t] = 1.0 / (1.0 + odds_against)
            q[t] = 1.0 / (1.0 + 1.0 / odds_against)
            expected += p[t]
            variance += p[t] * q[t]
        excess = expected - n_events
        if abs(excess) < _SHIFT_TOLERANCE:
            break
        if excess > 0.0:
            high = shift
        else:
            low = shift
        proposal = shift - excess / max(variance, 1e-300)
        shift = proposal if low < proposal < high else 0.5 * (low + high)
    # The loop may end on a new shift; probabilities and shift must belong together.
    for t in range(n_rows):
        odds_against = np.exp(-min(max(predictor[t] + shift, -_LARGEST_EXPONENT), _LARGEST_EXPONENT))
        p[t] = 1.0 / (1.0 + odds_against)
        q[t] = 1.0 / (1.0 + 1.0 / odds_against)
    return shift


@njit(cache=True, nogil=True, error_model="numpy")
def fill_tails(p, q, n_events, tails):
    """Write into tails[t, j] the probability of j events in the interviews from t on, for j up to n_events."""
    n_rows = p.shape[0]
    tails[n_rows, 0] = 1.0
    for j in range(1, n_events + 1):
        tails[n_rows, j] = 0.0
    for t in range(n_rows - 1, -1, -1):
        tails[t, 0] = q[t] * tails[t + 1, 0]
        for j in range(1, n_events + 1):
            tails[t, j] = q[t] * tails[t + 1, j] + p[t] * tails[t + 1, j - 1]


@njit(cache=True, nogil=True, error_model="numpy")
def joined(head, tail, n_events):
    """Probability of n_events in the interviews before and after those left out."""
    total = 0.0
    for j in range(n_events + 1):
        total += head[j] * tail[n_events - j]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def lengthen(head, p, q, n_events):
    """Let one more interview join the head."""
    for j in range(n_events, 0, -1):
        head[j] = q * head[j] + p * head[j - 1]
    head[0] *= q


@njit(cache=True, nogil=True, error_model="numpy")
def sweep_persons(first, last, row_start, block_start, outcomes, linear_predictor, log_likelihood, residual, blocks):
    """Write, for persons `first` … `last`-1, each with both outcomes,

    log_likelihood  conditional log-likelihood (per person)
    residual        y minus its conditional mean (per row): the score is X' residual
    blocks          minus the conditional covariance of y, flat from block_start: the Hessian is the sum of X' block X
    """
    longest = 0
    for g in range(first, last):
        longest = max(longest, row_start[g + 1] - row_start[g])
    p_all, q_all, mean = np.empty(longest), np.empty(longest), np.empty(longest)
    tails = np.empty((longest + 1, longest + 1))
    head, inner = np.empty(longest + 1), np.empty(longest + 1)
    for g in range(first, last):
        row, block = row_start[g], block_start[g]
        n_rows = row_start[g + 1] - row
        eta, y = linear_predictor[row : row + n_rows], outcomes[row : row + n_rows]
        k = 0
        for t in range(n_rows):
            k += y[t]
        p, q = p_all[:n_rows], q_all[:n_rows]
        shift = tilt(eta, k, p, q)
        fill_tails(p, q, k, tails)
        total = tails[0, k]
        value = k * shift - np.log(total)
        for t in range(n_rows):
            exponent = eta[t] + shift
            value -= max(exponent, 0.0) + np.log1p(np.exp(-abs(exponent)))
            if y[t]:
                value += eta[t]
        log_likelihood[g] = value
        head[0] = 1.0
        head[1 : k + 1] = 0.0
        for t in range(n_rows):
            mean[t] = p[t] * joined(head, tails[t + 1], k - 1) / total
            without = q[t] * joined(head, tails[t + 1], k) / total
            residual[row + t] = without if y[t] else -mean[t]
            blocks[block + t * n_rows + t] = -mean[t] * without
            if k > 1:
                inner[: k - 1] = head[: k - 1]
                for s in range(t + 1, n_rows):
                    both = p[t] * p[s] * joined(inner, tails[s + 1], k - 2) / total
                    blocks[block + t * n_rows + s] = -both
                    lengthen(inner, p[s], q[s], k - 2)
            else:
                for s in range(t + 1, n_rows):
                    blocks[block + t * n_rows + s] = 0.0
            lengthen(head, p[t], q[t], k)
        for t in range(n_rows):
            for s in range(t + 1, n_rows):
                minus_covariance = blocks[block + t * n_rows + s] + mean[t] * mean[s]
                blocks[block + t * n_rows + s] = minus_covariance
                blocks[block + s * n_rows + t] = minus_covariance


@njit(cache=True, nogil=True, error_model="numpy")
def center_persons(first, last, row_start, gathered, regressors):
    """Write [rows, terms] deviations from the person's mean from [terms, rows]; those that are rounding become 0."""
    n_terms = gathered.shape[0]
    for g in range(first, last):
        start, stop = row_start[g], row_start[g + 1]
        for c in range(n_terms):
            mean = 0.0
            for row in range(start, stop):
                mean += gathered[c, row]
            mean /= stop - start
            for row in range(start, stop):
                deviation = gathered[c, row] - mean
                regressors[row, c] = 0.0 if abs(deviation) <= 1e-12 * (1.0 + abs(mean)) else deviation


@njit(cache=True, nogil=True, error_model="numpy")
def ordering_columns(row_start, outcomes, regressors):
    """[terms] whether no interview without the event lies above one with it in any person, or below one in any."""
    n_persons, n_terms = row_start.shape[0] - 1, regressors.shape[1]
    is_ordering = np.zeros(n_terms, dtype=np.bool_)
    for c in range(n_terms):
        is_above, is_below = True, True
        g = 0
        while g < n_persons and (is_above or is_below):
            low_event, high_event, low_other, high_other = np.inf, -np.inf, np.inf, -np.inf
            for row in range(row_start[g], row_start[g + 1]):
                value = regressors[row, c]
                if outcomes[row]:
                    low_event, high_event = min(low_event, value), max(high_event, value)
                else:
                    low_other, high_other = min(low_other, value), max(high_other, value)
            is_above = is_above and low_event >= high_other
            is_below = is_below and high_event <= low_other
            g += 1
        is_ordering[c] = is_above or is_below
    return is_ordering
