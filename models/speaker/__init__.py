# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is speaking: an encoder of voices, and the small networks that find a voice of Kokoro's like one."""
