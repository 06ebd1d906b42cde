# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 (a message and its translation stand on one row)
"""What the rooms behind the panels say: states, warnings, reasons."""

from __future__ import annotations

from typing import Final

# fmt: off
MESSAGES: Final[dict[str, str]] = {
    "Anticipation": "提前量",
    "Intensity": "强度",
    "Jaw": "下颌",
    "Lag": "延迟",
    "Lips": "嘴唇",
    "Loading the voice": "正在加载嗓音",
    "Location X": "位置 X",
    "Location Y": "位置 Y",
    "Location Z": "位置 Z",
    "Ready": "就绪",
    "Rotation X": "旋转 X",
    "Rotation Y": "旋转 Y",
    "Rotation Z": "旋转 Z",
    "Scale X": "缩放 X",
    "Scale Y": "缩放 Y",
    "Scale Z": "缩放 Z",
    "Smoothing": "平滑",
    "Starting": "正在启动",
    "Stopped": "已停止",
    "Tongue": "舌头",
}
