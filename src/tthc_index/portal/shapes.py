# SPDX-License-Identifier: MIT
"""The shapes of the portal's six responses, and what we call what they name."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class Shape:
    """One of the six responses.

    Attributes:
        name: The portal's name of the response.
        group: The group whose figures it gives.
        top: The key, under `data`, of the unit that was asked for.
        below: The key of the units below it.
        names: Metric codes to indicators, or keys to counts.
        sole: The indicator whose points and percentage are those of the group.
        top_only: Whether the units below may come without counts.
    """

    name: str
    group: str
    top: str
    below: str
    names: Mapping[str, str]
    sole: str | None = None
    top_only: bool = False

    @property
    def metrics(self) -> bool:
        """Whether its units have metrics, and not counts as keys of their own."""
        return self.top == "overview"


_METRICS = "overview", "evaluation"
_TREE = "parent", "children"

#: In the order of the groups, so that the order in which responses are given means nothing.
SHAPES = (
    Shape(
        "transparency",
        "transparency",
        *_METRICS,
        {
            "PUBLISH_ON_TIME": "transparency.announced_on_time",
            "PUBLIC_UPDATE_ON_TIME": "transparency.published_on_time",
            "PUBLIC_CONTENT_FULL": "transparency.complete",
            "DOSSIER_SYNC": "transparency.synced",
        },
    ),
    Shape(
        "dvc-progress-tree",
        "progress",
        *_TREE,
        {
            "totalOnTime": "dossiers_on_time",
            "totalReceived": "dossiers_handled",
            "totalOverdue": "dossiers_overdue",
            "totalCompleted": "dossiers_completed",
            "avgProcessingDays": "average_handling_days",
        },
        sole="progress.on_time",
    ),
    Shape(
        "provide-online-tree",
        "online_services",
        *_TREE,
        {
            "partialCount": "procedures_partly_online",
            "fullCount": "procedures_fully_online",
            "authorityCount": "procedures_in_scope",
            "onlineDossierCount": "services_used_online",
            "onlineServiceTotal": "services_online",
            "channelOnlineSum": "dossiers_submitted_online",
            "channelDirectSum": "dossiers_submitted_directly",
            "channelPostalSum": "dossiers_submitted_by_post",
            "channelTotalSum": "dossiers_received",
            "onlineOnTimeSum": "online_dossiers_on_time",
            "onlineOverdueSum": "online_dossiers_overdue",
        },
        top_only=True,
    ),
    Shape(
        "formality-online-payment-tree",
        "online_payment",
        *_TREE,
        {
            "totalFeeDossierFormality": "procedures_payable_online",
            "totalFeeFormality": "procedures_with_fees",
            "totalDossierOnlineFormalityPaymentSuccess": "procedures_paid_online",
            "totalFeeDossierFormalityDistinct": "procedures_with_fee_dossiers",
            "totalDossierOnlinePaymentSuccess": "dossiers_paid_online",
            "totalDossierFinancialObligation": "dossiers_with_fees",
        },
    ),
    Shape(
        "handling-satisfaction",
        "satisfaction",
        *_METRICS,
        {
            "PETITION_PROCESSING_ON_TIME": "satisfaction.petitions_on_time",
            "PETITION_HANDLING_SATISFACTION": "satisfaction.petitions",
            "DOSSIER_RECEIVING_SATISFACTION": "satisfaction.dossiers",
            "PETITION_CLASSIFICATION_TTHC": "satisfaction.petitions_about_procedures",
            "PETITION_CLASSIFICATION_STAFF": "satisfaction.petitions_about_staff",
        },
    ),
    Shape(
        "dossier-digitized",
        "digitization",
        *_METRICS,
        {
            "ORIGINAL_RESULT_AVAILABLE": "digitization.results",
            "SO_HOA_GIAY_TO_GIAI_QUYET": "digitization.components",
            "ELECTRONIC_CERTIFIED_COPY": "digitization.certified_copies",
            "REUSED_DIGITIZED_DATA": "digitization.reuse",
            "SYNCED_WITH_DVCQG_PERSONAL_STORAGE": "digitization.sharing",
            "CITIZEN_DATA_CONNECTED_DOSSIER": "digitization.population_dossiers",
            "CITIZEN_DATA_CONNECTED_FORMALITY": "digitization.population_procedures",
        },
    ),
)

#: Of one procedure alone the portal doesn't say whether it is connected.
MAY_LACK = "CITIZEN_DATA_CONNECTED_FORMALITY"
