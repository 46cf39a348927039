"""Does anybody hear that a comment waits?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.services.being_told import is_told
from discuss.services.doctor.findings import fine, worry
from discuss.store.queries.sites import list_sites

if TYPE_CHECKING:
    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House


def check_told(house: House) -> Finding | None:
    """Look at every site. Nothing to look at where there is none yet."""
    with house.reading() as session:
        found = [(site.name, is_told(session, house.settings, site.id)) for site in list_sites(session)]
    if not found:
        return None
    untold = [name for name, told in found if not told]
    return worry("told-nobody", sites=", ".join(untold)) if untold else fine("told-fine")
