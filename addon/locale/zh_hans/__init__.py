# SPDX-License-Identifier: GPL-3.0-or-later
"""Simplified Chinese.

| word | Chinese |
| --- | --- |
| sidecar | 语音进程 |
| line | 台词 |
| speak, spoken | 朗读, 已朗读 |
| character, cast | 角色, 演员表 |
| voice, stock voice | 嗓音, 自带嗓音 |
| recording | 录音 |
| script, scene heading, delivery | 剧本, 场景标题, 表演提示 |
| lip-sync, mouth cue, drawing | 口型同步, 口型, 口型图 |
| articulator, control, mapping | 发音器官, 控制项, 映射 |
| dial, style, gesture, performance | 旋钮, 风格, 动作, 表演 |
| shape key, keys, strip, sequencer | 形态键, 关键帧, 片段, 序列编辑器 |
"""

from __future__ import annotations

from typing import Final

from . import operators, panels, presets, properties, reports, sentences

MESSAGES: Final[dict[str, str]] = {
    **properties.MESSAGES,
    **operators.MESSAGES,
    **panels.MESSAGES,
    **reports.MESSAGES,
    **sentences.MESSAGES,
    **presets.MESSAGES,
}
