# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said for what is typed in the languages that espeak-ng reads, by the same tests for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.synthesis.frontend import LexiconEntry, TextError, analyse
from sidecar.synthesis.frontend.languages import get_language
from sidecar.synthesis.frontend.pronunciation import to_symbols
from sidecar.synthesis.phonemes import ALPHABET, PHONES, unpack
from sidecar.synthesis.sounds import sounds_of
from tests.sidecar.synthesis.frontend.speaking import by_word, said, sounds, symbols

pytestmark = pytest.mark.unit

SAID_AS = {
    "es-ES": [
        ("Son 21 libros.", "Son veintiún libros."),
        ("Hay 200 personas.", "Hay doscientas personas."),
        ("Tengo 1 casa y 1 perro.", "Tengo una casa y un perro."),
        ("Pesa 1.234,5 kg hoy.", "Pesa mil doscientos treinta y cuatro coma cinco kilos hoy."),
        ("Hace -5 °C hoy.", "Hace menos cinco grados centígrados hoy."),
        ("El 14/3/2026 llegó.", "El catorce de marzo de dos mil veintiséis llegó."),
        ("El 2026-11-23 llegó.", "El veintitrés de noviembre de dos mil veintiséis llegó."),
        ("A las 5:30 salió.", "A las cinco y media salió."),
        ("A las 17:05 salió.", "A las diecisiete y cinco salió."),
        ("Pagó 45,20 € ayer.", "Pagó cuarenta y cinco euros con veinte ayer."),
        ("Pagó $3 millones ayer.", "Pagó tres millones de dólares ayer."),
        ("Sube un 20 % hoy.", "Sube un veinte por ciento hoy."),
        ("Es la 3ª vez.", "Es la tercera vez."),
        ("Está en el 1.er piso.", "Está en el primer piso."),
        ("El Sr. García y la Dra. Ruiz.", "El señor García y la doctora Ruiz."),
        ("Luis XIV, Felipe II y el siglo XXI.", "Luis catorce, Felipe segundo y el siglo veintiuno."),
        ("En EE. UU. llueve.", "En Estados Unidos llueve."),
        ("Ven, p. ej. hoy.", "Ven, por ejemplo hoy."),
        ("Añade 3/4 y 2½ más.", "Añade tres cuartos y dos y medio más."),
        ("Van 5-10 personas.", "Van cinco a diez personas."),
        ("Código 007 listo.", "Código cero cero siete listo."),
        ("La versión 3.2.1 va.", "La versión tres punto dos punto uno va."),
        ("Escribe a bob@example.com ya.", "Escribe a bob arroba example punto com ya."),
        ("Corre 5km más.", "Corre cinco kilómetros más."),
        ("Nooooo.", "No."),
    ],
    "fr-FR": [
        ("Il y a 21 pommes.", "Il y a vingt et une pommes."),
        ("Il y a 12 000 livres.", "Il y a douze mille livres."),
        ("Il y a 80 chats.", "Il y a quatre-vingts chats."),
        ("Cela pèse 1,5 kg ici.", "Cela pèse un virgule cinq kilos ici."),
        ("Il fait -5 °C ici.", "Il fait moins cinq degrés Celsius ici."),
        ("Le 14/3/2026 au soir.", "Le quatorze mars deux mille vingt-six au soir."),
        ("Le 1/5/1984 au soir.", "Le premier mai mille neuf cent quatre-vingt-quatre au soir."),
        ("Le 1 mai au soir.", "Le premier mai au soir."),
        ("À 17h30 pile.", "À dix-sept heures trente pile."),
        ("À 1:05 pile.", "À une heure cinq pile."),
        ("Il paye 45,20 € ici.", "Il paye quarante-cinq euros vingt ici."),
        ("Il paye 3 millions ici.", "Il paye trois millions ici."),
        ("Il gagne 3,5 % ici.", "Il gagne trois virgule cinq pour cent ici."),
        ("La 1re et la 2e fois.", "La première et la deuxième fois."),
        ("Au XXe siècle, Louis XIV.", "Au vingtième siècle, Louis quatorze."),
        ("M. Dupont et Mme Martin.", "Monsieur Dupont et madame Martin."),
        ("Le n° 5, c.-à-d. lui.", "Le numéro cinq, c'est-à-dire lui."),
        ("Prenez 1/2 et 3/4.", "Prenez un demi et trois quarts."),
        ("Pages 10-20 ici.", "Pages dix à vingt ici."),
        ("Écris à bob@example.com vite.", "Écris à bob arobase example point com vite."),
        ("Cours 5km encore.", "Cours cinq kilomètres encore."),
        ("Nooooon.", "Non."),
    ],
    "it-IT": [
        ("Ho 21 anni.", "Ho ventuno anni."),
        ("Ho 1 casa, 1 libro e 1 studente.", "Ho una casa, un libro e uno studente."),
        ("Pesa 1.234,5 kg oggi.", "Pesa milleduecentotrentaquattro virgola cinque chili oggi."),
        ("Fa -5 °C oggi.", "Fa meno cinque gradi celsius oggi."),
        ("Il 14/3/2026 di sera.", "Il quattordici marzo duemilaventisei di sera."),
        ("Il 1º maggio di sera.", "Il primo maggio di sera."),
        ("Alle 17:30 di sera.", "Alle diciassette e trenta di sera."),
        ("Costa 45,20 € oggi.", "Costa quarantacinque euro e venti oggi."),
        ("Costa $3 milioni oggi.", "Costa tre milioni di dollari oggi."),
        ("Sale del 20 % oggi.", "Sale del venti per cento oggi."),
        ("La 3ª volta qui.", "La terza volta qui."),
        ("Il Sig. Rossi e la Dott.ssa Bianchi.", "Il signor Rossi e la dottoressa Bianchi."),
        ("Luigi XIV nel XXI secolo.", "Luigi quattordicesimo nel ventunesimo secolo."),
        ("Vieni, p. es. oggi.", "Vieni, per esempio oggi."),
        ("Aggiungi 3/4 e 2½ oggi.", "Aggiungi tre quarti e due e mezzo oggi."),
        ("Da 5-10 anni.", "Da cinque a dieci anni."),
        ("Agente 007 qui.", "Agente zero zero sette qui."),
        ("Scrivi a bob@example.com ora.", "Scrivi a bob chiocciola example punto com ora."),
        ("Corri 5km ancora.", "Corri cinque chilometri ancora."),
    ],
    "pt-BR": [
        ("Tenho 21 anos.", "Tenho vinte e um anos."),
        ("Tenho 2 casas e 200 pessoas.", "Tenho duas casas e duzentas pessoas."),
        ("Pesa 1.234,5 kg hoje.", "Pesa mil duzentos e trinta e quatro vírgula cinco quilos hoje."),
        ("Faz -5 °C hoje.", "Faz menos cinco graus Celsius hoje."),
        ("Em 14/3/2026 choveu.", "Em catorze de março de dois mil e vinte e seis choveu."),
        ("Às 17h30 choveu.", "Às dezessete e trinta choveu."),
        ("Às 9:00 choveu.", "Às nove horas choveu."),
        ("Custa R$ 45,20 hoje.", "Custa quarenta e cinco reais e vinte centavos hoje."),
        ("Custa R$ 3 milhões hoje.", "Custa três milhões de reais hoje."),
        ("Sobe 20 % hoje.", "Sobe vinte por cento hoje."),
        ("A 3ª vez e o 1º lugar.", "A terceira vez e o primeiro lugar."),
        ("O Sr. Silva e a Dra. Souza.", "O senhor Silva e a doutora Souza."),
        ("Dom Pedro II no século XXI.", "Dom Pedro segundo no século vinte e um."),
        ("Venha, p. ex. hoje.", "Venha, por exemplo hoje."),
        ("Some 3/4 e 2½ hoje.", "Some três quartos e dois e meio hoje."),
        ("Agente 007 aqui.", "Agente zero zero sete aqui."),
        ("Escreva a bob@example.com já.", "Escreva a bob arroba example ponto com já."),
        ("Corra 5km mais.", "Corra cinco quilômetros mais."),
    ],
    "hi-IN": [
        ("यहाँ 25 किताबें हैं।", "यहाँ पच्चीस किताबें हैं।"),
        ("यहाँ २५ किताबें हैं।", "यहाँ पच्चीस किताबें हैं।"),
        ("यहाँ 1,23,456 लोग हैं।", "यहाँ एक लाख तेईस हज़ार चार सौ छप्पन लोग हैं।"),
        ("तापमान -5 °C है।", "तापमान माइनस पाँच डिग्री सेल्सियस है।"),
        ("तारीख 14/3/2026 है।", "तारीख चौदह मार्च दो हज़ार छब्बीस है।"),
        ("साल 1984 था।", "साल उन्नीस सौ चौरासी था।"),
        ("वह 5:30 बजे आया।", "वह साढ़े पाँच बजे आया।"),
        ("वह 1:30 बजे आया।", "वह डेढ़ बजे आया।"),
        ("वह 08:45 पर आया।", "वह आठ बजकर पैंतालीस मिनट पर आया।"),
        ("दाम ₹450.50 है।", "दाम चार सौ पचास रुपये पचास पैसे है।"),
        ("दाम $3 लाख है।", "दाम तीन लाख डॉलर है।"),
        ("आज 20% छूट है।", "आज बीस प्रतिशत छूट है।"),
        ("यह 3री बार और 5वीं मंज़िल है।", "यह तीसरी बार और पाँचवीं मंज़िल है।"),
        ("डॉ. राय आए।", "डॉक्टर राय आए।"),
        ("मान 3.14 है।", "मान तीन दशमलव एक चार है।"),
        ("लगभग 10-20 लोग हैं।", "लगभग दस से बीस लोग हैं।"),
        ("वह 5 km दूर है।", "वह पाँच किलोमीटर दूर है।"),
        ("वह 5 कि.मी. दूर है।", "वह पाँच किलोमीटर दूर है।"),
    ],
    "de-DE": [
        ("Er hat 1 Buch und 1 Tasse.", "Er hat ein Buch und eine Tasse."),
        (
            "Es sind 1.234,5 km weit.",
            "Es sind eintausendzweihundertvierunddreißig Komma fünf Kilometer weit.",
        ),
        ("Es sind -5 °C dort.", "Es sind minus fünf Grad Celsius dort."),
        ("Am 14.3.2026 kam er.", "Am vierzehnten März zweitausendsechsundzwanzig kam er."),
        ("Am 3. Mai kam er.", "Am dritten Mai kam er."),
        ("Der 2. Versuch war 1984.", "Der zweite Versuch war neunzehnhundertvierundachtzig."),
        ("Um 17:30 Uhr kam er.", "Um siebzehn Uhr dreißig kam er."),
        ("Um 1:05 Uhr kam er.", "Um ein Uhr fünf kam er."),
        ("Er zahlt 45,20 € dafür.", "Er zahlt fünfundvierzig Euro zwanzig dafür."),
        ("Er zahlt 3,5 Mio. dafür.", "Er zahlt drei Komma fünf Millionen dafür."),
        ("Das sind 20 % davon.", "Das sind zwanzig Prozent davon."),
        ("Dr. Weber, d. h. er, usw.", "Doktor Weber, das heißt er, und so weiter."),
        ("König Ludwig XIV. war alt.", "König Ludwig der vierzehnte war alt."),
        ("Nimm 3/4 und 2½ davon.", "Nimm drei Viertel und zwei ein halb davon."),
        ("Agent 007 wartet.", "Agent null null sieben wartet."),
        ("Schreib an bob@example.com bald.", "Schreib an bob ät example Punkt com bald."),
        ("Lauf 5km weiter.", "Lauf fünf Kilometer weiter."),
    ],
}
LINES = {
    "es-ES": ("«¿Qué tal?», dijo el Sr. O'Neill; ¡p. ej. 45,20 €!",
              ["Qué", "tal", "dijo", "el", "Sr.", "O'Neill", "p. ej.", "45,20 €"]),
    "fr-FR": ("« L'eau d'Alain », dit-elle : qu'est-ce que c'est ? Va-t-il bien ?",
              ["L'eau", "d'Alain", "dit-elle", "qu'est-ce", "que", "c'est", "Va-t-il", "bien"]),
    "it-IT": ("L’arte dell’acqua: un po' di 1.000 “cose”, c'è!",
              ["L’arte", "dell’acqua", "un", "po", "di", "1.000", "cose", "c'è"]),
    "pt-BR": ("— Não, o guarda-chuva d'água; R$ 5,00 às 9h!",
              ["Não", "o", "guarda-chuva", "d'água", "R$ 5,00", "às", "9h"]),
    "hi-IN": ("“नमस्ते”, उसने कहा; क्‍या डॉ. राय ठीक हैं? हाँ।",
              ["नमस्ते", "उसने", "कहा", "क्‍या", "डॉ.", "राय", "ठीक", "हैं", "हाँ"]),
    "de-DE": ("„Geht's gut?“, fragt Hr. Weber z. B. am 3. Mai um 9:00 Uhr.",
              ["Geht's", "gut", "fragt", "Hr.", "Weber", "z. B.", "am", "3.", "Mai", "um", "9:00 Uhr"]),
}  # fmt: skip
TAGS = tuple(SAID_AS)


