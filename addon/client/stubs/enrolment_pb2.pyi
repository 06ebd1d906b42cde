from . import voice_pb2 as _voice_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class QualityVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUALITY_VERDICT_UNSPECIFIED: _ClassVar[QualityVerdict]
    QUALITY_VERDICT_ACCEPT: _ClassVar[QualityVerdict]
    QUALITY_VERDICT_ACCEPT_WITH_WARNINGS: _ClassVar[QualityVerdict]
    QUALITY_VERDICT_REFUSE: _ClassVar[QualityVerdict]

class FindingSeverity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINDING_SEVERITY_UNSPECIFIED: _ClassVar[FindingSeverity]
    FINDING_SEVERITY_NOTE: _ClassVar[FindingSeverity]
    FINDING_SEVERITY_WARNING: _ClassVar[FindingSeverity]
    FINDING_SEVERITY_REFUSAL: _ClassVar[FindingSeverity]

class EnrolmentState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENROLMENT_STATE_UNSPECIFIED: _ClassVar[EnrolmentState]
    ENROLMENT_STATE_RECEIVING: _ClassVar[EnrolmentState]
    ENROLMENT_STATE_ASSESSING: _ClassVar[EnrolmentState]
    ENROLMENT_STATE_ASSESSED: _ClassVar[EnrolmentState]
    ENROLMENT_STATE_REFUSED: _ClassVar[EnrolmentState]
    ENROLMENT_STATE_CLONING: _ClassVar[EnrolmentState]
    ENROLMENT_STATE_DONE: _ClassVar[EnrolmentState]
QUALITY_VERDICT_UNSPECIFIED: QualityVerdict
QUALITY_VERDICT_ACCEPT: QualityVerdict
QUALITY_VERDICT_ACCEPT_WITH_WARNINGS: QualityVerdict
QUALITY_VERDICT_REFUSE: QualityVerdict
FINDING_SEVERITY_UNSPECIFIED: FindingSeverity
FINDING_SEVERITY_NOTE: FindingSeverity
FINDING_SEVERITY_WARNING: FindingSeverity
FINDING_SEVERITY_REFUSAL: FindingSeverity
ENROLMENT_STATE_UNSPECIFIED: EnrolmentState
ENROLMENT_STATE_RECEIVING: EnrolmentState
ENROLMENT_STATE_ASSESSING: EnrolmentState
ENROLMENT_STATE_ASSESSED: EnrolmentState
ENROLMENT_STATE_REFUSED: EnrolmentState
ENROLMENT_STATE_CLONING: EnrolmentState
ENROLMENT_STATE_DONE: EnrolmentState

class RecordingSpec(_message.Message):
    __slots__ = ("file_name", "total_bytes", "start_seconds", "end_seconds")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    TOTAL_BYTES_FIELD_NUMBER: _ClassVar[int]
    START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    END_SECONDS_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    total_bytes: int
    start_seconds: float
    end_seconds: float
    def __init__(self, file_name: _Optional[str] = ..., total_bytes: _Optional[int] = ..., start_seconds: _Optional[float] = ..., end_seconds: _Optional[float] = ...) -> None: ...

class PersonalVoiceSpec(_message.Message):
    __slots__ = ("voice_id", "display_name", "language", "attestation", "replace")
    VOICE_ID_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    ATTESTATION_FIELD_NUMBER: _ClassVar[int]
    REPLACE_FIELD_NUMBER: _ClassVar[int]
    voice_id: str
    display_name: str
    language: str
    attestation: _voice_pb2.Attestation
    replace: bool
    def __init__(self, voice_id: _Optional[str] = ..., display_name: _Optional[str] = ..., language: _Optional[str] = ..., attestation: _Optional[_Union[_voice_pb2.Attestation, _Mapping]] = ..., replace: bool = ...) -> None: ...

class EnrolVoiceHeader(_message.Message):
    __slots__ = ("recording", "voice")
    RECORDING_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    recording: RecordingSpec
    voice: PersonalVoiceSpec
    def __init__(self, recording: _Optional[_Union[RecordingSpec, _Mapping]] = ..., voice: _Optional[_Union[PersonalVoiceSpec, _Mapping]] = ...) -> None: ...

class EnrolVoiceRequest(_message.Message):
    __slots__ = ("header", "data")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    header: EnrolVoiceHeader
    data: bytes
    def __init__(self, header: _Optional[_Union[EnrolVoiceHeader, _Mapping]] = ..., data: _Optional[bytes] = ...) -> None: ...

class EnrolVoiceResponse(_message.Message):
    __slots__ = ("report", "voice")
    REPORT_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    report: QualityReport
    voice: _voice_pb2.Voice
    def __init__(self, report: _Optional[_Union[QualityReport, _Mapping]] = ..., voice: _Optional[_Union[_voice_pb2.Voice, _Mapping]] = ...) -> None: ...

class TimeSpan(_message.Message):
    __slots__ = ("start_seconds", "end_seconds")
    START_SECONDS_FIELD_NUMBER: _ClassVar[int]
    END_SECONDS_FIELD_NUMBER: _ClassVar[int]
    start_seconds: float
    end_seconds: float
    def __init__(self, start_seconds: _Optional[float] = ..., end_seconds: _Optional[float] = ...) -> None: ...

