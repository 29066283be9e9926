"""The report's page in a real browser."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from devices.recordings.corpus import Problem
from devices.recordings.report.kept import outline_file
from devices.recordings.report.page import write_page
from devices.recordings.results import Report, report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
from reported import HOSTILE, few, folder_of, hostile, keep, outcome, scenario, wrong

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MANY = 5_000


def everything() -> Report:
    """Thousands of results, of which some are odd."""
    names = [f"clips/{number:05d}.flac" for number in range(MANY - 2)]
    ratios = (None, 24.0, 12.0, 6.0)
    results = [outcome(name, number, snr=ratios[number % 4]) for number, name in enumerate(names)]
    problems = [
        Problem("clips/broken.wav", "It is no sound file."),
        Problem("corpus.jsonl, line 9", "Its audio is no file name."),
        Problem(HOSTILE, HOSTILE),
    ]
    return report([hostile(), scenario(), *results], problems, wall=700, jobs=2, memory=412)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed; sh devices/setup.sh test installs Debian's")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        # As root, as in a container, Chromium has no sandbox.
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with thousands of results, hundreds with a trace and an outline, the first ones with sound."""
    folder, found = tmp_path_factory.mktemp("crowd"), everything()
    for result in found.results[:3]:
        keep(folder, result)
    source = outline_file(folder, found.results[2].id)
    for result in found.results[3:500]:
        os.link(source, outline_file(folder, result.id))
    return write_page(folder, found)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("small"), few(), few().results[:4])


