# SPDX-License-Identifier: GPL-3.0-or-later
"""Speech while its tokens are still being made.

Each step encodes all tokens so far, renders the new ones together with a few old ones, and joins: the latents
of the old ones are cross-faded with those of the step before, then the waveforms where they are most alike
(SOLA, Roucos and Wilgus 1985).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from models.gpt_sovits.synthesizer.network import NOISE_SCALE, Synthesizer, draw_noise
from models.gpt_sovits.synthesizer.prior import Content

OVERLAP_TOKENS = 2
SEARCH_SAMPLES = 320
"""How far a join may move, 10 ms."""


@dataclass(frozen=True, eq=False, slots=True)
class Chunk:
    """A stretch of speech.

    Attributes:
        waveform: float32 [samples] at 32 kHz, on the network's device.
        first_frame: Frame of the content (20 ms at speed 1) that begins with the first sample.
        end_frame: Frame of the content that begins after the last sample. Between the two time runs evenly,
            though joins and speed may have made it shorter or longer than 20 ms a frame.
        content: All that has been encoded so far.
    """

    waveform: Tensor
    first_frame: int
    end_frame: int
    content: Content


class StreamingDecoder:
    """Speaks one sentence in chunks.

    Args:
        network: Ready for inference.
        phones: Ids of the sentence's phones, int64 [1, phones].
        timbre: [1, condition, 1].
        speed: Above 1 is faster.
        noise_scale: Of the prior's standard deviation.
        generator: What draws the noise.
        overlap: Tokens that are rendered twice at each join, at least 1.

    Raises:
        ValueError: There is no overlap.
    """

    def __init__(
        self,
        network: Synthesizer,
        phones: Tensor,
        timbre: Tensor,
        *,
        speed: float = 1.0,
        noise_scale: float = NOISE_SCALE,
        generator: torch.Generator | None = None,
        overlap: int = OVERLAP_TOKENS,
    ) -> None:
        if overlap < 1:
            raise ValueError(f"overlap: {overlap} is less than 1 token")
        self._network, self._phones, self._timbre = network, phones, timbre
        self._speed, self._noise_scale, self._generator = speed, noise_scale, generator
        self._overlap = overlap
        self._codes = phones.new_zeros(1, 0)
        self._latent: Tensor | None = None
        self._noise: Tensor | None = None
        self._held: Tensor | None = None
        self._content: Content | None = None
        self._spoken_frames = 0

    @torch.inference_mode()
    def push(self, codes: Tensor, *, last: bool = False) -> Chunk:
        """Speaks on.

        Args:
            codes: The next tokens, int64 [1, n]; none may come with `last` when some came before.
            last: Whether the sentence ends with them; otherwise the end is held back for the next join.

        Raises:
            ValueError: There is nothing to speak.
        """
        if codes.shape[-1] == 0:
            return self._finish(last)
        per_token = self._network.config.frames_per_token
        overlap = min(self._overlap, self._codes.shape[-1]) * per_token
        self._codes = torch.cat([self._codes, codes.to(self._codes)], dim=-1)
        self._content = self._network.encode(self._codes, self._phones, self._timbre)
        frames = self._content.frames[..., -(codes.shape[-1] * per_token + overlap) :]
        if self._latent is not None:
            frames = cross_fade_latent(self._latent[..., -overlap:], frames)
        self._latent = frames
        held = 0 if last else min(self._overlap * per_token, frames.shape[-1])
        waveform = self._render(frames, overlap)
        samples_per_frame = len(waveform) / frames.shape[-1]
        joined = self._join(waveform, round(overlap * samples_per_frame))
        return self._emit(joined, self._content, held, round(held * samples_per_frame))

    def _render(self, frames: Tensor, overlap: int) -> Tensor:
        """The waveform [samples] of `frames`, the first `overlap` of which have been rendered before."""
        network = self._network
        count = frames.shape[-1] if self._speed == 1 else int(frames.shape[-1] / self._speed) + 1
        noise = draw_noise(frames.new_empty(1, network.config.latent, count), self._generator)
        if self._noise is not None:
            # The same noise for what is rendered again keeps the two renderings alike.
            again = min(round(overlap / self._speed), self._noise.shape[-1], count)
            noise = torch.cat([self._noise[..., self._noise.shape[-1] - again :], noise[..., again:]], dim=-1)
        self._noise = noise
        waveform = network.render(
            frames,
            frames.new_ones(1, 1, frames.shape[-1]),
            self._timbre,
            speed=self._speed,
            noise_scale=self._noise_scale,
            noise=noise,
        )
        return waveform[0, 0].float()

    def _join(self, waveform: Tensor, repeated: int) -> Tensor:
        """What was held back, going over into a waveform whose first `repeated` samples say the same."""
        if self._held is None:
            return waveform
        # At other speeds than 1 the two last some samples more or less.
        surplus = len(self._held) - repeated
        if surplus < 0:
            return join(self._held, waveform[-surplus:], SEARCH_SAMPLES)
        return torch.cat([self._held[:surplus], join(self._held[surplus:], waveform, SEARCH_SAMPLES)])

    def _emit(self, waveform: Tensor, content: Content, held: int, held_samples: int) -> Chunk:
        """Gives out all but the last frames."""
        end = content.frames.shape[-1] - held
        spoken, self._held = waveform.tensor_split([max(0, len(waveform) - held_samples)])
        chunk = Chunk(spoken, self._spoken_frames, end, content)
        self._spoken_frames = end
        return chunk

    def _finish(self, last: bool) -> Chunk:
        if not last or self._held is None or self._content is None:
            raise ValueError("codes: there are none")
        return self._emit(self._held, self._content, held=0, held_samples=0)


def cross_fade_latent(before: Tensor, after: Tensor) -> Tensor:
    """Fades from the end of one latent into the next with a sine and its complement.

    Args:
        before: [batch, channels, overlap].
        after: [batch, channels, frames]; its first `overlap` frames are the same ones, encoded once more.

    Returns:
        As `after`.
    """
    overlap = before.shape[-1]
    angle = torch.arange(overlap, device=after.device) * (math.pi / (2 * overlap))
    rising, falling = torch.sin(angle).to(after.dtype), torch.cos(angle).to(after.dtype)
    faded = before * falling + after[..., :overlap] * rising
    return torch.cat([faded, after[..., overlap:]], dim=-1)


def join(before: Tensor, after: Tensor, search: int) -> Tensor:
    """Continues one waveform with another that repeats its end.

    Args:
        before: [overlap], the end.
        after: [samples].
        search: How many samples of `after` may be left out so that the two are in phase.

    Returns:
        `after` from the sample on where it is most like `before`, cross-faded over the overlap.
    """
    overlap = min(len(before), len(after))
    if not overlap:
        return after
    before = before[-overlap:]
    window = after[: min(overlap + search, len(after))]
    likeness = functional.conv1d(window[None, None], before[None, None])[0, 0]
    energy = functional.conv1d(window.square()[None, None], torch.ones_like(before)[None, None])[0, 0]
    start = int(torch.argmax(likeness / torch.sqrt(energy + 1e-8)))
    rising = torch.arange(overlap, device=after.device).add(0.5).mul(math.pi / (2 * overlap)).sin().square()
    faded = before * (1 - rising) + after[start : start + overlap] * rising
    return torch.cat([faded, after[start + overlap :]])
