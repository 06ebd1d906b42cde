# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences timing is calibrated and tested on, and what Kokoro makes of them.

Sentences are thick with vowels beside p, t, k and with sibilants: `models.kokoro.timing_estimate` listens for
these. A voice and speed is calibrated on one set and tested on the other.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from models.kokoro import KokoroRuntime
from models.kokoro.timing import token_boundaries
from models.kokoro.timing_estimate import Take
from models.kokoro.vocabulary import encode
from models.kokoro.voices import VoiceBank
from sidecar.synthesis.frontend import analyse

SPEEDS = (0.8, 1.0, 1.3)
Split = Literal["calibration", "held-out"]

_ENGLISH: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "Peter packed a couple of pocket books and took the top path past the castle.",
        "She sells six silver sashes, and such a special show should please the whole city.",
        "Kate kept telling Tom to put the kettle back on top of the tiny kitchen table.",
        "It is essential to pass these spicy sausages to the sister sitting beside the sea.",
    ),
    "held-out": (
        "Pack the piano parts into a tall paper box and take it to the party tonight.",
        "This season's fish stew is simply delicious, says the chef's assistant.",
        "A pair of cats kept to the path, and a captain talked quietly about the coast.",
    ),
}
_MANDARIN: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "他把大茶壶和铁盘子提到铺子里，摆在桌子底下。",
        "师傅说十四和四十是不一样的，四是四，十是十。",
        "可怕的台风破坏了海边的开阔大桥和十座高塔。",
        "星期四下午，小石和思思在山上收拾细沙和树枝。",
    ),
    "held-out": (
        "爸爸开着大卡车，带着太太和孩子去北部看朋友。",
        "上司说，新书的事情实在是十分复杂，谁先说谁吃亏。",
        "白兔跑到塔底下，偷偷地把三个土豆和四个苹果拿走了。",
    ),
}
_SPANISH: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "Pepa tapó la copa y el pastel con papel y con un trapo de cocina.",
        "Seis sastres sensatos cosen sesenta sacos de seda y los llevan a la iglesia.",
        "Paco tomó café en la pequeña taberna que está a la otra parte del puente.",
        "Todo el pueblo esperó en la plaza hasta que la pareja salió de la casa.",
    ),
    "held-out": (
        "El capitán pidió patatas, tomates y una taza de té a la capital.",
        "Esas señoras pasan siempre las tardes sentadas sobre las sillas de la sala.",
        "Un gato pasó por el patio y se escapó a la cocina de la tía Catalina.",
    ),
}
_FRENCH: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "Papa a posé le petit paquet à côté de la tasse de café et du gâteau.",
        "Six cent six sardines sèchent sous le soleil, et ces chats les sentent aussi.",
        "Quatre capitaines ont quitté la côte et tapé à la porte du petit château.",
        "Cécile cherche ses chaussettes et ses chemises dans la salle sans se presser.",
    ),
    "held-out": (
        "Tu peux couper le poteau et poser tout à côté du tapis de ta tante.",
        "La sorcière et son chien passent chaque saison chez sa sage cousine.",
        "Le capitaine a beaucoup parlé pendant que le poète écoutait la cascade.",
    ),
}
_ITALIAN: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "Paolo ha portato la pasta e le patate nella piccola cucina del capitano.",
        "Sessantasei sassi sono scivolati senza sosta sulla strada della stazione.",
        "Tutti i topi scappano quando il gatto capita di notte sopra il tetto.",
        "La signora sceglie sempre scarpe rosse e poi siede sola nella sua stanza.",
    ),
    "held-out": (
        "Il poeta ha comprato carta, penne e una tazza di tè per la cugina Caterina.",
        "Spesso le stesse stelle si spengono sopra le case silenziose del paese.",
        "Il cuoco taglia la torta e la copre con un po' di cacao e di panna cotta.",
    ),
}
_JAPANESE: dict[Split, tuple[str, ...]] = {  # without devoiced vowels, which hiss
    "calibration": (
        "パパは高い棚から、丸いポットと紙コップを取ってくれた。",
        "先生は静かな寺で、雑誌と新聞を全部そろえて座っていた。",
        "加藤さんと太田さんは、港の家でパンとケーキをたっぷり食べた。",
        "涼しい風と静かな雨の朝、姉さんは少女と小説の話をする。",
    ),
    "held-out": (
        "母は肩をたたいて、大きなトマトとポテトを鍋に加えた。",
        "姉さんは涼しそうな紫のセーターを着て、静かな座席に座っていた。",
        "子供たちは、公園の高い木のそばで、ことりの歌を教えてくれた。",
    ),
}
_PORTUGUESE: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "O pato comeu a pipoca e pulou para o outro lado do pequeno portão.",
        "Essas seis senhoras passam sempre os sábados sentadas na sala sem pressa.",
        "O capitão pediu café, torta e batata para toda a equipe do barco.",
        "A professora acha que a chuva e o sol são as coisas mais especiais do sítio.",
    ),
    "held-out": (
        "Pedro tapou a panela e colocou o copo de papel em cima da toalha.",
        "Os sapos saltam sobre as pedras e se escondem sob as sombras suaves.",
        "A capivara parou perto do poço e escutou o canto do pato e da patativa.",
    ),
}
_HINDI: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "पापा ने पुराना कपड़ा काटा और पतली टोपी के पास टाँक दिया।",
        "सात साल से सीता शहर की इस सड़क पर सस्ती साड़ी और शॉल सीती है।",
        "काका ताकत से पत्थर तोड़कर पक्का पुल और पानी की टंकी बनाते हैं।",
        "सुबह से शाम तक सब सैनिक सीमा के पास सात सौ शिकारी देखते रहे।",
    ),
    "held-out": (
        "कपिल ने किताब का पता पूछा और कागज़ पर टेढ़ी तस्वीर काट दी।",
        "शीला और सुशील शनिवार को सात बजे से सिर्फ़ संगीत सुनते हैं।",
        "तोता पेड़ पर पका पपीता खाता है और पीछे की टोकरी में कूदता है।",
    ),
}
_LANGUAGES = {
    "a": ("en-US", _ENGLISH),
    "b": ("en-GB", _ENGLISH),
    "e": ("es-ES", _SPANISH),
    "f": ("fr-FR", _FRENCH),
    "h": ("hi-IN", _HINDI),
    "i": ("it-IT", _ITALIAN),
    "j": ("ja-JP", _JAPANESE),
    "p": ("pt-BR", _PORTUGUESE),
    "z": ("zh-CN", _MANDARIN),
}