class Shown:
    """A page in the browser, and what went wrong in it."""

    def __init__(self, browser: "Browser", **options: Any) -> None:
        self.page = browser.new_context(**options).new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda said: self.trouble.append(said.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("requestfailed", lambda request: self.trouble.append(request.url[:200]))
        self.page.set_default_timeout(20_000)

    def open(self, path: Path, fragment: str = "") -> "Page":
        self.page.goto(path.as_uri() + fragment)
        self.page.wait_for_selector("#rows-shown tr")
        return self.page

    def names(self) -> list[str]:
        """Of the rows that are there, from the first one in sight."""
        return self.page.locator("#rows-shown .c-name").all_text_contents()


def until(page: "Page", condition: str) -> None:
    """Wait for a condition, under the page's own policy, which lets no text be run as a script."""
    look = f"() => ({condition}) ? done() : requestAnimationFrame(look)"
    page.evaluate(f"() => new Promise((done) => {{ const look = {look}; look(); }})")


@pytest.fixture
def shown(browser: "Browser") -> Iterator[Shown]:
    """Fails where a script failed, something was printed, or a file was not found."""
    found = Shown(browser, viewport={"width": 1400, "height": 1000})
    yield found
    found.page.context.close()
    assert found.trouble == []


def test_thousands_of_results_are_shown_sorted_and_filtered_without_a_wait(crowd: Path, shown: Shown) -> None:
    page = shown.open(crowd)
    assert page.locator("#count").inner_text() == f"{MANY + 3:,} results"
    assert page.locator("#rows-shown tr").count() < 60
    took = page.evaluate(
        """() => {
          const time = (act) => { const began = performance.now(); act(); return performance.now() - began; };
          const click = (css) => document.querySelector(css).click();
          const search = document.querySelector('#search');
          const type = (text) => { search.value = text; search.dispatchEvent(new Event('input')); };
          const scroll = () => { document.querySelector('#window').scrollTop = 1e5; };
          return [() => click('[data-column=name] button'), () => click('[data-column=wait] button'),
            () => type('mocha'), () => click('[value=failed]'), () => type(''), scroll].map(time);
        }"""
    )
    # Each takes some milliseconds; a slow machine may need many times as long.
    assert max(took) < 1500
    until(page, "document.querySelector('#rows-shown tr').getAttribute('aria-rowindex') > 1000")


def test_rows_are_sorted_up_and_down_and_say_so(crowd: Path, shown: Shown) -> None:
    page = shown.open(crowd)
    heading = page.locator("[data-column=name]")
    page.locator("#search").fill("clips/0")
    page.get_by_role("button", name="Sort by Recording").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert shown.names()[:2] == ["clips/00000.flac", "clips/00001.flac"]
    page.get_by_role("button", name="Sort by Recording").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert shown.names()[0] == f"clips/{MANY - 3:05d}.flac"
    page.get_by_role("button", name="Sort by Recording").click()
    assert heading.get_attribute("aria-sort") == "none"


def test_what_has_no_value_comes_last_in_both_directions(small: Path, shown: Shown) -> None:
    page = shown.open(small)
    for _ in range(2):
        page.get_by_role("button", name="Sort by Wait").click()
        assert shown.names()[-1] == "clips/broken.wav"


def test_rows_are_found_by_outcome_words_and_condition(crowd: Path, shown: Shown) -> None:
    page = shown.open(crowd)
    page.get_by_text("Problems").click()
    assert page.locator("#rows-shown .c-heard").all_text_contents()[0] == "It is no sound file."
    page.get_by_text("Failed").click()
    assert set(page.locator("#rows-shown .badge").all_text_contents()) == {"wrong"}
    page.locator("#search").fill("TRIPS/")
    assert shown.names() == ["trips/checkout.yaml"]
    page.get_by_text("All 5,003").click()
    page.locator("#search").fill("")
    page.locator("#condition").select_option("kitchen.flac at 6 dB")
    assert set(page.locator("#rows-shown .c-condition").all_text_contents()) == {"kitchen.flac at 6 dB"}
    page.locator("#search").fill("nothing has these words")
    assert page.locator("#rows-shown").inner_text() == "Nothing matches."


def test_the_table_can_be_used_with_the_keyboard_alone(crowd: Path, shown: Shown) -> None:
    page = shown.open(crowd)
    page.locator("#table").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    active = page.locator("#table").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-rowindex") == "4"
    page.keyboard.press("End")
    active = page.locator("#table").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").is_visible()
    assert page.locator(f"#{active}").get_attribute("aria-rowindex") == str(MANY + 4)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#detail-title").inner_text() == "trips/checkout.yaml"
    page.keyboard.press("j")
    until(page, "document.querySelector('#detail-title').textContent === 'clips/00000.flac'")
    page.keyboard.press("Escape")
    assert page.locator("#detail[open]").count() == 0
    assert page.evaluate("document.activeElement.id") == "table"


def test_an_opened_recording_is_drawn_and_can_be_played(crowd: Path, shown: Shown) -> None:
    page = shown.open(crowd)
    page.get_by_role("link", name="clips/00000.flac").first.click()
    page.wait_for_selector("#detail[open] canvas")
    colours = page.evaluate(
        """() => {
          const canvas = document.querySelector('#detail canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const found = new Set();
          const solid = (at) => data[at + 3] === 255;
          for (let at = 0; at < data.length; at += 4) if (solid(at)) found.add(data.slice(at, at + 3).join());
          return found.size;
        }"""
    )
    assert colours >= 2
    marks = {
        mark.split()[-1]
        for mark in page.locator(".mark").evaluate_all("all => all.map((one) => one.className)")
    }
    assert {"wake", "speech", "decided", "reply"} <= marks
    until(page, "document.querySelector('#audio').readyState >= 1")
    assert page.evaluate("document.querySelector('#audio').duration") == pytest.approx(6, abs=0.15)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "document.querySelector('#audio').currentTime > 0.2")
    page.get_by_role("button", name="Pause").click()
    page.locator(".track").focus()
    page.keyboard.press("End")
    assert page.locator(".track").get_attribute("aria-valuetext") == "0:06.0 of 0:06.0"
    assert page.locator(".event.now strong").inner_text() == "Spoken"


def test_differences_are_marked_and_the_way_there_is_told(small: Path, shown: Shown) -> None:
    page = shown.open(small, f"#{wrong().id}")
    page.wait_for_selector("#detail[open]")
    assert page.locator(".compare del").all_text_contents() == ["flat white,"]
    assert page.locator(".compare ins").all_text_contents() == ["tea,"]
    assert page.locator(".compare .complaint").all_text_contents() == ["The cart is another."]
    assert page.locator(".trace strong").all_text_contents()[:3] == ["Awake", "Speech begins", "Turn over"]
    assert "Heard" in page.locator(".trace").inner_text()
    assert page.locator(".times b").count() == 5


