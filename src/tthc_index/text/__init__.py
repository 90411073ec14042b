# SPDX-License-Identifier: MIT
"""How words, numbers and tables look; knows nothing of points."""
