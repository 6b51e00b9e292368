"""Greedy matching once more, in plain lists: what the compiled search must equal."""

from __future__ import annotations


def greedy_pairs(
    score,
    is_treated,
    ratio=1,
    replace=False,
    width=float("inf"),
    exact=None,
    order="largest",
    unit=None,
    neighbour="nearest",
):
    """(treated row, control row) in the order of their making; ties by row order, the left neighbour first.

    Written from the rule alone: all rows stand in a line by score, and a treated row looks left and right in it.
    """
    n = len(score)
    exact = exact or [0] * n
    unit = unit or list(range(n))
    treated = [i for i in range(n) if is_treated[i]]
    key = {"largest": lambda i: -score[i], "smallest": lambda i: score[i], "data": lambda i: 0}[order]
    treated.sort(key=key)
    line = sorted(range(n), key=lambda i: score[i])
    taken, pairs = set(), []
    rounds = [(i, 1) for _ in range(ratio) for i in treated] if not replace else [(i, ratio) for i in treated]
    for i, n_wanted in rounds:
        own_units = set()
        for _ in range(n_wanted):
            place = line.index(i)
            free = [
                j
                for j in line
                if not is_treated[j]
                and exact[j] == exact[i]
                and (unit[j] not in own_units if replace else unit[j] not in taken)
                and abs(score[j] - score[i]) <= width
            ]
            left = [j for j in free if line.index(j) < place]
            right = [j for j in free if line.index(j) > place]
            choices = ([left[-1]] if left else []) + ([right[0]] if right else [])
            if not choices:
                continue
            best = min(choices, key=lambda j: abs(score[j] - score[i])) if neighbour == "nearest" else choices[0]
            pairs.append((i, best))
            taken.add(unit[best])
            own_units.add(unit[best])
    return pairs
