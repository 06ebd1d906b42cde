# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds pyannote.audio's own PyanNet from a checkpoint. Importing this module imports pyannote.audio.

pyannote.audio would report its use to its makers; that is switched off before it is imported.
"""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from models.segmentation.checkpoint import Checkpoint, read_checkpoint
from models.weights import WeightsError

os.environ["PYANNOTE_METRICS_ENABLED"] = "false"
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of decoders and plug-ins that we do not use
    from pyannote.audio.core.model import Introspection
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.segmentation import PyanNet
    from pyannote.audio.utils.powerset import Powerset


@dataclass(frozen=True)
class Network:
    """PyanNet with its weights, in evaluation mode, and the shape of its input and output."""

    model: PyanNet
    powerset: Powerset | None
    sample_rate_hz: int
    window_samples: int
    hop_samples: int
    first_frame_sample: int
    """Centre of the first frame's receptive field."""

    def probabilities(self, waveforms: Tensor) -> Tensor:
        """Probability that each speaker is heard: [batch, 1, samples] to [batch, frames, speakers]."""
        scores = self.model(waveforms)
        return scores if self.powerset is None else self.powerset.to_multilabel(scores, soft=True)


def load_network(path: Path) -> Network:
    """Reads a checkpoint and builds its network.

    Raises:
        models.weights.WeightsError: The file is missing, unreadable or of another network.
    """
    checkpoint = read_checkpoint(path, safe_classes=[Introspection, Problem, Resolution, Specifications])
    try:
        specifications = _specifications(checkpoint)
        model = PyanNet(**checkpoint.hyper_parameters)
        model.specifications = specifications
        model.build()
        model.load_state_dict(checkpoint.weights)
    except (AttributeError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise WeightsError(f"{path.name} is no segmentation network that can be used: {error}") from error
    together = specifications.powerset_max_classes
    powerset = Powerset(len(specifications.classes or ()), together) if together else None
    rate = int(model.hparams["sample_rate"])
    first = model.receptive_field_center(0)
    return Network(
        model=model.eval(),
        powerset=powerset,
        sample_rate_hz=rate,
        window_samples=round(specifications.duration * rate),
        hop_samples=model.receptive_field_center(1) - first,
        first_frame_sample=first,
    )


def _specifications(checkpoint: Checkpoint) -> Specifications:
    """Of what the network tells apart; only speakers, frame by frame, will do."""
    given = checkpoint.specifications
    if isinstance(given, dict):
        given = Specifications(
            **{**given, "problem": Problem[given["problem"]], "resolution": Resolution[given["resolution"]]}
        )
    if not isinstance(given, Specifications) or given.resolution is not Resolution.FRAME:
        raise ValueError("it does not tell speakers apart frame by frame")
    kinds = (Problem.MULTI_LABEL_CLASSIFICATION, Problem.MONO_LABEL_CLASSIFICATION)
    if given.problem not in kinds or not given.classes or not given.permutation_invariant:
        raise ValueError("it tells other classes apart than speakers")
    if given.problem is Problem.MONO_LABEL_CLASSIFICATION and not given.powerset:
        raise ValueError("it knows one class at a time")
    return given
