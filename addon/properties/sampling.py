# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""How a character's GPT-SoVITS voice draws what it says; other voices are not asked."""

from typing import Any

from bpy.props import EnumProperty, FloatProperty, IntProperty
from bpy.types import PropertyGroup

from ..client.sampling import DEFAULT, RANGES


def _whole(field: str, name: str, description: str) -> Any:
    low, high = RANGES[field]
    return IntProperty(
        name=name, description=description, default=getattr(DEFAULT, field), min=int(low), max=int(high)
    )


def _number(field: str, name: str, description: str) -> Any:
    low, high = RANGES[field]
    return FloatProperty(
        name=name, description=description, default=getattr(DEFAULT, field), min=low, max=high, precision=2
    )


class VOXRIG_PG_sampling(PropertyGroup):
    """The options of a GPT-SoVITS voice."""

    top_k: _whole(
        "top_k",
        "Top K",
        "Only so many of the likeliest sounds may follow. With 1 nothing is left to chance",
    )
    top_p: _number(
        "top_p", "Top P", "Only the likeliest sounds may follow that together have this probability"
    )
    temperature: _number(
        "temperature", "Temperature", "Variety: lower is steadier, higher livelier and less sure"
    )
    repetition_penalty: _number(
        "repetition_penalty",
        "Repetition Penalty",
        "How much less likely sounds become that have been heard; 1 leaves them as they are",
    )
    text_split: EnumProperty(
        name="Cut Text",
        description="Where a line is cut into what is spoken in one go",
        items=(
            ("SENTENCE", "After Sentences", "Very short ones are joined with a neighbour"),
            ("CLAUSE", "After Clauses", "Shorter pieces; the melody is less of a piece"),
            ("WHOLE", "Only if Too Long", "Only where a line is too long to be spoken in one go"),
        ),
        default=DEFAULT.text_split,
    )
    attempts: _whole(
        "attempts",
        "Attempts",
        "How often a stretch is spoken, each time with another seed, until no word is swallowed or repeated "
        "and its timing is clear",
    )
