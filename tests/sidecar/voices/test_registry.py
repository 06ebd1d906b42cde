# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices that are kept: blends and people's, on every database, whole or not at all."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from sidecar.errors import (
    AlreadyExistsError,
    InvalidRequestError,
    NotFoundError,
    PreconditionError,
    UnavailableError,
)
from sidecar.storage import loose
from sidecar.storage.blobs import BlobStore, blob_id
from sidecar.storage.database import Database
from sidecar.storage.tables import Base, PrincipalRow
from sidecar.voices.attestation import Attestation, Ground
from sidecar.voices.blends import VoiceIncompleteError, flattened, mixed
from sidecar.voices.preview import preview_samples
from sidecar.voices.registry import SeenVoices, VoiceRegistry
from sidecar.voices.voice import Likeness
from tests.sidecar.voices.making import (
    ALICE,
    BOB,
    LANGUAGES,
    STOCK,
    blob_count,
    cloned,
    imported,
    registry_in,
    registry_of,
    spec,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def registry(database: Database, tmp_path: Path) -> VoiceRegistry:
    return registry_of(database, tmp_path / "blobs")


@pytest.fixture
def alices(registry: VoiceRegistry) -> SeenVoices:
    return registry.seen_by(ALICE)


def artefact(voices: SeenVoices, voice_id: str) -> bytes:
    ((part, _),) = voices.get(voice_id).mix
    return voices.registry.blobs.get(part)


def fields_of(error: pytest.ExceptionInfo[InvalidRequestError]) -> set[str]:
    return {violation.field for violation in error.value.violations}


class TestBlends:
    def test_one_is_heard_as_what_is_in_it(self, alices: SeenVoices) -> None:
        women = alices.create_blend("women", [("af_bella", 1), ("zf_xiaobei", 2)])
        assert (women.language, women.gender) == ("zh-CN", "female")
        assert alices.create_blend("both", [("af_bella", 2), ("am_adam", 1)]).gender is None
        assert alices.get("women") == women

    def test_the_same_voice_twice_is_added_up(self, alices: SeenVoices) -> None:
        assert alices.create_blend("one", [("af_bella", 1), ("af_bella", 3)]).mix == (("af_bella", 1.0),)

    def test_persons_may_be_in_it(self, alices: SeenVoices) -> None:
        alices.add_personal(spec("mine"), "cloned", cloned())
        ((own, _),) = alices.get("mine").mix
        inner = alices.create_blend("inner", [("mine", 1), ("af_bella", 1)])
        assert inner.components == (("mine", 0.5), ("af_bella", 0.5))
        outer = alices.create_blend("outer", [("inner", 1), ("am_adam", 1)])
        assert dict(outer.mix) == {own: 0.25, "af_bella": 0.25, "am_adam": 0.5}

    def test_it_follows_a_voice_that_gets_a_new_revision(self, alices: SeenVoices) -> None:
        alices.add_personal(spec(), "cloned", cloned("first"))
        alices.create_blend("duo", [("mine", 1), ("af_bella", 1)])
        new = alices.add_personal(spec(replace=True), "cloned", cloned("second"))
        assert alices.get("duo").mix[0][0] == new.mix[0][0]

    def test_a_part_whose_id_is_now_a_blends_is_gone(self, alices: SeenVoices) -> None:
        alices.add_personal(spec(), "cloned", cloned())
        alices.create_blend("duo", [("mine", 1), ("af_bella", 1)])
        alices.delete("mine")
        alices.create_blend("mine", [("af_bella", 1)])
        with pytest.raises(VoiceIncompleteError):
            alices.get("duo")
        assert "duo" not in [voice.id for voice in alices.voices()]

    def test_a_voice_that_is_gone_is_named_until_it_is_back(self, alices: SeenVoices) -> None:
        alices.add_personal(spec(), "cloned", cloned())
        alices.create_blend("duo", [("mine", 1), ("af_bella", 1)])
        alices.delete("mine")
        with pytest.raises(VoiceIncompleteError, match="duo is made of voices that are gone: mine"):
            alices.find("duo")
        with pytest.raises(InvalidRequestError, match="voices that are gone: mine") as caught:
            alices.create_blend("trio", [("duo", 1), ("am_adam", 1)])
        assert fields_of(caught) == {"components[0].voice"}
        assert [voice.id for voice in alices.voices()] == ["af_bella", "am_adam", "zf_xiaobei"]
        alices.add_personal(spec(), "cloned", cloned())
        assert alices.get("duo").components == (("mine", 0.5), ("af_bella", 0.5))
        alices.delete("mine")
        alices.delete("duo")
        assert alices.find("duo") is None

    @pytest.mark.parametrize("weight", [0, -1, math.nan, math.inf, 1e300])
    def test_a_weight_that_is_none_is_named(self, alices: SeenVoices, weight: float) -> None:
        with pytest.raises(InvalidRequestError) as caught:
            alices.create_blend("duo", [("af_bella", 1), ("am_adam", weight)])
        assert fields_of(caught) == {"components[1].weight"}

    def test_too_many_voices_are_refused(self, alices: SeenVoices) -> None:
        with pytest.raises(InvalidRequestError, match="17 voices"):
            alices.create_blend("crowd", [("af_bella", 1)] * 17)


@given(weights=st.lists(st.floats(1e-6, 1e30), min_size=3, max_size=3))
def test_weights_sum_to_one_however_blends_are_nested(weights: list[float]) -> None:
    known = VoiceRegistry(STOCK, LANGUAGES, Database("sqlite:///none.db"), BlobStore("memory://")).stock
    inner = flattened([("af_bella", weights[0]), ("am_adam", weights[1])], known.__getitem__)
    voices = {**known, "inner": dataclasses.replace(known["af_bella"], id="inner", components=inner)}
    outer = flattened([("inner", weights[2]), ("zf_xiaobei", 1)], voices.__getitem__)
    for made in (outer, mixed(outer, known)):
        assert {voice_id for voice_id, _ in made} <= set(known)
        assert math.fsum(weight for _, weight in made) == pytest.approx(1)
        assert all(weight > 0 for _, weight in made)


class TestPersonalVoices:
    def test_all_that_is_known_is_kept(self, alices: SeenVoices) -> None:
        word = Attestation(" Ann Other ", Ground.CONSENT, "release form 12\npage 2 ")
        made = alices.add_personal(spec(attestation=word, language="fr-FR"), "cloned", cloned())
        assert (made.id, made.display_name, made.kind, made.language) == ("mine", "Mine", "cloned", "fr-FR")
        assert (made.gender, made.languages, made.owner, made.revision) == ("female", LANGUAGES, "local", 1)
        assert made.attestation == Attestation("Ann Other", Ground.CONSENT, "release form 12\npage 2")
        assert made.attested_by == "local"
        assert made.likeness == Likeness(0.8, "af_bella", 0.7)
        assert (made.deliveries, made.has_preview, made.license) == (("neutral",), True, "")
        assert made.created is not None
        assert alices.get("mine") == made
        assert artefact(alices, "mine") == b"artefact of one"

    def test_an_imported_one_has_deliveries_and_networks_of_its_own(self, alices: SeenVoices) -> None:
        made = imported("happy", "sad")
        voice = alices.add_personal(spec("hum", language="ko-KR"), "imported", made)
        assert (voice.engine, voice.model_version, voice.kind) == ("gpt-sovits", "v2Pro", "imported")
        assert voice.deliveries == ("neutral", "happy", "sad")
        assert voice.languages == ("zh-CN", "en-US", "ja-JP", "yue-HK", "ko-KR")
        assert alices.get("hum") == voice
        for delivery, content in made.artefacts.items():
            assert voice.mix_for(delivery) == ((blob_id(content), 1.0),)
            assert alices.registry.blobs.get(blob_id(content)) == content
        assert voice.mix_for("angry") is None
        assert [voice.delivery_called(told) for told in (" Happy", "sighs", "")] == ["happy", "", ""]

    def test_networks_stay_as_long_as_a_voice_needs_them(self, alices: SeenVoices, tmp_path: Path) -> None:
        one, other = imported(), imported("happy")  # of the same networks
        for voice_id, made in (("one", one), ("other", other)):
            alices.add_personal(spec(voice_id), "imported", made)
        networks = [blob_id(content) for content in one.weights.values()]
        alices.delete("one")
        assert [alices.registry.blobs.get(name) for name in networks] == list(one.weights.values())
        alices.delete("other")
        assert blob_count(tmp_path / "blobs") == 0

    def test_a_blend_has_no_use_for_what_another_engine_speaks(self, alices: SeenVoices) -> None:
        alices.add_personal(spec(), "cloned", cloned())
        alices.create_blend("duo", [("mine", 1), ("af_bella", 1)])
        alices.delete("mine")
        alices.add_personal(spec(), "imported", imported())
        with pytest.raises(VoiceIncompleteError):
            alices.get("duo")
        with pytest.raises(InvalidRequestError, match="mine is a voice of gpt-sovits"):
            alices.create_blend("trio", [("mine", 1), ("am_adam", 1)])

    def test_its_preview_is_what_was_heard(self, alices: SeenVoices) -> None:
        made = cloned()
        alices.add_personal(spec(), "cloned", made)
        flac, text = alices.preview("mine")
        samples, rate_hz = preview_samples(flac)
        assert (rate_hz, text) == (24_000, "This is one.")
        np.testing.assert_allclose(samples, made.preview.samples, atol=1 / 32_768)

    def test_a_preview_that_does_not_exist_is_told(self, alices: SeenVoices) -> None:
        alices.create_blend("duo", [("af_bella", 1)])
        for voice_id in ("duo", "af_bella"):
            with pytest.raises(NotFoundError, match="no preview"):
                alices.preview(voice_id)
        with pytest.raises(NotFoundError, match="no voice 'nobody'"):
            alices.preview("nobody")

    def test_a_damaged_file_is_told_and_harms_no_other(self, alices: SeenVoices, tmp_path: Path) -> None:
        alices.add_personal(spec("bad"), "cloned", cloned("bad"))
        alices.add_personal(spec("good"), "cloned", cloned("good"))
        digest = alices.get("bad").mix[0][0].removeprefix("sha256:")
        (tmp_path / "blobs" / digest[:2] / digest).write_bytes(b"artefact of bat")
        with pytest.raises(PreconditionError, match="damaged") as caught:
            artefact(alices, "bad")
        assert caught.value.reason == "VOICE_DAMAGED"
        assert artefact(alices, "good") == b"artefact of good"
        alices.delete("bad")
        alices.add_personal(spec("bad"), "cloned", cloned("bad"))
        assert artefact(alices, "bad") == b"artefact of bad"

    def test_a_new_revision_needs_to_be_asked_for(self, alices: SeenVoices) -> None:
        first = alices.add_personal(spec(), "cloned", cloned("first"))
        for taken in (spec(), dataclasses.replace(spec(), display_name="Another")):
            with pytest.raises(AlreadyExistsError, match="replace it, delete it first, or choose another id"):
                alices.check_new(taken)
            with pytest.raises(AlreadyExistsError):
                alices.add_personal(taken, "cloned", cloned("second"))
        assert alices.get("mine") == first
        second = alices.add_personal(spec(replace=True), "cloned", cloned("second"))
        assert second.revision == 2
        assert artefact(alices, "mine") == b"artefact of second"
        assert alices.preview("mine")[1] == "This is second."
        assert alices.add_personal(spec("free", replace=True), "cloned", cloned()).revision == 1

    def test_a_blend_is_never_replaced_by_a_person(self, alices: SeenVoices) -> None:
        alices.create_blend("mine", [("af_bella", 1)])
        with pytest.raises(AlreadyExistsError):
            alices.add_personal(spec(replace=True), "cloned", cloned())
        assert alices.get("mine").kind == "blend"

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("voice_id", {"voice_id": "Not an id"}),
            ("voice_id", {"voice_id": "af_bella"}),
            ("voice_id", {"voice_id": "a" * 64}),
            ("display_name", {"display_name": "a" * 101}),
            ("display_name", {"display_name": "a\x07"}),
            ("language", {"language": "tlh"}),
            ("language", {"language": ""}),
            ("attestation.speaker", {"attestation": Attestation(" ", Ground.SELF)}),
            ("attestation.speaker", {"attestation": Attestation("a" * 201, Ground.SELF)}),
            ("attestation.speaker", {"attestation": Attestation("a\0", Ground.SELF)}),
            ("attestation.ground", {"attestation": Attestation("Ann", None)}),
            ("attestation.details", {"attestation": Attestation("Ann", Ground.CONSENT)}),
            ("attestation.details", {"attestation": Attestation("Ann", Ground.LICENCE, " \n ")}),
            ("attestation.details", {"attestation": Attestation("Ann", Ground.SELF, "a" * 1_001)}),
            ("attestation.details", {"attestation": Attestation("Ann", Ground.SELF, "\ud800")}),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, field: str, wrong: dict[str, object]) -> None:
        alices = registry_in(tmp_path).seen_by(ALICE)
        asked = dataclasses.replace(spec(), **wrong)  # type: ignore[arg-type]
        for ask in (alices.check_new, lambda asked: alices.add_personal(asked, "cloned", cloned())):
            with pytest.raises(InvalidRequestError) as caught:
                ask(asked)
            assert fields_of(caught) == {field}

    @pytest.mark.parametrize("breaks", ["put", "commit"])
    def test_what_fails_half_way_leaves_the_old_voice(
        self, alices: SeenVoices, tmp_path: Path, breaks: str
    ) -> None:
        old = alices.add_personal(spec(), "cloned", cloned("old"))
        if breaks == "put":
            broken = patch("os.fsync", side_effect=OSError(28, "No space left on device"))
        else:
            broken = patch.object(loose, "needed", side_effect=UnavailableError("GONE", "the server is gone"))
        with broken, pytest.raises(UnavailableError):
            alices.add_personal(spec(replace=True), "cloned", cloned("new"))
        assert alices.get("mine") == old
        assert artefact(alices, "mine") == b"artefact of old"
        assert blob_count(tmp_path / "blobs") == 2


