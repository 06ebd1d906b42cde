# SPDX-License-Identifier: GPL-3.0-or-later
"""Japanese.

As in Blender's own, tooltips end in ます without a full stop, and ， and ． stand within.

| word | Japanese |
| --- | --- |
| sidecar | 音声プロセス |
| line | セリフ |
| speak, spoken | 発話, 発話済み |
| character, cast | キャラクター, キャスト |
| voice, stock voice | ボイス, 標準ボイス |
| recording | 録音 |
| script, scene heading, delivery | 台本, シーン見出し, 演技指示 |
| lip-sync, mouth cue, drawing | リップシンク, 口形キュー, 口形 |
| articulator, control, mapping | 調音器官, コントロール, マッピング |
| dial, style, gesture, performance | 調整値, スタイル, ジェスチャー, 演技 |
| shape key, keys, strip, sequencer | シェイプキー, キー, ストリップ, シーケンサー |
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
