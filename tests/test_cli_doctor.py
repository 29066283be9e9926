"""`aisle doctor`: what works, what does not, and how to mend it."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import MissingPartError
from assistant.settings import Settings, Shop
from commands import Ended, aisle, settings
from devices.cli import MISSING
from devices.cli.checks import Check, Level, machine, tried
from devices.cli.engine_checks import shops


def named(checks: Iterable[Check]) -> dict[str, Check]:
    return {f"{check.group}: {check.name}": check for check in checks}


def told(ended: Ended) -> dict[str, Any]:
    return {f"{check['group']}: {check['name']}": check for check in json.loads(ended.out)["checks"]}


def test_every_engine_is_really_used_and_the_demo_can_run(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "doctor", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["ready"] is True
    checks = told(ended)
    assert all(check["level"] != "missing" for check in checks.values())
    assert 'listens for "alexa"' in checks["wakewords: micro"]["found"]
    assert "hello" in checks["recognizers: moonshine"]["found"].lower()
    assert 'said "hello"' in checks["synthesizers: hibari"]["found"]
    assert {"stores: market", "stores: coffee", "voice_activity: silero", "sound: PortAudio"} <= set(checks)
    assert all(check["fix"] for check in checks.values() if check["level"] != "ok")
    # Looking does not change what is looked at.
    assert not (tmp_path / "data").exists()


def test_what_the_demo_needs_and_has_not_is_told_in_the_table(tmp_path: Path) -> None:
    unknown = '[voice]\nengine = "hal"\n[wake]\nengine = "ear"\n'
    wrong = '[recognition]\nengine = "moonshine"\noptions = {loud = true}\n'
    ended = aisle(tmp_path, "--settings", settings(tmp_path, unknown + wrong), "doctor")
    assert ended.code == MISSING
    lines = [line for line in ended.out.splitlines() if "│ missing" in line]
    assert [line.split()[1:3] for line in lines] == [
        ["wakewords:", "ear"],
        ["synthesizers:", "hal"],
        ["recognizers:", "moonshine"],
    ]
    assert "There are: hibari" in ended.out
    assert "cannot run" in ended.out


def test_broken_settings_are_one_of_the_findings(tmp_path: Path) -> None:
    checks = named(machine(settings(tmp_path, "[wake]\nsure = 7\n"), Settings(data_dir=tmp_path)))
    assert checks["system: settings"].level is Level.MISSING
    assert "wake.sure" in checks["system: settings"].found
    assert checks["system: libraries"].level is Level.OK


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_without_the_right_to_write_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    checks = named(machine(None, Settings(data_dir=tmp_path / "data")))
    assert checks["system: data folder"].level is Level.MISSING


def test_a_damaged_household_is_told(tmp_path: Path) -> None:
    (tmp_path / "household.db").write_bytes(b"no database" * 100)
    found = named(machine(None, Settings(data_dir=tmp_path)))["system: household"]
    assert (found.level, "damaged" in found.found) == (Level.MISSING, True)


def test_a_damaged_shop_is_told(tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    named(shops(Settings(data_dir=tmp_path)))
    for file in set(tmp_path.iterdir()) - before:
        file.write_bytes(b"no database" * 100)
    checks = named(shops(Settings(data_dir=tmp_path, store=Shop(name="coffee"))))
    assert checks["stores: coffee"].level is Level.MISSING
    assert checks["stores: market"].level is Level.WARNING


def test_a_part_that_is_not_needed_is_only_a_warning_even_if_it_breaks() -> None:
    def broken() -> str:
        raise OSError("libsomething.so: cannot open")

    def missing() -> str:
        raise MissingPartError("There is no model.", "Get one.")

    assert tried("a", "b", broken, needed=False).level is Level.WARNING
    assert tried("a", "b", missing).model_dump(exclude={"seconds"}) == {
        "group": "a",
        "name": "b",
        "level": Level.MISSING,
        "found": "There is no model.",
        "fix": "Get one.",
    }