def _cases() -> Iterator[tuple[str, str, str]]:
    for language, pairs in SAID_AS.items():
        yield from ((language, typed, spoken) for typed, spoken in pairs)


@pytest.mark.parametrize(("language", "typed", "spoken"), [*_cases()])
def test_is_said_as(language: str, typed: str, spoken: str) -> None:
    assert sounds(typed, language) == sounds(spoken, language)


@pytest.mark.parametrize("language", TAGS)
def test_every_word_has_its_place_and_its_sounds(language: str) -> None:
    line, words = LINES[language]
    utterance = analyse(line, language)
    assert [word.text for word in utterance.words] == words
    for index, word in enumerate(utterance.words):
        assert line[word.char_start : word.char_end] == word.text
        assert set(said(utterance, index)) & PHONES


@pytest.mark.parametrize("language", TAGS)
def test_only_what_the_voices_know_is_said(language: str) -> None:
    spoken = "".join(symbols(typed, language) for typed, _ in SAID_AS[language])
    assert set(spoken) - {"|"} <= ALPHABET


@pytest.mark.parametrize("language", TAGS)
def test_chinese_in_it_is_chinese(language: str) -> None:
    assert by_word("A 你好 B", language)["你好"] == by_word("你好", "zh-CN")["你好"]


@pytest.mark.parametrize("language", TAGS)
def test_other_alphabets_are_said_somehow(language: str) -> None:
    words = by_word("Москва Łódź Nguyễn ひらがな", language)
    assert list(words) == ["Москва", "Łódź", "Nguyễn", "ひらがな"]
    assert all(len(heard) >= 3 for heard in words.values())


