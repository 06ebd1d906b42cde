# SPDX-License-Identifier: GPL-3.0-or-later
"""Where content, phones and timbre meet (MRTE, "multi reference timbre encoder" of the official network).

Frames of content ask the phones of the text what they are to sound like. The probabilities of this one layer
are the only place where the network says which frame speaks which phone.
"""

from __future__ import annotations

from torch import Tensor, nn

from models.gpt_sovits.synthesizer.encoder import MultiHeadAttention


class TimbreMixer(nn.Module):
    """Cross-attention from frames to phones, with the timbre added."""

    def __init__(self, content: int, hidden: int, heads: int) -> None:
        super().__init__()
        self.cross_attention = MultiHeadAttention(hidden, heads)
        self.c_pre = nn.Conv1d(content, hidden, 1)
        self.text_pre = nn.Conv1d(content, hidden, 1)
        self.c_post = nn.Conv1d(hidden, content, 1)

    def forward(
        self, content: Tensor, content_mask: Tensor, text: Tensor, text_mask: Tensor, timbre: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Mixes.

        Args:
            content: Encoded content [batch, content, frames].
            content_mask: [batch, 1, frames].
            text: Encoded phones [batch, content, phones].
            text_mask: [batch, 1, phones].
            timbre: [batch, hidden, 1].

        Returns:
            [batch, content, frames], and the probabilities [batch, heads, frames, phones].
        """
        pairs = content_mask.unsqueeze(-1) * text_mask.unsqueeze(2)
        content = self.c_pre(content * content_mask)
        text = self.text_pre(text * text_mask)
        mixed, attention = self.cross_attention(content * content_mask, text * text_mask, pairs)
        return self.c_post((mixed + content + timbre) * content_mask), attention
