"""Every path and environment variable the product reads, in one place."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.twin.scenarios import SCENARIOS

CHECKOUT = Path(__file__).resolve().parent.parent
DBT_PROJECT_DIRECTORY = CHECKOUT / "dbt_project"
DBT_TARGET_VARIABLE = "FEDLOCAL_DBT_TARGET"
DBT_TARGET_DIRECTORY = Path(os.environ.get(DBT_TARGET_VARIABLE) or DBT_PROJECT_DIRECTORY / "target")
BUILD_DATABASE_VARIABLE = "FEDLOCAL_BUILD_DATABASE"
BUILD_MEMORY_VARIABLE = "FEDLOCAL_BUILD_MEMORY_LIMIT"
FETCH_BASE_VARIABLE = "FEDLOCAL_FETCH_BASE"
CENSUS_KEY_VARIABLE = "FEDLOCAL_CENSUS_KEY"
OTHER_CENSUS_KEY_VARIABLE = "CENSUS_API_KEY"
MEMORY_LIMIT_BY_SCALE = {"small": "2GB", "paper": "4GB"}

FROZEN_NAME = "frozen_specifications.yaml"
TWIN_FOLDER = "SYNTHETIC"
SCALES = ("small", "paper")
DEFAULT_SEED = 20230101
COUNTING_RULES = ("default", "with_statewide", "without_municipal", "hybrid_own", "hybrid_as_task_force")

OFFLINE_ENVIRONMENT = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "TZ": "UTC",
}
"""Settings that keep every package from reaching for a network."""


@dataclass(frozen=True)
class Settings:
    """One refresh: where it reads, where it writes, and how the twin fills what is missing."""

    home: Path
    raw_directory: Path
    scale: str = "small"
    scenario: str = "paper"
    seed: int = DEFAULT_SEED
    fill_with_twin: bool = False
    national_only: bool = False
    counting_rule: str = "default"
    tables: tuple[str, ...] = ()
    """Tables of the registry that are estimated, in its order; none named: all."""

    def __post_init__(self) -> None:
        if self.scale not in SCALES:
            raise ValueError(f"scale is {self.scale!r}; choose one of {', '.join(SCALES)}")
        if self.scenario not in SCENARIOS:
            raise ValueError(f"scenario is {self.scenario!r}; choose one of {', '.join(SCENARIOS)}")
        if self.counting_rule not in COUNTING_RULES:
            raise ValueError(f"counting rule is {self.counting_rule!r}; choose one of {', '.join(COUNTING_RULES)}")
        object.__setattr__(self, "tables", _tables_in_order(self.tables))

    @property
    def twin_directory(self) -> Path:
        """Folder of the synthetic twin's files; always inside the home, never beside real files."""
        return self.home / "raw" / TWIN_FOLDER

    @property
    def build_directory(self) -> Path:
        """Folder of everything that is not published: raw Parquet, the build database, drafts of pages."""
        return self.home / "build"

    @property
    def build_database(self) -> Path:
        """DuckDB file the models write to."""
        return self.build_directory / "warehouse.duckdb"

    @property
    def memory_limit(self) -> str:
        """Memory DuckDB may take before it uses the disk: FEDLOCAL_MEMORY_LIMIT, or what the scale needs."""
        return os.environ.get("FEDLOCAL_MEMORY_LIMIT") or MEMORY_LIMIT_BY_SCALE[self.scale]

    @property
    def fetch_directory(self) -> Path:
        """Folder that fetched files are put into; the home's own, never a folder named with --raw."""
        return self.home / "raw"

    @property
    def fetch_base(self) -> str | None:
        """Mirror that holds the public files by name: FEDLOCAL_FETCH_BASE, or none."""
        return os.environ.get(FETCH_BASE_VARIABLE) or None

    @property
    def census_key(self) -> str | None:
        """Key of the Census API: FEDLOCAL_CENSUS_KEY, or CENSUS_API_KEY as other packages name it, or none.

        It is a secret: no message, log, record or file name may hold it.
        """
        named = (os.environ.get(name, "").strip() for name in (CENSUS_KEY_VARIABLE, OTHER_CENSUS_KEY_VARIABLE))
        return next((key for key in named if key), None)

    @property
    def raw_parquet_directory(self) -> Path:
        """Folder of the verbatim raw tables, one Parquet per source file, named by its checksum."""
        return self.build_directory / "raw"

    @property
    def draft_reports_directory(self) -> Path:
        """Folder where pages are drawn before they are published with their version."""
        return self.build_directory / "reports"

    @property
    def failure_directory(self) -> Path:
        """Folder of the page that tells of the last refresh, if it failed."""
        return self.build_directory / "failed"

    @property
    def published_directory(self) -> Path:
        """Folder users read: the current version and those before it."""
        return self.home / "published"

    @property
    def published_database(self) -> Path:
        """The one path of the warehouse users need to know."""
        return self.published_directory / "warehouse.duckdb"

    @property
    def ledger_directory(self) -> Path:
        """Append-only history of runs and checks, failed ones too."""
        return self.home / "ledger"

    @property
    def curve_directory(self) -> Path:
        """Folder of specification curves, one folder a published version; its owner's only."""
        return self.home / "curve"

    @property
    def curve_parts_directory(self) -> Path:
        """Folder of what curves are put together from, exact and by county: it is never released."""
        return self.build_directory / "curve"

    @property
    def own_frozen_specifications(self) -> Path:
        """The home's own list of specifications fixed before estimation; it may be absent."""
        return self.home / FROZEN_NAME

    @property
    def frozen_specifications(self) -> Path | None:
        """The list in force: the home's own before the one that comes with the code, None without any."""
        listed = (self.own_frozen_specifications, CHECKOUT / "analysis" / FROZEN_NAME)
        return next((path for path in listed if path.exists()), None)

    @property
    def dagster_home(self) -> Path:
        """Folder of Dagster's own run history."""
        return self.home / "dagster"

    def create_directories(self) -> None:
        """Create the folders of the home, which only its owner may enter: a real panel is about people."""
        if not self.home.exists():
            self.home.mkdir(mode=0o700, parents=True)
        for folder in (self.home / "raw", self.published_directory, self.ledger_directory, self.dagster_home):
            folder.mkdir(parents=True, exist_ok=True)
        self.build_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.build_directory.chmod(0o700)

    def as_record(self) -> dict[str, Any]:
        """Return the settings that decide the content of a version (no paths)."""
        own = self.own_frozen_specifications
        # The list that comes with the code is in the version of the code.
        frozen = {"frozen_specifications": hashlib.sha256(own.read_bytes()).hexdigest()[:16]} if own.exists() else {}
        return frozen | {
            "scale": self.scale,
            "scenario": self.scenario,
            "seed": self.seed,
            "fill_with_twin": self.fill_with_twin,
            "national_only": self.national_only,
            "counting_rule": self.counting_rule,
            "tables": ",".join(self.tables) or "all",
        }


