# SPDX-License-Identifier: GPL-3.0-or-later
"""From typed text to finished speech: front end, passes through a voice engine, joining and timing."""
