"""A network in ONNX's format that is put together operation by operation from exported weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from assistant.speech.moonshine_export import Export

CONTRIB = "com.microsoft"
"""Where ONNX Runtime's own operations are found."""
_OPSET = 18
_IR = 9
EPSILON = 1e-5
"""What is added to a variance before dividing by its root."""


class Graph:
    """A network being put together.

    What its methods take and give are the names of values: each operation adds one and says its name.

    Args:
        exports: where weights are looked for, in that order.
    """

    def __init__(self, *exports: Export) -> None:
        self._exports = exports
        self._nodes: list[Any] = []
        self._tensors: dict[str, Any] = {}
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []

    def input(self, name: str, shape: Sequence[int | str], *, whole: bool = False) -> str:
        """What is handed to the network, floating-point numbers unless it is whole ones."""
        self._inputs.append(_described(name, shape, whole=whole))
        return name

    def output(self, name: str, shape: Sequence[int | str]) -> str:
        """The name for the operation that makes it."""
        self._outputs.append(_described(name, shape))
        return name

    def op(self, kind: str, inputs: Sequence[str], name: str = "", **attributes: Any) -> str:
        """An operation of one outcome."""
        return self.ops(kind, inputs, [name or f"t{len(self._nodes)}"], **attributes)[0]

    def ops(self, kind: str, inputs: Sequence[str], outputs: list[str], **attributes: Any) -> list[str]:
        """An operation of several outcomes."""
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
        return outputs

    def constant(self, value: ArrayLike, kind: type[np.generic] = np.int64) -> str:
        """A value that is the same in each run."""
        from onnx import numpy_helper

        name = f"c{len(self._tensors)}"
        self._tensors[name] = numpy_helper.from_array(np.asarray(value, kind), name)
        return name

    def weights(self, node: str) -> list[str]:
        """The tensors that a node of the exports takes.

        Raises:
            LookupError: if no export has that node.
        """
        export = next((each for each in self._exports if each.has(node)), None)
        if export is None:
            raise LookupError(node)
        names = export.weights(node)
        self._tensors |= {name: export.tensor(name) for name in names}
        return names

    def product(self, value: str, node: str) -> str:
        """The product with quantised weights, and the bias where there is one."""
        return self.op("DynamicQuantizeMatMul", [value, *self.weights(node)], domain=CONTRIB)

    def products(self, value: str, nodes: Sequence[str]) -> list[str]:
        """The products of one value with several quantised weights."""
        number = len(self._nodes)
        whole, scale, zero = self.ops(
            "DynamicQuantizeLinear", [value], [f"q{number}.{part}" for part in ("whole", "scale", "zero")]
        )
        return [self._product(whole, scale, zero, node) for node in nodes]

    def _product(self, whole: str, scale: str, zero: str, node: str) -> str:
        weights, weights_scale, weights_zero = self.weights(node)
        inputs = [whole, weights, scale, weights_scale, zero, weights_zero]
        return self.op("MatMulIntegerToFloat", inputs, domain=CONTRIB)

    def normalised(self, value: str, node: str) -> str:
        """The value with its mean and variance evened out over the last axis, by the weights of a node."""
        return self.op("LayerNormalization", [value, *self.weights(node)], axis=-1, epsilon=EPSILON)

    def split(self, value: str, heads: str, order: Sequence[int] = (0, 2, 1, 3), name: str = "") -> str:
        """The heads apart: [hypotheses, heads, time, width] in the usual order."""
        return self.op("Transpose", [self.op("Reshape", [value, heads])], name, perm=order)

    def joined(self, value: str, shape: str) -> str:
        """The heads together again."""
        return self.op("Reshape", [self.op("Transpose", [value], perm=(0, 2, 1, 3)), shape])

    def bytes(self) -> bytes:
        """The network in ONNX's format."""
        from onnx import helper

        graph = helper.make_graph(
            self._nodes, "moonshine", self._inputs, self._outputs, list(self._tensors.values())
        )
        sets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIB, 1)]
        made: bytes = helper.make_model(graph, opset_imports=sets, ir_version=_IR).SerializeToString()
        return made


class Rotary:
    """Turns pairs of numbers by angles that grow with their place (Su et al. 2021, arXiv:2104.09864).

    Args:
        graph: what it is a part of.
        frequencies: what a place is multiplied by to get the angles.
        places: how many places there may be.
        heads: how many heads a value consists of.
    """

    def __init__(self, graph: Graph, frequencies: Any, places: int, heads: int) -> None:
        angles = np.arange(places)[:, None] * frequencies
        self._graph = graph
        self._tables = [
            graph.constant(np.cos(angles), np.float32),
            graph.constant(np.sin(angles), np.float32),
        ]
        self._how: dict[str, Any] = {
            "interleaved": 1,
            "num_heads": heads,
            "rotary_embedding_dim": 2 * len(frequencies),
            "domain": CONTRIB,
        }

    def __call__(self, value: str, positions: str) -> str:
        """The value, turned by the angles of its places."""
        return self._graph.op("RotaryEmbedding", [value, positions, *self._tables], **self._how)


def _described(name: str, shape: Sequence[int | str], *, whole: bool = False) -> Any:
    from onnx import TensorProto, helper

    return helper.make_tensor_value_info(name, TensorProto.INT64 if whole else TensorProto.FLOAT, shape)
