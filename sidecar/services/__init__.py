# SPDX-License-Identifier: GPL-3.0-or-later
"""One thin servicer per gRPC service: reads messages, asks synthesis and voices, writes messages."""
