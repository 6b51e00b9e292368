"""Frames of one invented run, in the columns of results, meta and quality, for the tests of both pages."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pandas as pd

POLICIES = ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer")
POPULATIONS = ("all", "latino", "white", "black")
SPECIFICATIONS = (
    ("s1", "between-within, any exposure, with time effects", "any", "demographics_time"),
    ("s2", "between-within, any exposure, without time effects", "any", "demographics_no_time"),
    ("s3", "between-within, share exposure, with time effects", "share", "demographics_time"),
)
N_INFORMATIVE = {
    "secure_communities": (1445, 162, 980, 240),
    "287g_jail": (230, 44, 150, 33),
    "287g_task_force": (90, 17, 61, 12),
    "anti_detainer": (36, 9, 21, 5),
}
NUMBERS = [
    "estimate", "std_error", "p_value", "conf_low", "conf_high", "odds_ratio", "effect_pp", "mde", "power", "type_s",
    "type_m",
]  # fmt: skip
COUNTS = ["n_switchers", "n_informative_switchers", "n_treated_counties", "n_treated_states"]
RUN = {
    "run_id": "20251120T204400-3f9c",
    "data_version": "9a1f0c2be4417d55aa01",
    "code_version": "5d1e77",
    "scale": "small",
    "scenario": "paper",
    "seed": 20100101,
    "finished_at": "2025-11-20T20:44:00",
}


def planted_truth() -> pd.DataFrame:
    rows = []
    for policy in POLICIES:
        for population in POPULATIONS:
            value = 0.0
            if policy in ("secure_communities", "287g_task_force"):
                value = {"latino": 0.30, "all": 0.05}.get(population, 0.0)
            for definition in ("monthly", "any", "share", "full"):
                rows.append(("paper", policy, population, definition, "conditional log odds ratio", value))
    columns = ["scenario", "policy", "population", "exposure_definition", "estimand", "value"]
    return pd.DataFrame(rows, columns=columns).assign(scale="log_odds", seed=20100101, twin_scale="small")


def _row(specification: tuple, policy: str, population: str, component: str, draw: np.random.Generator) -> dict:
    identifier, name, definition, controls = specification
    n_informative = N_INFORMATIVE[policy][POPULATIONS.index(population)]
    std_error = 2.2 / np.sqrt(n_informative)
    truth = 0.3 if policy == "secure_communities" and population == "latino" else 0.0
    estimate = truth + draw.normal(0, std_error * 0.7)
    power = float(min(0.97, 0.05 + n_informative / 2000))
    return {
        "data_version": RUN["data_version"], "specification_id": identifier, "specification": name,
        "estimand": "within conditional odds ratio", "outcome": "has_violent_victimization",
        "population": population, "term": f"exposure_{definition}_{policy}", "component": component,
        "estimator": "between_within_logit", "exposure_definition": definition, "controls_id": controls,
        "estimate": estimate, "std_error": std_error, "p_value": float(min(1.0, exp(-abs(estimate / std_error)))),
        "conf_low": estimate - 1.96 * std_error, "conf_high": estimate + 1.96 * std_error,
        "odds_ratio": exp(estimate), "effect_pp": 0.9 * (exp(estimate) - 1) if component == "within" else None,
        "scale": "log_odds", "inference": "cluster", "cluster_level": "county", "n_clusters": 1003,
        "recommended_inference": None,
        "n_persons": 30112, "n_interviews": 85433, "n_events": 880, "n_informative": 740,
        "n_switchers": n_informative * 22, "n_informative_switchers": n_informative,
        "n_treated_counties": n_informative // 3 + 2, "n_treated_states": min(49, n_informative // 10 + 1),
        "mde": exp(2.8 * std_error), "power": power, "type_s": 0.2 * (1 - power), "type_m": 1 / power**0.5,
        "status": "ok", "message": None, "synthetic_inputs": True, "n_imputations": 5,
        "fraction_missing_information": 0.01, "log_likelihood": None, "seconds": 1.2, "code_version": "5d1e77",
    }  # fmt: skip


def estimates() -> pd.DataFrame:
    """Three specifications within and between; one cell separated, one policy without source."""
    draw = np.random.default_rng(7)
    rows = [
        _row(specification, policy, population, component, draw)
        for specification in SPECIFICATIONS
        for component in ("within", "between")
        for policy in POLICIES
        for population in POPULATIONS
    ]
    frame = pd.DataFrame(rows)
    separated = frame["term"].str.endswith("task_force") & (frame["population"] == "black")
    without_source = frame["term"].str.endswith("anti_detainer")
    frame.loc[separated | without_source, NUMBERS] = np.nan
    frame.loc[without_source, COUNTS] = np.nan
    frame.loc[separated, "status"] = "not_estimable"
    frame.loc[separated, "message"] = "287g_task_force: no victimised interview among exposed Black persons"
    frame.loc[without_source, "status"] = "refused"
    frame.loc[without_source, "message"] = "no source for anti_detainer in the period of these interviews"
    strong = (frame["term"].str.endswith("secure_communities")) & (frame["population"] == "latino")
    is_main = strong & (frame["specification_id"] == "s1") & (frame["component"] == "within")
    frame.loc[is_main, ["estimate", "odds_ratio", "conf_low", "conf_high", "p_value"]] = [
        log(1.42), 1.42, log(1.05), log(1.92), 0.021,
    ]  # fmt: skip
    return frame


def panel_summary(is_synthetic: bool = True) -> pd.DataFrame:
    """One row a population: its share of the interviews, and violence a little over one in a hundred."""
    rows = []
    for population, share in {"all": 1.0, "latino": 0.14, "white": 0.68, "black": 0.12, "other": 0.06}.items():
        n_interviews = int(85433 * share)
        n_victimized = round(n_interviews * 0.0105)
        pct = 100 * n_victimized / n_interviews
        rows.append((population, 2005, 2014, int(n_interviews / 2.84), n_interviews, n_victimized, pct, is_synthetic))
    columns = ["population", "first_year", "last_year", "n_persons", "n_interviews", "n_victimized_interviews"]
    return pd.DataFrame(rows, columns=[*columns, "victimized_pct", "is_synthetic"])


def sources(is_people_synthetic: bool = True) -> pd.DataFrame:
    state = "synthetic" if is_people_synthetic else "real"
    bjs = "Bureau of Justice Statistics. National Crime Victimization Survey, record-type files. ICPSR."
    rows = [
        (
            "ncvs_person",
            "National Crime Victimization Survey, person records",
            bjs,
            "ICPSR terms of use",
            state,
        ),
        ("ncvs_area", "Home county and tract of each interview", bjs, "Title 13", state),
        (
            "secure_communities",
            "Secure Communities activation dates by county",
            "ICE.",
            "public record",
            "real",
        ),
        (
            "ice_287g_participating",
            "287(g) agreements in force, as listed by ICE",
            "ICE.",
            "public record",
            "real",
        ),
        ("ice_287g_pending", "287(g) agreements pending", "ICE.", "public record", "unrecognised"),
        ("detainer_section_iii", "Jurisdictions that limit detainers", "ICE.", "public record", "no source"),
    ]
    frame = pd.DataFrame(rows, columns=["source", "title", "citation", "licence", "status"])
    frame["url"] = "https://www.ice.gov/list"
    frame["is_synthetic"] = frame["status"] == "synthetic"
    frame["file_name"] = [None if row[4] == "no source" else f"{row[0]}.tsv" for row in rows]
    frame["period"] = "2005–2014"
    frame["confidentiality"] = ["restricted", "confidential", "public", "public", "public", "public"]
    return frame


def real_estimates() -> pd.DataFrame:
    return estimates().assign(synthetic_inputs=False)
