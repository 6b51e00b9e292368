"""How people read the policy timeline: one county, one day, one table."""
