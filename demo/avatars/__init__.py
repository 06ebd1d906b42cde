# SPDX-License-Identifier: GPL-3.0-or-later
"""Two stylised characters, built by code, with ARKit-named mouth shapes."""
