# SPDX-License-Identifier: MIT
"""`score_frame` where the rows are in other processes; it needs Java, and a session of its own."""
