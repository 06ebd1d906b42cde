# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks and their weights. Knows tensors, not gRPC, voices' owners or Blender."""