@pytest.mark.parametrize(
    ("language", "line", "word", "heard"),
    [
        ("fr-FR", "J'aime le football.", "football", "fˈʊtbɔːl"),
        ("fr-FR", "Le week-end ici.", "week-end", "wˈiːkˈɛnd"),
        ("de-DE", "Das Team ist da.", "Team", "tˈiːm"),
        ("es-ES", "El software va.", "software", "sˈoftweɾ"),
        ("it-IT", "Lo smartphone va.", "smartphone", "zmˈartfon"),
    ],
)
def test_english_words_that_a_language_has_borrowed(language: str, line: str, word: str, heard: str) -> None:
    assert by_word(line, language)[word] == heard


def test_hindi_reads_latin_letters_as_english() -> None:
    words = by_word("मैंने Voxrig Studio और iPhone 15 देखा।", "hi-IN")
    assert words["Studio"] == by_word("Studio")["Studio"]
    assert words["iPhone"] == by_word("iPhone")["iPhone"]
    assert words["15"] == by_word("पंद्रह", "hi-IN")["पंद्रह"]


@pytest.mark.parametrize(
    ("language", "word", "letters"),
    [
        ("es-ES", "DVD", "D V D"),
        ("fr-FR", "SNCF", "S N C F"),
        ("it-IT", "DVD", "D V D"),
        ("pt-BR", "CPF", "C P F"),
        ("de-DE", "EU", "E U"),
        ("es-ES", "USB-C", "U S B C"),
    ],
)
def test_acronyms_that_are_no_words_are_spelled(language: str, word: str, letters: str) -> None:
    spelled, told = (symbols(f"a {said} b", language).replace(" ", "") for said in (word, letters))
    assert spelled == told