class TestDeleting:
    def test_nothing_is_left(self, alices: SeenVoices, tmp_path: Path) -> None:
        alices.add_personal(spec("mine"), "cloned", cloned("first"))
        alices.add_personal(spec("mine", replace=True), "cloned", cloned("second"))
        alices.create_blend("duo", [("mine", 1)])
        assert blob_count(tmp_path / "blobs") == 4
        alices.delete("mine")
        alices.delete("duo")
        assert blob_count(tmp_path / "blobs") == 0
        with alices.registry.database.read() as session:
            for table in Base.metadata.sorted_tables:
                rows = session.execute(select(table)).all()
                assert (table.name, rows) == (table.name, []) or table.name == PrincipalRow.__tablename__

    def test_what_another_voice_needs_stays(self, alices: SeenVoices, tmp_path: Path) -> None:
        alices.add_personal(spec("one"), "cloned", cloned("same take"))
        alices.add_personal(spec("two"), "cloned", cloned("same take"))
        assert blob_count(tmp_path / "blobs") == 2
        alices.delete("one")
        assert artefact(alices, "two") == b"artefact of same take"
        assert alices.preview("two")[1] == "This is same take."
        alices.delete("two")
        assert blob_count(tmp_path / "blobs") == 0

    def test_a_deletion_that_broke_off_is_finished_later(self, alices: SeenVoices, tmp_path: Path) -> None:
        alices.add_personal(spec("one"), "cloned", cloned("one"))
        alices.add_personal(spec("two"), "cloned", cloned("two"))
        gone = patch.object(alices.registry.blobs, "remove", side_effect=UnavailableError("GONE", "gone"))
        with gone:
            alices.delete("one")
        assert alices.find("one") is None
        assert blob_count(tmp_path / "blobs") == 4
        assert alices.registry.sweep() == 2
        assert artefact(alices, "two") == b"artefact of two"
        assert blob_count(tmp_path / "blobs") == 2

    def test_a_writer_that_crashes_after_a_sweep_leaves_nothing_either(self, alices: SeenVoices) -> None:
        """It has noted its blob, another process sweeps, it writes the blob and is killed."""
        with alices.registry.database.write() as session:
            loose.note_before_writing(session, [blob_id(b"written too late")])
        assert alices.registry.sweep() == 0
        blob = alices.registry.blobs.put(b"written too late")
        assert alices.registry.sweep() == 1
        with pytest.raises(PreconditionError, match="missing"):
            alices.registry.blobs.get(blob)

    def test_another_databases_blobs_in_the_same_place_are_left_alone(self, tmp_path: Path) -> None:
        mine = registry_in(tmp_path).seen_by(ALICE)
        mine.add_personal(spec("mine"), "cloned", cloned())
        other = Database(f"sqlite:///{tmp_path / 'other.db'}")
        assert registry_of(other, tmp_path / "blobs").sweep() == 0
        assert artefact(mine, "mine") == b"artefact of one"

    def test_stock_voices_stay(self, alices: SeenVoices) -> None:
        with pytest.raises(PreconditionError, match="stock voice"):
            alices.delete("af_bella")


