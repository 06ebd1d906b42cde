# SPDX-License-Identifier: GPL-3.0-or-later
"""Mandarin's features are RoBERTa's third-to-last hidden state, given to each phone of a character."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForMaskedLM, BertTokenizer

from models.gpt_sovits.bert import TextEncoder
from models.weights import WeightsError

pytestmark = pytest.mark.unit

CHANNELS = 16
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"今天气真好，。我们"]


@pytest.fixture(scope="module")
def original() -> BertForMaskedLM:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=CHANNELS,
        num_hidden_layers=5,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    return BertForMaskedLM(config).eval()


@pytest.fixture
def folder(original: BertForMaskedLM, tmp_path: Path) -> Path:
    """As the published folder is: a pickle in half precision of the network that guesses words."""
    original.config.save_pretrained(tmp_path)
    state = {key: value.half() for key, value in original.state_dict().items()}
    torch.save(state, tmp_path / "pytorch_model.bin")
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY), "utf-8")
    return tmp_path


def expected_features(original: BertForMaskedLM, text: str) -> torch.Tensor:
    """Of the whole network: [channels, characters], ends left out."""
    in_half = BertForMaskedLM(original.config).eval()
    in_half.load_state_dict({key: value.half().float() for key, value in original.state_dict().items()})
    known = [VOCABULARY.index(character) if character in VOCABULARY else 1 for character in text]
    with torch.inference_mode():
        states = in_half(torch.tensor([[2, *known, 3]]), output_hidden_states=True).hidden_states
    assert states is not None
    return states[-3][0, 1:-1].T


@pytest.mark.parametrize("text", ["今天天气真好，", "我们。", "今龘天"])
def test_features_are_the_third_to_last_hidden_state(
    text: str, original: BertForMaskedLM, folder: Path
) -> None:
    features = TextEncoder.load(folder, channels=CHANNELS)(text)
    assert features.shape == (CHANNELS, len(text))
    torch.testing.assert_close(features, expected_features(original, text), atol=1e-5, rtol=0)


def test_the_fast_tokenizer_s_file_serves_too(original: BertForMaskedLM, folder: Path) -> None:
    BertTokenizer.from_pretrained(folder).save_pretrained(folder)
    assert (folder / "tokenizer.json").exists()
    (folder / "vocab.txt").unlink()
    features = TextEncoder.load(folder, channels=CHANNELS)("我们。")
    torch.testing.assert_close(features, expected_features(original, "我们。"), atol=1e-5, rtol=0)


def test_each_phone_has_the_features_of_its_character(folder: Path) -> None:
    encoder = TextEncoder.load(folder, channels=CHANNELS)
    characters = encoder("今天。")
    phones = encoder.phone_features("今天。", [2, 2, 1])
    assert phones.shape == (CHANNELS, 5)
    assert torch.equal(phones, characters[:, [0, 0, 1, 1, 2]])


def test_a_character_without_a_token_is_zeros(folder: Path) -> None:
    features = TextEncoder.load(folder, channels=CHANNELS)("今 天")
    assert (features[:, 1] == 0).all()
    assert (features[:, [0, 2]] != 0).any()


def test_an_empty_text_has_no_features(folder: Path) -> None:
    assert TextEncoder.load(folder, channels=CHANNELS).phone_features("", []).shape == (CHANNELS, 0)


def test_counts_belong_to_characters(folder: Path) -> None:
    with pytest.raises(ValueError, match="word2ph: 2 counts for 3 characters"):
        TextEncoder.load(folder, channels=CHANNELS).phone_features("今天。", [2, 2])


def test_a_text_has_a_longest_length(folder: Path) -> None:
    encoder = TextEncoder.load(folder, channels=CHANNELS)
    assert encoder("天" * 30).shape == (CHANNELS, 30)
    with pytest.raises(ValueError, match="text: 31 characters, but 30 are the most"):
        encoder("天" * 31)


def test_the_precision_can_be_lowered(folder: Path) -> None:
    encoder = TextEncoder.load(folder, dtype=torch.bfloat16, channels=CHANNELS)
    assert encoder("今天").dtype == torch.bfloat16


def test_nothing_is_written_to_the_terminal(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    TextEncoder.load(folder, channels=CHANNELS)
    assert capfd.readouterr() == ("", "")


def test_another_size_is_refused(folder: Path) -> None:
    with pytest.raises(WeightsError, match="a BERT of 5 layers and 16 channels, 1024 channels are needed"):
        TextEncoder.load(folder)


@pytest.mark.parametrize("name", ["config.json", "pytorch_model.bin", "vocab.txt"])
def test_a_missing_file_is_told_with_what_gets_it(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(WeightsError, match=rf"there is no .*{name}.*voxrig doctor"):
        TextEncoder.load(folder, channels=CHANNELS)


def test_damaged_files_are_refused(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"cut short")
    with pytest.raises(WeightsError, match="cannot be read as a BertModel"):
        TextEncoder.load(folder, channels=CHANNELS)
    (folder / "config.json").write_bytes(b"{")
    with pytest.raises(WeightsError, match="cannot be read as a BertModel"):
        TextEncoder.load(folder, channels=CHANNELS)


def test_missing_weights_are_not_made_up(folder: Path) -> None:
    state = torch.load(folder / "pytorch_model.bin", weights_only=True)
    del state["bert.encoder.layer.2.output.dense.bias"]
    torch.save(state, folder / "pytorch_model.bin")
    with pytest.raises(WeightsError, match=r"it lacks encoder\.layer\.2\.output\.dense\.bias"):
        TextEncoder.load(folder, channels=CHANNELS)
