# SPDX-License-Identifier: MIT
"""From dossier records to counts, by the definitions of the National Public Service Portal."""