class TestWhoSeesWhat:
    def test_others_voices_are_as_if_they_were_not(self, registry: VoiceRegistry) -> None:
        alices, bobs = registry.seen_by(ALICE), registry.seen_by(BOB)
        alices.add_personal(spec("mine"), "cloned", cloned())
        alices.create_blend("duo", [("mine", 1)])
        for voice_id in ("mine", "duo", "nobody"):
            told = set()
            assert bobs.find(voice_id) is None
            for ask in (bobs.get, bobs.preview, bobs.delete):
                with pytest.raises(NotFoundError) as caught:
                    ask(voice_id)
                told.add((caught.value.reason, caught.value.message.replace(voice_id, "…")))
            assert told == {("VOICE_NOT_FOUND", "there is no voice '…'; `voxrig voices` lists them")}
            with pytest.raises(InvalidRequestError, match="there is no voice"):
                bobs.create_blend("bobs", [(voice_id, 1)])
        assert [voice.id for voice in bobs.voices()] == sorted(info.id for info in STOCK)
        assert [voice.id for voice in alices.voices()][-2:] == ["duo", "mine"]

    def test_an_id_is_taken_whoever_has_it(self, registry: VoiceRegistry) -> None:
        registry.seen_by(ALICE).add_personal(spec("mine"), "cloned", cloned())
        bobs = registry.seen_by(BOB)
        for replace in (False, True):
            with pytest.raises(AlreadyExistsError, match="choose another id") as caught:
                bobs.add_personal(spec("mine", replace=replace), "cloned", cloned("other"))
            assert "replace it" not in caught.value.message
        with pytest.raises(AlreadyExistsError) as caught:
            bobs.create_blend("mine", [("af_bella", 1)])
        assert "delete it" not in caught.value.message
        assert artefact(registry.seen_by(ALICE), "mine") == b"artefact of one"

    def test_a_blend_does_not_reach_a_voice_that_another_makes_of_the_same_id(
        self, registry: VoiceRegistry
    ) -> None:
        alices, bobs = registry.seen_by(ALICE), registry.seen_by(BOB)
        alices.add_personal(spec("mine"), "cloned", cloned())
        alices.create_blend("duo", [("mine", 1), ("af_bella", 1)])
        alices.delete("mine")
        bobs.add_personal(spec("mine"), "cloned", cloned("Bob's"))
        with pytest.raises(VoiceIncompleteError):
            alices.get("duo")

    @pytest.mark.parametrize("voice_id", ["../good", "a/b", "A", "", ".", "a" * 64, "nul\0", "\ud800"])
    def test_an_id_is_never_a_path(self, alices: SeenVoices, voice_id: str) -> None:
        assert alices.find(voice_id) is None
        with pytest.raises(InvalidRequestError):
            alices.create_blend(voice_id, [("af_bella", 1)])


def test_another_process_sees_it_at_once(database_url: str, tmp_path: Path) -> None:
    here = registry_of(Database(database_url), tmp_path / "blobs").seen_by(ALICE)
    there = registry_of(Database(database_url), tmp_path / "blobs").seen_by(ALICE)
    assert there.find("mine") is None
    made = here.add_personal(spec(), "cloned", cloned())
    assert there.get("mine") == made
    with pytest.raises(AlreadyExistsError):
        there.create_blend("mine", [("am_adam", 1)])
    there.delete("mine")
    assert here.find("mine") is None


@pytest.mark.parametrize(
    ("language", "ids"),
    [("zh", ["zf_xiaobei"]), ("EN-us", ["af_bella", "am_adam", "mine"]), ("e", []), ("en-GB", [])],
)
def test_voices_are_listed_by_the_language_they_were_made_in(
    alices: SeenVoices, language: str, ids: list[str]
) -> None:
    alices.add_personal(spec(), "cloned", cloned())
    assert [voice.id for voice in alices.voices(language)] == ids
