"""broadsheet digest: sending what is due, looking at it, and settling what is doubtful."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadsheet.cli.command import command, group, json_option, needs_database
from broadsheet.cli.printing import dim, heading, plural, print_json, print_table, wrapped
from broadsheet.cli.sections import Section

if TYPE_CHECKING:
    from broadsheet.mail.run import Report


@group(
    "digest",
    section=Section.MAIL,
    example="broadsheet digest --due --dry-run",
    advice="What was sent is sent; the same command goes on. See: broadsheet digest doubtful",
    invoke_without_command=True,
)
@click.option("--due", "send_due", is_flag=True, help="Send what is due now (the worker does so by itself).")
@click.option("--dry-run", is_flag=True, help="With --due: say what would be sent, change and send nothing.")
@click.pass_context
def digest(context: click.Context, send_due: bool, dry_run: bool) -> None:
    """The digest by mail: send what is due, look at it, settle what is doubtful."""
    if context.invoked_subcommand is not None:
        return
    if not send_due:
        click.echo(context.get_help())
    elif dry_run:
        _say_due()
    else:
        _send_due()


@needs_database
def _send_due() -> None:
    from broadsheet import process
    from broadsheet.mail import outbox, run

    last = ""

    def show(report: Report) -> None:
        nonlocal last
        line = f"{report.planned:,} planned, {report.outcomes['taken']:,} taken"
        if sys.stderr.isatty() and line != last:
            click.echo(f"\r{line}", nl=False, err=True)
            last = line

    report = run.run(process.now, on_progress=show)
    if last:
        click.echo("\r" + " " * len(last) + "\r", nl=False, err=True)
    click.echo(_summary(report))
    waiting = outbox.doubtful().count()
    if waiting:
        click.echo(f"{plural(waiting, 'message')} doubtful: broadsheet digest doubtful")
    if report.errors:
        raise report.errors[0]


def _summary(report: Report) -> str:
    texts = {"taken": "taken by the mail server", "later": "to be tried again", "never": "refused for good"}
    texts |= {"doubtful": "doubtful"}
    counts = [f"{report.outcomes[name]:,} {text}" for name, text in texts.items() if report.outcomes[name]]
    if report.interrupted:
        counts.append(f"{report.interrupted:,} left doubtful by a sender that was killed")
    return f"{plural(report.planned, 'digest')} planned; " + (", ".join(counts) or "nothing to send")


@needs_database
def _say_due() -> None:
    from broadsheet import process
    from broadsheet.digests import planning
    from broadsheet.digests.issue import Issue
    from broadsheet.digests.rendering import Renderer
    from broadsheet.mail import outbox

    now = process.now()
    plan = planning.look(now)
    renderer, rows = Renderer(), []
    for since, subscribers in plan.subscribers.items() if plan else ():
        issue = Issue(plan.edition, since)  # type: ignore[union-attr]
        for composed, alike in planning.compose_all(issue, subscribers):
            subject = (
                renderer.render(composed, issue).subject if composed.parts else "nothing to say, not sent"
            )
            rows.append((len(alike), subject))
    click.echo(
        f"{plural(plan.count if plan else 0, 'digest')} due; {plural(outbox.due(now).count(), 'message')} in the outbox"
    )
    if rows:
        print_table(("READERS", "SUBJECT"), sorted(rows, reverse=True)[:50])


@command(
    "preview",
    example="broadsheet digest preview --out preview",
)
@click.argument("reader", required=False, default="")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the files.")
@click.option("--open/--no-open", "show", default=True, help="Open it in the browser, where there is one.")
@needs_database
def preview(reader: str, out: Path | None, show: bool) -> None:
    """Write READER's next digest (an address; none: a reader without wishes) to files, and open it."""
    from broadsheet import config, process
    from broadsheet.digests.digest_mail import preview as make

    folder = out or Path(config.read("HOME")) / "preview"
    made = make(reader, process.now())
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("digest.html", made.html), ("digest.txt", made.text), ("digest.eml", made.source)):
        (folder / name).write_text(text)
    click.echo(heading(made.subject))
    click.echo(dim(f"HTML {made.html_bytes / 1000:.0f} kB, text {len(made.text.encode()) / 1000:.0f} kB"))
    click.echo(f"{folder / 'digest.html'}\n{folder / 'digest.txt'}\n{folder / 'digest.eml'}")
    if show and sys.stdout.isatty():
        click.launch(str(folder / "digest.html"))


