"""Compiled sweep of the random-intercept logit over quadrature nodes, down to the Hessian's blocks by person.

A *design* is the set of rows of one person. Each design carries one or more *outcome patterns* with a
weight: one pattern in ordinary data, every possible pattern with its probability in pseudo-truth. All
patterns of a design share its rows, so the costly product with the regressors is done once per person.

No model checks and no array creation for callers here; see `likelihood.py`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_MODE_TOLERANCE = 1e-9
_MODE_STEPS = 60
_LARGEST_EXPONENT = 300.0  # two such factors multiply without overflow
_ROWS_PER_LOGARITHM = 4  # a product of so many probabilities cannot underflow at plausible predictors


@njit(cache=True, nogil=True, error_model="numpy")
def _find_mode(odds_against, outcomes, sigma, start):
    """Maximum of the person's log integrand over the standard normal intercept, and its precision.

    The derivative falls monotonically, so Newton inside a shrinking bracket always arrives.
    """
    n_rows = odds_against.shape[0]
    n_events = 0.0
    for t in range(n_rows):
        n_events += outcomes[t]
    low = -sigma * (n_rows - n_events)
    high = sigma * n_events
    u = min(max(start, low), high)
    precision = 1.0
    for _ in range(_MODE_STEPS):
        shift = np.exp(-min(max(sigma * u, -_LARGEST_EXPONENT), _LARGEST_EXPONENT))
        expected = 0.0
        variance = 0.0
        for t in range(n_rows):
            ratio = odds_against[t] * shift
            p = 1.0 / (1.0 + ratio)
            expected += p
            variance += ratio * p * p
        slope = sigma * (n_events - expected) - u
        precision = 1.0 + sigma * sigma * variance
        if slope > 0.0:
            low = u
        else:
            high = u
        step = slope / precision
        if abs(step) < _MODE_TOLERANCE:
            break
        proposal = u + step
        u = proposal if low <= proposal <= high else 0.5 * (low + high)
    return u, precision


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz", "arcp"})
def sweep_designs(
    first, last, row_start, pattern_start, outcome_start, outcomes, weights, linear_predictor, sigma,
    nodes, log_node_weights, modes, block_start, log_likelihood, mean_residual, sigma_cross,
    sigma_score, sigma_curvature, blocks,
):  # fmt: skip
    """Integrate designs `first` … `last`-1 and write, for each,

    log_likelihood  weighted log-likelihood (per design)
    mean_residual   posterior mean of y - p (per row): the score is X' mean_residual
    sigma_score     derivative with respect to log sigma (per design)
    sigma_curvature second derivative with respect to log sigma (per design)
    sigma_cross     mixed derivative is X' sigma_cross (per row)
    blocks          the T x T matrices M with Hessian = sum of X' M X, flat from block_start (row-major)

    and update `modes` (per pattern) for the next call. `log_node_weights` are log w + z^2.
    """
    n_nodes = nodes.shape[0]
    longest = 0
    for g in range(first, last):
        longest = max(longest, row_start[g + 1] - row_start[g])
    odds_against = np.empty(longest)
    residual = np.empty((longest, n_nodes))
    pattern_mean = np.empty(longest)
    u = np.empty(n_nodes)
    shift = np.empty(n_nodes)
    likelihood = np.empty(n_nodes)
    log_density = np.empty(n_nodes)
    posterior = np.empty(n_nodes)
    weighted = np.empty(n_nodes)
    residual_sum = np.empty(n_nodes)
    variance_sum = np.empty(n_nodes)
    log_normal_constant = -0.5 * np.log(np.pi)  # sqrt(2) of the change of variable cancels sqrt(2 pi)

    for g in range(first, last):
        row = row_start[g]
        n_rows = row_start[g + 1] - row
        block = block_start[g]
        for t in range(n_rows):
            eta = linear_predictor[row + t]
            odds_against[t] = np.exp(-min(max(eta, -_LARGEST_EXPONENT), _LARGEST_EXPONENT))
            mean_residual[row + t] = 0.0
            sigma_cross[row + t] = 0.0
        for m in range(n_rows * n_rows):
            blocks[block + m] = 0.0
        log_likelihood[g] = 0.0
        sigma_score[g] = 0.0
        sigma_curvature[g] = 0.0

        for j in range(pattern_start[g], pattern_start[g + 1]):
            y = outcomes[outcome_start[j] : outcome_start[j] + n_rows]
            mode, precision = _find_mode(odds_against[:n_rows], y, sigma, modes[j])
            modes[j] = mode
            spread = np.sqrt(2.0 / precision)
            for k in range(n_nodes):
                u[k] = mode + spread * nodes[k]
                shift[k] = np.exp(-min(max(sigma * u[k], -_LARGEST_EXPONENT), _LARGEST_EXPONENT))
                likelihood[k] = 1.0
                log_density[k] = log_node_weights[k] - 0.5 * u[k] * u[k]
                residual_sum[k] = 0.0
                variance_sum[k] = 0.0
            for t in range(n_rows):
                against = odds_against[t]
                if y[t] > 0.5:
                    for k in range(n_nodes):
                        ratio = against * shift[k]
                        p = 1.0 / (1.0 + ratio)
                        q = ratio * p
                        residual[t, k] = q
                        likelihood[k] *= p
                        residual_sum[k] += q
                        variance_sum[k] += p * q
                else:
                    for k in range(n_nodes):
                        ratio = against * shift[k]
                        p = 1.0 / (1.0 + ratio)
                        q = ratio * p
                        residual[t, k] = -p
                        likelihood[k] *= q
                        residual_sum[k] -= p
                        variance_sum[k] += p * q
                if t % _ROWS_PER_LOGARITHM == _ROWS_PER_LOGARITHM - 1 or t == n_rows - 1:
                    for k in range(n_nodes):
                        log_density[k] += np.log(likelihood[k])
                        likelihood[k] = 1.0

            largest = log_density[0]
            for k in range(1, n_nodes):
                largest = max(largest, log_density[k])
            if not largest > -1e300:
                log_likelihood[g] = -np.inf
                continue
            total = 0.0
            for k in range(n_nodes):
                posterior[k] = np.exp(log_density[k] - largest)
                total += posterior[k]
            weight = weights[j]
            log_likelihood[g] += weight * (largest + np.log(total) + log_normal_constant - 0.5 * np.log(precision))

            # From here residual_sum is the node's score for log sigma: sigma u times the residuals.
            score = 0.0
            curvature = 0.0
            for k in range(n_nodes):
                posterior[k] /= total
                v = sigma * u[k]
                node_score = v * residual_sum[k]
                residual_sum[k] = node_score
                score += posterior[k] * node_score
                curvature += posterior[k] * (node_score - v * v * variance_sum[k] + node_score * node_score)
            sigma_score[g] += weight * score
            sigma_curvature[g] += weight * (curvature - score * score)

            for t in range(n_rows):
                mean = 0.0
                variance = 0.0
                mixed = 0.0
                for k in range(n_nodes):
                    r = residual[t, k]
                    pr = posterior[k] * r
                    pq = abs(r) - r * r
                    weighted[k] = pr
                    mean += pr
                    variance += posterior[k] * pq
                    mixed += pr * residual_sum[k] - posterior[k] * pq * sigma * u[k]
                pattern_mean[t] = mean
                mean_residual[row + t] += weight * mean
                sigma_cross[row + t] += weight * (mixed - mean * score)
                for s in range(t):
                    product = 0.0
                    for k in range(n_nodes):
                        product += weighted[k] * residual[s, k]
                    product = weight * (product - mean * pattern_mean[s])
                    blocks[block + t * n_rows + s] += product
                    blocks[block + s * n_rows + t] += product
                square = 0.0
                for k in range(n_nodes):
                    square += weighted[k] * residual[t, k]
                blocks[block + t * n_rows + t] += weight * (square - mean * mean - variance)
