# SPDX-License-Identifier: GPL-3.0-or-later
"""GPT-SoVITS as a speech engine: imported voices, each with networks of its own."""

from sidecar.engines.gpt_sovits.engine import GptSovitsEngine, PhonePass

__all__ = ["GptSovitsEngine", "PhonePass"]
