# SPDX-License-Identifier: GPL-3.0-or-later
"""One file per command of `voxrig`. Heavy imports wait until a command runs: --help is quick."""