def default_home() -> Path:
    """Return FEDLOCAL_HOME, or `var/` in the checkout."""
    return Path(os.environ.get("FEDLOCAL_HOME") or CHECKOUT / "var").expanduser().resolve()


def settings_from_environment(**overrides: Any) -> Settings:
    """Read the settings from FEDLOCAL_* variables; keyword arguments that are not None win.

    Tables may be given as one text with commas.
    Raises ValueError when a scale, scenario or table is unknown or the seed is not a whole number.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    if isinstance(given.get("tables"), str):
        given["tables"] = _listed(given["tables"])
    home = Path(given.pop("home", default_home())).expanduser().resolve()
    raw = given.pop("raw_directory", os.environ.get("FEDLOCAL_RAW")) or home / "raw"
    base = Settings(
        home=home,
        raw_directory=Path(raw).expanduser().resolve(),
        scale=os.environ.get("FEDLOCAL_SCALE", "small"),
        scenario=os.environ.get("FEDLOCAL_SCENARIO", "paper"),
        seed=int(os.environ.get("FEDLOCAL_SEED", DEFAULT_SEED)),
        fill_with_twin=_is_yes("FEDLOCAL_FILL_WITH_TWIN"),
        national_only=_is_yes("FEDLOCAL_NATIONAL_ONLY"),
        counting_rule=os.environ.get("FEDLOCAL_COUNTING_RULE", "default"),
        tables=_listed(os.environ.get("FEDLOCAL_TABLES", "")),
    )
    return replace(base, **given)


def _listed(text: str) -> tuple[str, ...]:
    """Return the names in a text with commas; `all` names none, which stands for all."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    return () if names == ("all",) else names


def _tables_in_order(tables: tuple[str, ...]) -> tuple[str, ...]:
    """Return tables in the order of the registry, once each, so that equal choices make equal versions."""
    if not tables:
        return ()
    # The registry takes a tenth of a second to read; commands that estimate nothing should not wait for it.
    from analysis.specification import load_registry

    known = tuple(load_registry().tables)
    unknown = [table for table in tables if table not in known]
    if unknown:
        raise ValueError(f"no table {', '.join(unknown)} in the registry; choose from {', '.join(known)}")
    return tuple(table for table in known if table in tables)


def _is_yes(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in ("1", "true", "yes")


def settings_environment(settings: Settings) -> dict[str, str]:
    """Return the environment variables that make another process read the same settings."""
    return {
        "FEDLOCAL_HOME": str(settings.home),
        "FEDLOCAL_RAW": str(settings.raw_directory),
        "FEDLOCAL_SCALE": settings.scale,
        "FEDLOCAL_SCENARIO": settings.scenario,
        "FEDLOCAL_SEED": str(settings.seed),
        "FEDLOCAL_FILL_WITH_TWIN": str(settings.fill_with_twin).lower(),
        "FEDLOCAL_NATIONAL_ONLY": str(settings.national_only).lower(),
        "FEDLOCAL_COUNTING_RULE": settings.counting_rule,
        "FEDLOCAL_TABLES": ",".join(settings.tables),
        BUILD_DATABASE_VARIABLE: str(settings.build_database),
        BUILD_MEMORY_VARIABLE: settings.memory_limit,
        "DAGSTER_HOME": str(settings.dagster_home),
        **OFFLINE_ENVIRONMENT,
    }


def apply_environment(settings: Settings) -> None:
    """Set the settings' environment variables in this process, for dbt, Dagster and Great Expectations."""
    os.environ.update(settings_environment(settings))
