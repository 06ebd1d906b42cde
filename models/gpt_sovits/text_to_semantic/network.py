# SPDX-License-Identifier: GPL-3.0-or-later
"""The text-to-semantic network: phones and the tokens so far to the next semantic token.

Written from its description; attribute names are those of the official checkpoints.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.gpt_sovits.loading import network_from_weights
from models.gpt_sovits.text_to_semantic.cache import KeyValueCache
from models.gpt_sovits.text_to_semantic.config import SemanticConfig
from models.gpt_sovits.text_to_semantic.prefix import Prefix
from models.gpt_sovits.text_to_semantic.transformer import SinePosition, TokenEmbedding, Transformer

OFFICIAL_PREFIX = "model."
"""Before each key in an official checkpoint; not in this network's own."""

_IGNORED = -100


class TextToSemantic(nn.Module):
    """One stack over [phones, tokens]; phones look both ways, tokens only back.

    Args:
        config: Sizes; by default the official ones.
    """

    def __init__(self, config: SemanticConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or SemanticConfig()
        self.bert_proj = nn.Linear(config.bert, config.width)
        self.ar_text_embedding = TokenEmbedding(config.phones, config.width)
        self.ar_text_position = SinePosition(config.dropout)
        self.ar_audio_embedding = TokenEmbedding(config.classes, config.width)
        self.ar_audio_position = SinePosition(config.dropout)
        self.h = Transformer(config)
        self.ar_predict_layer = nn.Linear(config.width, config.classes, bias=False)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.ar_predict_layer.weight.device

    @classmethod
    def from_weights(cls, config: SemanticConfig, weights: Mapping[str, Tensor]) -> TextToSemantic:
        """The network around the `weight` entry of an official checkpoint: float32, in evaluation mode.

        Raises:
            ValueError: The keys or shapes are those of another network.
        """
        named = {key.removeprefix(OFFICIAL_PREFIX): value for key, value in weights.items()}
        return network_from_weights(lambda: cls(config), named)

    def embed_text(self, phones: Tensor, bert: Tensor | None = None) -> Tensor:
        """Embeds phones.

        Args:
            phones: int64 [batch, phones].
            bert: Text features [batch, 1024, phones]; None for zeros.

        Returns:
            [batch, phones, width], positions counted from 0.
        """
        features = self.bert_proj.bias if bert is None else self._project(bert)
        x = self.ar_text_embedding(phones) + features
        return self.ar_text_position(x, torch.arange(phones.shape[1], device=phones.device))

    def embed_audio(self, tokens: Tensor, positions: Tensor | None = None) -> Tensor:
        """Embeds tokens: int64 [batch, n] to [batch, n, width].

        Positions, int64 [batch, n], count from 0 at the first token whatever the text; None for 0, 1, ...
        """
        if positions is None:
            positions = torch.arange(tokens.shape[1], device=tokens.device)
        return self.ar_audio_position(self.ar_audio_embedding(tokens), positions)

    def encode(self, prefix: Prefix, cache: KeyValueCache | None = None) -> Tensor:
        """The last layer at all positions of a batch [batch, slots, width]; fills a cache from slot 0."""
        if cache is not None:
            slots = torch.arange(prefix.slots, device=self.device)
            cache.place(slots, prefix.slots, prefix.valid())
        x = torch.cat([self.embed_text(prefix.phones, prefix.bert), self.embed_audio(prefix.tokens)], dim=1)
        return self.h(x, prefix.mask(), cache)

    def prefill(self, prefix: Prefix, cache: KeyValueCache) -> Tensor:
        """Logits of the token after each row's last [batch, classes]; fills the cache from slot 0."""
        hidden = self.encode(prefix, cache)
        after_audio = prefix.phones.shape[1] + prefix.token_lengths - 1
        last = torch.where(prefix.token_lengths > 0, after_audio, prefix.phone_lengths - 1)
        return self.ar_predict_layer(_at(hidden, last))

    def step(self, tokens: Tensor, positions: Tensor, cache: KeyValueCache, mask: Tensor | None) -> Tensor:
        """One more token of each row.

        Args:
            tokens: int64 [batch].
            positions: Each row's count of tokens before it: int64 [batch].
            cache: Placed at the new slot.
            mask: Which slots each row sees [batch, 1, 1, span]; None for all.

        Returns:
            Logits of the token after it [batch, classes].
        """
        x = self.embed_audio(tokens[:, None], positions[:, None])
        return self.ar_predict_layer(self.h(x, mask, cache)[:, 0])

    def forward(self, batch: Prefix) -> Tensor:
        """Logits for training [batch, tokens + 1, classes]: each from the tokens before it.

        What stands at padding, after a row's length + 1, means nothing.
        """
        hidden = self.encode(batch)
        before_audio = _at(hidden, batch.phone_lengths - 1)[:, None]
        return self.ar_predict_layer(torch.cat([before_audio, hidden[:, batch.phones.shape[1] :]], dim=1))

    def loss(self, batch: Prefix) -> Tensor:
        """Cross entropy of a batch's tokens and ends, in nats: a sum, padding left out."""
        logits = self(batch).float()
        return functional.cross_entropy(
            logits.transpose(1, 2), self.targets(batch), ignore_index=_IGNORED, reduction="sum"
        )

    def targets(self, batch: Prefix) -> Tensor:
        """What `forward` should say: int64 [batch, tokens + 1], -100 after each row's end."""
        targets = functional.pad(batch.tokens, (0, 1), value=_IGNORED)
        steps = torch.arange(targets.shape[1], device=targets.device)
        lengths = batch.token_lengths[:, None]
        targets = torch.where(steps == lengths, self.config.end, targets)
        return torch.where(steps > lengths, _IGNORED, targets)

    def _project(self, bert: Tensor) -> Tensor:
        return self.bert_proj(bert.to(self.bert_proj.weight.dtype).transpose(1, 2))


def _at(hidden: Tensor, index: Tensor) -> Tensor:
    """One position of each row: [batch, n, width] to [batch, width]."""
    return hidden[torch.arange(len(hidden), device=hidden.device), index]
