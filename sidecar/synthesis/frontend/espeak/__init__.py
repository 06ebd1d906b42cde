# SPDX-License-Identifier: GPL-3.0-or-later
"""Languages that espeak-ng reads: a module each, on one base."""
