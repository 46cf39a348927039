"""What schemathesis makes of the OpenAPI document, sent to the running application."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from discuss.services import sites

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.api.worlds import World

# Not `positive_data_acceptance`: a schema cannot say that a page must be the site's own. Not `negative_data_rejection`:
# real paths and proofs are put in here, which mends some of what was spoilt; the walk tests what is refused.
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.ignored_auth,
    openapi_checks.unsupported_method,
    openapi_checks.allow_header_conformance,
]


@pytest.fixture
def schema(app: Flask, session: Session, world: World) -> Any:
    assert world
    sites.set_site(session, "town", {"posts_limit": "off", "votes": "both", "website": "on"})
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_no_generated_request_breaks_the_contract(schema: Any, world: World, mode: schemathesis.GenerationMode) -> None:
    """The paths are real ones; what else may stand in them is walked elsewhere."""
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 12
    for operation in sorted(operations, key=lambda each: each.method == "delete"):
        _try(operation, mode, world)


def _try(operation: Any, mode: schemathesis.GenerationMode, world: World) -> None:
    real = {"site": "town", "comment": world.visible.id, "batch": world.batch}
    proofs = {"edit": world.visible.proof, "token": world.member}
    named = [name for security in operation.definition.raw.get("security", ()) for name in security]
    proof = proofs[named[0]] if named else {}

    # By hand, since schemathesis' own plugin does not know this pytest.
    @hypothesis_settings(
        max_examples=10,
        deadline=None,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: schemathesis.Case[Any]) -> None:
        case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
        # In one process nobody unpacks what was packed for the way.
        case.call_and_validate(checks=CHECKS, headers=proof | {"Accept-Encoding": "identity"})

    with suppress(Unsatisfiable):  # nothing can be wrong about a request without parameters
        attempt()
