"""What plays recordings on a machine of a cluster: it holds its engines, and gets the recordings' files."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from assistant.errors import AisleError, MissingPartError
from devices.recordings.dispatch import Ready, Task
from devices.recordings.fingerprint import PACKAGE
from devices.recordings.fresh import prepared
from devices.recordings.plan import Plan, RecordingPlayer
from devices.recordings.playing import played
from devices.recordings.shipping import Files, Returned, elsewhere, unpack


class Station:
    """Plays one recording after the other.

    Errors that a person is told come back as what they are, not raised: nothing of them goes into a log.

    Args:
        plan: how; traces and sounds are sent back where it names folders for them.
        noises: what is mixed in.
        run: a name for the folder of all stations of a run.
        slot: which of those that play at once.
        release: this program's version where the recordings come from.
        careful: the engines are loaded before it is ready.
    """

    def __init__(
        self,
        plan: Plan,
        noises: Files,
        run: str,
        slot: int,
        release: str,
        careful: bool,
    ) -> None:
        self._plan, self._slot, self._careful = plan, slot, careful
        self._release = release
        self._noises = noises
        together = _folder(run)
        together.mkdir(mode=0o700, exist_ok=True)
        self._folder = Path(mkdtemp(dir=together))
        self._root, self._out = self._folder / "files", self._folder / "out"
        self._player: RecordingPlayer | None = None

    def begin(self) -> Ready | AisleError:
        """Make all ready."""
        try:
            if (here := version(PACKAGE)) != self._release:
                raise MissingPartError(
                    f"A machine of the cluster has Aisle {here}, and this one has {self._release}.",
                    "Install the same version on all.",
                )
            unpack(self._noises, self._root)
            wanted = {
                "settings": prepared(self._plan.settings, self._folder),
                "trace": self._plan.trace and self._out / "trace",
                "media": self._plan.media and self._out / "media",
            }
            self._plan = self._plan.model_copy(update=wanted)
            self._player = self._plan.player(self._plan)
            if self._careful:
                self._player.load()
        except AisleError as error:
            return error
        return Ready()

    def play(self, task: Task, files: Files) -> Returned | AisleError:
        """Play a recording whose files are sent with it."""
        assert self._player is not None
        made: list[Path] = []
        try:
            made = unpack(files, self._root)
            there = Task(task.index, elsewhere(task.recording, self._root))
            outcome = played(self._player, self._plan, there, self._slot)
            return Returned(outcome, str(self._root), dict(self._written()))
        except AisleError as error:
            return error
        finally:
            for path in made:
                path.unlink(missing_ok=True)

    def end(self) -> None:
        """Let go of everything."""
        if self._player is not None:
            self._player.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        with suppress(OSError):  # others are still at work
            self._folder.parent.rmdir()

    def _written(self) -> Iterator[tuple[str, bytes]]:
        for path in sorted(self._out.rglob("*")):
            if path.is_file():
                yield path.relative_to(self._out).as_posix(), path.read_bytes()
                path.unlink()


def remove(run: str) -> None:
    """Remove what stations have left on this machine that were killed."""
    shutil.rmtree(_folder(run), ignore_errors=True)


def _folder(run: str) -> Path:
    return Path(gettempdir()) / run
