"""Which sources speak of policies, and which of them speak of the same ones.

The five sources of 287(g) agreements are views of the same agreements: where one is real, an invented other would
contradict it.
"""

from __future__ import annotations

AGREEMENT_SOURCES = (
    "ice_287g_participating",
    "ice_287g_oig",
    "ice_287g_roster",
    "ice_287g_reconstruction",
    "ice_287g_curated",
)
STATEMENT_SOURCES = ("detainer_section_iii", "sanctuary_doj", "dated_policies")
POLICY_SOURCES = ("secure_communities", *AGREEMENT_SOURCES, *STATEMENT_SOURCES)
