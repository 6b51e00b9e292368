"""Compiled sweep of the random-intercept logit over quadrature nodes, down to the Hessian's blocks by person.

A *design* is the set of rows of one person. Each design carries one or more *outcome patterns* with a
weight: one pattern in ordinary data, every possible pattern with its probability in pseudo-truth. All
patterns of a design share its rows, so the costly product with the regressors is done once per person.

No model checks and no array creation for callers here; see `likelihood.py`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.estimators.random_intercept.exponential import exponential

# A step this small is taken and is the last: Newton is quadratic, so the mode is then exact to about 1e-10.
_MODE_TOLERANCE = 1e-5
_MODE_STEPS = 60
_LARGEST_PREDICTOR = 300.0  # two such factors multiply without overflow
_SMALLEST_TOTAL = 1e-200  # nodes that matter beside it are far from the smallest float, 1e-308
_LARGEST_TOTAL = 1e200


@njit(cache=True, nogil=True, error_model="numpy")
def _find_mode(odds_against, outcomes, row_weights, row, sigma, start):
    """Maximum of the person's log integrand over the standard normal intercept, and its precision.

    The derivative falls monotonically, so Newton inside a shrinking bracket always arrives.
    """
    n_rows = odds_against.shape[0]
    is_weighted = row_weights.shape[0] > 0
    n_events = 0.0
    size = 0.0
    for t in range(n_rows):
        weight = row_weights[row + t] if is_weighted else 1.0
        n_events += weight * outcomes[t]
        size += weight
    low = -sigma * (size - n_events)
    high = sigma * n_events
    u = min(max(start, low), high)
    precision = 1.0
    for _ in range(_MODE_STEPS):
        shift = exponential(-min(max(sigma * u, -_LARGEST_PREDICTOR), _LARGEST_PREDICTOR))
        expected = 0.0
        variance = 0.0
        if is_weighted:
            for t in range(n_rows):
                ratio = odds_against[t] * shift
                p = 1.0 / (1.0 + ratio)
                expected += row_weights[row + t] * p
                variance += row_weights[row + t] * ratio * p * p
        else:
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
        proposal = u + slope / precision
        if abs(proposal - u) < _MODE_TOLERANCE:
            u = min(max(proposal, low), high)
            break
        u = proposal if low <= proposal <= high else 0.5 * (low + high)
    return u, precision


@njit(cache=True, nogil=True, error_model="numpy")
def _density_by_logarithms(odds_against, outcomes, row_weights, row, u, shift, node_weights, density):
    """Write the nodes' densities relative to the largest, whose logarithm is returned.

    For weighted rows, whose probabilities are raised to a power, and for products that leave the range of floats.
    """
    largest = -np.inf
    for k in range(u.shape[0]):
        density[k] = -np.inf
        if node_weights[k] > 0.0:
            total = np.log(node_weights[k]) - 0.5 * u[k] * u[k]
            for t in range(odds_against.shape[0]):
                weight = row_weights[row + t] if row_weights.shape[0] > 0 else 1.0
                ratio = odds_against[t] * shift[k]
                p = 1.0 / (1.0 + ratio)
                total += weight * np.log(p if outcomes[t] > 0.5 else ratio * p)
            density[k] = total
            largest = max(largest, total)
    for k in range(u.shape[0]):
        density[k] = np.exp(density[k] - largest)
    return largest


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz", "arcp"})
def sweep_designs(
    first, last, row_start, pattern_start, outcome_start, outcomes, weights, row_weights, linear_predictor, sigma,
    nodes, node_weights, modes, has_information, mean_residual, sigma_cross, blocks, sigma_scores, sums,
):  # fmt: skip
    """Integrate designs `first` … `last`-1; arrays by row begin at the first design's first row. Write

    mean_residual   posterior mean of weighted y - p (per row): the score is X' mean_residual
    sigma_scores    derivative with respect to log sigma (per design, from `first`)
    sigma_cross     mixed derivative is X' sigma_cross (per row), with `has_information`
    blocks          the T x T matrices M with Hessian = sum of X' M X, flat, one design after the other (row-major),
                    with `has_information`

    add to sums = [log-likelihood, second derivative with respect to log sigma], and update `modes` (per pattern) for
    the next call. row_weights: [all rows], the powers of the rows' probabilities, or empty; linear_predictor:
    [all rows]. nodes, node_weights (w e^(z^2)): their number a multiple of 16, with zero weights where need be, so
    that loops over nodes have whole vectors only.
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
    density = np.empty(n_nodes)
    weighted = np.empty(n_nodes)
    residual_sum = np.empty(n_nodes)
    variance_sum = np.empty(n_nodes)
    log_normal_constant = -0.5 * np.log(np.pi)  # sqrt(2) of the change of variable cancels sqrt(2 pi)
    is_weighted = row_weights.shape[0] > 0
    base = row_start[first]
    block = 0

    for g in range(first, last):
        row = row_start[g]
        n_rows = row_start[g + 1] - row
        own = row - base
        for t in range(n_rows):
            eta = linear_predictor[row + t]
            odds_against[t] = exponential(-min(max(eta, -_LARGEST_PREDICTOR), _LARGEST_PREDICTOR))
            mean_residual[own + t] = 0.0
            sigma_cross[own + t] = 0.0
        if has_information:
            for m in range(n_rows * n_rows):
                blocks[block + m] = 0.0
        sigma_scores[g - first] = 0.0

        for j in range(pattern_start[g], pattern_start[g + 1]):
            y = outcomes[outcome_start[j] : outcome_start[j] + n_rows]
            mode, precision = _find_mode(odds_against[:n_rows], y, row_weights, row, sigma, modes[j])
            modes[j] = mode
            spread = np.sqrt(2.0 / precision)
            for k in range(n_nodes):
                z = spread * nodes[k]
                u[k] = mode + z
                shift[k] = exponential(-min(max(sigma * u[k], -_LARGEST_PREDICTOR), _LARGEST_PREDICTOR))
                # Relative to the normal density at the mode.
                density[k] = node_weights[k] * exponential(-z * (mode + 0.5 * z))
                residual_sum[k] = 0.0
                variance_sum[k] = 0.0
            for t in range(n_rows):
                against = odds_against[t]
                weight = row_weights[row + t] if is_weighted else 1.0
                if y[t] > 0.5:
                    for k in range(n_nodes):
                        ratio = against * shift[k]
                        p = 1.0 / (1.0 + ratio)
                        q = ratio * p
                        residual[t, k] = q
                        density[k] *= p
                        residual_sum[k] += weight * q
                        variance_sum[k] += weight * (p * q)
                else:
                    for k in range(n_nodes):
                        ratio = against * shift[k]
                        p = 1.0 / (1.0 + ratio)
                        q = ratio * p
                        residual[t, k] = -p
                        density[k] *= q
                        residual_sum[k] -= weight * p
                        variance_sum[k] += weight * (p * q)

            total = 0.0
            for k in range(n_nodes):
                total += density[k]
            log_scale = -0.5 * mode * mode
            if is_weighted or not _SMALLEST_TOTAL < total < _LARGEST_TOTAL:
                log_scale = _density_by_logarithms(
                    odds_against[:n_rows], y, row_weights, row, u, shift, node_weights, density
                )
                if not log_scale > -1e300:
                    sums[0] = -np.inf
                    continue
                total = 0.0
                for k in range(n_nodes):
                    total += density[k]
            weight = weights[j]
            sums[0] += weight * (log_scale + np.log(total / np.sqrt(precision)) + log_normal_constant)

            # From here density is the posterior and residual_sum the node's score for log sigma.
            score = 0.0
            curvature = 0.0
            inverse = 1.0 / total
            for k in range(n_nodes):
                density[k] *= inverse
                v = sigma * u[k]
                node_score = v * residual_sum[k]
                residual_sum[k] = node_score
                score += density[k] * node_score
                curvature += density[k] * (node_score - v * v * variance_sum[k] + node_score * node_score)
            sigma_scores[g - first] += weight * score
            sums[1] += weight * (curvature - score * score)

            if not has_information:
                for t in range(n_rows):
                    mean = 0.0
                    for k in range(n_nodes):
                        mean += density[k] * residual[t, k]
                    mean_residual[own + t] += weight * mean * (row_weights[row + t] if is_weighted else 1.0)
                continue
            for t in range(n_rows):
                mean = 0.0
                variance = 0.0
                mixed = 0.0
                square = 0.0
                for k in range(n_nodes):
                    r = residual[t, k]
                    pr = density[k] * r
                    weighted[k] = pr
                    mean += pr
                    square += pr * r
                    pq = abs(pr) - pr * r
                    variance += pq
                    mixed += pr * residual_sum[k] - pq * sigma * u[k]
                row_weight = row_weights[row + t] if is_weighted else 1.0
                pattern_mean[t] = mean
                mean_residual[own + t] += weight * row_weight * mean
                sigma_cross[own + t] += weight * row_weight * (mixed - mean * score)
                for s in range(t):
                    product = 0.0
                    for k in range(n_nodes):
                        product += weighted[k] * residual[s, k]
                    other_weight = row_weights[row + s] if is_weighted else 1.0
                    product = weight * row_weight * other_weight * (product - mean * pattern_mean[s])
                    blocks[block + t * n_rows + s] += product
                    blocks[block + s * n_rows + t] += product
                blocks[block + t * n_rows + t] += weight * row_weight * (row_weight * (square - mean * mean) - variance)
        block += n_rows * n_rows
