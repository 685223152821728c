"""Who has an asset, where in its life it is, and what it hangs together with, as people say it in Slack."""

from collections.abc import Callable, Mapping
from typing import Any

from desk.asset import custody, stages
from domain.asset.guards import Evidence
from domain.assets import Status
from domain.errors import FieldErrors, NotFound
from domain.numbers import Kind
from domain.organisation import Organisation
from handlers.assets import just_one
from handlers.inputs import Click, Submission
from handlers.shapes import choosing, opening
from handlers.tools import Ack, Do, Handler, Read, Show
from handlers.values import Values
from storage.assets import Asset
from views import assets as view
from views.asset import custody_forms, forms
from views.ids import Button, Field, Form, MoreOfAsset


def at_once(verb: Callable[..., Any], told: str) -> Handler:
    """The verb; whoever pressed is `told` what came of it."""

    async def does(
        click: Click, do: Do, read: Read, ack: Ack, show: Show, organisation: Organisation
    ) -> None:
        how = {"organisation": organisation, "by": click.actor, "at": click.now}
        asset = await do(verb, click.asset_id, **how)
        await ack()
        await show.privately(view.done(asset, told))

    return does


def filled_in(verb: Callable[..., Any], said: Callable[[Submission], Mapping[str, Any]]) -> Handler:
    """The verb, with what was said in its form; in the form's place stands what came of it."""

    async def does(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
        told = said(submission)
        how = {"organisation": organisation, "by": submission.actor, "at": submission.now}
        answer = await do(verb, submission.asset_id, **told, **how)
        asset, incident = answer if isinstance(answer, tuple) else (answer, None)
        raised = incident.number if incident else ""
        await ack(forms.written_down(asset, raised=raised))

    return does


def _opening(form: Callable[[Asset], Mapping[str, Any]], question: Callable[..., Asset]) -> Handler:
    """The form of an asset, for whoever may do now what the question asks."""
    return opening(question, lambda found, _: form(found), Kind.ASSET)


def _evidence(values: Values) -> Evidence:
    return Evidence(
        reason=values.text(Field.REASON),
        link=values.text(Field.LINK),
        document=values.text(Field.DOCUMENT),
        data_wiped=values.text(Field.DATA_WIPED),
        approved_by=values.text(Field.APPROVED_BY),
        reserved_until=values.day(Field.RESERVED_UNTIL),
        checklist_done=values.is_ticked(Field.CHECKLIST),
        access_released=values.is_ticked(Field.ACCESS_RELEASED),
    )


async def check_out(
    submission: Submission, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """To a person, a place or into another asset: to one of these."""
    values = submission.values
    who: dict[str, Any] = {"organisation": organisation, "by": submission.actor}
    person, place = values.person(Field.HOLDER), values.text(Field.PLACE).strip()
    inside = values.text(Field.INSIDE).strip()
    said = [it for it in (person, place, inside) if it]
    if len(said) != 1:
        wrong = "Choose who gets it, or say a place or an asset."
        raise FieldErrors({Field.HOLDER: wrong if not said else "Say one of these three."})
    to: str | custody.Place | custody.Inside = person or custody.Place(place)
    if inside:
        try:
            to = custody.Inside((await just_one(inside, read, **who)).id)
        except NotFound as wrong:
            raise FieldErrors({Field.INSIDE: str(wrong)}) from None
    asset = await do(
        custody.check_out,
        submission.asset_id,
        to=to,
        return_by=values.day(Field.RETURN_BY),
        given=_evidence(values),
        at=submission.now,
        **who,
    )
    await ack(forms.written_down(asset))


def _moved(submission: Submission) -> Mapping[str, Any]:
    to = submission.values.one_of(Field.MOVE_TO, Status)
    if to is None:
        raise FieldErrors({Field.MOVE_TO: "Choose how it is from now on."})
    version = submission.metadata.partition(" ")[0]
    return {
        "to": to,
        "given": _evidence(submission.values),
        "based_on": int(version) if version.isdigit() else 0,
    }


def _is_damaged(submission: Submission) -> bool:
    return submission.values.choice(Field.CONDITION) == "damaged"


def _why(submission: Submission) -> str:
    return submission.values.text(Field.REASON)


accept = at_once(custody.accept, "You have got it")
open_check_out_form = _opening(custody_forms.check_out_form, custody.to_check_out)
open_check_in_form = _opening(custody_forms.check_in_form, custody.to_check_in)
open_move_form = _opening(custody_forms.move_form, stages.to_move)
open_decline_form = _opening(custody_forms.decline_form, custody.to_decline)
open_missing_form = _opening(custody_forms.missing_form, stages.to_report_missing)
open_stolen_form = _opening(
    lambda asset: custody_forms.missing_form(asset, is_stolen=True), stages.to_report_missing
)
open_found_form = _opening(custody_forms.found_form, stages.to_find)
open_void_form = _opening(custody_forms.void_form, stages.to_void)
confirm_seen = at_once(custody.confirm_seen, "It is confirmed to be there")

MENU: Mapping[str, Handler] = {
    MoreOfAsset.CHECK_OUT: open_check_out_form,
    MoreOfAsset.CHECK_IN: open_check_in_form,
    MoreOfAsset.MOVE: open_move_form,
    MoreOfAsset.SEEN: confirm_seen,
    MoreOfAsset.MISSING: open_missing_form,
    MoreOfAsset.FOUND: open_found_form,
    MoreOfAsset.VOID: open_void_form,
}

choose = choosing(MENU, "the asset")

ACTIONS: Mapping[str, Handler] = {
    Button.MORE_OF_ASSET: choose,
    Button.ACCEPT_ASSET: accept,
    Button.DECLINE_ASSET: open_decline_form,
}
FORMS: Mapping[str, Handler] = {
    Form.CHECK_OUT_ASSET: check_out,
    Form.CHECK_IN_ASSET: filled_in(
        custody.check_in, lambda it: {"damaged": _is_damaged(it), "why": _why(it)}
    ),
    Form.DECLINE_ASSET: filled_in(custody.decline, lambda it: {"why": _why(it)}),
    Form.MOVE_ASSET: filled_in(stages.move, _moved),
    Form.REPORT_ASSET_MISSING: filled_in(
        stages.report_missing,
        lambda it: {
            "stolen": it.values.choice(Field.HOW_MISSING) == "stolen",
            "why": _why(it),
        },
    ),
    Form.REPORT_ASSET_FOUND: filled_in(
        stages.found,
        lambda it: {"damaged": _is_damaged(it), "given": _evidence(it.values)},
    ),
    Form.VOID_ASSET: filled_in(stages.void, lambda it: {"why": _why(it)}),
}
