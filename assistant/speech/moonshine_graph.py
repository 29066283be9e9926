"""Moonshine's networks, put together anew from the weights of the wheel.

What is exported there decodes several hypotheses with a copy of the sound's memory for each, pads every head
of it at every step, and spends most of a step on working out shapes. Here all hypotheses share one memory,
and a step is little but its matrix products: the same numbers, three to five times as soon. The layers are
those of Jeffries et al. 2024 (arXiv:2410.15608); the quantised products are ONNX Runtime's own operations.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

_CONTRIB = "com.microsoft"
_OPSET = 18
_IR = 9
_EPSILON = 1e-5
_MOST_FRAMES = 4096
"""Places in the sound that the networks can tell apart: more than a minute and a half."""
_MOST_TOKENS = 512
_STEM = ((64, 127), (3, 7), (2, 3))
"""Stride and kernel of each convolution."""
_EMBEDDING = "/model/decoder/embed_tokens/Gather"


class Networks(NamedTuple):
    """The networks in ONNX's format."""

    encoder: bytes
    """From `audio` [1, samples] to the decoder's memory of it: for each layer keys `heard.N.k`
    [1, heads, width, time] and values `heard.N.v` [1, heads, time, width]."""
    decoder: bytes
    """From `tokens` [hypotheses, new], `positions` alike, `mask` [new, said + new], that memory, and keys and
    values of the tokens said before, `past.N.k` and `past.N.v` [hypotheses, heads, said, width], to `scores`,
    log-probabilities [hypotheses, new, vocabulary], and keys and values with the new ones, `said.N.k` and
    `said.N.v`."""


def lean_networks(encoder: Path, decoder: Path) -> Networks:
    """Put the networks together anew.

    Args:
        encoder: the exported encoder, in ONNX Runtime's format.
        decoder: the exported decoder, its first step and its later ones merged.

    Raises:
        LookupError: if a part of Moonshine is not in there.
    """
    listening, deciding = _Export(encoder), _Export(decoder)
    heads, width = deciding.head
    layers = sum(deciding.has(f"/model/decoder/layers.{number}/mlp/fc1/MatMul_quant") for number in range(64))
    shape = _Shape(layers, heads, width, deciding.vocabulary)
    return Networks(_encoder(listening, deciding, shape), _decoder(deciding, listening.frequencies, shape))


class _Shape(NamedTuple):
    layers: int
    heads: int
    width: int
    """Of a head."""
    vocabulary: int

    @property
    def all(self) -> int:
        return self.heads * self.width

    @property
    def scale(self) -> float:
        return float(self.width**-0.5)


class _Export:
    """A network as it was exported: its tensors, and which of them a node takes."""

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
        (table,) = self.weights(_EMBEDDING)
        size: int = self.tensor(table).dims[0]
        return size

    @property
    def frequencies(self) -> Any:
        """What a place is multiplied by to get the angles of a rotary embedding."""
        from onnx import numpy_helper

        made = {name: node for node in self._nodes.values() for name in node.output}
        spread = made[self._nodes["/rotary_emb/MatMul"].input[0]]
        return numpy_helper.to_array(self.tensor(spread.input[0])).ravel()

    def has(self, node: str) -> bool:
        return node in self._nodes

    def tensor(self, name: str) -> Any:
        return self._tensors[name]

    def weights(self, node: str) -> list[str]:
        """The names of the tensors that a node takes, in order."""
        return [name for name in self._nodes[node].input if name in self._tensors]


class _Graph:
    """A network being put together."""

    def __init__(self, *exports: _Export) -> None:
        self._exports = exports
        self._nodes: list[Any] = []
        self._tensors: dict[str, Any] = {}
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []

    def input(self, name: str, shape: Sequence[int | str], *, whole: bool = False) -> str:
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
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
        return outputs

    def constant(self, value: ArrayLike, kind: type[np.generic] = np.int64) -> str:
        from onnx import numpy_helper

        name = f"c{len(self._tensors)}"
        self._tensors[name] = numpy_helper.from_array(np.asarray(value, kind), name)
        return name

    def weights(self, node: str) -> list[str]:
        """The tensors that a node of the export takes."""
        export = next((each for each in self._exports if each.has(node)), None)
        if export is None:
            raise LookupError(node)
        names = export.weights(node)
        self._tensors |= {name: export.tensor(name) for name in names}
        return names

    def product(self, value: str, node: str) -> str:
        """The product with quantised weights, and the bias where there is one."""
        return self.op("DynamicQuantizeMatMul", [value, *self.weights(node)], domain=_CONTRIB)

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
        return self.op("MatMulIntegerToFloat", inputs, domain=_CONTRIB)

    def normalised(self, value: str, node: str) -> str:
        return self.op("LayerNormalization", [value, *self.weights(node)], axis=-1, epsilon=_EPSILON)

    def split(self, value: str, heads: str, order: Sequence[int] = (0, 2, 1, 3), name: str = "") -> str:
        """The heads apart: [hypotheses, heads, time, width] in the usual order."""
        return self.op("Transpose", [self.op("Reshape", [value, heads])], name, perm=order)

    def joined(self, value: str, shape: str) -> str:
        """The heads together again."""
        return self.op("Reshape", [self.op("Transpose", [value], perm=(0, 2, 1, 3)), shape])

    def bytes(self) -> bytes:
        from onnx import helper

        graph = helper.make_graph(
            self._nodes, "moonshine", self._inputs, self._outputs, list(self._tensors.values())
        )
        sets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
        made: bytes = helper.make_model(graph, opset_imports=sets, ir_version=_IR).SerializeToString()
        return made


