# SPDX-License-Identifier: GPL-3.0-or-later
"""How Mandarin is read in its context: a hidden layer of RoBERTa, chinese-roberta-wwm-ext-large.

Cui et al. 2021, arXiv:1906.08101. The text-to-semantic network was trained with the third-to-last hidden
state; for all other languages it is given zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from models.gpt_sovits.pretrained import load_pretrained
from models.gpt_sovits.published import require_file
from models.weights import WeightsError

if TYPE_CHECKING:
    from transformers import BertModel, BertTokenizer

CHANNELS = 1024
_UNUSED_LAYERS = 2
_ENDS = 2
"""Tokens that stand for the begin and end of a text."""


class TextEncoder(nn.Module):
    """RoBERTa without the two layers above the one that is used."""

    def __init__(self, bert: BertModel, tokenizer: BertTokenizer) -> None:
        super().__init__()
        self.bert = bert
        self._tokenizer = tokenizer

    @classmethod
    def load(
        cls,
        folder: Path,
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
        channels: int = CHANNELS,
    ) -> TextEncoder:
        """The encoder of a local folder; `published.download_part` fills one when the user asks for that.

        Args:
            folder: As transformers saves a BertModel or one of its heads, in any precision, with
                tokenizer.json or vocab.txt.
            device: Where it runs.
            dtype: In which precision.
            channels: That the text-to-semantic network takes.

        Raises:
            models.weights.WeightsError: Files are missing or damaged, or it is another network.
        """
        from transformers import BertConfig, BertModel, BertTokenizer  # takes seconds

        require_file(folder, "config.json")
        require_file(folder, "tokenizer.json", "vocab.txt")
        try:
            config = BertConfig.from_pretrained(folder, local_files_only=True)
            tokenizer = BertTokenizer.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError) as error:
            raise WeightsError(f"{folder} cannot be read as a BertModel: {error}") from error
        if config.hidden_size != channels or config.num_hidden_layers <= _UNUSED_LAYERS:
            raise WeightsError(
                f"{folder} holds a BERT of {config.num_hidden_layers} layers and {config.hidden_size} "
                f"channels, {channels} channels are needed"
            )
        layers = config.num_hidden_layers - _UNUSED_LAYERS
        bert = load_pretrained(BertModel, folder, add_pooling_layer=False, num_hidden_layers=layers)
        return cls(bert, tokenizer).to(device, dtype).eval()

    @property
    def max_characters(self) -> int:
        """Longest text."""
        return self.bert.config.max_position_embeddings - _ENDS

    @torch.inference_mode()
    def forward(self, text: str) -> Tensor:
        """Features of each character: [channels, characters].

        Characters that the vocabulary passes over, such as spaces, are zeros.

        Raises:
            ValueError: The text is longer than `max_characters`.
        """
        if len(text) > self.max_characters:
            raise ValueError(f"text: {len(text)} characters, but {self.max_characters} are the most")
        weight = self.bert.embeddings.word_embeddings.weight
        tokens = self._tokenizer(list(text), is_split_into_words=True, return_tensors="pt")
        hidden = self.bert(**tokens.to(weight.device)).last_hidden_state[0]
        features = hidden.new_zeros(len(text), hidden.shape[-1])
        for token, character in enumerate(tokens.word_ids(0)):
            if character is not None:
                features[character] = hidden[token]
        return features.T

    def phone_features(self, text: str, word2ph: Sequence[int]) -> Tensor:
        """Features of each phone: those of its character.

        Args:
            text: Normalised Mandarin.
            word2ph: Phones of each character.

        Returns:
            [channels, phones], on the encoder's device and in its precision.

        Raises:
            ValueError: The counts are not those of the text's characters, or the text is too long.
        """
        if len(word2ph) != len(text):
            raise ValueError(f"word2ph: {len(word2ph)} counts for {len(text)} characters")
        features = self(text)
        repeats = torch.tensor(word2ph, dtype=torch.int64, device=features.device)
        return features.repeat_interleave(repeats, dim=1)
