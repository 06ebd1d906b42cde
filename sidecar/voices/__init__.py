# SPDX-License-Identifier: GPL-3.0-or-later
"""The voices that characters can have: the engine's own, blends of voices, and people's."""
