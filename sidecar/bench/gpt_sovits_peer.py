# SPDX-License-Identifier: GPL-3.0-or-later
"""GSV-TTS-Lite (PyPI, MIT) with the same files, for comparison; needs the extra `voxrig[bench]`.

Its own loaders read the official files and its own networks speak, asked as its `TTS` class asks them. That
class itself is left out: it downloads, and beside the networks it only reads text.
"""

from __future__ import annotations

import functools
from contextlib import closing
from typing import Any

import torch
from gsv_tts.Config import Config
from gsv_tts.GPT_SoVITS.GPT import t2s_model
from gsv_tts.GPT_SoVITS.SoVITS.models import SynthesizerTrn
from gsv_tts.Loader import get_gpt_weights, get_sovits_weights
from torch import Tensor
from torch.nn.attention import SDPBackend

from models.gpt_sovits.checkpoints import Placement
from sidecar.bench.gpt_sovits_line import CHUNK_TOKENS, Line, VoiceFiles

t2s_model.tqdm = functools.partial(t2s_model.tqdm, disable=True)
VERSIONS = ("v2", "v2Pro", "v2ProPlus")
_BACKEND = t2s_model.SDPBACKEND
"""What it has chosen for this machine: the CPU's only where there is no GPU."""
_GRAPH_FRAMES = [50, 55]
_OVERLAP_FRAMES = 5
_BERT_CHANNELS = 1024


class GsvTtsLite:
    """Speaks from the official files.

    Its cache has just the slots that the line needs, which is the best that it can have: every step looks at
    all of them. It makes as many tokens as are asked for but never gives the first.

    Args:
        files: The official files.
        placement: Device and precision.
        line: What is spoken.
    """

    name = "GSV-TTS-Lite"

    def __init__(self, files: VoiceFiles, placement: Placement, line: Line) -> None:
        self._files, self._line = files, line
        on_cpu = placement.device.type == "cpu"
        t2s_model.SDPBACKEND = SDPBackend.MATH if on_cpu else _BACKEND
        self._config: Any = Config()  # its types are those of its defaults
        self._config.device, self._config.dtype = placement.device, placement.dtype
        self._config.use_flash_attn = False
        self._config.gpt_cache = [(1, len(line.phones) + len(line.prompt) + line.tokens - 1)]
        self._config.sovits_cache = [] if on_cpu else _GRAPH_FRAMES
        self._asked: Any = (
            line.phones[None].to(placement.device),
            line.prompt[None].to(placement.device),
            torch.zeros(1, len(line.phones), _BERT_CHANNELS).to(placement.device, placement.dtype),
        )
        self._phones = line.own_phones[None].to(placement.device)
        self._semantic: t2s_model.Text2SemanticDecoder
        self._synthesizer: SynthesizerTrn
        self._timbre: Tensor

    @torch.inference_mode()
    def load(self) -> None:
        """See `Candidate`."""
        self._semantic = get_gpt_weights(self._files.gpt, self._config).t2s_model
        for cache in self._semantic.cuda_graph_buckets[1]:
            # It takes memory as it comes, and a masked slot that holds no number makes none of every logit.
            cache.k_cache.zero_()
            cache.v_cache.zero_()
        self._synthesizer = get_sovits_weights(self._files.sovits, self._config).vq_model
        like = self._asked[2]
        spectrogram, vector = self._line.spectrogram.to(like), self._line.speaker_vector.to(like)
        self._timbre = self._synthesizer.get_ge(spectrogram, vector)

    def begin(self) -> None:
        """See `Candidate`."""
        self._first_chunk(1)

    def generate(self, *, greedy: bool = False) -> Tensor:
        """See `Candidate`; the first is missing."""
        return self._semantic.infer(*self._asked, top_k=1 if greedy else 15)[0].cpu()

    @torch.inference_mode()
    def decode(self, tokens: Tensor, *, noise_scale: float = 0.5) -> Tensor:
        """See `Candidate`."""
        codes = tokens[None].to(self._phones.device)
        return self._synthesizer.decode(codes, self._phones, self._timbre, noise_scale=noise_scale)[0][0, 0]

    @torch.inference_mode()
    def first_audio(self) -> Tensor:
        """See `Candidate`."""
        self._synthesizer.enc_p.y_overlap = None
        waveform, _ = self._synthesizer.decode(
            self._first_chunk(CHUNK_TOKENS),
            self._phones,
            self._timbre,
            stream_mode=True,
            valid_start_idx=0,
            overlap_len=_OVERLAP_FRAMES,
        )
        return waveform[0, 0, : -_OVERLAP_FRAMES * self._synthesizer.samples_per_frame]

    def _first_chunk(self, tokens: int) -> Tensor:
        stream = self._semantic.infer_stream(*self._asked, stream_chunk=tokens, debug=False)
        with closing(stream):
            return next(stream)[0]