@pytest.mark.parametrize(
    ("language", "word"),
    [("es-ES", "ONU"), ("fr-FR", "NASA"), ("it-IT", "ONU"), ("pt-BR", "NASA"), ("de-DE", "NATO")],
)
def test_acronyms_that_are_words_are_read(language: str, word: str) -> None:
    assert by_word(f"a {word} b", language)[word] == by_word(f"a {word.lower()} b", language)[word.lower()]


@pytest.mark.parametrize(
    ("language", "shout"), [("es-ES", "¡YO NO!"), ("it-IT", "IO NO!"), ("pt-BR", "EU NÃO!")]
)
def test_shouted_words_are_no_acronyms(language: str, shout: str) -> None:
    assert sounds(shout, language) == sounds(shout.lower(), language)


@pytest.mark.parametrize(
    ("language", "phrase", "word", "heard"),
    [
        ("fr-FR", "Les amis sont là.", "Les", "lez"),  # liaison
        ("fr-FR", "Les chats sont là.", "Les", "le"),
        ("fr-FR", "Les, amis.", "Les", "lˈe"),  # none across a pause
        ("fr-FR", "Un homme est là.", "Un", "œ̃n"),
        ("fr-FR", "Dix enfants sont là.", "Dix", "dˈiz"),
        ("fr-FR", "Qu'est-ce que c'est ?", "que", "kˌə"),  # said as one with the word before
        ("es-ES", "Un beso.", "Un", "ˈum"),
        ("es-ES", "La boca.", "boca", "βˈoka"),
        ("es-ES", "Boca.", "Boca", "bˈoka"),
        ("it-IT", "Dell'acqua è.", "Dell'acqua", "dellˈakːwa"),
        ("pt-BR", "Os amigos.", "Os", "ʊz"),
        ("hi-IN", "समझ लो।", "समझ", "sˈʌməɟʰ"),  # the last schwa goes
        ("de-DE", "Er war dort.", "war", "vaːɐ"),
    ],
)
def test_words_sound_as_their_neighbours_let_them(language: str, phrase: str, word: str, heard: str) -> None:
    assert by_word(phrase, language)[word] == heard


