from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Stress(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STRESS_UNSPECIFIED: _ClassVar[Stress]
    STRESS_NONE: _ClassVar[Stress]
    STRESS_SECONDARY: _ClassVar[Stress]
    STRESS_PRIMARY: _ClassVar[Stress]

class TimingSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIMING_SOURCE_UNSPECIFIED: _ClassVar[TimingSource]
    TIMING_SOURCE_DURATIONS: _ClassVar[TimingSource]
    TIMING_SOURCE_ATTENTION: _ClassVar[TimingSource]
    TIMING_SOURCE_PROPORTIONAL: _ClassVar[TimingSource]
STRESS_UNSPECIFIED: Stress
STRESS_NONE: Stress
STRESS_SECONDARY: Stress
STRESS_PRIMARY: Stress
TIMING_SOURCE_UNSPECIFIED: TimingSource
TIMING_SOURCE_DURATIONS: TimingSource
TIMING_SOURCE_ATTENTION: TimingSource
TIMING_SOURCE_PROPORTIONAL: TimingSource

class Phoneme(_message.Message):
    __slots__ = ("symbol", "start_sample", "end_sample", "stress", "word_index")
    SYMBOL_FIELD_NUMBER: _ClassVar[int]
    START_SAMPLE_FIELD_NUMBER: _ClassVar[int]
    END_SAMPLE_FIELD_NUMBER: _ClassVar[int]
    STRESS_FIELD_NUMBER: _ClassVar[int]
    WORD_INDEX_FIELD_NUMBER: _ClassVar[int]
    symbol: str
    start_sample: int
    end_sample: int
    stress: Stress
    word_index: int
    def __init__(self, symbol: _Optional[str] = ..., start_sample: _Optional[int] = ..., end_sample: _Optional[int] = ..., stress: _Optional[_Union[Stress, str]] = ..., word_index: _Optional[int] = ...) -> None: ...

class Word(_message.Message):
    __slots__ = ("text", "char_start", "char_end", "start_sample", "end_sample")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CHAR_START_FIELD_NUMBER: _ClassVar[int]
    CHAR_END_FIELD_NUMBER: _ClassVar[int]
    START_SAMPLE_FIELD_NUMBER: _ClassVar[int]
    END_SAMPLE_FIELD_NUMBER: _ClassVar[int]
    text: str
    char_start: int
    char_end: int
    start_sample: int
    end_sample: int
    def __init__(self, text: _Optional[str] = ..., char_start: _Optional[int] = ..., char_end: _Optional[int] = ..., start_sample: _Optional[int] = ..., end_sample: _Optional[int] = ...) -> None: ...

class SpeechTimings(_message.Message):
    __slots__ = ("sample_rate_hz", "sample_count", "phonemes", "words", "timing_source", "confidence")
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PHONEMES_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    TIMING_SOURCE_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    sample_rate_hz: int
    sample_count: int
    phonemes: _containers.RepeatedCompositeFieldContainer[Phoneme]
    words: _containers.RepeatedCompositeFieldContainer[Word]
    timing_source: TimingSource
    confidence: float
    def __init__(self, sample_rate_hz: _Optional[int] = ..., sample_count: _Optional[int] = ..., phonemes: _Optional[_Iterable[_Union[Phoneme, _Mapping]]] = ..., words: _Optional[_Iterable[_Union[Word, _Mapping]]] = ..., timing_source: _Optional[_Union[TimingSource, str]] = ..., confidence: _Optional[float] = ...) -> None: ...
