"""Draws of uncertain dates: how estimates combine, and what a draw changes of the panel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design.redrawn_exposures import draw_panel, redrawn_exposures
from analysis.models.date_draws import combine_draws
from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.specification import SpecificationError, load_specifications
from tests.unit.analysis.simulated_panels import respondent_panel

PANEL = pd.DataFrame(
    {
        "county_fips": ["01001", "01001", "01003"],
        "interview_month": pd.to_datetime(["2010-07-01", "2010-08-01", "2010-07-01"]),
        "exposure_any_287g_jail": [False, None, False],
        "exposure_share_287g_jail": [0.0, np.nan, 0.0],
        "exposure_full_287g_jail": [False, None, False],
    }
)


def drawn(draw_number: int, county: str, month: str, share: float) -> dict[str, object]:
    return {
        "draw_number": draw_number, "policy": "287g_jail",
        "county_fips": county, "interview_month": pd.Timestamp(month),
        "exposure_any": share > 0, "exposure_share": share, "exposure_full": share == 1,
    }  # fmt: skip


def test_variance_is_within_plus_between_with_its_correction() -> None:
    combined = combine_draws([1.0, 2.0, 3.0], [0.5, 0.5, 0.5])
    assert combined.estimate == pytest.approx(2.0)
    assert combined.std_error == pytest.approx(np.sqrt(0.25 + 4 / 3))
    assert combined.share_from_dates == pytest.approx((4 / 3) / (0.25 + 4 / 3))
    # Rubin's degrees of freedom: (m - 1) / share^2.
    assert combined.degrees_of_freedom == pytest.approx(2 / combined.share_from_dates**2)


def test_dates_that_change_nothing_add_nothing() -> None:
    combined = combine_draws([0.2, 0.2], [0.1, 0.1])
    assert combined.share_from_dates == 0 and combined.degrees_of_freedom == np.inf
    assert combined.std_error == pytest.approx(0.1)


@pytest.mark.parametrize(("estimates", "errors"), [([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([1.0, np.nan], [1.0, 1.0])])
def test_what_cannot_be_combined_is_refused(estimates: list[float], errors: list[float]) -> None:
    with pytest.raises(ValueError, match=r"two draws or more|not estimable"):
        combine_draws(estimates, errors)


def test_a_draw_changes_its_rows_alone() -> None:
    draws = pd.DataFrame([drawn(1, "01001", "2010-08-01", 0.5), drawn(2, "01001", "2010-07-01", 1.0)])
    first = draw_panel(PANEL, draws, 1)
    assert first["exposure_share_287g_jail"].tolist() == [0.0, 0.5, 0.0]
    assert first["exposure_any_287g_jail"].tolist() == [False, True, False]
    second = draw_panel(PANEL, draws, 2)
    assert second["exposure_full_287g_jail"].tolist() == [True, None, False]
    assert PANEL["exposure_any_287g_jail"].tolist() == [False, None, False]


def test_two_rows_for_one_cell_are_refused() -> None:
    draws = pd.DataFrame([drawn(1, "01001", "2010-08-01", 0.5), drawn(1, "01001", "2010-08-01", 1.0)])
    with pytest.raises(ValueError, match="merge"):
        draw_panel(PANEL, draws, 1)


def test_an_exposure_the_draw_does_not_know_is_missing_in_a_plain_bool_column_too() -> None:
    known = PANEL.iloc[[0, 2]].assign(exposure_any_287g_jail=[True, True]).reset_index(drop=True)
    assert known["exposure_any_287g_jail"].dtype == bool
    unknown = pd.DataFrame([drawn(1, "01003", "2010-07-01", 1.0) | {"exposure_any": None, "exposure_share": None}])
    redrawn = draw_panel(known, unknown, 1)
    assert redrawn["exposure_any_287g_jail"].isna().tolist() == [False, True]
    assert redrawn["exposure_share_287g_jail"].isna().tolist() == [False, True]
    assert bool(redrawn["exposure_any_287g_jail"].iloc[0])


def test_leads_and_lags_move_with_the_interview_they_speak_of() -> None:
    panel = PANEL.assign(
        exposure_any_287g_jail_lead_6_months=False,
        exposure_share_287g_jail_lag_12_months=0.0,
        interview_month=pd.to_datetime(["2010-07-01", "2010-08-01", "2011-07-01"]),
    )
    draws = pd.DataFrame([drawn(1, "01001", "2011-01-01", 0.5), drawn(1, "01003", "2010-07-01", 1.0)])
    found = redrawn_exposures(panel, draws, 1)
    assert found["exposure_any_287g_jail_lead_6_months"].tolist() == [True, False, False]
    assert found["exposure_share_287g_jail_lag_12_months"].tolist() == [0.0, 0.0, 1.0]
    assert "exposure_any_287g_jail" not in found


SPECIFICATION = replace(
    {found.name: found for found in load_specifications()}["uncertain_dates"],
    controls=(), controls_id="none", populations=("all",), period=(), date_draws=3,
)  # fmt: skip
OF_LINEAR = {"estimator": "two_way_effects", "inference": ("county", "state")}


def all_draws(panel: pd.DataFrame, n: int = 3, share: float = 0.2) -> pd.DataFrame:
    """In each draw some counties' exposure to Secure Communities is turned round."""
    rng = np.random.default_rng(2)
    cells = panel.drop_duplicates(["county_fips", "interview_month"])
    drawn_cells = []
    for number in range(1, n + 1):
        chosen = cells[rng.random(len(cells)) < share]
        turned = ~chosen["exposure_any_secure_communities"].astype(bool)
        drawn_cells.append(
            pd.DataFrame(
                {
                    "draw_number": number,
                    "policy": "secure_communities",
                    "county_fips": chosen["county_fips"],
                    "interview_month": chosen["interview_month"],
                    "exposure_any": turned,
                    "exposure_share": turned.astype(float),
                    "exposure_full": turned,
                    "is_synthetic": True,
                }
            )
        )
    return pd.concat(drawn_cells, ignore_index=True)


