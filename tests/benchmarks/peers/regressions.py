"""Conditional and pooled logits and the linear model beside survival, statsmodels and pyfixest."""

from __future__ import annotations

import warnings

import numpy as np

from analysis.estimators import conditional_logit, pooled_logit, two_way_effects
from tests.benchmarks import bench_linear
from tests.benchmarks.bench_between_within import simulate_panel
from tests.benchmarks.bench_conditional import varying_panel
from tests.benchmarks.peers.agreement import PeerLine, compare
from tests.benchmarks.peers.own_fits import fit_of, own_fit, timed
from tests.benchmarks.peers.r_programs import run_r
from tests.benchmarks.peers.sizes import Sizes

_COLUMNS = 51


def conditional_beside_survival(sizes: Sizes) -> list[PeerLine]:
    """The exact likelihood is ours; Efron's is an approximation where a person has several events.

    survival carries persons whose outcome never varies through every step; who leaves them out beforehand, as ours
    does, waits less: that is a line too, ours still given all rows.
    """
    frame, terms = varying_panel(sizes.clogit_persons, _COLUMNS, seed=1)
    result = conditional_logit(frame, "outcome", "person", terms)
    own, columns = own_fit(result, has_components=False), frame[["person", "outcome", *terms]]
    varies = frame.groupby("person")["outcome"].transform("nunique") == 2
    lines = []
    for method, rows, which in (
        ("exact", columns, ""),
        ("exact", columns[varies], ", informative rows"),
        ("efron", columns, ""),
    ):
        peer, about, _ = run_r("clogit.R", rows, sizes.patience_seconds, method=method)
        words = [] if peer.table is None else [_above(result.log_likelihood, float(about["log_likelihood"]))]
        words += ["theirs is an approximation"] if method == "efron" else []
        size = f"{len(rows):,} x {len(terms)}"
        lines.append(compare(f"conditional logit, survival {method}{which}", size, own, peer, "; ".join(words)))
    return lines


def conditional_beside_statsmodels(sizes: Sizes) -> list[PeerLine]:
    """ConditionalLogit on ten terms as its defaults are, which stop short of the maximum, and by Newton."""
    import statsmodels
    from statsmodels.discrete.conditional_models import ConditionalLogit

    frame, terms = varying_panel(sizes.statsmodels_persons, _COLUMNS, seed=2)
    terms = terms[:5] + terms[-5:]
    result = conditional_logit(frame, "outcome", "person", terms)
    own, outcome, lines = own_fit(result, has_components=False), frame["outcome"].astype(int), []
    for words, options in (("defaults", {}), ("Newton", {"method": "newton", "tol": 1e-12})):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted, seconds = timed(
                lambda o=options: ConditionalLogit(outcome, frame[terms], groups=frame["person"]).fit(disp=0, **o)
            )
        peer = fit_of(f"statsmodels {statsmodels.__version__}", seconds, terms, fitted.params, fitted.bse)
        remarks, size = _above(result.log_likelihood, fitted.llf), f"{len(frame):,} x {len(terms)}"
        lines.append(compare(f"conditional logit, statsmodels {words}", size, own, peer, remarks))
    return lines


def _above(own: float, theirs: float) -> str:
    return f"log-likelihood {own - theirs:+.4f} above theirs"


def pooled_beside_statsmodels(sizes: Sizes) -> list[PeerLine]:
    """GLM with errors clustered by county, its own scaling; ours ends in the same GLM, started at the maximum."""
    import statsmodels
    import statsmodels.api as sm

    frame, roles = simulate_panel(sizes.pooled_persons, _COLUMNS, seed=3)
    terms = [name for names in roles.values() for name in names]
    own = own_fit(pooled_logit(frame, "outcome", terms, cluster="county"), has_components=False)
    groups = {"groups": frame["county"].to_numpy()}

    def their_fit():
        X = np.column_stack([np.ones(len(frame)), *(frame[term] for term in terms)])
        model = sm.GLM(frame["outcome"].to_numpy(dtype=float), X, family=sm.families.Binomial())
        return model.fit(cov_type="cluster", cov_kwds=groups)

    fitted, seconds = timed(their_fit)
    peer = fit_of(f"statsmodels {statsmodels.__version__}", seconds, ["intercept", *terms], fitted.params, fitted.bse)
    return [compare("pooled logit", f"{len(frame):,} x {len(terms) + 1}", own, peer)]


def linear_beside_pyfixest(sizes: Sizes) -> list[PeerLine]:
    """Person and half-year effects, errors by county: feols as its defaults are, and converged as far as ours."""
    import pyfixest

    warm, frame = (bench_linear.simulate_panel(n) for n in (2_000, sizes.linear_persons))
    terms = [name for name in frame if name.startswith("policy_")]
    formula = f"y ~ {' + '.join(terms)} | person + half_year"
    two_way_effects(warm, "y", terms, "person", "half_year", cluster="county")
    result, own_seconds = timed(lambda: two_way_effects(frame, "y", terms, "person", "half_year", cluster="county"))
    own, lines = own_fit(result, has_components=False, seconds=own_seconds), []
    for words, options in (("defaults", {}), ("fixef_tol 1e-12", {"fixef_tol": 1e-12, "fixef_maxiter": 100_000})):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyfixest.feols(formula, warm, vcov={"CRV1": "county"}, **options)
            fitted, seconds = timed(lambda o=options: pyfixest.feols(formula, frame, vcov={"CRV1": "county"}, **o))
        program = f"pyfixest {pyfixest.__version__}"
        peer = fit_of(program, seconds, terms, fitted.coef()[terms], fitted.se()[terms])
        lines.append(compare(f"two-way linear, {words}", f"{len(frame):,} x {len(terms)} + 2 effects", own, peer))
    return lines
