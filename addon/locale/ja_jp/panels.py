# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 (a message and its translation stand on one row)
"""What stands in the panels and menus."""

from __future__ import annotations

from typing import Final

# fmt: off
MESSAGES: Final[dict[str, str]] = {
    "2D / Stepped": "2D / ステップ",
    "A good recording": "良い録音です",
    "Another Recording": "別の録音",
    "Bandwidth": "帯域幅",
    "Cast": "キャスト",
    "Clipped": "音割れ",
    "Dialogue": "ダイアログ（セリフ）",
    "Disconnect": "切断",
    "Echo": "残響",
    "Edit Again": "再編集",
    "End": "終了",
    "IPA": "IPA（国際音声記号）",
    "Listen": "試聴",
    "Mapping": "マッピング",
    "Nearest stock voice": "最も近い標準ボイス",
    "New Voice": "新規ボイス",
    "Nobody": "なし",
    "Not good enough": "不十分です",
    "Only loosely similar to the speaker": "話者にはあまり似ていません",
    "People": "人数",
    "Performance": "演技",
    "Recognisably similar to the speaker": "話者によく似ています",
    "Similarity": "類似度",
    "Speak All": "すべて発話",
    "Speak Changed": "変更分を発話",
    "Speak Line": "セリフを発話",
    "Speech": "音声",
    "Speech over noise": "音声とノイズの差",
    "The mouth is mapped by hand": "口は手動でマッピングされています",
    "Update": "更新",
    "Usable, could be better": "使用可能（改善の余地あり）",
    "Use for {name}": "{name}に使う",
    "Voices": "ボイス",
    "What is said": "話す内容",
    "You give your word that the recording's licence allows this voice and its use.": "録音のライセンスがこのボイスの作成と使用を許可していることを保証します．",
    "You give your word that the speaker has agreed to this voice and its use.": "話者がこのボイスの作成と使用に同意していることを保証します．",
    "You give your word that this is your own voice.": "これが自分自身の声であることを保証します．",
    "{name} is ready": "{name}の準備ができました",
}
