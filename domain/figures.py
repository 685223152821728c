"""All figures, in the order they are told (ITSM semantics, section 6.2)."""

from collections.abc import Mapping

from domain.figure.asset_figures import ASSET_FIGURES
from domain.figure.capacity_figures import CAPACITY_FIGURES
from domain.figure.change_figures import CHANGE_FIGURES
from domain.figure.incident_figures import INCIDENT_FIGURES
from domain.figure.kpis import Figure

FIGURES: tuple[Figure, ...] = (
    *INCIDENT_FIGURES,
    *CHANGE_FIGURES,
    *CAPACITY_FIGURES,
    *ASSET_FIGURES,
)
BY_NAME: Mapping[str, Figure] = {figure.name: figure for figure in FIGURES}
