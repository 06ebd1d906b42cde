# SPDX-License-Identifier: GPL-3.0-or-later
"""The sizes of the text-to-semantic network, from the plain dictionary that its checkpoints hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TOKENS_PER_SECOND = 25

_MOST_STEPS = 1500
_OFFICIAL_RATE_HZ = 50
"""By which official code turns its longest duration into steps, although tokens come at 25 Hz."""


@dataclass(frozen=True, slots=True)
class SemanticConfig:
    """Sizes of the network; the defaults are those of the official v2 and v3 ("s1longer-v2").

    Attributes:
        tokens: Entries of the codebook; the last class of the output, after these, ends the sequence.
        phones: Phones in the inventory: 512 rows for v1, of which 322 are used, 732 since v2.
        width: Of embeddings and layers.
        bert: Of the text features that are added to the phones.
        max_seconds: Longest recording in the training; bounds what is generated.
        dropout: In the layers and on the embeddings, in training.
    """

    tokens: int = 1024
    phones: int = 732
    width: int = 512
    heads: int = 16
    layers: int = 24
    bert: int = 1024
    max_seconds: int = 54
    dropout: float = 0.1

    @property
    def end(self) -> int:
        """The class that ends a sequence."""
        return self.tokens

    @property
    def classes(self) -> int:
        """Of the output: the tokens and the end."""
        return self.tokens + 1

    @property
    def inner(self) -> int:
        """Width inside the feed-forward parts."""
        return 4 * self.width

    @property
    def max_tokens(self) -> int:
        """Most tokens that one line may have: the official loop's two bounds together."""
        return min(_MOST_STEPS, _OFFICIAL_RATE_HZ * self.max_seconds + 1)

    @classmethod
    def from_official(cls, settings: Mapping[str, Any]) -> SemanticConfig:
        """The sizes in an official configuration, or in the `config` of a checkpoint.

        Its `dropout` and `linear_units` are not read by the official network either.

        Raises:
            ValueError: A field is missing or malformed, or asks for what is not written here.
        """
        try:
            return _read(settings["model"], settings.get("data", {}))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(
                f"configuration of the text-to-semantic network: {error!r} is missing or malformed"
            ) from error


def _read(model: Mapping[str, Any], data: Mapping[str, Any]) -> SemanticConfig:
    width, heads, end = model["hidden_dim"], model["head"], model["EOS"]
    if model["embedding_dim"] != width:
        raise ValueError(f"embedding_dim: {model['embedding_dim']} is not hidden_dim, {width}")
    if width % (2 * heads):
        raise ValueError(f"head: {heads} heads of even size do not divide hidden_dim, {width}")
    if model["vocab_size"] != end + 1:
        raise ValueError(f"EOS: {end} is not the last of {model['vocab_size']} classes")
    return SemanticConfig(
        tokens=end,
        phones=model["phoneme_vocab_size"],
        width=width,
        heads=heads,
        layers=model["n_layer"],
        max_seconds=data.get("max_sec", 54),
    )