class _Rotary:
    """Turns pairs of numbers by angles that grow with their place (Su et al. 2021, arXiv:2104.09864)."""

    def __init__(self, graph: _Graph, frequencies: Any, places: int, heads: int) -> None:
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
            "domain": _CONTRIB,
        }

    def __call__(self, value: str, positions: str) -> str:
        return self._graph.op("RotaryEmbedding", [value, positions, *self._tables], **self._how)


def _encoder(export: _Export, deciding: _Export, shape: _Shape) -> bytes:
    graph = _Graph(export, deciding)
    value = _stem(graph, graph.input("audio", [1, "samples"]))
    rotary = _Rotary(graph, export.frequencies, _MOST_FRAMES, shape.heads)
    positions = _positions(graph, value)
    for number in range(64):
        layer = f"/layers.{number}"
        if not export.has(f"{layer}/mlp/fc1/MatMul_quant"):
            break
        value = _encoder_layer(graph, value, layer, lambda each: rotary(each, positions), shape)
    value = graph.normalised(value, "SkipLayerNormalization")
    _memory(graph, value, shape)
    return graph.bytes()


def _stem(graph: _Graph, audio: str) -> str:
    """From samples to frames, [1, time, width]."""
    (stride, kernel), *others = _STEM
    value = graph.op("Unsqueeze", [audio, graph.constant([1])])
    value = graph.op("Conv", [value, *graph.weights("/conv1/Conv")], strides=[stride], kernel_shape=[kernel])
    value = graph.op("Tanh", [value])
    before = graph.op("Shape", [value])
    value = graph.op("Reshape", [value, graph.constant([0, 1, -1])])
    ones = graph.weights("/groupnorm/InstanceNormalization")
    value = graph.op("InstanceNormalization", [value, *ones], epsilon=_EPSILON)
    value = graph.op("Reshape", [value, before])
    value = graph.op("Mul", [value, *graph.weights("/groupnorm/Mul")])
    value = graph.op("Add", [value, *graph.weights("/groupnorm/Add")])
    for number, (stride, kernel) in enumerate(others, 2):
        weights = graph.weights(f"/conv{number}/Conv")
        value = graph.op("Conv", [value, *weights], strides=[stride], kernel_shape=[kernel])
        value = graph.op("Gelu", [value], domain=_CONTRIB)
    return graph.op("Transpose", [value], perm=(0, 2, 1))


def _positions(graph: _Graph, frames: str) -> str:
    count = graph.op("Gather", [graph.op("Shape", [frames]), graph.constant(1)])
    counted = graph.op("Range", [graph.constant(0), count, graph.constant(1)])
    return graph.op("Unsqueeze", [counted, graph.constant([0])])


def _encoder_layer(graph: _Graph, value: str, layer: str, rotated: Any, shape: _Shape) -> str:
    inner = graph.normalised(value, f"{layer}/input_layernorm/LayerNormalization")
    query, key, content = graph.products(
        inner, [f"{layer}/self_attn/{part}_proj/MatMul_quant" for part in "qkv"]
    )
    inner = graph.op(
        "MultiHeadAttention",
        [rotated(query), rotated(key), content],
        num_heads=shape.heads,
        scale=shape.scale,
        domain=_CONTRIB,
    )
    value = graph.op("Add", [value, graph.product(inner, f"{layer}/self_attn/o_proj/MatMul_quant")])
    inner = graph.normalised(value, f"{layer}/post_attention_layernorm/LayerNormalization")
    inner = graph.op("Gelu", [graph.product(inner, f"{layer}/mlp/fc1/MatMul_quant")], domain=_CONTRIB)
    return graph.op("Add", [value, graph.product(inner, f"{layer}/mlp/fc2/MatMul_quant")])


def _memory(graph: _Graph, hidden: str, shape: _Shape) -> None:
    """What the decoder keeps of the sound: made once, with the encoder."""
    heads = graph.constant([0, 0, shape.heads, shape.width])
    named = [(number, part) for number in range(shape.layers) for part in "kv"]
    made = graph.products(
        hidden,
        [f"/model/decoder/layers.{number}/encoder_attn/{part}_proj/MatMul_quant" for number, part in named],
    )
    for (number, part), value in zip(named, made, strict=True):
        order, like = _HEARD[part]
        sizes: dict[str, int | str] = {"width": shape.width, "time": "time"}
        name = graph.output(f"heard.{number}.{part}", [1, shape.heads, *(sizes[each] for each in like)])
        graph.split(value, heads, order, name)


