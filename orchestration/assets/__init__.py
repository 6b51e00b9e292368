"""Dagster assets, one module a step of the refresh; each is a thin caller of code that knows no orchestrator."""
