"""Leads a person through a script, sentence by sentence, until each is recorded."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack
from enum import StrEnum
from typing import Protocol

from assistant.audio import Frame
from assistant.errors import StorageError
from assistant.ports import VoiceActivity
from devices.recordings.capture import loudness
from devices.recordings.capture.archive import Archive
from devices.recordings.capture.quality import Quality, checked
from devices.recordings.capture.session import Session
from devices.recordings.capture.take import Take, Taking

_SHOWN = 5
"""Frames of which the level is shown at once: 0.1 s."""


class Command(StrEnum):
    """What a person types, before Enter."""

    RECORD = ""
    """Enter alone; while a sentence is recorded, it ends it."""
    KEEP = "k"
    """Keep the take although something is wrong with it."""
    SKIP = "s"
    BACK = "b"
    QUIT = "q"


class Microphone(Protocol):
    """A source of sound that is open."""

    @property
    def overruns(self) -> int:
        """Frames lost because nobody took them in time."""

    def __aiter__(self) -> AsyncIterator[Frame]:
        """The frames from now on."""


class Keys(Protocol):
    """What the person types."""

    async def line(self) -> str:
        """The next line."""

    def pressed(self) -> str | None:
        """A line that was typed meanwhile."""


class Prompter(Protocol):
    """What the person sees."""

    def ask(self, session: Session, *, spoiled: bool) -> None:
        """Show the sentence, and what may be typed.

        Args:
            session: where the person is.
            spoiled: there is a take that something is wrong with.
        """

    def listening(self) -> AbstractContextManager[Callable[[float], None]]:
        """Show that the microphone is on, and with each call how loud it is, in dBFS."""

    def found(self, quality: Quality) -> None:
        """Tell what is wrong with a take."""

    def kept(self, file: str, quality: Quality) -> None:
        """Tell that a take was written."""

    def unknown(self) -> None:
        """Tell that what was typed means nothing here."""

    def trouble(self, error: StorageError) -> None:
        """Tell that a take could not be written, and that Enter tries again."""


class _Meter:
    """Shows how loud it is, ten times a second."""

    def __init__(self) -> None:
        self.show: Callable[[float], None] | None = None
        self._levels: list[float] = []

    def hear(self, frame: Frame) -> None:
        self._levels.append(loudness.level(loudness.wave(frame.pcm)))
        if self.show is not None and len(self._levels) == _SHOWN:
            self.show(max(self._levels))
            self._levels.clear()


class Recorder:
    """Records a script.

    Args:
        session: where the person is.
        archive: where takes go.
        microphone: opens it; it is open only while a sentence is recorded.
        activity: tells speech from other sound.
        keys: what the person types.
        prompter: what the person sees.
    """

    def __init__(
        self,
        *,
        session: Session,
        archive: Archive,
        microphone: Callable[[], AbstractContextManager[Microphone]],
        activity: VoiceActivity,
        keys: Keys,
        prompter: Prompter,
    ) -> None:
        self._session = session
        self._archive = archive
        self._microphone = microphone
        self._activity = activity
        self._keys = keys
        self._prompter = prompter
        self._spoiled: tuple[Take, Quality] | None = None

    async def run(self) -> None:
        """Go on until all is recorded, or the person has had enough.

        Raises:
            MissingPartError: if the microphone is gone.
            StorageError: if a take cannot be written and the person gives up.
        """
        while self._session.sentence is not None:
            self._prompter.ask(self._session, spoiled=self._spoiled is not None)
            typed: str | None = await self._keys.line()
            while typed is not None:
                if typed == Command.QUIT:
                    return
                typed = await self._obey(typed)

    async def _obey(self, typed: str) -> str | None:
        """Do what was typed; what is typed while it is done is to be done next."""
        if typed == Command.RECORD:
            return await self._record()
        if typed == Command.KEEP and self._spoiled is not None:
            await self._keep(*self._spoiled)
        elif typed == Command.SKIP:
            self._session.skip()
            self._spoiled = None
        elif typed == Command.BACK and self._session.back():
            self._spoiled = None
        else:
            self._prompter.unknown()
        return None

    async def _record(self) -> str | None:
        assert self._session.sentence is not None
        take, typed = await self._taken()
        if typed is not None:
            return typed
        quality = checked(take, len(self._session.sentence.text.split()))
        if quality.faults:
            self._spoiled = take, quality
            self._prompter.found(quality)
        else:
            await self._keep(take, quality)
        return None

    async def _taken(self) -> tuple[Take, str | None]:
        """A take; and what was typed that gives it up."""
        taking, meter, typed = Taking(), _Meter(), None
        self._activity.reset()
        with self._microphone() as source, ExitStack() as shown:
            async for frame in source:
                if meter.show is None:  # Some microphones take seconds to begin.
                    meter.show = shown.enter_context(self._prompter.listening())
                taking.hear(frame, self._activity.feed(frame))
                meter.hear(frame)
                typed = self._keys.pressed()
                if taking.over or typed is not None:
                    break
            return taking.take(source.overruns), typed or None

    async def _keep(self, take: Take, quality: Quality) -> None:
        """Write a take; where that fails, the person may make room, and it is tried again."""
        assert self._session.sentence is not None
        while True:
            try:
                file = self._archive.keep(self._session.sentence, take.trimmed(), self._session.file)
                break
            except StorageError as error:
                self._prompter.trouble(error)
                if await self._keys.line() == Command.QUIT:
                    raise
        self._spoiled = None
        self._session.keep(file)
        self._prompter.kept(file, quality)
