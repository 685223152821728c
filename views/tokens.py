"""Tokens of programs, as admins see them."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.text import cut
from domain.tokens import NAME_LENGTH, Lifetime, Scope
from storage.tokens import Token
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    confirmation,
    header,
    markdown,
    mention,
    modal,
    moment,
    plain,
    section,
)
from views.fields import choice, person_choice, text_input, ticks
from views.ids import Button, Field, Form

SCOPES: Mapping[Scope, str] = {
    Scope.READ_CHANGES: "changes:read – see how changes stand",
    Scope.WRITE_CHANGES: "changes:write – ask for changes",
    Scope.REPORT_SIGNALS: "signals:write – report how assets are",
}
LIFETIMES: Mapping[Lifetime, str] = {
    Lifetime.MONTH: "30 days",
    Lifetime.QUARTER: "90 days",
    Lifetime.YEAR: "A year",
    Lifetime.UNLIMITED: "Until it is revoked",
}


def listing(page: Sequence[Token], *, is_first: bool, more: int | None) -> Content:
    """A page of tokens that open something, the newest first."""
    says = (
        "A token lets a program, such as a deployment job, ask Steward over HTTP. Its secret is shown once."
        if page or not is_first
        else "There is no token yet. One lets a program, such as a deployment job, ask Steward over HTTP."
    )
    turns = [button("New token", Button.NEW_TOKEN, "new", style="primary")]
    if not is_first:
        turns.append(button("First page", Button.FIRST_PAGE_OF_TOKENS, "first"))
    if more is not None:
        turns.append(button("Next page", Button.NEXT_PAGE_OF_TOKENS, str(more)))
    blocks = [header("Tokens"), section(plain(says)), *(_line(token) for token in page)]
    return {"text": "Tokens", "blocks": [*blocks, actions(turns)]}


def new_form(*, asks_for: str) -> Mapping[str, Any]:
    fields = [
        text_input(
            Field.TOKEN_NAME,
            "Name",
            limit=NAME_LENGTH,
            hint="What uses it, so that everybody knows what stops when it is revoked.",
            placeholder="Deployments of the web shop",
        ),
        ticks(
            Field.TOKEN_SCOPES,
            "What it may do",
            [(scope.value, text) for scope, text in SCOPES.items()],
            initial=[scope.value for scope in Scope],
        ),
        choice(
            Field.TOKEN_LIFETIME,
            "Good for",
            [(lifetime.value, text) for lifetime, text in LIFETIMES.items()],
            initial=Lifetime.QUARTER.value,
        ),
        person_choice(
            Field.TOKEN_ASKS_FOR,
            "Asks for",
            initial=asks_for,
            hint="Changes it asks for are this person's: they hear of them, and somebody else has to approve.",
        ),
    ]
    return modal(Form.NEW_TOKEN, "New token", fields, submit="Make it")


def secret_once(token: Token, secret: str) -> Mapping[str, Any]:
    """The only place where the secret is ever seen."""
    until = f"until {moment(token.expires_at)}" if token.expires_at else "until it is revoked"
    blocks = [
        section(plain(f"{token.number} · {token.name}")),
        section(markdown(f"```{secret}```")),
        section(
            markdown(
                "*Copy it now:* it is shown this once and kept nowhere. "
                f"It is good {until}; should it get into wrong hands, revoke it under `/steward tokens`."
            )
        ),
    ]
    return {
        "type": "modal",
        "title": plain("Your new token"),
        "close": plain("Done"),
        "blocks": blocks,
    }


def _line(token: Token) -> Block:
    used = f"last used {moment(token.last_used_at)}" if token.last_used_at else "not used yet"
    until = f"until {moment(token.expires_at)}" if token.expires_at else "until it is revoked"
    return section(
        plain(f"{token.number} · {token.name}"),
        fields=[
            markdown(f"{', '.join(token.scopes)}\n{until}"),
            markdown(f"asks for {mention(token.asks_for)}\n{used}"),
            markdown(f"made by {mention(token.made_by)} {moment(token.made_at)}"),
        ],
        accessory=button(
            "Revoke",
            Button.REVOKE_TOKEN,
            token.number,
            style="danger",
            asks_first=confirmation(
                f"Revoke {token.number}?",
                f"Whatever uses {cut(token.name, 150)} is refused from then on. This cannot be undone.",
                yes="Revoke",
            ),
        ),
    )
