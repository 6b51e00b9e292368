"""The specification curve: every defensible specification's estimate of a policy, and what they say together."""
