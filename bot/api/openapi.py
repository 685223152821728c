"""The description of the API, made from the very models that check what is sent and shape what is answered."""

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.api.bodies import ChangeAnswer, NewChange, Problem
from bot.api.signals import NewSignals, SignalAnswers
from domain.tokens import Scope

JSON = "application/json"
PROBLEM = "application/problem+json"

PROBLEMS: Mapping[int, str] = {
    400: "The body is not JSON or not an object, or the Idempotency-Key cannot be used.",
    401: "There is no token, or none that is good.",
    403: "The token lacks a scope, which is named, or whom it asks for is no longer here.",
    404: "There is no such change, or no such template.",
    409: "The Idempotency-Key was used for something else, or the desk refuses: it says why.",
    413: "The body is too large.",
    415: "The body is not called JSON.",
    422: "Fields are wrong, a sentence for each.",
    429: "Too many requests; Retry-After says how long to wait.",
    503: "The database is away, or Steward is starting; Retry-After says how long to wait.",
}
SCHEMAS: Mapping[str, Any] = models_json_schema(
    [
        (NewChange, "validation"),
        (ChangeAnswer, "serialization"),
        (NewSignals, "validation"),
        (SignalAnswers, "serialization"),
        (Problem, "serialization"),
    ],
    ref_template="#/components/schemas/{model}",
)[1]["$defs"]


def _ref(name: str, media_type: str = JSON) -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _refusals(*statuses: int) -> dict[str, Any]:
    return {
        str(status): {"description": PROBLEMS[status], "content": _ref("Problem", PROBLEM)}
        for status in statuses
    }


def _header(name: str, says: str) -> dict[str, Any]:
    return {name: {"description": says, "schema": {"type": "string"}}}


DESCRIPTION: Mapping[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Steward",
        "version": "1",
        "description": "Ask for a change, and wait until it may start; report how assets are. "
        "Tokens are made in Slack, with /steward tokens.",
    },
    "servers": [{"url": "/"}],
    "security": [{"token": []}],
    "paths": {
        "/api/v1/changes": {
            "post": {
                "operationId": "askForChange",
                "summary": "Ask for a change",
                "description": f"Needs the scope {Scope.WRITE_CHANGES}. It is asked for whom the token names.",
                "parameters": [
                    {
                        "name": "Idempotency-Key",
                        "in": "header",
                        "description": "Your own key for this change, such as the number of the run. "
                        "Asked again with it within seven days, the same is answered and nothing happens twice.",
                        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                    }
                ],
                "requestBody": {"required": True, "content": _ref("NewChange")},
                "responses": {
                    "201": {
                        "description": "It is asked for, and on disk.",
                        "headers": {
                            **_header("Location", "Where to look how it stands."),
                            **_header(
                                "Idempotent-Replayed", "true: this is the answer given before."
                            ),
                        },
                        "content": _ref("ChangeAnswer"),
                    },
                    **_refusals(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
                },
            }
        },
        "/api/v1/changes/{number}": {
            "get": {
                "operationId": "lookAtChange",
                "summary": "How a change stands",
                "description": f"Needs the scope {Scope.READ_CHANGES}. Poll every few seconds at most.",
                "parameters": [
                    {
                        "name": "number",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "examples": ["CHG-7"]},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "The change as it is now.",
                        "content": _ref("ChangeAnswer"),
                    },
                    **_refusals(401, 403, 404, 429, 503),
                },
            }
        },
        "/api/v1/signals": {
            "post": {
                "operationId": "reportSignals",
                "summary": "Report how assets are",
                "description": f"Needs the scope {Scope.REPORT_SIGNALS}, and a token that asks for somebody who looks "
                "after the assets. Each is taken or refused for itself. What is older than what was heard last "
                "changes nothing, so that it may be sent again.",
                "requestBody": {"required": True, "content": _ref("NewSignals")},
                "responses": {
                    "200": {
                        "description": "What became of each, in order; what was taken is on disk.",
                        "content": _ref("SignalAnswers"),
                    },
                    **_refusals(400, 401, 403, 413, 415, 422, 429, 503),
                },
            }
        },
        "/api/openapi.json": {
            "get": {
                "operationId": "describe",
                "summary": "This description",
                "security": [],
                "responses": {"200": {"description": "OpenAPI 3.1", "content": {JSON: {}}}},
            }
        },
    },
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token made with /steward tokens in Slack; it begins with stw_.",
            }
        },
    },
}
