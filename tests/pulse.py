"""A private PulseAudio: real sound through PortAudio without a sound card."""

import ctypes.util
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Self

_SCRIPT = """\
load-module module-native-protocol-unix auth-anonymous=1 socket={socket}
load-module module-null-sink sink_name=spk rate=16000 channels=1
load-module module-null-sink sink_name=room rate=16000 channels=1
load-module module-remap-source source_name=mic master=room.monitor
set-default-sink spk
set-default-source mic
"""
_FORMAT = ("--raw", "--rate=16000", "--channels=1", "--format=s16le")
_ALSA_PLUGIN = "alsa-lib/libasound_module_pcm_pulse.so"


def missing() -> str:
    """What this machine lacks for it, by the names of Debian's packages; empty where nothing is missing."""
    packages = {
        "pulseaudio": shutil.which("pulseaudio"),
        "pulseaudio-utils": shutil.which("parec"),
        "libasound2-plugins": next(Path("/usr/lib").glob(f"*/{_ALSA_PLUGIN}"), None),
        "libportaudio2": ctypes.util.find_library("portaudio"),
    }
    return ", ".join(package for package, found in packages.items() if not found)


class PulseAudio:
    """A sound server of its own, with a loudspeaker and a microphone; a context manager.

    What is played to the system's own loudspeaker is heard with `listen`; what is said with `say` comes out
    of the system's own microphone.

    Args:
        folder: for its socket; with a short path, as sockets need.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._children: list[subprocess.Popen[bytes]] = []
        socket = folder / "native"
        self.environment = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{socket}",
            "JACK_NO_START_SERVER": "1",
        }
        self._script = folder / "script.pa"
        self._script.write_text(_SCRIPT.format(socket=socket))

    def __enter__(self) -> Self:
        # It returns once the server is ready.
        self._run(
            *("pulseaudio", "-n", "-F", str(self._script), "--daemonize=yes", "--exit-idle-time=300"),
            *("--disable-shm=yes", "--log-target=null"),
        )
        # Without a listener the microphone waits for two seconds of sound before it gives any.
        self._begin("parec", "--device=mic", "--latency-msec=20", stdout=subprocess.DEVNULL)
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()
            child.communicate()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    @property
    def pid(self) -> int:
        """The server's process."""
        return int((self._folder / "pulse" / "pid").read_text())

    def say(self, pcm: bytes) -> None:
        """Play sound to the microphone; returns when it was heard."""
        self._run("pacat", "--playback", "--device=room", *_FORMAT, standard_input=pcm)

    def listen(self) -> subprocess.Popen[bytes]:
        """A process whose output is what the loudspeaker plays from now on."""
        command = ("parec", "--device=spk.monitor", "--latency-msec=20", *_FORMAT)
        child = self._begin(*command, stdout=subprocess.PIPE)
        assert child.stdout
        child.stdout.read(2)  # It listens.
        return child

    def _begin(self, *command: str, stdout: int) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(command, stdout=stdout, env=os.environ | self.environment)
        self._children.append(child)
        return child

    def _run(self, *command: str, standard_input: bytes = b"") -> None:
        subprocess.run(
            command,
            input=standard_input,
            check=True,
            capture_output=True,
            timeout=30,
            env=os.environ | self.environment,
        )
