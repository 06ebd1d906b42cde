# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""How to reach the sidecar and where sounds are kept; the user's own, outside the .blend."""

import os
from pathlib import Path
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty
from bpy.types import AddonPreferences, Scene

from . import compat, shortcuts
from .client.installer import installed_python
from .client.missing import Missing, missing
from .client.session import SESSION
from .client.target import Connect, Launch, Target, check, is_loopback
from .locale.blender import register_class
from .paths import own_folder
from .properties import settings

PYTHON_VARIABLE = "VOXRIG_SIDECAR_PYTHON"
ADDON = __package__ or "voxrig"
_DEFAULT_ADDRESS = "127.0.0.1:50051"


def _assign_shortcuts(own: Any, _: Any) -> None:
    shortcuts.assign(set(own.shortcuts))


class VOXRIG_preferences(AddonPreferences):
    """The add-on's preferences."""

    bl_idname = ADDON

    reach: EnumProperty(
        name="Sidecar",
        items=(
            ("LAUNCH", "Start It Here", "Start the speech process on this computer when it is needed"),
            ("CONNECT", "Connect", "Use a speech process that is running already"),
        ),
        default="LAUNCH",
    )
    python: StringProperty(
        name="Sidecar Python",
        description="The Python that has voxrig installed; empty for the one in VOXRIG_SIDECAR_PYTHON, else "
        "for what Install Sidecar has made",
        subtype="FILE_PATH",
    )
    address: StringProperty(
        name="Address", description="Host and port of the sidecar", default=_DEFAULT_ADDRESS
    )
    token: StringProperty(
        name="Token", description="What the sidecar asks for, as in its ready-file", subtype="PASSWORD"
    )
    root_certificate: StringProperty(
        name="Certificate",
        description="PEM file of the authority that vouches for the sidecar; empty for the system's",
        subtype="FILE_PATH",
    )
    storage: EnumProperty(
        name="Sounds",
        description="Where the sound of spoken lines is kept, unless the scene says otherwise",
        items=(
            ("PACKED", "In the .blend", "Pack the sound into the .blend file"),
            ("BESIDE", "Beside the .blend", "Save sound files in the folder 'voxrig' beside the .blend file"),
        ),
        default="PACKED",
    )
    shortcuts: EnumProperty(
        name="Shortcuts",
        description="Suggested shortcuts; switch on what you want",
        items=shortcuts.ITEMS,
        options={"ENUM_FLAG"},
        update=_assign_shortcuts,
    )
    favourites: StringProperty(  # resource names with spaces between
        name="Favourites", description="Voices with a star", options={"HIDDEN"}
    )

    def draw(self, context: Any) -> None:
        """Draws the preferences."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.row().prop(self, "reach", expand=True)
        if self.reach == "LAUNCH":
            layout.prop(self, "python")
        else:
            layout.prop(self, "address")
            layout.prop(self, "token")
            if not is_loopback(self.address):
                layout.prop(self, "root_certificate")
        from .panels.sidecar import draw_sidecar  # here, for the panels look at the preferences

        layout.separator()
        draw_sidecar(layout, context)
        layout.separator()
        layout.row().prop(self, "storage", expand=True)
        layout.column().prop(self, "shortcuts")


def preferences(context: Any) -> Any | None:
    """The add-on's preferences; None where it is registered without being an installed add-on."""
    entry = context.preferences.addons.get(ADDON)
    return entry.preferences if entry else None


def target(context: Any) -> Target:
    """How to reach the sidecar.

    Raises:
        ValueError: It cannot or may not be reached; the message says how to mend that.
    """
    wanted = _wanted(context)
    check(wanted, online=compat.online_access())
    return wanted


def connects(context: Any) -> bool:
    """Whether a sidecar that is running already is used."""
    found = preferences(context)
    return found is not None and found.reach == "CONNECT"


def _wanted(context: Any) -> Target:
    found = preferences(context)
    if found is not None and connects(context):
        return Connect(found.address, found.token, bpy.path.abspath(found.root_certificate))
    named = bpy.path.abspath(found.python) if found and found.python else os.environ.get(PYTHON_VARIABLE)
    return Launch(named or installed_python(installations()))


def installations() -> Path:
    """The folder in which the add-on installs sidecars."""
    return own_folder("sidecar")


def lacking(context: Any) -> Missing:
    """What is missing between the animator and a sidecar that is ready."""
    wanted = _wanted(context)
    is_own = isinstance(wanted, Launch) and Path(wanted.python).is_relative_to(installations())
    return missing(SESSION, wanted, is_own=is_own, online=compat.online_access())


def why_not(context: Any) -> str:
    """Why the sidecar cannot be reached as the preferences stand; empty if it can be tried."""
    try:
        target(context)
    except ValueError as error:
        return str(error)
    return ""


def favourites(context: Any) -> frozenset[str]:
    """Resource names of the voices with a star."""
    found = preferences(context)
    return frozenset(found.favourites.split()) if found else frozenset()


def toggle_favourite(context: Any, voice: str) -> None:
    """Gives a voice its star, or takes it."""
    found = preferences(context)
    if found is not None:
        found.favourites = " ".join(sorted(favourites(context) ^ {voice}))


def keeps_beside(context: Any, scene: Scene) -> bool:
    """Whether a scene's sounds are saved beside the .blend."""
    wanted = settings(scene).storage
    if wanted == "PREFERENCES":
        found = preferences(context)
        wanted = found.storage if found else "PACKED"
    return wanted == "BESIDE"


def register() -> None:
    """Registers the preferences."""
    register_class(VOXRIG_preferences)


def unregister() -> None:
    """Unregisters the preferences."""
    bpy.utils.unregister_class(VOXRIG_preferences)
