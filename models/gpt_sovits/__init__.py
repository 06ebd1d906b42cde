# SPDX-License-Identifier: GPL-3.0-or-later
"""GPT-SoVITS: voices cloned from a few seconds of speech, v1 to v2ProPlus, written from its architecture.

Text and a prompt become semantic tokens (`text_to_semantic`), these and the timbre of a reference become a
waveform (`synthesizer`); parts carry the names of the official checkpoints.
"""

SAMPLE_RATE_HZ = 32_000
"""Of all speech."""
