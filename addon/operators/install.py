# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415, ARG003 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""Installs the sidecar, and what else mends a first run."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any, Final

import bpy
from bpy.props import StringProperty
from bpy.types import Event, Operator

from .. import compat
from ..client.installer import Installer, Stage, find_package, find_pythons
from ..client.launcher import LaunchError
from ..client.report import clock
from ..client.session import SESSION
from ..client.target import Launch
from ..client.versions import addon_version
from ..locale import translated
from ..preferences import installations, preferences
from . import watch
from .stepping import Stepping

_ADDON: Final = Path(__file__).parents[1]
GIGABYTES: Final = 7 if sys.platform == "linux" else 3  # on Linux torch brings CUDA's libraries along
_SPACE: Final = 1.5  # pip keeps what it has fetched, for the next time
_installation: list[Installer] = []  # the last one


def installation() -> Installer | None:
    """The installation under way, or the last one of this session."""
    return _installation[0] if _installation else None


def is_installing() -> bool:
    """Whether one is under way."""
    last = installation()
    return last is not None and last.is_busy


def abandon() -> None:
    """Ends the installation under way."""
    last = installation()
    if last is not None:
        last.cancel()


def progress_words(last: Installer) -> str:
    """What goes on, and for how long: "Installing packages (1:40)"."""
    return f"{translated(last.stage.value)} ({clock(last.seconds)})"


class VOXRIG_OT_install_sidecar(Stepping, Operator):
    """Install the process that speaks into a folder of its own, with Python 3.11 or 3.12"""

    bl_idname = "voxrig.install_sidecar"
    bl_label = "Install Sidecar"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with something to install and the user's leave to go online."""
        reason = ""
        if is_installing():
            reason = "It is being installed"
        elif preferences(context) is None:
            reason = "The add-on is not switched on in the preferences"
        elif find_package(_ADDON, addon_version()) is None:
            reason = "This copy of the add-on brings no sidecar: install the add-on from its .zip"
        elif not compat.online_access():
            reason = "Blender may not go online: switch on Allow Online Access in Preferences, System"
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def invoke(self, context: Any, event: Event) -> set:
        """Asks first: it is large."""
        words = translated("About {size} GB are fetched and unpacked, which takes some minutes")
        return context.window_manager.invoke_confirm(
            self,
            event,
            title="Install Sidecar",
            message=words.format(size=GIGABYTES),
            confirm_text="Install",
        )

    def execute(self, context: Any) -> set:
        """Begins; `Stepping` does the rest."""
        home, package = installations(), find_package(_ADDON, addon_version())
        if package is None:
            return {"CANCELLED"}
        own: Any = preferences(context)
        chosen = bpy.path.abspath(own.python)
        try:
            home.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(home).free < _SPACE * GIGABYTES * 10**9:
                words = translated("Free {size} GB at {path}: the sidecar and its download need that")
                self.report({"ERROR"}, words.format(size=round(_SPACE * GIGABYTES), path=home))
                return {"CANCELLED"}
            _installation[:] = [Installer(home, package, find_pythons(chosen))]
        except OSError as error:
            words = translated("{path} cannot be written: {reason}")
            self.report({"ERROR"}, words.format(path=home, reason=error.strerror))
            return {"CANCELLED"}
        return self.go(context)

    def step(self) -> None:
        """Goes on with it."""
        super().step()
        _installation[0].tick()

    def is_through(self) -> bool:
        """Whether it is installed, or will not be."""
        return not is_installing()

    def status(self) -> str:
        """How far it is, and what pip says."""
        last = _installation[0]
        return f"{progress_words(last)}: {last.last_line()[:100]}"

    def give_up(self) -> None:
        """Ends it."""
        abandon()

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Starts what is installed, in place of what was."""
        last = _installation[0]
        if last.stage is not Stage.DONE:
            self.report({"ERROR" if last.reason else "INFO"}, last.reason or "Nothing was installed")
            return {"CANCELLED"}
        SESSION.stop()
        last.remove_others()
        own: Any = preferences(context)
        own.reach, own.python = "LAUNCH", ""  # which stands for what is installed here
        SESSION.start(Launch(last.python))
        watch.start()
        return {"FINISHED"}


class VOXRIG_OT_stop_installing(Operator):
    """Stop installing the sidecar. One that was installed before stays"""

    bl_idname = "voxrig.stop_installing"
    bl_label = "Stop Installing"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only meanwhile."""
        if not is_installing():
            cls.poll_message_set(translated("Nothing is being installed"))
        return is_installing()

    def execute(self, context: Any) -> set:
        """Stops it."""
        abandon()
        return {"FINISHED"}


class VOXRIG_OT_locate_python(Operator):
    """Choose the Python that has the sidecar installed, or with which it shall be installed"""

    bl_idname = "voxrig.locate_python"
    bl_label = "Locate Python"

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only where it can be kept."""
        return preferences(context) is not None

    def invoke(self, context: Any, event: Event) -> set:
        """Opens the file browser."""
        own: Any = preferences(context)
        self.filepath = own.python
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> set:
        """Keeps it in the preferences."""
        if not Path(self.filepath).is_file():
            self.report({"ERROR"}, "Choose the program itself: python or python.exe")
            return {"CANCELLED"}
        own: Any = preferences(context)
        own.reach, own.python = "LAUNCH", self.filepath
        watch.redraw()
        return {"FINISHED"}


class VOXRIG_OT_copy_log(Operator):
    """Copy the log of what failed to the clipboard"""

    bl_idname = "voxrig.copy_log"
    bl_label = "Copy Log"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only when something has failed and left a log."""
        there = bool(log_of_failure())
        if not there:
            cls.poll_message_set(translated("There is no log"))
        return there

    def execute(self, context: Any) -> set:
        """Copies it."""
        context.window_manager.clipboard = log_of_failure()
        self.report({"INFO"}, "The log is on the clipboard")
        return {"FINISHED"}


class VOXRIG_OT_show_preferences(Operator):
    """Open Blender's preferences where this can be mended"""

    bl_idname = "voxrig.show_preferences"
    bl_label = "Show Preferences"
    bl_options = {"INTERNAL"}

    section: StringProperty(name="Section", default="SYSTEM")  # pyright: ignore[reportInvalidTypeForm]

    def execute(self, context: Any) -> set:
        """Shows them."""
        bpy.ops.screen.userpref_show(section=self.section)
        return {"FINISHED"}


def log_of_failure() -> str:
    """The log of the installation that failed, else of the sidecar that did; empty if neither has one."""
    last = installation()
    if last is not None and last.stage is Stage.FAILED:
        return last.log.read_text(encoding="utf-8", errors="replace")
    return SESSION.failure.log if isinstance(SESSION.failure, LaunchError) else ""


CLASSES = (
    VOXRIG_OT_install_sidecar,
    VOXRIG_OT_stop_installing,
    VOXRIG_OT_locate_python,
    VOXRIG_OT_copy_log,
    VOXRIG_OT_show_preferences,
)
