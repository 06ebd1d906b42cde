# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 (a message and its translation stand on one row)
"""What stands in the panels and menus."""

from __future__ import annotations

from typing import Final

# fmt: off
MESSAGES: Final[dict[str, str]] = {
    "2D / Stepped": "二维/定格",
    "A good recording": "录音良好",
    "Another Recording": "另一段录音",
    "Bandwidth": "带宽",
    "Cast": "演员表",
    "Clipped": "削波",
    "Dialogue": "对白",
    "Disconnect": "断开连接",
    "Echo": "混响",
    "Edit Again": "再次编辑",
    "End": "结束",
    "IPA": "国际音标",
    "Listen": "试听",
    "Mapping": "映射",
    "Nearest stock voice": "最接近的自带嗓音",
    "New Voice": "新嗓音",
    "Nobody": "无人",
    "Not good enough": "不够好",
    "Only loosely similar to the speaker": "与说话人仅略为相似",
    "People": "说话人数",
    "Performance": "表演",
    "Recognisably similar to the speaker": "与说话人明显相似",
    "Similarity": "相似度",
    "Speak All": "朗读全部",
    "Speak Changed": "朗读已更改的",
    "Speak Line": "朗读此行",
    "Speech": "语音",
    "Speech over noise": "语音高出噪声",
    "The mouth is mapped by hand": "嘴部为手动映射",
    "Update": "更新",
    "Usable, could be better": "可用，但可以更好",
    "Use for {name}": "用于{name}",
    "Voices": "嗓音",
    "What is said": "要说的话",
    "You give your word that the recording's licence allows this voice and its use.": "你保证录音的许可允许制作并使用此嗓音。",
    "You give your word that the speaker has agreed to this voice and its use.": "你保证说话人已同意制作并使用此嗓音。",
    "You give your word that this is your own voice.": "你保证这是你自己的嗓音。",
    "{name} is ready": "{name}已就绪",
}
