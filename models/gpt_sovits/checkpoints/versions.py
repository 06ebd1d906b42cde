# SPDX-License-Identifier: GPL-3.0-or-later
"""Which network weights belong to, told by their keys and shapes, and what to use instead of others."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from torch import Tensor

from models.gpt_sovits.checkpoints.errors import CheckpointError, UnsupportedCheckpointError
from models.gpt_sovits.synthesizer import Version

_PHONES = "enc_p.text_embedding.weight"
_DECODER_INPUT = "dec.conv_pre.weight"
_PRO_KEYS = ("sv_emb.weight", "ge_to512.weight", "prelu.weight")
_PRO_BY_CHANNELS = {512: Version.V2_PRO, 768: Version.V2_PRO_PLUS}
_BY_PHONES = {Version.V1.symbols: Version.V1, Version.V2.symbols: Version.V2}
_GPT_PREFIX = "model."
_ADVICE = "use a voice of v1, v2, v2Pro or v2ProPlus, or train one of v2Pro from the same recordings"


def synthesizer_version(weights: Mapping[str, Tensor], claims: Collection[str | None], name: str) -> Version:
    """The version of a SoVITS file.

    Args:
        weights: By the official keys.
        claims: What the file's header and configuration say; heard only where the weights leave it open,
            between v2Pro and v2ProPlus in sizes that were never published.
        name: The file's, for messages.

    Raises:
        UnsupportedCheckpointError: It is another network of GPT-SoVITS; the message says what to use.
        CheckpointError: It is none.
    """
    _refuse_others(weights, claims, name)
    phones, decoder = weights.get(_PHONES), weights.get(_DECODER_INPUT)
    if phones is None or decoder is None:
        missing = _PHONES if phones is None else _DECODER_INPUT
        raise CheckpointError(f"{name}: it is no SoVITS file, for it lacks the weights {missing}")
    version = _BY_PHONES.get(_rows(phones))
    if version is None:
        raise CheckpointError(
            f"{name}: {_PHONES} has {_rows(phones)} phones, where v1 has 322 and later versions have 732"
        )
    if not any(key in weights for key in _PRO_KEYS):
        return version
    if version is Version.V1:
        raise CheckpointError(f"{name}: it has the phones of v1 but a speaker vector, which v1 has not")
    named = next((each for each in _PRO_BY_CHANNELS.values() if each in claims), Version.V2_PRO)
    return _PRO_BY_CHANNELS.get(_rows(decoder), named)


def semantic_version(weights: Mapping[str, Tensor], name: str) -> Version:
    """The version of a GPT file: v1, or v2 for it and all later ones.

    Raises:
        CheckpointError: It is no such file; the message says what it seems to be.
    """
    key = f"{_GPT_PREFIX}ar_text_embedding.word_embeddings.weight"
    phones = weights.get(key)
    if phones is not None:
        return Version.V1 if _rows(phones) < Version.V2.symbols else Version.V2
    if any(each.startswith("enc_p.") for each in weights):
        raise CheckpointError(f"{name}: it is a SoVITS file (.pth), given where the GPT file (.ckpt) belongs")
    raise CheckpointError(f"{name}: it is no GPT file, for it lacks the weights {key}")


def check_pair(gpt: Version, sovits: Version) -> None:
    """Passes if two files can speak together.

    Raises:
        CheckpointError: The GPT does not know the phones that the SoVITS speaks.
    """
    if gpt is Version.V1 and sovits is not Version.V1:
        raise CheckpointError(
            f"the GPT file is of v1 and does not know the phones of the SoVITS file, which is of {sovits}: "
            "give the GPT file that was trained with it"
        )


def _rows(tensor: Tensor) -> int:
    return tensor.shape[0] if tensor.ndim else 0


def _refuse_others(weights: Mapping[str, Tensor], claims: Collection[str | None], name: str) -> None:
    lora = any(".lora_" in key for key in weights)
    if lora or any(key.startswith(("cfm.", "bridge.", "wns1.")) for key in weights):
        version = next((each for each in ("v3", "v4") if each in claims), "v3 or v4")
        what = f"a LoRA of {version}" if lora else f"a voice of {version}"
        raise UnsupportedCheckpointError(
            f"{name}: it is {what}, whose flow-matching network Voxrig does not have; {_ADVICE}"
        )
    if any(key.startswith("discriminators.") for key in weights):
        raise UnsupportedCheckpointError(
            f"{name}: it is a discriminator (s2D), which only training uses; give the s2G file or the voice"
        )
    if any(key.startswith(_GPT_PREFIX) for key in weights):
        raise CheckpointError(f"{name}: it is a GPT file (.ckpt), given where the SoVITS file (.pth) belongs")
