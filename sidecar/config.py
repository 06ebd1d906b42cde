# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: VOXRIG_* environment variables, overridden by the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one sidecar process; each is read from the variable VOXRIG_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="VOXRIG_", extra="ignore")

    address: str = Field(default="127.0.0.1:0", description="host:port to listen on; port 0 picks a free one")
    device: Literal["auto", "cpu", "cuda"] = "auto"
    threads: int = Field(default=0, ge=0, description="CPU threads of one model pass; 0 for one per core")
    tls_cert: Path | None = Field(default=None, description="PEM certificate chain")
    tls_key: Path | None = Field(default=None, description="PEM private key")
    token_file: Path | None = Field(
        default=None, description="file that holds the bearer token; else one is made up"
    )
    reflection: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    data_dir: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("voxrig"),
        description="where voices, batches and spoken lines are kept",
    )
    database_url: str = Field(default="", description="SQLAlchemy URL of the voices; else a file in data_dir")
    blob_url: str = Field(default="", description="fsspec URL of the voices' files; else in data_dir")
    segmentation: Path | None = Field(
        default=None, description="pyannote segmentation checkpoint that hears recordings; else our own"
    )
    enrolment_keep_seconds: float = Field(
        default=600, gt=0, description="how long an enrolment waits for its client"
    )
    queue_limit: int = Field(default=32, ge=1, description="single requests that may wait for the engine")
    batch_line_limit: int = Field(default=5_000, ge=1, description="lines of all batches that may wait")
    batch_memory_mb: int = Field(
        default=256, ge=1, description="sound of the latest batch lines that stays in memory"
    )
    batch_keep_seconds: float = Field(
        default=7 * 24 * 3_600, gt=0, description="how long a finished batch is kept"
    )
    model_memory_mb: int = Field(
        default=6_144, ge=1, description="weights of GPT-SoVITS networks that stay in memory"
    )
    cache_mb: int = Field(default=2_048, ge=0, description="spoken lines that are kept on disk; 0 for none")
    drain_seconds: float = Field(default=20, ge=0, description="grace for running requests when stopping")
