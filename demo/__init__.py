# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: a short scene with two characters, from a text file to a film with sound."""
