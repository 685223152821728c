"""The figures about what is known of assets, in the order they are told (ITSM semantics, section 6.2)."""

from domain.figure.cohorts import Cohort
from domain.figure.kpis import Figure, Measure
from domain.figure.shapes import count, share

ASSET_FIGURES: tuple[Figure, ...] = (
    share(
        "asset_data_quality",
        "Assets complete and verified",
        Cohort.IN_OPERATIONS,
        Measure.IS_SOUND,
        "100 × those with owner, support team, criticality, environment and what their class asks for that somebody "
        "has seen within 180 days / all",
    ),
    count(
        "assets_to_verify",
        "Assets incomplete or unverified",
        Cohort.IN_OPERATIONS,
        "all others",
        measure=Measure.IS_SOUND,
        band=(0, 1),
    ),
)
