# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes sure that the published networks are there which making an imported voice needs."""

from __future__ import annotations

from collections.abc import Callable

from models.gpt_sovits.published import download_part, missing_parts, part_folder, published_folder
from models.gpt_sovits.version import Version
from models.weights import WeightsError
from sidecar.errors import PreconditionError
from sidecar.voices.languages import short_name


def require_published(
    version: Version, language: str, *, download: bool, tell: Callable[[str], None]
) -> None:
    """Passes if HuBERT and, where they are needed, the speaker network and RoBERTa are there.

    Copies of another size than the published ones pass too: whether they serve is for their loaders to judge.

    Args:
        version: Of the voice.
        language: Of its reference, BCP-47.
        download: Fetch what is missing.
        tell: Is given what is fetched.

    Raises:
        PreconditionError: Something is missing or cannot be fetched; the message says how to get it.
    """
    try:
        folder = published_folder()
        for missing in missing_parts(folder, [version], [short_name(language)]):
            absent = any(not (folder / file.path).is_file() for file in missing.files)
            if download and absent:
                tell(f"fetching {missing.part.what} ...")
                download_part(folder, missing.part.name)
            elif not download:
                part_folder(folder, missing.part.name)
    except WeightsError as error:
        way_out = "" if download else "; or add --download, which does that"
        raise PreconditionError("WEIGHTS_MISSING", f"{error}{way_out}") from error
