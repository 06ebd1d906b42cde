# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m sidecar` is the command line, `voxrig`."""

from sidecar.cli import main

if __name__ == "__main__":
    main()