def rows_over_draws(panel, draws, **changes) -> pd.DataFrame:
    inputs = EstimationInputs(panel, exposure_draws=draws)
    return estimate_all(inputs, [replace(SPECIFICATION, **changes)], "v", "c").estimates


@pytest.mark.parametrize("changes", [{}, {"estimator": "conditional_logit"}, OF_LINEAR, {"estimator": "pooled_logit"}])
def test_any_estimator_is_combined_over_its_draws(changes) -> None:
    panel = respondent_panel(n_persons=1_500)
    draws = all_draws(panel)
    rows = rows_over_draws(panel, draws, **changes)
    component = "population_average" if "pooled_logit" in changes.values() else "within"
    row = rows[(rows["term"] == "secure_communities") & (rows["component"] == component)].iloc[0]
    singles = [
        estimate_all(
            EstimationInputs(draw_panel(panel, draws, number)),
            [replace(SPECIFICATION, date_draws=0, **changes)],
            "",
            "",
        ).estimates
        for number in (1, 2, 3)
    ]
    own = pd.concat([s[(s["term"] == row["term"]) & (s["component"] == component)] for s in singles])
    # A random intercept is found by a search that begins elsewhere each time.
    assert row["estimate"] == pytest.approx(own["estimate"].mean(), rel=1e-5)
    between = (1 + 1 / 3) * own["estimate"].var(ddof=1)
    assert row["std_error"] == pytest.approx(np.sqrt((own["std_error"] ** 2).mean() + between), rel=1e-5)
    share = 100 * between / row["std_error"] ** 2
    assert f"redrawn 3 times: {share:.1f} % of the variance is from dates" in row["message"]
    assert row["n_informative_switchers"] == own["n_informative_switchers"].min()
    assert set(rows["term"]) == set(singles[0]["term"])


def test_a_term_one_draw_cannot_estimate_is_a_row_that_says_so() -> None:
    panel = respondent_panel(n_persons=1_500)
    everywhere = all_draws(panel, n=1, share=1.1).assign(
        draw_number=2, exposure_any=True, exposure_share=1.0, exposure_full=True
    )
    draws = pd.concat([everywhere, all_draws(panel).query("draw_number == 3")], ignore_index=True)
    rows = rows_over_draws(panel, draws, estimator="conditional_logit")
    row = rows[(rows["term"] == "secure_communities") & (rows["component"] == "within")].iloc[0]
    assert row["status"] == "not_estimable" and np.isnan(row["estimate"]) and np.isnan(row["mde"])
    assert "estimated under 2 of 3 draws" in row["message"]
    others = rows[(rows["term"] == "287g_jail") & (rows["component"] == "within")]
    assert others["status"].tolist() == ["ok"]


def test_draws_that_are_not_there_are_refused_with_rows() -> None:
    panel = respondent_panel(n_persons=300)
    without = rows_over_draws(panel, None)
    assert set(without["status"]) == {"refused"} and without["message"].str.contains("hand over").all()
    fewer = rows_over_draws(panel, all_draws(panel, n=2))
    assert set(fewer["status"]) == {"refused"} and fewer["message"].str.contains("2 there").all()
    assert fewer["term"].tolist() == list(SPECIFICATION.policies)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"neighbors": "exposure_share"}, "neighbours"),
        ({"inference": ("county", "randomization")}, "randomization"),
    ],
)
def test_what_cannot_be_redrawn_is_refused(changes, words) -> None:
    with pytest.raises(SpecificationError, match=words):
        replace(SPECIFICATION, **changes)
