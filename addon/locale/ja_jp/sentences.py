# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 (a message and its translation stand on one row)
"""What the rooms behind the panels say: states, warnings, reasons."""

from __future__ import annotations

from typing import Final

# fmt: off
MESSAGES: Final[dict[str, str]] = {
    "Anticipation": "先行",
    "Intensity": "強度",
    "Jaw": "アゴ",
    "Lag": "遅れ",
    "Lips": "唇",
    "Loading the voice": "ボイスを読み込み中",
    "Location X": "位置 X",
    "Location Y": "位置 Y",
    "Location Z": "位置 Z",
    "Ready": "準備完了",
    "Rotation X": "回転 X",
    "Rotation Y": "回転 Y",
    "Rotation Z": "回転 Z",
    "Scale X": "スケール X",
    "Scale Y": "スケール Y",
    "Scale Z": "スケール Z",
    "Smoothing": "スムージング",
    "Starting": "起動中",
    "Stopped": "停止中",
    "Tongue": "舌",
}
