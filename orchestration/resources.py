"""What a run is told: the refresh settings as a Dagster resource, editable in the launchpad."""

from __future__ import annotations

import dagster as dg

from orchestration.settings import Settings, apply_environment, settings_from_environment


class RefreshSettings(dg.ConfigurableResource):
    """Settings of a refresh; a field left empty takes the FEDLOCAL_* environment variable or the default."""

    home: str | None = None
    raw_directory: str | None = None
    scale: str | None = None
    scenario: str | None = None
    seed: int | None = None
    fill_with_twin: bool | None = None
    national_only: bool | None = None
    counting_rule: str | None = None
    tables: str | None = None

    def resolve(self) -> Settings:
        """Return the settings and make the environment of dbt and the checks agree with them."""
        settings = settings_from_environment(
            home=self.home,
            raw_directory=self.raw_directory,
            scale=self.scale,
            scenario=self.scenario,
            seed=self.seed,
            fill_with_twin=self.fill_with_twin,
            national_only=self.national_only,
            counting_rule=self.counting_rule,
            tables=self.tables,
        )
        settings.create_directories()
        apply_environment(settings)
        return settings


def resource_of(settings: Settings) -> RefreshSettings:
    """Return the resource that resolves to the settings given."""
    return RefreshSettings(
        home=str(settings.home),
        raw_directory=str(settings.raw_directory),
        scale=settings.scale,
        scenario=settings.scenario,
        seed=settings.seed,
        fill_with_twin=settings.fill_with_twin,
        national_only=settings.national_only,
        counting_rule=settings.counting_rule,
        tables=",".join(settings.tables) or "all",
    )
