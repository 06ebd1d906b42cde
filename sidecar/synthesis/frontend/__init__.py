# SPDX-License-Identifier: GPL-3.0-or-later
"""Text to phonemes: normalises, splits into sentences, and says how each word sounds.

Example:
    >>> from sidecar.synthesis.frontend import analyse, split_passes
    >>> utterance = analyse("It costs $45.20, Dr. Smith.", "en-US")
    >>> [word.text for word in utterance.words]
    ['It', 'costs', '$45.20', 'Dr.', 'Smith']
"""

from sidecar.synthesis.frontend.analysis import analyse
from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.languages import languages
from sidecar.synthesis.frontend.passes import split_passes
from sidecar.synthesis.frontend.utterance import LexiconEntry, Sentence, Token, Utterance, Word

__all__ = [
    "LexiconEntry",
    "Sentence",
    "TextError",
    "Token",
    "Utterance",
    "Word",
    "analyse",
    "languages",
    "split_passes",
]
