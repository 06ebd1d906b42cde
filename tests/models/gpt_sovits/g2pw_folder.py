# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny g2pW in the layout of the published folder, whose answers can be told from its input."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

READINGS = {
    "長": ("ㄔㄤ2", "ㄓㄤ3"),
    "行": ("ㄒㄧㄥ2", "ㄏㄤ2"),
    "還": ("ㄏㄞ2", "ㄏㄨㄢ2"),
    "得": ("ㄉㄜ5", "ㄉㄟ3"),
    "髮": ("ㄈㄚ4", "ㄈㄚ3"),
    "一": ("ㄧ1", "ㄧ4"),
    "好": ("ㄏㄠ3", "ㄏㄠ4"),
    "墘": ("ㄍㄧ2", "ㄔㄤ2"),
}
PINYIN = {
    "ㄔㄤ": "chang",
    "ㄓㄤ": "zhang",
    "ㄒㄧㄥ": "xing",
    "ㄏㄤ": "hang",
    "ㄏㄞ": "hai",
    "ㄏㄨㄢ": "huan",
    "ㄉㄜ": "de",
    "ㄉㄟ": "dei",
    "ㄈㄚ": "fa",
    "ㄧ": "yi",
    "ㄏㄠ": "hao",
}
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"長行還得髮一好墘書他很人走大的我你了天地"]
CONFIG = "import os\nos.abort()\nwindow_size = 8\nuse_mask = True\nmodel_source = 'bert-base-chinese'\n"
"""What would be run on import must not be."""

_FIRST, _AFTER, _OWN = 100.0, 10.0, 1.0


def make_folder(
    root: Path,
    *,
    after: dict[tuple[str, str], str] | None = None,
    first: dict[tuple[str, str], str] | None = None,
    own: dict[str, str] | None = None,
    config: str = CONFIG,
    by_character: bool = False,
) -> Path:
    """Writes "G2PWModel" and a tokenizer below a folder.

    What the network answers, the strongest first:

    Args:
        root: The published folder.
        first: (Character, first token behind [CLS]) -> reading.
        after: (Character, next token) -> reading; "[SEP]" is the end of the text.
        own: Character -> reading, whatever stands beside it; else the first of `READINGS`.
        config: Content of config.py.
        by_character: Whether labels are readings of one character.
    """
    folder, tokenizer = root / "G2PWModel", root / "chinese-roberta-wwm-ext-large"
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.mkdir(exist_ok=True)
    lines = [f"{character}\t{said}" for character, readings in READINGS.items() for said in readings]
    (folder / "POLYPHONIC_CHARS.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "bopomofo_to_pinyin_wo_tune_dict.json").write_text(json.dumps(PINYIN), "utf-8")
    (folder / "config.py").write_text(config, "utf-8")
    (tokenizer / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", "utf-8")
    usual = {character: readings[0] for character, readings in READINGS.items()}
    network = _network(after or {}, first or {}, usual | (own or {}), by_character)
    onnx.save(network, folder / "g2pW.onnx")
    return folder


def _network(
    after: dict[tuple[str, str], str],
    first: dict[tuple[str, str], str],
    own: dict[str, str],
    by_character: bool,
) -> onnx.ModelProto:
    """Adds up tables [character * token, label] and [character, label], and multiplies by the mask."""
    characters = sorted(READINGS)
    names = {f"{c} {s}" if by_character else s for c, said in READINGS.items() for s in said}
    labels = sorted(names)

    def table(answers: dict[tuple[str, str], str], weight: float) -> np.ndarray:
        values = np.zeros((len(characters) * len(VOCABULARY), len(labels)), np.float32)
        for (character, token), said in answers.items():
            row = characters.index(character) * len(VOCABULARY) + VOCABULARY.index(token)
            values[row, labels.index(f"{character} {said}" if by_character else said)] = weight
        return values

    constants = {
        "after_table": table(after, _AFTER),
        "first_table": table(first, _FIRST),
        "own_table": table({(c, "[CLS]"): said for c, said in own.items()}, _OWN),
        "zero": np.array(0, np.int64),
        "one": np.array(1, np.int64),
        "start": np.array([1], np.int64),
        "begin": np.array([VOCABULARY.index("[CLS]")], np.int64),
        "tokens": np.array(len(VOCABULARY), np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["input_ids", "zero"], ["row"], axis=0),
        helper.make_node("Mul", ["char_ids", "tokens"], ["base"]),
        helper.make_node("Add", ["position_ids", "one"], ["next"]),
    ]
    for name, position in (("after", "next"), ("first", "start")):
        nodes += [
            helper.make_node("Gather", ["row", position], [f"{name}_token"], axis=0),
            helper.make_node("Add", ["base", f"{name}_token"], [f"{name}_row"]),
            helper.make_node("Gather", [f"{name}_table", f"{name}_row"], [f"{name}_score"], axis=0),
        ]
    nodes += [
        helper.make_node("Add", ["base", "begin"], ["own_row"]),
        helper.make_node("Gather", ["own_table", "own_row"], ["own_score"], axis=0),
        helper.make_node("Sum", ["after_score", "first_score", "own_score"], ["score"]),
        # Nothing is answered where a token is not attended to, or is of a second text.
        helper.make_node("Sub", ["attention_mask", "token_type_ids"], ["seen"]),
        helper.make_node("ReduceMin", ["seen"], ["all_seen"], keepdims=0),
        helper.make_node("Cast", ["all_seen"], ["gain"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["score", "gain"], ["answered"]),
        helper.make_node("Mul", ["answered", "phoneme_mask"], ["probs"]),
    ]
    texts = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "token_type_ids", "attention_mask")
    ]
    mask = helper.make_tensor_value_info("phoneme_mask", TensorProto.FLOAT, ["batch", len(labels)])
    places = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch"])
        for name in ("char_ids", "position_ids")
    ]
    graph = helper.make_graph(
        nodes,
        "g2pw",
        [*texts, mask, *places],
        [helper.make_tensor_value_info("probs", TensorProto.FLOAT, ["batch", len(labels)])],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 12)], ir_version=8)
