"""Moonshine's networks as the wheel brings them: their tensors, and which of them a node takes."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

EMBEDDING = "/model/decoder/embed_tokens/Gather"
"""The node that looks tokens up in the decoder's table of them."""


class Export:
    """A network as it was exported.

    Args:
        path: the file, in ONNX Runtime's format.

    Raises:
        LookupError: by all but `has` and `layers`, if what is asked for is not in there.
    """

    def __init__(self, path: Path) -> None:
        model = _read(path)
        self._inputs = {each.name: each for each in model.graph.input}
        self._tensors: dict[str, Any] = {}
        self._nodes: dict[str, Any] = {}
        self._add(model.graph)

    def _add(self, graph: Any) -> None:
        self._tensors |= {each.name: each for each in graph.initializer}
        for node in graph.node:
            self._nodes[node.name] = node
            for inner in node.attribute:
                if inner.HasField("g"):
                    self._add(inner.g)

    @property
    def head(self) -> tuple[int, int]:
        """How many heads there are, and how wide each is."""
        shape = self._inputs["past_key_values.0.decoder.key"].type.tensor_type.shape.dim
        return shape[1].dim_value, shape[3].dim_value

    @property
    def vocabulary(self) -> int:
        """How many tokens there are."""
        (table,) = self.weights(EMBEDDING)
        size: int = self.tensor(table).dims[0]
        return size

    @property
    def frequencies(self) -> Any:
        """What a place is multiplied by to get the angles of a rotary embedding."""
        from onnx import numpy_helper

        made = {name: node for node in self._nodes.values() for name in node.output}
        spread = made[self._nodes["/rotary_emb/MatMul"].input[0]]
        return numpy_helper.to_array(self.tensor(spread.input[0])).ravel()

    def layers(self, prefix: str) -> int:
        """How many layers there are whose nodes' names begin so, with their number after it."""
        return next(n for n in count() if not self.has(f"{prefix}{n}/mlp/fc1/MatMul_quant"))

    def has(self, node: str) -> bool:
        """Whether there is a node of that name."""
        return node in self._nodes

    def tensor(self, name: str) -> Any:
        """The tensor of that name, as ONNX describes it."""
        return self._tensors[name]

    def weights(self, node: str) -> list[str]:
        """The names of the tensors that a node takes, in order."""
        return [name for name in self._nodes[node].input if name in self._tensors]


def _read(path: Path) -> Any:
    """A network in ONNX Runtime's own format, which only that can read."""
    import onnx
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    options.add_session_config_entry("session.save_model_format", "ONNX")
    with TemporaryDirectory(prefix="aisle-") as folder:
        options.optimized_model_filepath = f"{folder}/network.onnx"
        ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        return onnx.load(options.optimized_model_filepath)