def language_of(voice_id: str) -> str:
    """Language a stock voice reads, BCP-47."""
    return _LANGUAGES[voice_id[0]][0]


def sentences_of(voice_id: str, split: Split) -> tuple[str, tuple[str, ...]]:
    """Language and sentences a voice reads."""
    language, sentences = _LANGUAGES[voice_id[0]]
    return language, sentences[split]


@functools.cache
def _symbols(language: str, text: str) -> tuple[str, ...]:
    (sentence,) = analyse(text, language).sentences
    return tuple(token.symbol for token in sentence.tokens)


@dataclass(frozen=True)
class Corpus:
    """Takes of the sentences, spoken once and kept in a folder.

    Attributes:
        folder: Where takes are kept; a take is made again when its phonemes change.
        runtime: Speaks what is not there yet.
    """

    folder: Path
    runtime: KokoroRuntime

    def takes(self, voice_id: str, speed: float, split: Split) -> Iterator[Take]:
        """All sentences of a split in one voice at one speed."""
        language, sentences = sentences_of(voice_id, split)
        for text in sentences:
            yield self._take(voice_id, speed, _symbols(language, text))

    def _take(self, voice_id: str, speed: float, symbols: tuple[str, ...]) -> Take:
        digest = hashlib.sha256("".join(symbols).encode()).hexdigest()[:16]
        path = self.folder / f"{voice_id}-{speed}-{digest}.npz"
        if not path.exists():
            ids = encode(symbols)
            style = VoiceBank.load().style(voice_id, len(ids))
            audio, durations = self.runtime.synthesize(ids, style, speed, seed=0)
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".part.npz")
            np.savez(temporary, audio=audio.astype(np.float16), durations=durations)
            temporary.replace(path)
        with np.load(path) as stored:
            edges = token_boundaries(stored["durations"], bias_ms=0.0)
            return Take(("", *symbols, ""), edges, stored["audio"].astype(np.float32))
