# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig serve`: the process that Blender talks to."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.commands.console import Device, LogLevel, fail, settings_from

if TYPE_CHECKING:
    from sidecar.config import Settings
    from sidecar.security import Access


def serve(
    address: Annotated[
        str | None,
        typer.Option(help="host:port to listen on; port 0 picks a free one. [default: 127.0.0.1:0]"),
    ] = None,
    ready_file: Annotated[
        Path | None, typer.Option(help="Write address, pid, version and token here (JSON) once it listens.")
    ] = None,
    device: Annotated[Device | None, typer.Option(help="Where the network runs. [default: auto]")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="PEM certificate chain.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM private key.")] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="File with the token that callers must show; else one is made up.")
    ] = None,
    reflection: Annotated[
        bool | None, typer.Option("--reflection/--no-reflection", help="Let tools ask for the contract.")
    ] = None,
    log_level: Annotated[LogLevel | None, typer.Option(help="How much to log. [default: info]")] = None,
    exit_with_parent: Annotated[
        int | None, typer.Option(metavar="PID", help="Stop when this process is gone.")
    ] = None,
    exit_with_stdin: Annotated[bool, typer.Option(help="Stop when standard input is closed.")] = False,
) -> None:
    """Serve speech over gRPC until SIGTERM, Ctrl+C or the launcher's end.

    Listens on this machine only, unless TLS and a token are given.
    """
    settings = settings_from(
        address=address,
        device=device,
        tls_cert=tls_cert,
        tls_key=tls_key,
        token_file=token_file,
        reflection=reflection,
        log_level=log_level,
    )
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)-7s %(name)s: %(message)s"
    )
    _be_quiet_and_private()
    from sidecar.errors import PreconditionError
    from sidecar.security import InsecureError, access_of

    try:
        access = access_of(settings)
        asyncio.run(_run(settings, access, ready_file, exit_with_parent, exit_with_stdin))
    except (InsecureError, PreconditionError) as error:
        fail(str(error), code=2)
    except OSError as error:
        fail(f"cannot serve: {error}")
    except ValueError as error:
        fail(f"--exit-with-parent: {error}", code=2)
    # All is drained. A pass or a load under way cannot be interrupted, and nobody waits for it any more.
    logging.shutdown()
    os._exit(0)


async def _run(
    settings: Settings, access: Access, ready_file: Path | None, parent: int | None, with_stdin: bool
) -> None:
    from sidecar import watch
    from sidecar.server import Sidecar
    from sidecar.voices.opening import open_engines

    sidecar = Sidecar(settings, access, open_engines(settings))
    watched: asyncio.Task[None] | None = None
    if parent is not None:
        watched = asyncio.create_task(watch.parent_gone(parent))
        await asyncio.sleep(0)
        if watched.done():
            watched.result()
        watched.add_done_callback(lambda _: sidecar.request_stop())
    if with_stdin:
        loop = asyncio.get_running_loop()
        watch.on_stdin_closed(lambda: loop.call_soon_threadsafe(sidecar.request_stop))
    try:
        await sidecar.run(ready_file)
    finally:
        if watched is not None:
            watched.cancel()


def _be_quiet_and_private() -> None:
    """Libraries that would call home, or ask a hub for updates, are told not to before they are imported."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
