from . import audio_pb2 as _audio_pb2
from . import timing_pb2 as _timing_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TextSplit(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TEXT_SPLIT_UNSPECIFIED: _ClassVar[TextSplit]
    TEXT_SPLIT_SENTENCE: _ClassVar[TextSplit]
    TEXT_SPLIT_CLAUSE: _ClassVar[TextSplit]
    TEXT_SPLIT_WHOLE: _ClassVar[TextSplit]

class LineState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LINE_STATE_UNSPECIFIED: _ClassVar[LineState]
    LINE_STATE_QUEUED: _ClassVar[LineState]
    LINE_STATE_SPEAKING: _ClassVar[LineState]
    LINE_STATE_DONE: _ClassVar[LineState]
    LINE_STATE_FAILED: _ClassVar[LineState]
    LINE_STATE_CANCELLED: _ClassVar[LineState]
TEXT_SPLIT_UNSPECIFIED: TextSplit
TEXT_SPLIT_SENTENCE: TextSplit
TEXT_SPLIT_CLAUSE: TextSplit
TEXT_SPLIT_WHOLE: TextSplit
LINE_STATE_UNSPECIFIED: LineState
LINE_STATE_QUEUED: LineState
LINE_STATE_SPEAKING: LineState
LINE_STATE_DONE: LineState
LINE_STATE_FAILED: LineState
LINE_STATE_CANCELLED: LineState

class LexiconEntry(_message.Message):
    __slots__ = ("word", "phonemes", "language")
    WORD_FIELD_NUMBER: _ClassVar[int]
    PHONEMES_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    word: str
    phonemes: str
    language: str
    def __init__(self, word: _Optional[str] = ..., phonemes: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class GptSovitsOptions(_message.Message):
    __slots__ = ("top_k", "top_p", "temperature", "repetition_penalty", "text_split", "attempts", "live")
    TOP_K_FIELD_NUMBER: _ClassVar[int]
    TOP_P_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    REPETITION_PENALTY_FIELD_NUMBER: _ClassVar[int]
    TEXT_SPLIT_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    LIVE_FIELD_NUMBER: _ClassVar[int]
    top_k: int
    top_p: float
    temperature: float
    repetition_penalty: float
    text_split: TextSplit
    attempts: int
    live: bool
    def __init__(self, top_k: _Optional[int] = ..., top_p: _Optional[float] = ..., temperature: _Optional[float] = ..., repetition_penalty: _Optional[float] = ..., text_split: _Optional[_Union[TextSplit, str]] = ..., attempts: _Optional[int] = ..., live: bool = ...) -> None: ...

class SpeechSpec(_message.Message):
    __slots__ = ("text", "voice", "language", "speed", "seed", "lexicon", "delivery", "gpt_sovits")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    LEXICON_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    GPT_SOVITS_FIELD_NUMBER: _ClassVar[int]
    text: str
    voice: str
    language: str
    speed: float
    seed: int
    lexicon: _containers.RepeatedCompositeFieldContainer[LexiconEntry]
    delivery: str
    gpt_sovits: GptSovitsOptions
    def __init__(self, text: _Optional[str] = ..., voice: _Optional[str] = ..., language: _Optional[str] = ..., speed: _Optional[float] = ..., seed: _Optional[int] = ..., lexicon: _Optional[_Iterable[_Union[LexiconEntry, _Mapping]]] = ..., delivery: _Optional[str] = ..., gpt_sovits: _Optional[_Union[GptSovitsOptions, _Mapping]] = ...) -> None: ...

class SynthesizeRequest(_message.Message):
    __slots__ = ("spec", "encoding")
    SPEC_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    spec: SpeechSpec
    encoding: _audio_pb2.AudioEncoding
    def __init__(self, spec: _Optional[_Union[SpeechSpec, _Mapping]] = ..., encoding: _Optional[_Union[_audio_pb2.AudioEncoding, str]] = ...) -> None: ...

class SynthesizeResponse(_message.Message):
    __slots__ = ("audio", "timings")
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    TIMINGS_FIELD_NUMBER: _ClassVar[int]
    audio: _audio_pb2.Audio
    timings: _timing_pb2.SpeechTimings
    def __init__(self, audio: _Optional[_Union[_audio_pb2.Audio, _Mapping]] = ..., timings: _Optional[_Union[_timing_pb2.SpeechTimings, _Mapping]] = ...) -> None: ...

class StreamSynthesizeRequest(_message.Message):
    __slots__ = ("spec", "encoding")
    SPEC_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    spec: SpeechSpec
    encoding: _audio_pb2.AudioEncoding
    def __init__(self, spec: _Optional[_Union[SpeechSpec, _Mapping]] = ..., encoding: _Optional[_Union[_audio_pb2.AudioEncoding, str]] = ...) -> None: ...

class StreamSynthesizeResponse(_message.Message):
    __slots__ = ("header", "chunk", "summary")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    header: StreamHeader
    chunk: StreamChunk
    summary: StreamSummary
    def __init__(self, header: _Optional[_Union[StreamHeader, _Mapping]] = ..., chunk: _Optional[_Union[StreamChunk, _Mapping]] = ..., summary: _Optional[_Union[StreamSummary, _Mapping]] = ...) -> None: ...

class StreamHeader(_message.Message):
    __slots__ = ("format",)
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    format: _audio_pb2.AudioFormat
    def __init__(self, format: _Optional[_Union[_audio_pb2.AudioFormat, _Mapping]] = ...) -> None: ...

class StreamChunk(_message.Message):
    __slots__ = ("audio", "start_sample", "phonemes", "words")
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    START_SAMPLE_FIELD_NUMBER: _ClassVar[int]
    PHONEMES_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    audio: bytes
    start_sample: int
    phonemes: _containers.RepeatedCompositeFieldContainer[_timing_pb2.Phoneme]
    words: _containers.RepeatedCompositeFieldContainer[_timing_pb2.Word]
    def __init__(self, audio: _Optional[bytes] = ..., start_sample: _Optional[int] = ..., phonemes: _Optional[_Iterable[_Union[_timing_pb2.Phoneme, _Mapping]]] = ..., words: _Optional[_Iterable[_Union[_timing_pb2.Word, _Mapping]]] = ...) -> None: ...

class StreamSummary(_message.Message):
    __slots__ = ("sample_count", "phoneme_count", "word_count", "timing_source", "confidence")
    SAMPLE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PHONEME_COUNT_FIELD_NUMBER: _ClassVar[int]
    WORD_COUNT_FIELD_NUMBER: _ClassVar[int]
    TIMING_SOURCE_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    sample_count: int
    phoneme_count: int
    word_count: int
    timing_source: _timing_pb2.TimingSource
    confidence: float
    def __init__(self, sample_count: _Optional[int] = ..., phoneme_count: _Optional[int] = ..., word_count: _Optional[int] = ..., timing_source: _Optional[_Union[_timing_pb2.TimingSource, str]] = ..., confidence: _Optional[float] = ...) -> None: ...

class BatchLine(_message.Message):
    __slots__ = ("line_id", "spec")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    spec: SpeechSpec
    def __init__(self, line_id: _Optional[str] = ..., spec: _Optional[_Union[SpeechSpec, _Mapping]] = ...) -> None: ...

class SubmitBatchRequest(_message.Message):
    __slots__ = ("request_id", "lines", "encoding")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    lines: _containers.RepeatedCompositeFieldContainer[BatchLine]
    encoding: _audio_pb2.AudioEncoding
    def __init__(self, request_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[BatchLine, _Mapping]]] = ..., encoding: _Optional[_Union[_audio_pb2.AudioEncoding, str]] = ...) -> None: ...