_HEARD: dict[str, tuple[tuple[int, ...], tuple[str, str]]] = {
    "k": ((0, 2, 3, 1), ("width", "time")),
    "v": ((0, 2, 1, 3), ("time", "width")),
}
"""How keys and values of the sound lie in memory: as the products with them take them."""


def _decoder(export: _Export, frequencies: Any, shape: _Shape) -> bytes:
    graph = _Graph(export)
    tokens = graph.input("tokens", ["hypotheses", "new"], whole=True)
    positions = graph.input("positions", ["hypotheses", "new"], whole=True)
    mask = graph.input("mask", ["new", "all"])
    value = _embedded(graph, tokens)
    rotary = _Rotary(graph, frequencies, _MOST_TOKENS, shape.heads)
    for number in range(shape.layers):
        value = _itself(graph, value, number, lambda each: rotary(each, positions), mask, shape)
        value = _sound(graph, value, number, shape)
        value = _gated(graph, value, number)
    value = graph.normalised(value, "/model/decoder/norm/LayerNormalization")
    logits = graph.product(value, "/proj_out/MatMul_quant")
    scores = graph.output("scores", ["hypotheses", "new", shape.vocabulary])
    graph.op("LogSoftmax", [logits], scores, axis=-1)
    return graph.bytes()


def _embedded(graph: _Graph, tokens: str) -> str:
    (table,) = graph.weights(_EMBEDDING)
    scale, zero = graph.weights("/model/decoder/embed_tokens/Gather_output_0_DequantizeLinear")
    return graph.op("DequantizeLinear", [graph.op("Gather", [table, tokens], axis=0), scale, zero])


def _itself(graph: _Graph, value: str, number: int, rotated: Any, mask: str, shape: _Shape) -> str:
    """A layer's attention to what was said."""
    layer = f"/model/decoder/layers.{number}"
    heads = graph.constant([0, 0, shape.heads, shape.width])
    inner = graph.normalised(value, f"{layer}/input_layernorm/LayerNormalization")
    query, key, content = (
        graph.split(each, heads)
        for each in graph.products(inner, [f"{layer}/self_attn/{part}_proj/MatMul_quant" for part in "qkv"])
    )
    keys = _remembered(graph, f"{number}.k", rotated(key), shape)
    contents = _remembered(graph, f"{number}.v", content, shape)
    near = graph.op("FusedMatMul", [rotated(query), keys], transB=1, alpha=shape.scale, domain=_CONTRIB)
    share = graph.op("Softmax", [graph.op("Add", [near, mask])], axis=-1)
    inner = graph.joined(graph.op("MatMul", [share, contents]), graph.constant([0, 0, shape.all]))
    return graph.op("Add", [value, graph.product(inner, f"{layer}/self_attn/o_proj/MatMul_quant")])


def _remembered(graph: _Graph, name: str, new: str, shape: _Shape) -> str:
    past = graph.input(f"past.{name}", ["hypotheses", shape.heads, "said", shape.width])
    said = graph.output(f"said.{name}", ["hypotheses", shape.heads, "all", shape.width])
    return graph.op("Concat", [past, new], said, axis=2)


def _sound(graph: _Graph, value: str, number: int, shape: _Shape) -> str:
    """A layer's attention to the sound, which all hypotheses share: to it they are one long row."""
    layer = f"/model/decoder/layers.{number}"
    inner = graph.normalised(value, f"{layer}/post_attention_layernorm/LayerNormalization")
    inner = graph.product(inner, f"{layer}/encoder_attn/q_proj/MatMul_quant")
    query = graph.split(inner, graph.constant([1, -1, shape.heads, shape.width]))
    keys = graph.input(f"heard.{number}.k", [1, shape.heads, shape.width, "time"])
    contents = graph.input(f"heard.{number}.v", [1, shape.heads, "time", shape.width])
    near = graph.op("FusedMatMul", [query, keys], alpha=shape.scale, domain=_CONTRIB)
    inner = graph.op("MatMul", [graph.op("Softmax", [near], axis=-1), contents])
    inner = graph.joined(inner, graph.op("Shape", [value]))
    return graph.op("Add", [value, graph.product(inner, f"{layer}/encoder_attn/o_proj/MatMul_quant")])


def _gated(graph: _Graph, value: str, number: int) -> str:
    """A layer's gated linear units (Shazeer 2020, arXiv:2002.05202)."""
    layer = f"/model/decoder/layers.{number}"
    inner = graph.normalised(value, f"{layer}/final_layernorm/LayerNormalization")
    both = graph.product(inner, f"{layer}/mlp/fc1/MatMul_quant")
    content, gate = graph.ops("Split", [both], [f"{both}.content", f"{both}.gate"], axis=-1, num_outputs=2)
    opened = graph.op("QuickGelu", [gate], alpha=1.0, domain=_CONTRIB)
    inner = graph.op("Mul", [opened, content])
    return graph.op("Add", [value, graph.product(inner, f"{layer}/mlp/fc2/MatMul_quant")])


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


def _described(name: str, shape: Sequence[int | str], *, whole: bool = False) -> Any:
    from onnx import TensorProto, helper

    return helper.make_tensor_value_info(name, TensorProto.INT64 if whole else TensorProto.FLOAT, shape)
