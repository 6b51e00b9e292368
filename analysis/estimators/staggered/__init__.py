"""Staggered adoption: effects by cohort and event time, resting on diff-diff, and the panel they need."""