def test_a_scenario_tells_its_steps_and_what_was_not_kept(small: Path, shown: Shown) -> None:
    page = shown.open(small, f"#{scenario().id}")
    page.wait_for_selector("#detail[open]")
    assert "The reply was to mention 4.99." in page.locator(".steps li.wrong").inner_text()
    assert "line 19" in page.locator(".steps li.wrong").inner_text()
    assert page.locator(".missing").inner_text() == "Its sound and its trace were not kept."


def test_a_recording_has_an_address_and_closing_it_leaves_it(small: Path, shown: Shown) -> None:
    page = shown.open(small)
    page.get_by_role("link", name="clips/0.flac").first.click()
    page.wait_for_selector("#detail[open]")
    assert page.url.endswith(f"#{few().results[1].id}")
    page.get_by_role("button", name="The next recording").click()
    until(page, "document.querySelector('#detail-title').textContent === 'clips/1.flac'")
    assert page.url.endswith(f"#{few().results[2].id}")
    page.go_back()
    page.wait_for_selector("#detail", state="hidden")
    page.goto(small.as_uri() + "#no-such-recording")
    assert page.locator("#detail[open]").count() == 0


def test_sound_beside_the_page_is_played_from_there(tmp_path: Path, shown: Shown) -> None:
    found = few()
    page = shown.open(folder_of(tmp_path, found, found.results[1:2], largest=0), f"#{found.results[1].id}")
    until(page, "document.querySelector('#audio').readyState >= 1")
    assert page.evaluate("document.querySelector('#audio').src").endswith(f"media/{found.results[1].id}.mp3")
    assert shown.page.locator(".play").is_enabled()


def test_nothing_that_was_said_or_named_is_run(small: Path, shown: Shown) -> None:
    page = shown.open(small)
    assert HOSTILE in shown.names()
    page.get_by_role("link", name=HOSTILE).first.click()
    page.wait_for_selector("#detail[open]")
    assert page.locator("#detail-title").text_content() == HOSTILE
    page.get_by_role("checkbox").check()
    page.locator("#detail").get_by_text(HOSTILE).first.wait_for()
    assert page.evaluate("window.hurt") is None
    assert page.locator("img, script[src], iframe").count() == 0
    assert page.title() == "Aisle replay report"


def test_a_square_of_the_confusions_shows_its_recordings(crowd: Path, shown: Shown) -> None:
    page = shown.open(crowd)
    page.get_by_role("button", name=re.compile("expected order, understood search")).focus()
    page.keyboard.press("Enter")
    assert set(page.locator("#rows-shown .c-intent").all_text_contents()) == {"search"}
    page.get_by_role("button", name=re.compile("show all again")).click()
    assert page.locator("#count").inner_text() == f"{MANY + 3:,} results"


def test_plots_have_names_axes_and_explanations(crowd: Path, shown: Shown) -> None:
    page = shown.open(crowd)
    plots = page.locator("#plots svg")
    assert plots.count() == 4
    names = plots.evaluate_all("all => all.map((one) => one.getAttribute('aria-label').split('.')[0])")
    assert names[:3] == ["Accepted over noise", "Words wrong over noise", "Latency of every stage"]
    told = plots.first.text_content() or ""
    assert "Speech-to-noise ratio (dB)" in told
    assert "95% interval" in told


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_it_fits_every_screen_in_light_and_dark(
    small: Path, browser: "Browser", scheme: str, width: int
) -> None:
    shown = Shown(browser, viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = shown.open(small)
    beyond = "() => document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(beyond) <= 0
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(ground) > 382) == (scheme == "light")
    page.evaluate(f"location.hash = '{few().results[1].id}'")
    page.wait_for_selector("#detail[open] canvas")
    inside = (
        "() => { const box = document.querySelector('#detail'); return box.scrollWidth - box.clientWidth }"
    )
    assert page.evaluate(inside) <= 0
    page.context.close()
    assert shown.trouble == []


def test_a_report_without_results_is_a_page_too(tmp_path: Path, shown: Shown) -> None:
    page = shown.open(write_page(tmp_path, report([], [Problem("a.wav", "It is empty.")], wall=0)))
    assert page.locator("#verdict").inner_text() == "Nothing was played"
    assert page.locator("#problems dd").inner_text() == "It is empty."
    assert page.locator("#rows-shown .badge").inner_text() == "not usable"
