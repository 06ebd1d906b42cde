from google.protobuf import timestamp_pb2 as _timestamp_pb2
from . import audio_pb2 as _audio_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VoiceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VOICE_KIND_UNSPECIFIED: _ClassVar[VoiceKind]
    VOICE_KIND_STOCK: _ClassVar[VoiceKind]
    VOICE_KIND_BLEND: _ClassVar[VoiceKind]
    VOICE_KIND_CLONED: _ClassVar[VoiceKind]
    VOICE_KIND_TRAINED: _ClassVar[VoiceKind]
    VOICE_KIND_IMPORTED: _ClassVar[VoiceKind]

class VoiceGender(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VOICE_GENDER_UNSPECIFIED: _ClassVar[VoiceGender]
    VOICE_GENDER_FEMALE: _ClassVar[VoiceGender]
    VOICE_GENDER_MALE: _ClassVar[VoiceGender]

class ConsentGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONSENT_GROUND_UNSPECIFIED: _ClassVar[ConsentGround]
    CONSENT_GROUND_SELF: _ClassVar[ConsentGround]
    CONSENT_GROUND_CONSENT: _ClassVar[ConsentGround]
    CONSENT_GROUND_LICENCE: _ClassVar[ConsentGround]
VOICE_KIND_UNSPECIFIED: VoiceKind
VOICE_KIND_STOCK: VoiceKind
VOICE_KIND_BLEND: VoiceKind
VOICE_KIND_CLONED: VoiceKind
VOICE_KIND_TRAINED: VoiceKind
VOICE_KIND_IMPORTED: VoiceKind
VOICE_GENDER_UNSPECIFIED: VoiceGender
VOICE_GENDER_FEMALE: VoiceGender
VOICE_GENDER_MALE: VoiceGender
CONSENT_GROUND_UNSPECIFIED: ConsentGround
CONSENT_GROUND_SELF: ConsentGround
CONSENT_GROUND_CONSENT: ConsentGround
CONSENT_GROUND_LICENCE: ConsentGround

class WeightedVoice(_message.Message):
    __slots__ = ("voice", "weight")
    VOICE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    voice: str
    weight: float
    def __init__(self, voice: _Optional[str] = ..., weight: _Optional[float] = ...) -> None: ...

class Attestation(_message.Message):
    __slots__ = ("speaker", "ground", "details", "attested_by", "attest_time")
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    ATTESTED_BY_FIELD_NUMBER: _ClassVar[int]
    ATTEST_TIME_FIELD_NUMBER: _ClassVar[int]
    speaker: str
    ground: ConsentGround
    details: str
    attested_by: str
    attest_time: _timestamp_pb2.Timestamp
    def __init__(self, speaker: _Optional[str] = ..., ground: _Optional[_Union[ConsentGround, str]] = ..., details: _Optional[str] = ..., attested_by: _Optional[str] = ..., attest_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Likeness(_message.Message):
    __slots__ = ("similarity", "nearest_stock_voice", "nearest_stock_similarity")
    SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    NEAREST_STOCK_VOICE_FIELD_NUMBER: _ClassVar[int]
    NEAREST_STOCK_SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    similarity: float
    nearest_stock_voice: str
    nearest_stock_similarity: float
    def __init__(self, similarity: _Optional[float] = ..., nearest_stock_voice: _Optional[str] = ..., nearest_stock_similarity: _Optional[float] = ...) -> None: ...

class Voice(_message.Message):
    __slots__ = ("name", "display_name", "kind", "language", "gender", "components", "languages", "revision", "owner", "license", "attestation", "likeness", "deliveries", "has_preview", "create_time", "engine", "model_version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    GENDER_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    LICENSE_FIELD_NUMBER: _ClassVar[int]
    ATTESTATION_FIELD_NUMBER: _ClassVar[int]
    LIKENESS_FIELD_NUMBER: _ClassVar[int]
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    HAS_PREVIEW_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    kind: VoiceKind
    language: str
    gender: VoiceGender
    components: _containers.RepeatedCompositeFieldContainer[WeightedVoice]
    languages: _containers.RepeatedScalarFieldContainer[str]
    revision: int
    owner: str
    license: str
    attestation: Attestation
    likeness: Likeness
    deliveries: _containers.RepeatedScalarFieldContainer[str]
    has_preview: bool
    create_time: _timestamp_pb2.Timestamp
    engine: str
    model_version: str
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., kind: _Optional[_Union[VoiceKind, str]] = ..., language: _Optional[str] = ..., gender: _Optional[_Union[VoiceGender, str]] = ..., components: _Optional[_Iterable[_Union[WeightedVoice, _Mapping]]] = ..., languages: _Optional[_Iterable[str]] = ..., revision: _Optional[int] = ..., owner: _Optional[str] = ..., license: _Optional[str] = ..., attestation: _Optional[_Union[Attestation, _Mapping]] = ..., likeness: _Optional[_Union[Likeness, _Mapping]] = ..., deliveries: _Optional[_Iterable[str]] = ..., has_preview: bool = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., engine: _Optional[str] = ..., model_version: _Optional[str] = ...) -> None: ...

class ListVoicesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "language")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    language: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class ListVoicesResponse(_message.Message):
    __slots__ = ("voices", "next_page_token")
    VOICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    voices: _containers.RepeatedCompositeFieldContainer[Voice]
    next_page_token: str
    def __init__(self, voices: _Optional[_Iterable[_Union[Voice, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetVoiceRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetVoiceResponse(_message.Message):
    __slots__ = ("voice",)
    VOICE_FIELD_NUMBER: _ClassVar[int]
    voice: Voice
    def __init__(self, voice: _Optional[_Union[Voice, _Mapping]] = ...) -> None: ...

class CreateBlendRequest(_message.Message):
    __slots__ = ("voice_id", "display_name", "components")
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    voice_id: str
    display_name: str
    components: _containers.RepeatedCompositeFieldContainer[WeightedVoice]
    def __init__(self, voice_id: _Optional[str] = ..., display_name: _Optional[str] = ..., components: _Optional[_Iterable[_Union[WeightedVoice, _Mapping]]] = ...) -> None: ...

class CreateBlendResponse(_message.Message):
    __slots__ = ("voice",)
    VOICE_FIELD_NUMBER: _ClassVar[int]
    voice: Voice
    def __init__(self, voice: _Optional[_Union[Voice, _Mapping]] = ...) -> None: ...

class DeleteVoiceRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteVoiceResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetVoicePreviewRequest(_message.Message):
    __slots__ = ("name", "encoding")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    name: str
    encoding: _audio_pb2.AudioEncoding
    def __init__(self, name: _Optional[str] = ..., encoding: _Optional[_Union[_audio_pb2.AudioEncoding, str]] = ...) -> None: ...

class GetVoicePreviewResponse(_message.Message):
    __slots__ = ("audio", "text")
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    audio: _audio_pb2.Audio
    text: str
    def __init__(self, audio: _Optional[_Union[_audio_pb2.Audio, _Mapping]] = ..., text: _Optional[str] = ...) -> None: ...
