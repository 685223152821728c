"""Every way to say no over HTTP, as application/problem+json."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.api.bodies import FieldProblem, Problem
from bot.written import A_USER_ID

MEDIA_TYPE = "application/problem+json"
Headers = Mapping[str, str]
AnyBody = TypeVar("AnyBody", bound=BaseModel)


class No(Exception):
    """An answer that is a problem; `more` are headers."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Mapping[str, str] | None = None,
        scope: str | None = None,
        more: Headers | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.scope = scope
        self.more = more or {}

    def answer(self) -> web.Response:
        fields = [FieldProblem(field=name, says=says) for name, says in (self.errors or {}).items()]
        problem = Problem(
            title=self.status.phrase,
            status=self.status,
            detail=self.detail,
            errors=fields or None,
            scope=self.scope,
        )
        return web.json_response(
            text=problem.model_dump_json(exclude_none=True),
            status=self.status,
            content_type=MEDIA_TYPE,
            headers=self.more,
        )


def checked(kind: type[AnyBody], body: bytes) -> AnyBody:
    """The body, if it is one. Raises No with a sentence for each field that is wrong."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        errors: dict[str, str] = {}
        for problem in error.errors(include_url=False):
            field = ".".join(str(part) for part in problem["loc"])
            errors.setdefault(field, _sentence(problem, kind))
        raise wrong_fields(errors) from None


def wrong_fields(errors: Mapping[str, str]) -> No:
    named = ", ".join(errors)
    return No(
        HTTPStatus.UNPROCESSABLE_ENTITY, f"This cannot be taken as it is: {named}.", errors=errors
    )


def _sentence(problem: ErrorDetails, kind: type[BaseModel]) -> str:
    match problem["type"]:
        case "missing":
            return "This is missing."
        case "extra_forbidden":
            return f"This is not known here. There are: {_known(kind, problem['loc'])}."
        case "string_type":
            return "Give a text."
        case "string_pattern_mismatch":
            return f"This is not {A_USER_ID}."
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return "Give a whole number."
        case "greater_than_equal" | "less_than_equal":
            return "Give a number from 0 to 3, or null where nobody knows."
        case "timezone_aware":
            return "Name the zone too, as in 2026-03-02T20:00:00+01:00."
        case kind_of if kind_of.startswith("datetime"):
            return "Give a moment with its zone, as in 2026-03-02T20:00:00+01:00."
        case "enum" | "literal_error":
            return f"Give one of {re.sub(' or ', ', ', problem['ctx']['expected'])}."
        case "list_type":
            return "Give a list."
        case "model_type" | "model_attributes_type":
            return "Give an object."
        case _:
            return f"{problem['msg']}."


def _known(kind: type[BaseModel], place: tuple[Any, ...]) -> str:
    inner = kind.model_fields[place[0]].annotation if len(place) > 1 else kind
    for each in getattr(inner, "__args__", (inner,)):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return ", ".join(each.model_fields)
    return ", ".join(kind.model_fields)
