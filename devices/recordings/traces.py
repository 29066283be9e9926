"""Where the trace of a recording is written."""

from pathlib import Path

from devices.recordings.corpus import Recording


def trace_file(folder: Path, recording: Recording) -> Path:
    """The file of a trace: "clips/a.flac" has it in "clips/a.flac.jsonl", whatever folder it is in.

    What is heard under a condition, or again, has its own, with the recording's id in its name.
    """
    name = Path(recording.name)
    inside = [part for part in name.parts if part not in {"..", name.anchor}]
    as_it_is = not recording.condition.steps and recording.repetition == 1
    ending = ".jsonl" if as_it_is else f".{recording.id}.jsonl"
    return folder.joinpath(*inside[:-1], f"{name.name}{ending}")
