"""Claims about whole tables, judged on small profiles, and the quality page people read.

`runner.run_suite` judges, `runner.expected_checks` lists without importing Great Expectations, `report` renders.
"""