@command(
    "doubtful",
    example="broadsheet digest doubtful --settle --all",
    advice="See what is doubtful still: broadsheet digest doubtful",
)
@click.argument("ids", nargs=-1, type=int)
@click.option("--resend", is_flag=True, help="These did not arrive: send them again.")
@click.option("--settle", is_flag=True, help="These arrived, or it does not matter: done.")
@click.option("--all", "every", is_flag=True, help="All of them.")
@json_option
@needs_database
def doubtful(ids: tuple[int, ...], resend: bool, settle: bool, every: bool, as_json: bool) -> None:
    """List messages that may or may not have gone out; with IDS or --all, settle or send them again."""
    from broadsheet import process
    from broadsheet.errors import InputError
    from broadsheet.mail import outbox

    if resend and settle:
        raise InputError("A message is either sent again or settled", "--resend --settle")
    chosen = list(outbox.doubtful().values_list("id", flat=True)) if every else list(ids)
    if resend or settle:
        if not chosen:
            raise InputError("Which messages?", None, "Name their ids, or --all.")
        done = (outbox.resend if resend else outbox.settle)(chosen, process.now())
        click.echo(f"{plural(done, 'message')} {'to be sent again' if resend else 'settled'}")
        return
    rows = list(outbox.doubtful())
    if as_json:
        print_json([_doubtful_row(row) for row in rows])
    elif rows:
        print_table(
            ("ID", "BEGUN", "EDITION", "READER", "WHAT HAPPENED"),
            [tuple(_doubtful_row(row).values()) for row in rows],
        )
        click.echo(
            "Look for their Message-ID in the mail server's log, then: digest doubtful --settle|--resend ID..."
        )
    else:
        click.echo("No message is doubtful.")


def _doubtful_row(mailing: object) -> dict[str, object]:
    from broadsheet.mail.models import Mailing

    assert isinstance(mailing, Mailing)
    begun = f"{mailing.begun:%Y-%m-%d %H:%M:%S}" if mailing.begun else ""
    return {
        "id": mailing.pk,
        "begun": begun,
        "edition": mailing.payload.get("day", mailing.kind),
        "reader": mailing.recipient,
        "said": f"{mailing.answer} {mailing.message_id}",
    }


@command(
    "readers",
    example="broadsheet digest readers",
)
@json_option
@needs_database
def list_readers(as_json: bool) -> None:
    """List who signed up, and where they stand."""
    from broadsheet.digests.models import Subscriber

    rows = [
        {
            "address": subscriber.address,
            "state": subscriber.state,
            "frequency": subscriber.frequency,
            "hour": subscriber.hour,
            "time_zone": subscriber.time_zone,
            "next_due": f"{subscriber.next_due:%Y-%m-%d %H:%M}" if subscriber.next_due else "",
            "reason": subscriber.reason,
        }
        for subscriber in Subscriber.objects.order_by("address_key")
    ]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(
            ("ADDRESS", "STATE", "COMES", "AT", "TIME ZONE", "NEXT (UTC)", "REASON"),
            [tuple(row.values()) for row in rows],
        )
    else:
        click.echo(wrapped("Nobody signed up yet: readers do so at /digest."))


@command(
    "bounces",
    example="broadsheet digest bounces bounces.mbox",
    advice="Reports read so far count; the same command reads all again and changes nothing twice.",
)
@click.argument("mailbox", type=click.Path(exists=True, path_type=Path))
@json_option
@needs_database
def bounces(mailbox: Path, as_json: bool) -> None:
    """Read reports of undelivered mail from MAILBOX (mbox, Maildir, or one message) and suspend who bounces."""
    from broadsheet import process
    from broadsheet.mail.bounces import read_reports

    counts = read_reports(mailbox, process.now())
    if as_json:
        print_json(counts._asdict())
        return
    click.echo(
        f"{plural(counts.read, 'message')} read: {plural(counts.suspended, 'reader')} suspended, "
        f"{counts.temporary} temporary, {counts.unmatched} not about a message of ours"
    )


@command(
    "resume",
    example="broadsheet digest resume reader@example.org",
    advice="See whether it was done: broadsheet digest readers",
)
@click.argument("address")
@needs_database
def resume(address: str) -> None:
    """Send to a suspended ADDRESS again."""
    from broadsheet import process
    from broadsheet.digests import subscribers

    subscriber = subscribers.find(address)
    subscribers.resume(subscriber, process.now())
    click.echo(
        f"{subscriber.address} gets the digest again, next after {subscriber.next_due:%Y-%m-%d %H:%M} UTC"
    )


for each in (preview, doubtful, list_readers, bounces, resume):
    digest.add_command(each)

COMMANDS = (digest,)