class SubmitBatchResponse(_message.Message):
    __slots__ = ("batch",)
    BATCH_FIELD_NUMBER: _ClassVar[int]
    batch: str
    def __init__(self, batch: _Optional[str] = ...) -> None: ...

class LineError(_message.Message):
    __slots__ = ("code", "reason", "field", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: int
    reason: str
    field: str
    message: str
    def __init__(self, code: _Optional[int] = ..., reason: _Optional[str] = ..., field: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class LineStatus(_message.Message):
    __slots__ = ("line_id", "state", "error", "format", "audio_byte_count", "timings", "from_cache")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    AUDIO_BYTE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TIMINGS_FIELD_NUMBER: _ClassVar[int]
    FROM_CACHE_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    state: LineState
    error: LineError
    format: _audio_pb2.AudioFormat
    audio_byte_count: int
    timings: _timing_pb2.SpeechTimings
    from_cache: bool
    def __init__(self, line_id: _Optional[str] = ..., state: _Optional[_Union[LineState, str]] = ..., error: _Optional[_Union[LineError, _Mapping]] = ..., format: _Optional[_Union[_audio_pb2.AudioFormat, _Mapping]] = ..., audio_byte_count: _Optional[int] = ..., timings: _Optional[_Union[_timing_pb2.SpeechTimings, _Mapping]] = ..., from_cache: bool = ...) -> None: ...

class PollBatchRequest(_message.Message):
    __slots__ = ("batch", "since_revision")
    BATCH_FIELD_NUMBER: _ClassVar[int]
    SINCE_REVISION_FIELD_NUMBER: _ClassVar[int]
    batch: str
    since_revision: int
    def __init__(self, batch: _Optional[str] = ..., since_revision: _Optional[int] = ...) -> None: ...

class PollBatchResponse(_message.Message):
    __slots__ = ("revision", "lines", "finished")
    REVISION_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    revision: int
    lines: _containers.RepeatedCompositeFieldContainer[LineStatus]
    finished: bool
    def __init__(self, revision: _Optional[int] = ..., lines: _Optional[_Iterable[_Union[LineStatus, _Mapping]]] = ..., finished: bool = ...) -> None: ...

class FetchAudioRequest(_message.Message):
    __slots__ = ("batch", "line_id", "offset_bytes", "max_bytes")
    BATCH_FIELD_NUMBER: _ClassVar[int]
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    OFFSET_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_BYTES_FIELD_NUMBER: _ClassVar[int]
    batch: str
    line_id: str
    offset_bytes: int
    max_bytes: int
    def __init__(self, batch: _Optional[str] = ..., line_id: _Optional[str] = ..., offset_bytes: _Optional[int] = ..., max_bytes: _Optional[int] = ...) -> None: ...

class FetchAudioResponse(_message.Message):
    __slots__ = ("data", "total_bytes")
    DATA_FIELD_NUMBER: _ClassVar[int]
    TOTAL_BYTES_FIELD_NUMBER: _ClassVar[int]
    data: bytes
    total_bytes: int
    def __init__(self, data: _Optional[bytes] = ..., total_bytes: _Optional[int] = ...) -> None: ...

class CancelBatchRequest(_message.Message):
    __slots__ = ("batch", "line_ids")
    BATCH_FIELD_NUMBER: _ClassVar[int]
    LINE_IDS_FIELD_NUMBER: _ClassVar[int]
    batch: str
    line_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, batch: _Optional[str] = ..., line_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class CancelBatchResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class PhonemizeRequest(_message.Message):
    __slots__ = ("text", "language", "lexicon")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    LEXICON_FIELD_NUMBER: _ClassVar[int]
    text: str
    language: str
    lexicon: _containers.RepeatedCompositeFieldContainer[LexiconEntry]
    def __init__(self, text: _Optional[str] = ..., language: _Optional[str] = ..., lexicon: _Optional[_Iterable[_Union[LexiconEntry, _Mapping]]] = ...) -> None: ...

class PhonemizedSound(_message.Message):
    __slots__ = ("symbol", "stress", "word_index")
    SYMBOL_FIELD_NUMBER: _ClassVar[int]
    STRESS_FIELD_NUMBER: _ClassVar[int]
    WORD_INDEX_FIELD_NUMBER: _ClassVar[int]
    symbol: str
    stress: _timing_pb2.Stress
    word_index: int
    def __init__(self, symbol: _Optional[str] = ..., stress: _Optional[_Union[_timing_pb2.Stress, str]] = ..., word_index: _Optional[int] = ...) -> None: ...

class PhonemizedWord(_message.Message):
    __slots__ = ("text", "char_start", "char_end", "phonemes")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CHAR_START_FIELD_NUMBER: _ClassVar[int]
    CHAR_END_FIELD_NUMBER: _ClassVar[int]
    PHONEMES_FIELD_NUMBER: _ClassVar[int]
    text: str
    char_start: int
    char_end: int
    phonemes: str
    def __init__(self, text: _Optional[str] = ..., char_start: _Optional[int] = ..., char_end: _Optional[int] = ..., phonemes: _Optional[str] = ...) -> None: ...

class PhonemizeResponse(_message.Message):
    __slots__ = ("words", "sounds")
    WORDS_FIELD_NUMBER: _ClassVar[int]
    SOUNDS_FIELD_NUMBER: _ClassVar[int]
    words: _containers.RepeatedCompositeFieldContainer[PhonemizedWord]
    sounds: _containers.RepeatedCompositeFieldContainer[PhonemizedSound]
    def __init__(self, words: _Optional[_Iterable[_Union[PhonemizedWord, _Mapping]]] = ..., sounds: _Optional[_Iterable[_Union[PhonemizedSound, _Mapping]]] = ...) -> None: ...
