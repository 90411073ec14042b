# SPDX-License-Identifier: MIT
"""`python -m tthc_index` is the command `tthc-index`."""

import sys

from .cli import main


sys.exit(main())
