"""What people look at, in a browser that reaches nothing but this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAYERS = ("sources", "raw", "staging", "intermediate", "marts", "quality", "results", "published")


def _console_errors(browser: webdriver.Chrome) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def _open(browser: webdriver.Chrome, address: str, picture: Path) -> str:
    browser.get_log("browser")
    browser.get(address)
    browser.save_screenshot(str(picture))
    return browser.find_element(By.TAG_NAME, "body").text


def test_the_report_opens_offline_and_says_synthetic(
    browser: webdriver.Chrome, refreshed_home: Path, screenshots: Path
) -> None:
    text = _open(browser, (refreshed_home / "published/reports/index.html").as_uri(), screenshots / "report.png")
    assert "SYNTHETIC" in text
    assert "Secure Communities" in text
    assert browser.find_elements(By.TAG_NAME, "svg")
    assert _console_errors(browser) == []


def test_the_quality_page_opens_offline_and_counts_the_checks(
    browser: webdriver.Chrome, refreshed_home: Path, screenshots: Path
) -> None:
    text = _open(browser, (refreshed_home / "published/reports/quality.html").as_uri(), screenshots / "quality.png")
    assert "respondent_periods" in text
    assert "passed" in text.lower()
    assert _console_errors(browser) == []


def test_dagster_shows_the_layers_as_groups(browser: webdriver.Chrome, dagster_pages: str, screenshots: Path) -> None:
    browser.get(f"{dagster_pages}/asset-groups")
    WebDriverWait(browser, 60).until(
        lambda page: all(layer in page.find_element(By.TAG_NAME, "body").text for layer in LAYERS)
    )
    browser.save_screenshot(str(screenshots / "dagster_graph.png"))


def test_dagster_shows_the_run_of_the_command_line(
    browser: webdriver.Chrome, dagster_pages: str, screenshots: Path
) -> None:
    browser.get(f"{dagster_pages}/runs")
    WebDriverWait(browser, 60).until(lambda page: "refresh" in page.find_element(By.TAG_NAME, "body").text)
    browser.save_screenshot(str(screenshots / "dagster_runs.png"))
    assert "Success" in browser.find_element(By.TAG_NAME, "body").text
