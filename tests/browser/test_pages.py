"""What people look at, in a browser that reaches nothing but this machine."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.png import distinct_bytes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("index.html", "estimators.html", "policies.html", "respondents.html", "places.html", "quality.html")
A4_WIDTH_PX = 718
"""A sheet less Chromium's margins of a centimetre, at 96 pixels an inch."""
BEYOND_THE_SHEET = """
    return [...document.querySelectorAll("main table, main svg.chart, main p, main li, main td")]
        .filter(one => one.getBoundingClientRect().right > arguments[0] + 1)
        .map(one => one.textContent.trim().slice(0, 60))
"""
TABLES_AS_SHOWN = """
    return [...document.querySelectorAll("main table")]
        .map(one => [getComputedStyle(one).display, one.getBoundingClientRect().height])
"""
NOTES_BEYOND_THEIR_CELL = """
    return [...document.querySelectorAll("th .note, td .note")]
        .filter(one => one.getBoundingClientRect().right > one.parentElement.getBoundingClientRect().right + 1)
        .map(one => one.textContent)
"""
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


def test_the_people_page_opens_offline_with_every_section(
    browser: webdriver.Chrome, refreshed_home: Path, screenshots: Path
) -> None:
    address = (refreshed_home / "published/reports/respondents.html").as_uri()
    text = _open(browser, address, screenshots / "respondents.png")
    assert "Who was asked, and what they told" in browser.find_element(By.TAG_NAME, "h1").text
    assert "SYNTHETIC" in browser.find_element(By.CSS_SELECTOR, ".banner").text
    assert "takes out" in text
    for section in ("flow", "rates", "lost"):
        assert browser.find_elements(By.CSS_SELECTOR, f"#{section} svg.chart"), section
    assert browser.find_elements(By.CSS_SELECTOR, "#codebook details")
    assert not browser.find_elements(By.CSS_SELECTOR, "section .empty")
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert distinct_bytes(screenshots / "respondents.png") > 50
    assert _console_errors(browser) == []


def test_the_page_of_places_opens_offline_with_every_section(
    browser: webdriver.Chrome, refreshed_home: Path, screenshots: Path
) -> None:
    address = (refreshed_home / "published/reports/places.html").as_uri()
    _open(browser, address, screenshots / "places.png")
    assert "The places people live in" in browser.find_element(By.TAG_NAME, "h1").text
    assert "SYNTHETIC" in browser.find_element(By.CSS_SELECTOR, ".banner").text
    for section, n_pictures in (("releases", 1), ("index", 1), ("crime", 4), ("coverage", 2), ("ice", 3)):
        pictures = browser.find_elements(By.CSS_SELECTOR, f"#{section} svg.chart")
        assert len(pictures) == n_pictures and all(picture.is_displayed() for picture in pictures), section
    for section in ("index", "destinations", "police"):
        assert browser.find_element(By.CSS_SELECTOR, f"#{section} svg.map").is_displayed(), section
    assert not browser.find_elements(By.CSS_SELECTOR, "section .empty")
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert distinct_bytes(screenshots / "places.png") > 50
    assert _console_errors(browser) == []


