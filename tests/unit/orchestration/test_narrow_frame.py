"""A narrow frame holds what DuckDB's own frame holds, in less room."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from orchestration.narrow_frame import narrow_frame

STATEMENT = """
select i, (i % 3 = 0) as is_known, case when i % 4 > 0 then i % 3 = 0 end as is_known_in_part,
    case when i % 5 > 0 then i end::int as code, i / 7.0 as share, (2005 + i / 10)::decimal(6, 1) as yearq,
    date '2010-01-31' + i::int as day, case when i % 6 > 0 then 'level ' || (300 - i % 300) end as level
from range(150000) as t (i) order by i
"""


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


def test_the_values_are_those_of_the_plain_frame(connection):
    narrow, plain = narrow_frame(connection, STATEMENT), connection.execute(STATEMENT).df()
    assert list(narrow.columns) == list(plain.columns)
    for name in plain.columns.drop("level"):
        assert narrow[name].dtype == plain[name].dtype, name
        assert narrow[name].equals(plain[name]), name
    assert narrow["level"].astype(object).where(narrow["level"].notna(), None).tolist() == (
        plain["level"].astype(object).where(plain["level"].notna(), None).tolist()
    )


def test_texts_are_categories_in_sorted_order_whatever_comes_first(connection):
    levels = narrow_frame(connection, STATEMENT)["level"]
    assert list(levels.cat.categories) == sorted(set(levels.dropna()))


def test_no_rows_give_the_columns(connection):
    frame = narrow_frame(connection, f"select * from ({STATEMENT}) where i < 0")
    assert len(frame) == 0
    assert isinstance(frame["level"].dtype, pd.CategoricalDtype) and frame["yearq"].dtype == np.float64
