# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415, ARG003 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""Starts and stops the sidecar."""

from __future__ import annotations

import time
from typing import Any

import bpy
from bpy.types import Operator

from ..client.session import SESSION, State
from ..locale import translated
from ..preferences import ADDON, target, why_not
from . import run, watch

_STEP_SECONDS = 0.05


class VOXRIG_OT_start_sidecar(Operator):
    """Start the speech process, or connect to it"""

    bl_idname = "voxrig.start_sidecar"
    bl_label = "Start"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only where the preferences say how, and only once."""
        reason = "The sidecar is running" if SESSION.is_up else why_not(context)
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def execute(self, context: Any) -> set:
        """Begins; in background Blender also waits until it is ready."""
        try:
            SESSION.start(target(context))
        except ValueError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        watch.start()
        while bpy.app.background and SESSION.state in (State.STARTING, State.LOADING):
            SESSION.tick()
            time.sleep(_STEP_SECONDS)
        if SESSION.state is State.FAILED:
            self.report({"ERROR"}, SESSION.reason)
            return {"CANCELLED"}
        return {"FINISHED"}


class VOXRIG_OT_stop_sidecar(Operator):
    """Stop the speech process, or disconnect from it"""

    bl_idname = "voxrig.stop_sidecar"
    bl_label = "Stop"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while there is one."""
        if not SESSION.is_up:
            cls.poll_message_set(translated("The sidecar is not running"))
        return SESSION.is_up

    def execute(self, context: Any) -> set:
        """Speaks no more, then stops."""
        run.abandon()
        SESSION.stop()
        watch.redraw()
        return {"FINISHED"}


class VOXRIG_OT_preferences(Operator):
    """Open the add-on's preferences"""

    bl_idname = "voxrig.preferences"
    bl_label = "Preferences"

    def execute(self, context: Any) -> set:
        """Shows them."""
        bpy.ops.preferences.addon_show(module=ADDON)
        return {"FINISHED"}


CLASSES = (VOXRIG_OT_start_sidecar, VOXRIG_OT_stop_sidecar, VOXRIG_OT_preferences)
