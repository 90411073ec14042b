# SPDX-License-Identifier: MIT
"""`python -m tthc_index` is the command `tthc-index`."""

import sys

from tthc_index.cli import main


sys.exit(main())
