# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that writes to the .blend: sounds, strips, actions, keys."""
