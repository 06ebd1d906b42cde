# SPDX-License-Identifier: GPL-3.0-or-later
"""What every call goes through: the token, and the translation of errors."""