class QualityFinding(_message.Message):
    __slots__ = ("kind", "severity", "spans", "message")
    KIND_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    kind: str
    severity: FindingSeverity
    spans: _containers.RepeatedCompositeFieldContainer[TimeSpan]
    message: str
    def __init__(self, kind: _Optional[str] = ..., severity: _Optional[_Union[FindingSeverity, str]] = ..., spans: _Optional[_Iterable[_Union[TimeSpan, _Mapping]]] = ..., message: _Optional[str] = ...) -> None: ...

class QualityMeasures(_message.Message):
    __slots__ = ("recording_seconds", "speech_seconds", "snr_db", "bandwidth_hz", "speech_level_dbfs", "clipped_share", "reverberation_seconds", "speaker_count")
    RECORDING_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SPEECH_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SNR_DB_FIELD_NUMBER: _ClassVar[int]
    BANDWIDTH_HZ_FIELD_NUMBER: _ClassVar[int]
    SPEECH_LEVEL_DBFS_FIELD_NUMBER: _ClassVar[int]
    CLIPPED_SHARE_FIELD_NUMBER: _ClassVar[int]
    REVERBERATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SPEAKER_COUNT_FIELD_NUMBER: _ClassVar[int]
    recording_seconds: float
    speech_seconds: float
    snr_db: float
    bandwidth_hz: float
    speech_level_dbfs: float
    clipped_share: float
    reverberation_seconds: float
    speaker_count: int
    def __init__(self, recording_seconds: _Optional[float] = ..., speech_seconds: _Optional[float] = ..., snr_db: _Optional[float] = ..., bandwidth_hz: _Optional[float] = ..., speech_level_dbfs: _Optional[float] = ..., clipped_share: _Optional[float] = ..., reverberation_seconds: _Optional[float] = ..., speaker_count: _Optional[int] = ...) -> None: ...

class QualityReport(_message.Message):
    __slots__ = ("verdict", "measures", "findings", "kept")
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    MEASURES_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    verdict: QualityVerdict
    measures: QualityMeasures
    findings: _containers.RepeatedCompositeFieldContainer[QualityFinding]
    kept: _containers.RepeatedCompositeFieldContainer[TimeSpan]
    def __init__(self, verdict: _Optional[_Union[QualityVerdict, str]] = ..., measures: _Optional[_Union[QualityMeasures, _Mapping]] = ..., findings: _Optional[_Iterable[_Union[QualityFinding, _Mapping]]] = ..., kept: _Optional[_Iterable[_Union[TimeSpan, _Mapping]]] = ...) -> None: ...

class Enrolment(_message.Message):
    __slots__ = ("name", "state", "received_bytes", "report", "voice")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_BYTES_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    name: str
    state: EnrolmentState
    received_bytes: int
    report: QualityReport
    voice: _voice_pb2.Voice
    def __init__(self, name: _Optional[str] = ..., state: _Optional[_Union[EnrolmentState, str]] = ..., received_bytes: _Optional[int] = ..., report: _Optional[_Union[QualityReport, _Mapping]] = ..., voice: _Optional[_Union[_voice_pb2.Voice, _Mapping]] = ...) -> None: ...

class BeginEnrolmentRequest(_message.Message):
    __slots__ = ("request_id", "recording")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDING_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    recording: RecordingSpec
    def __init__(self, request_id: _Optional[str] = ..., recording: _Optional[_Union[RecordingSpec, _Mapping]] = ...) -> None: ...

class BeginEnrolmentResponse(_message.Message):
    __slots__ = ("enrolment",)
    ENROLMENT_FIELD_NUMBER: _ClassVar[int]
    enrolment: Enrolment
    def __init__(self, enrolment: _Optional[_Union[Enrolment, _Mapping]] = ...) -> None: ...

class UploadRecordingRequest(_message.Message):
    __slots__ = ("enrolment", "offset_bytes", "data")
    ENROLMENT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_BYTES_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    enrolment: str
    offset_bytes: int
    data: bytes
    def __init__(self, enrolment: _Optional[str] = ..., offset_bytes: _Optional[int] = ..., data: _Optional[bytes] = ...) -> None: ...

class UploadRecordingResponse(_message.Message):
    __slots__ = ("received_bytes",)
    RECEIVED_BYTES_FIELD_NUMBER: _ClassVar[int]
    received_bytes: int
    def __init__(self, received_bytes: _Optional[int] = ...) -> None: ...

class GetEnrolmentRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetEnrolmentResponse(_message.Message):
    __slots__ = ("enrolment",)
    ENROLMENT_FIELD_NUMBER: _ClassVar[int]
    enrolment: Enrolment
    def __init__(self, enrolment: _Optional[_Union[Enrolment, _Mapping]] = ...) -> None: ...

class ConfirmEnrolmentRequest(_message.Message):
    __slots__ = ("enrolment", "voice")
    ENROLMENT_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    enrolment: str
    voice: PersonalVoiceSpec
    def __init__(self, enrolment: _Optional[str] = ..., voice: _Optional[_Union[PersonalVoiceSpec, _Mapping]] = ...) -> None: ...

class ConfirmEnrolmentResponse(_message.Message):
    __slots__ = ("enrolment",)
    ENROLMENT_FIELD_NUMBER: _ClassVar[int]
    enrolment: Enrolment
    def __init__(self, enrolment: _Optional[_Union[Enrolment, _Mapping]] = ...) -> None: ...

class CancelEnrolmentRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class CancelEnrolmentResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
