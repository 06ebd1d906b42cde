from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ScriptFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCRIPT_FORMAT_UNSPECIFIED: _ClassVar[ScriptFormat]
    SCRIPT_FORMAT_FOUNTAIN: _ClassVar[ScriptFormat]
    SCRIPT_FORMAT_FINAL_DRAFT: _ClassVar[ScriptFormat]
    SCRIPT_FORMAT_SRT: _ClassVar[ScriptFormat]
    SCRIPT_FORMAT_WEBVTT: _ClassVar[ScriptFormat]
    SCRIPT_FORMAT_TABLE: _ClassVar[ScriptFormat]
    SCRIPT_FORMAT_TEXT: _ClassVar[ScriptFormat]
SCRIPT_FORMAT_UNSPECIFIED: ScriptFormat
SCRIPT_FORMAT_FOUNTAIN: ScriptFormat
SCRIPT_FORMAT_FINAL_DRAFT: ScriptFormat
SCRIPT_FORMAT_SRT: ScriptFormat
SCRIPT_FORMAT_WEBVTT: ScriptFormat
SCRIPT_FORMAT_TABLE: ScriptFormat
SCRIPT_FORMAT_TEXT: ScriptFormat

class TableColumns(_message.Message):
    __slots__ = ("character", "text", "delivery", "language", "start", "end", "scene")
    CHARACTER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SCENE_FIELD_NUMBER: _ClassVar[int]
    character: str
    text: str
    delivery: str
    language: str
    start: str
    end: str
    scene: str
    def __init__(self, character: _Optional[str] = ..., text: _Optional[str] = ..., delivery: _Optional[str] = ..., language: _Optional[str] = ..., start: _Optional[str] = ..., end: _Optional[str] = ..., scene: _Optional[str] = ...) -> None: ...

class ReadScriptRequest(_message.Message):
    __slots__ = ("file_name", "content", "format", "language", "columns", "taken_voices")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    TAKEN_VOICES_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    content: bytes
    format: ScriptFormat
    language: str
    columns: TableColumns
    taken_voices: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, file_name: _Optional[str] = ..., content: _Optional[bytes] = ..., format: _Optional[_Union[ScriptFormat, str]] = ..., language: _Optional[str] = ..., columns: _Optional[_Union[TableColumns, _Mapping]] = ..., taken_voices: _Optional[_Iterable[str]] = ...) -> None: ...

class ReadScriptResponse(_message.Message):
    __slots__ = ("format", "lines", "characters", "scenes", "columns", "notices")
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    CHARACTERS_FIELD_NUMBER: _ClassVar[int]
    SCENES_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    format: ScriptFormat
    lines: _containers.RepeatedCompositeFieldContainer[ScriptLine]
    characters: _containers.RepeatedCompositeFieldContainer[ScriptCharacter]
    scenes: _containers.RepeatedCompositeFieldContainer[ScriptScene]
    columns: _containers.RepeatedScalarFieldContainer[str]
    notices: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, format: _Optional[_Union[ScriptFormat, str]] = ..., lines: _Optional[_Iterable[_Union[ScriptLine, _Mapping]]] = ..., characters: _Optional[_Iterable[_Union[ScriptCharacter, _Mapping]]] = ..., scenes: _Optional[_Iterable[_Union[ScriptScene, _Mapping]]] = ..., columns: _Optional[_Iterable[str]] = ..., notices: _Optional[_Iterable[str]] = ...) -> None: ...

class ScriptLine(_message.Message):
    __slots__ = ("character", "text", "delivery", "language", "start_seconds", "end_seconds", "with_previous", "scene_index", "row")
    CHARACTER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    END_SECONDS_FIELD_NUMBER: _ClassVar[int]
    WITH_PREVIOUS_FIELD_NUMBER: _ClassVar[int]
    SCENE_INDEX_FIELD_NUMBER: _ClassVar[int]
    ROW_FIELD_NUMBER: _ClassVar[int]
    character: str
    text: str
    delivery: str
    language: str
    start_seconds: float
    end_seconds: float
    with_previous: bool
    scene_index: int
    row: int
    def __init__(self, character: _Optional[str] = ..., text: _Optional[str] = ..., delivery: _Optional[str] = ..., language: _Optional[str] = ..., start_seconds: _Optional[float] = ..., end_seconds: _Optional[float] = ..., with_previous: bool = ..., scene_index: _Optional[int] = ..., row: _Optional[int] = ...) -> None: ...

class ScriptCharacter(_message.Message):
    __slots__ = ("name", "language", "line_count", "suggested_voice")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    LINE_COUNT_FIELD_NUMBER: _ClassVar[int]
    SUGGESTED_VOICE_FIELD_NUMBER: _ClassVar[int]
    name: str
    language: str
    line_count: int
    suggested_voice: str
    def __init__(self, name: _Optional[str] = ..., language: _Optional[str] = ..., line_count: _Optional[int] = ..., suggested_voice: _Optional[str] = ...) -> None: ...

class ScriptScene(_message.Message):
    __slots__ = ("heading", "number")
    HEADING_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    heading: str
    number: str
    def __init__(self, heading: _Optional[str] = ..., number: _Optional[str] = ...) -> None: ...
