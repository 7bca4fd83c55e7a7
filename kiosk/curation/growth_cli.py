"""The commands of `kiosk knowledge` by which it grows: what was not answered, drafts, a second person, versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kiosk.curation.options import Json, StoreOption, checked_language, known_store
from kiosk.curation.show import learning, show_backlog, show_changes, show_outcomes
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.curation.drafts import Draft
    from kiosk.curation.history import Version
    from kiosk.curation.publish import Proposal

By = Annotated[str, typer.Option("--by", help="Your name.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of the question: nl, en, fr, de or ko.")]
Questions = Annotated[list[str] | None, typer.Option("--question", help="How shoppers ask it; as often as needed.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands to those on tables."""
    for name, command in COMMANDS.items():
        app.command(name)(command)


def _language(store: Path, lang: str) -> str:
    """The language that was named, or the kiosk's."""
    from kiosk.configuration import layers

    return checked_language(lang) or layers.load(store).kiosk.lang


def unanswered(
    ledger: Annotated[
        list[Path] | None, typer.Argument(help="Ledgers; without any, the one of this kiosk.", show_default=False)
    ] = None,
    store: StoreOption = None,
    lang: Annotated[str, typer.Option(help="Only this language.")] = "",
    dismiss: Annotated[
        list[str] | None, typer.Option(help="Never show this question again; needs --lang.", show_default=False)
    ] = None,
    json_: Json = False,
) -> None:
    """What shoppers asked and was not answered: grouped, counted, without names and numbers.

    Counted is what the store did not know, what the kiosk asked back about in vain, and after what a person was called.

    Example: kiosk knowledge unanswered --lang nl
    """
    from kiosk.curation import backlog, dismissed
    from kiosk.resources import data_dir

    folder = known_store(store)
    if dismiss:
        dismissed.dismiss(folder, [(_language(folder, lang), text) for text in dismiss])
        typer.echo(f"{len(dismiss)} left out from now on.", err=True)
        return
    found = backlog.backlog(folder, ledger or [data_dir() / "ledger.sqlite"], lang)
    if json_:
        clusters = [each.to_data() for each in found.open]
        document = {"asked": found.asked, "answered_since": found.since, "clusters": clusters}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        show_backlog(found)


def add(
    name: Annotated[str, typer.Argument(metavar="ID", help="The entry: a new id, or one that is there.")],
    answer: Annotated[str, typer.Option(help="What is spoken.")] = "",
    question: Questions = None,
    lang: Lang = "",
    title: Annotated[str, typer.Option(help="What stands on a button; without it, the first question.")] = "",
    caption: Annotated[str, typer.Option(help="What is shown instead of the spoken text.")] = "",
    owner: Annotated[str, typer.Option(help="Who answers for it; without it, who writes it.")] = "",
    place: Annotated[str, typer.Option(help="A place of map.toml.")] = "",
    by: By = "",
    store: StoreOption = None,
) -> None:
    """Write an answer, as a draft: somebody else publishes it.

    Example: kiosk knowledge add drones --lang en --answer "No drones here." --question "do you sell drones" --by Sanne
    """
    from kiosk.curation import drafts

    folder = known_store(store)
    said = {"answer": answer, "title": title, "caption": caption, "place": place}
    if answer:
        said["owner"] = owner or by
    elif owner:
        said["owner"] = owner
    _drafted(folder, drafts.add(folder, by, _language(folder, lang), name, question or (), **said))


def attach(
    name: Annotated[str, typer.Argument(metavar="ID", help="The entry that answers it.")],
    question: Annotated[list[str], typer.Argument(help="The question, or several, as they were asked.")],
    lang: Lang = "",
    by: By = "",
    store: StoreOption = None,
) -> None:
    """Attach a question to an entry that answers it already, as a draft: somebody else publishes it.

    Example: kiosk knowledge attach opening-hours "until when can i come by" --lang en --by Sanne
    """
    from kiosk.curation import drafts

    folder = known_store(store)
    _drafted(folder, drafts.add(folder, by, _language(folder, lang), name, question))


def _drafted(store: Path, draft: Draft) -> None:
    """Say what was kept; a draft that cannot become knowledge is taken back with the reason."""
    from kiosk.curation import drafts
    from kiosk.curation.outline import outline

    try:
        changes = outline(store, [draft.number])
    except KioskError:
        drafts.drop(store, draft.number)
        raise
    show_changes(changes)
    typer.echo(f"Draft {draft.number} is kept. Somebody else than {draft.by} publishes it:")
    typer.echo(f"  kiosk knowledge publish {draft.number} --by NAME --store {store}")


