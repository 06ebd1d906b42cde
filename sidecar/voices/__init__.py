# SPDX-License-Identifier: GPL-3.0-or-later
"""The voices that characters can have: the engine's own, and blends that the user made of them."""
