"""Sound devices as PortAudio has them: which there are, and how one is opened."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from assistant.audio import FRAME_SAMPLES, SAMPLE_RATE
from assistant.errors import MissingPartError, SettingsError
from assistant.settings import Sound
from devices.quiet import quiet

Direction = Literal["input", "output"]
_NAMES = {"input": "microphone", "output": "loudspeaker"}
_BUSY = -9985
"""PortAudio's code for a device that is in use or was unplugged."""
_MOST_CHANNELS = 8


@dataclass(frozen=True, slots=True)
class Form:
    """How a device has its sound; always signed 16-bit."""

    rate: int = SAMPLE_RATE
    """Samples a second."""
    channels: int = 1

    @property
    def block(self) -> int:
        """Samples of a channel in 20 ms."""
        return self.rate * FRAME_SAMPLES // SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device."""

    number: int
    name: str
    inputs: int
    """Channels that it records."""
    outputs: int
    """Channels that it plays."""
    rate: int
    """Samples a second that it prefers."""
    default_input: bool
    default_output: bool


def library() -> Any:
    """The `sounddevice` module.

    Raises:
        MissingPartError: if it or PortAudio is not installed.
    """
    try:
        import sounddevice
    except ImportError as error:
        raise MissingPartError(
            "The sounddevice package is not installed.", "pip install sounddevice"
        ) from error
    except OSError as error:
        raise MissingPartError(
            "PortAudio is not installed, which the sound card needs.", "sudo apt install libportaudio2"
        ) from error
    return sounddevice


def devices() -> list[Device]:
    """All sound devices; an empty list where there are none.

    Raises:
        MissingPartError: if PortAudio is not installed.
    """
    sd = library()
    default_input, default_output = sd.default.device
    return [
        Device(
            number=number,
            name=device["name"],
            inputs=device["max_input_channels"],
            outputs=device["max_output_channels"],
            rate=int(device["default_samplerate"]),
            default_input=number == default_input,
            default_output=number == default_output,
        )
        for number, device in enumerate(sd.query_devices())
    ]


def find(wanted: str, direction: Direction) -> Device:
    """The device of a name, part of a name, or number; without one the system's own.

    Raises:
        MissingPartError: if PortAudio is not installed, or there is no device of this direction.
        SettingsError: if none or several have the name, naming those that there are.
    """
    fitting = [device for device in devices() if _channels(device, direction)]
    if not fitting:
        raise MissingPartError(
            f"This machine has no {_NAMES[direction]}.", "Plug one in, or talk by typing: aisle chat"
        )
    if not wanted:
        return next((device for device in fitting if _is_default(device, direction)), fitting[0])
    found = _named(wanted, fitting)
    if len(found) != 1:
        there = "; ".join(f"{device.number} {device.name}" for device in fitting)
        many = "is more than one" if found else "is no"
        raise SettingsError(
            f"There {many} {_NAMES[direction]} called {wanted!r}.",
            f"Set sound.{direction} to one of: {there}.",
        )
    return found[0]


def _named(wanted: str, fitting: Iterable[Device]) -> list[Device]:
    exact = [device for device in fitting if wanted in {device.name, str(device.number)}]
    return exact or [device for device in fitting if wanted.casefold() in device.name.casefold()]


def _channels(device: Device, direction: Direction) -> int:
    return device.inputs if direction == "input" else device.outputs


def _is_default(device: Device, direction: Direction) -> bool:
    return device.default_input if direction == "input" else device.default_output


def _form(device: Device, direction: Direction) -> Form:
    """The device's form that needs the least conversion: 16 kHz mono if it has that."""
    sd = library()
    check = sd.check_input_settings if direction == "input" else sd.check_output_settings
    error: Exception | None = None
    for channels in (1, min(_MOST_CHANNELS, _channels(device, direction))):
        for rate in (SAMPLE_RATE, device.rate):
            try:
                with quiet():
                    check(device=device.number, channels=channels, dtype="int16", samplerate=rate)
            except sd.PortAudioError as refused:
                error = refused
            else:
                return Form(rate, channels)
    assert error
    raise unusable(device.name, direction, error) from error


def unusable(name: str, direction: Direction, error: Exception) -> MissingPartError:
    """What to tell a person of PortAudio's error."""
    if _BUSY in error.args:
        return MissingPartError(
            f"The {_NAMES[direction]} {name!r} is in use by another program, or was unplugged.",
            "Close that program, or choose another device.",
        )
    return MissingPartError(
        f"The {_NAMES[direction]} {name!r} cannot be used: {error.args[0] if error.args else error}.",
        f"Choose another device with sound.{direction} in the settings.",
    )


class Stream:
    """An open device, which is not started yet.

    Args:
        settings: which device, and its latency.
        direction: to record or to play.
        callback: as `sounddevice` calls it, in a thread of PortAudio's.

    Raises:
        MissingPartError: if PortAudio or a device is missing, or it cannot be used.
        SettingsError: if there is no device of that name.
    """

    def __init__(
        self, settings: Sound, direction: Direction, callback: Callable[[Any, int, Any, Any], None]
    ) -> None:
        sd = library()
        device = find(settings.input if direction == "input" else settings.output, direction)
        self.name = device.name
        self.form = _form(device, direction)
        self._direction = direction
        self._error = sd.PortAudioError
        make = sd.RawInputStream if direction == "input" else sd.RawOutputStream
        with self._told():
            self._stream = make(
                device=device.number,
                channels=self.form.channels,
                samplerate=self.form.rate,
                blocksize=self.form.block,
                dtype="int16",
                latency=settings.latency,
                callback=callback,
            )

    def start(self) -> None:
        """Begin to record or play.

        Raises:
            MissingPartError: if the device cannot be used any more.
        """
        with self._told():
            self._stream.start()

    def restart(self) -> None:
        """Drop at once what the device has not played, and go on.

        Raises:
            MissingPartError: if the device cannot be used any more.
        """
        with self._told():
            self._stream.abort()
            self._stream.start()

    def close(self) -> None:
        """Let go of the device."""
        self._stream.close()

    def gone(self) -> MissingPartError:
        """What to tell a person when the device does nothing any more."""
        return MissingPartError(
            f"The {_NAMES[self._direction]} {self.name!r} has stopped.", "Check that it is plugged in."
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with quiet():
                yield
        except self._error as error:
            raise unusable(self.name, self._direction, error) from error


def open_input(settings: Sound, hear: Callable[[bytes, bool], None]) -> Stream:
    """Open the microphone.

    Args:
        settings: which device, and its latency.
        hear: called with each block, and whether sound was lost before it.
    """

    def callback(block: Any, _samples: int, _time: Any, status: Any) -> None:
        hear(bytes(block), bool(status.input_overflow))

    return Stream(settings, "input", callback)


def open_output(settings: Sound, fill: Callable[[int, int, bool], bytes]) -> Stream:
    """Open the loudspeaker.

    Args:
        settings: which device, and its latency.
        fill: called for each block with its size, with what the device has and has not played, both in bytes,
            and whether there was a gap before it.
    """

    def callback(block: Any, count: int, time: Any, status: Any) -> None:
        blocks = (time.outputBufferDacTime - time.currentTime) * stream.form.rate / count
        block[:] = fill(len(block), round(blocks * len(block)), bool(status.output_underflow))

    stream = Stream(settings, "output", callback)
    return stream