def review(
    drop: Annotated[int | None, typer.Option(help="Take this draft back.", show_default=False)] = None,
    store: StoreOption = None,
    json_: Json = False,
) -> None:
    """Read the drafts that wait for a second person.

    Example: kiosk knowledge review
    """
    from kiosk.curation import drafts
    from kiosk.curation.outline import outline

    folder = known_store(store)
    if drop is not None:
        gone = drafts.drop(folder, drop)
        typer.echo(f"Draft {gone.number} on {gone.id!r} is taken back.", err=True)
        return
    waiting = drafts.load(folder).draft
    if json_:
        found = [draft.model_dump(mode="json", exclude_defaults=True) for draft in waiting]
        typer.echo(json.dumps({"drafts": found}, ensure_ascii=False))
        return
    for draft in waiting:
        typer.echo(f"{draft.number}: {draft.id} ({draft.lang}), by {draft.by}, {draft.at:%Y-%m-%d}")
        typer.echo(f"   answer: {draft.answer or 'as it is'}")
        for question in draft.questions:
            typer.echo(f"   asked:  {question}")
    if waiting:
        show_changes(outline(folder, [draft.number for draft in waiting]))
    else:
        typer.echo("No draft is waiting.")


def publish(
    draft: Annotated[list[int] | None, typer.Argument(help="Numbers of drafts; without any, all.")] = None,
    by: By = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would come of it, and write nothing.")] = False,
    store: StoreOption = None,
    json_: Json = False,
) -> None:
    """Make drafts the knowledge of the store: somebody else's, and only if no known question is answered worse.

    The kiosk takes it up by itself, between two shoppers. `kiosk knowledge rollback` undoes it.

    Example: kiosk knowledge publish --by Priya
    """
    from kiosk.curation import publish as publishing

    folder = known_store(store)
    if not dry_run:
        publishing.another(folder, draft or (), by)
    with learning():
        proposal = publishing.propose(folder, draft or ())
    if not json_:
        show_changes(proposal.changes)
        show_outcomes(proposal.after, proposal.drops, err=False)
    version = None
    try:
        version = None if dry_run else publishing.publish(proposal, by)
    finally:
        if json_:
            typer.echo(json.dumps(_published(proposal, version), ensure_ascii=False))
    if version is not None and not json_:
        typer.echo(f"Published as version {version.number}.")


def _published(proposal: Proposal, version: Version | None) -> dict[str, Any]:
    return {
        "published": version is not None,
        "version": version.number if version else None,
        "changes": [change.to_data() for change in proposal.changes],
        "regression": [outcome.to_data() for outcome in proposal.after],
        "worse": [str(drop) for drop in proposal.drops],
    }


def try_(
    question: Annotated[str, typer.Argument(help="A question to try; without one, the regression set.")] = "",
    lang: Lang = "",
    store: StoreOption = None,
    json_: Json = False,
) -> None:
    """Ask the regression set, and tell which questions go wrong; or try one question, with the reasons.

    The set is `curation/regression.tsv` in the store's folder: language, question and entry, with tabs between; `-` for
    a question that the kiosk must not answer. Exit status 1 if one goes wrong.

    Example: kiosk knowledge test
    """
    from kiosk.curation import cases, regression
    from kiosk.curation import publish as publishing

    folder = known_store(store)
    if question:
        from kiosk.answers.cli import ask

        ask(question, lang, why=True, store=folder, as_json=json_)
        return
    known = cases.load(folder)
    with learning():
        outcomes = publishing.run(folder, known) if known else []
    wrong = regression.drops([], outcomes)
    if json_:
        document = {"ok": not wrong, "regression": [each.to_data() for each in outcomes]}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        show_outcomes(outcomes, wrong, err=False)
    if wrong:
        sentence = f"{len(wrong)} of {len(outcomes)} questions go wrong."
        raise KioskError("knowledge.test", sentence, "They are told above, with what takes them.")


def rollback(
    version: Annotated[int | None, typer.Argument(help="A version of the history; without it, the one before.")] = None,
    by: By = "",
    store: StoreOption = None,
) -> None:
    """Make the knowledge what it was before the last change, or in any version of the history.

    Example: kiosk knowledge rollback
    """
    from kiosk.curation import history as versions

    then, now = versions.back(known_store(store), version, by)
    typer.echo(f"The knowledge is that of version {then.number} again ({then.note.what}).")
    typer.echo(f"This is version {now.number}: `kiosk knowledge rollback` goes back from it, too.")


def history(store: StoreOption = None, json_: Json = False) -> None:
    """What was changed when, and by whom.

    Example: kiosk knowledge history
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from kiosk.curation import history as versions

    found = versions.versions(known_store(store))
    if json_:
        rows = [{"version": each.number, **each.note.model_dump(mode="json")} for each in found]
        typer.echo(json.dumps({"versions": rows}, ensure_ascii=False))
        return
    table = Table("version", "when", "by", "what")
    for each in found:
        note = each.note
        table.add_row(str(each.number), f"{note.at.astimezone():%Y-%m-%d %H:%M}", escape(note.by), escape(note.what))
    if found:
        Console().print(table)
    else:
        typer.echo("Nothing was changed by `kiosk knowledge` yet.")


COMMANDS: Final[Mapping[str, Callable[..., None]]] = {
    "test": try_,
    "unanswered": unanswered,
    "add": add,
    "attach": attach,
    "review": review,
    "publish": publish,
    "rollback": rollback,
    "history": history,
}