def test_the_page_of_estimators_opens_offline_with_every_section(
    browser: webdriver.Chrome, refreshed_home: Path, screenshots: Path
) -> None:
    address = (refreshed_home / "published/reports/estimators.html").as_uri()
    _open(browser, address, screenshots / "estimators.png")
    assert "Do the estimators agree?" in browser.find_element(By.TAG_NAME, "h1").text
    assert "SYNTHETIC" in browser.find_element(By.CSS_SELECTOR, ".banner").text
    for section in ("comparison", "inference", "staggered", "groups"):
        bars = browser.find_elements(By.CSS_SELECTOR, f"#{section} svg.bar")
        assert bars and bars[0].is_displayed() and bars[0].size["width"] > 80, section
    for section in ("leads", "matched"):
        assert browser.find_element(By.CSS_SELECTOR, f"#{section} svg.chart").is_displayed(), section
    assert not browser.find_elements(By.CSS_SELECTOR, "section .empty")
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert distinct_bytes(screenshots / "estimators.png") > 50
    assert _console_errors(browser) == []


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_a_telephone(browser: webdriver.Chrome, refreshed_home: Path, page: str) -> None:
    metrics = {"width": 420, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        browser.get((refreshed_home / "published/reports" / page).as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= metrics["width"]
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("page", ("index.html", "estimators.html"))
def test_a_printed_page_keeps_its_tables_and_cuts_nothing_off(
    browser: webdriver.Chrome, refreshed_home: Path, page: str
) -> None:
    """A sheet of A4 is narrower than the screens that get a card a row, and folded parts cannot be opened on paper."""
    metrics = {"width": A4_WIDTH_PX, "height": 1047, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        browser.get((refreshed_home / "published/reports" / page).as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= A4_WIDTH_PX
        assert browser.execute_script(BEYOND_THE_SHEET, A4_WIDTH_PX) == []
        shown = browser.execute_script(TABLES_AS_SHOWN)
        assert len(shown) > 5
        assert {kind for kind, _ in shown} == {"table"}
        assert all(height > 0 for _, height in shown), "a table in a folded part is not printed"
        assert base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"]).startswith(b"%PDF")
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("page", ("index.html", "estimators.html"))
def test_no_note_lies_over_the_picture_beside_it(browser: webdriver.Chrome, refreshed_home: Path, page: str) -> None:
    browser.get((refreshed_home / "published/reports" / page).as_uri())
    assert browser.execute_script(NOTES_BEYOND_THEIR_CELL) == []


@pytest.fixture
def policies_page(browser: webdriver.Chrome, refreshed_home: Path) -> webdriver.Chrome:
    """Open the policies page from its file, with an empty console."""
    browser.get_log("browser")
    browser.get((refreshed_home / "published/reports/policies.html").as_uri())
    return browser


def _counties(page: webdriver.Chrome, state: str) -> int:
    return len(page.find_elements(By.CSS_SELECTOR, f"#county-map .counties path.{state}"))


def _choose(page: webdriver.Chrome, policy: str) -> None:
    page.find_element(By.XPATH, f"//div[@id='county-map']//button[text()='{policy}']").click()


def _slide_to(page: webdriver.Chrome, month: str) -> None:
    """Move the slider as a pointer would: set its value and say so."""
    slider = page.find_element(By.ID, "map-month")
    first_year, first_month = map(
        int, page.find_element(By.ID, "county-map").get_attribute("data-first-month").split("-")
    )
    year, number = map(int, month.split("-"))
    position = (year - first_year) * 12 + number - first_month
    page.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))", slider, position
    )
    assert page.find_element(By.CSS_SELECTOR, "#county-map output").text == month


def test_the_policies_page_opens_offline_and_asks_for_nothing(
    policies_page: webdriver.Chrome, screenshots: Path
) -> None:
    assert "Which policy was in force where, and when?" in policies_page.find_element(By.TAG_NAME, "h1").text
    assert "SYNTHETIC" in policies_page.find_element(By.CSS_SELECTOR, ".banner").text
    assert policies_page.execute_script("return performance.getEntriesByType('resource').length") == 0
    policies_page.save_screenshot(str(screenshots / "policies.png"))
    assert distinct_bytes(screenshots / "policies.png") > 50
    assert _console_errors(policies_page) == []


def test_the_slider_of_the_map_moves_counties_in_and_out(policies_page: webdriver.Chrome, screenshots: Path) -> None:
    _choose(policies_page, "Secure Communities")
    n_in_force = {}
    for month in ("2007-12", "2010-06", "2014-06", "2015-03"):
        _slide_to(policies_page, month)
        n_in_force[month] = _counties(policies_page, "on")
        reading = policies_page.find_element(By.CSS_SELECTOR, "#county-map .reading").text
        assert f"{month}: in force in {n_in_force[month]:,} of 3,143 counties" in reading
    assert n_in_force["2007-12"] == n_in_force["2015-03"] == 0
    assert 0 < n_in_force["2010-06"] < n_in_force["2014-06"]
    policies_page.find_element(By.ID, "map-month").send_keys(Keys.ARROW_LEFT)
    assert policies_page.find_element(By.CSS_SELECTOR, "#county-map output").text == "2015-02"
    _slide_to(policies_page, "2014-06")
    policies_page.find_element(By.ID, "map").screenshot(str(screenshots / "policies_map.png"))
    assert distinct_bytes(screenshots / "policies_map.png") > 50
    assert _console_errors(policies_page) == []


def test_a_policy_button_is_pressed_alone_and_redraws_the_map(policies_page: webdriver.Chrome) -> None:
    _slide_to(policies_page, "2014-06")
    drawn = set()
    for policy in ("Secure Communities", "287(g) jail model"):
        _choose(policies_page, policy)
        pressed = policies_page.find_elements(By.CSS_SELECTOR, "#county-map button[aria-pressed='true']")
        assert [button.text for button in pressed] == [policy]
        drawn.add(_counties(policies_page, "on"))
    assert len(drawn) == 2


def test_without_scripts_the_map_shows_the_newest_month(browser: webdriver.Chrome, refreshed_home: Path) -> None:
    address = (refreshed_home / "published/reports/policies.html").as_uri()
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(address)
        # The driver's own look-ups need no scripts of the page.
        assert not browser.find_element(By.CSS_SELECTOR, "#county-map .buttons").is_displayed()
        assert _counties(browser, "on") > 0
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_the_pages_lead_to_each_other(browser: webdriver.Chrome, refreshed_home: Path) -> None:
    browser.get((refreshed_home / "published/reports/index.html").as_uri())
    for link, heading in (
        ("policies.html", "Which policy was in force where, and when?"),
        ("respondents.html", "Who was asked, and what they told"),
        ("quality.html", "Can this run be trusted?"),
        ("estimators.html", "Do the estimators agree?"),
        ("respondents.html", "Who was asked, and what they told"),
        ("policies.html", "Which policy was in force where, and when?"),
        ("index.html", "Are people safer"),
    ):
        browser.find_element(By.CSS_SELECTOR, f"nav a[href='{link}']").click()
        assert heading in browser.find_element(By.TAG_NAME, "h1").text


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
