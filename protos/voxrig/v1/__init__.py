# SPDX-License-Identifier: GPL-3.0-or-later
"""Version 1 of the contract. The ``*_pb2*`` files are generated: see ``protos/generate.py``."""
