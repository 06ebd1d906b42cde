# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of published networks in the official layout: real classes, random weights, hardly any layers."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertConfig, BertForMaskedLM, HubertConfig, HubertModel

from models.gpt_sovits import bert, ssl
from models.gpt_sovits.published import CONTENT_ENCODER, SPEAKER_NETWORK, TEXT_ENCODER, manifest
from models.gpt_sovits.speaker_vector import SpeakerNetwork

VOCABULARY = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"，。！？今天气很好我们你说书人")
"""What the tiny RoBERTa knows; every other character is [UNK]."""


def write_published(folder: Path, *, speaker: bool = False, text: bool = True) -> Path:
    """HuBERT of 768 channels and a layer, as voices of the official sizes want it; half a second.

    Args:
        folder: May exist.
        speaker: Whether the speaker network of the Pro versions is there too, whole: 107 MB, seconds.
        text: Whether RoBERTa of 1024 channels and 3 layers is there too.

    Returns:
        The folder, for `VOXRIG_GPT_SOVITS_DIR`.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        _write_hubert(_place(folder, CONTENT_ENCODER))
        if text:
            _write_roberta(_place(folder, TEXT_ENCODER))
        if speaker:
            path = folder / manifest().part(SPEAKER_NETWORK).files[0].path
            path.parent.mkdir(parents=True, exist_ok=True)
            torch.save(SpeakerNetwork().half().state_dict(), path)
    return folder


def _place(folder: Path, part: str) -> Path:
    place = (folder / manifest().part(part).files[0].path).parent
    place.mkdir(parents=True, exist_ok=True)
    return place


def _write_hubert(place: Path) -> None:
    config = HubertConfig(
        hidden_size=ssl.CHANNELS,
        num_hidden_layers=1,
        num_attention_heads=4,
        intermediate_size=64,
        conv_dim=(16,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
    )
    config.save_pretrained(place)
    torch.save(_halves(HubertModel(config)), place / "pytorch_model.bin")


def _write_roberta(place: Path) -> None:
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=bert.CHANNELS,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=512,
    )
    config.save_pretrained(place)
    torch.save(_halves(BertForMaskedLM(config)), place / "pytorch_model.bin")
    (place / "vocab.txt").write_text("\n".join(VOCABULARY), "utf-8")


def _halves(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {key: value.half() for key, value in network.state_dict().items()}