@pytest.mark.parametrize("language", TAGS)
def test_pronunciations_given_are_used(language: str) -> None:
    inline = by_word("[Voxrig](/vˈoksɾiɡ/) a", language)
    assert inline["Voxrig"] == "vˈoksɾiɡ"
    lexicon = [LexiconEntry("Zorblax", "dzˈaɲo", language), LexiconEntry("नमस्ते", "nˈa")]
    words = by_word("Zorblax नमस्ते", language, lexicon=lexicon)
    assert words["नमस्ते"] == "nˈa"
    if language != "hi-IN":  # where a word in Latin letters is English
        assert words["Zorblax"] == "ʣˈaɲo"


@pytest.mark.parametrize("language", TAGS)
def test_what_is_said_can_be_given_as_a_pronunciation(language: str) -> None:
    spoken = by_word(f"{LINES[language][0]} {SAID_AS[language][0][0]}", language)
    for heard in spoken.values():
        assert to_symbols("".join(unpack(symbol) for symbol in heard), language) == heard


def test_phonemes_are_shown_as_the_language_sounds() -> None:
    def shown(text: str, language: str) -> list[str]:
        tokens = [token for sentence in analyse(text, language).sentences for token in sentence.tokens]
        return [sound.symbol for sound in sounds_of(tokens, language) if sound.symbol]

    assert shown("Tarde.", "pt-BR")[-1] == "i"  # written y
    assert shown("चाय छह जल", "hi-IN")[0] == "tʃ"  # written c
    assert "tʃʰ" in shown("छह", "hi-IN")


@pytest.mark.parametrize("language", TAGS)
def test_languages_do_not_disturb_each_other(language: str) -> None:
    before = symbols(LINES[language][0], language)
    for other in TAGS:
        get_language(other).read("a", ())
    assert symbols(LINES[language][0], language) == before


@pytest.mark.parametrize("language", TAGS)
@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True), min_size=1, max_size=6))
def test_no_plain_word_is_lost(language: str, words: list[str]) -> None:
    assert "".join(word.text for word in analyse(" ".join(words), language).words).replace(
        " ", ""
    ) == "".join(words)


@pytest.mark.parametrize("language", TAGS)
@pytest.mark.parametrize("unit", ["a.", "w-", "'", "é", "Q ", "क"])
def test_no_row_of_letters_brings_espeak_down(language: str, unit: str) -> None:
    assert analyse(f"{unit * 3000} a", language).words


def test_german_alone_is_experimental() -> None:
    assert [tag for tag in TAGS if get_language(tag).experimental] == ["de-DE"]


@pytest.mark.parametrize("tag", ["es", "es-MX", "fr", "pt-PT", "de-AT"])
def test_a_near_language_is_no_language(tag: str) -> None:
    with pytest.raises(TextError, match="es-ES, fr-FR") as caught:
        analyse("Hola", tag)
    assert caught.value.field == "language"
