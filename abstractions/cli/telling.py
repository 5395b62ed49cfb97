"""How the command line tells verdicts and files, and the ways out."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from ..errors import MissingExtra, Misuse
from ..verdict import Fails, Refuted, Verdict

__all__ = ["checked", "done", "finish", "guarded", "tell"]


def done(what: str, machine: str, output: Path, as_json: bool) -> None:
    report = {"machine": machine, "written": {what: str(output)}}
    click.echo(json.dumps(report) if as_json else f"{what} written to {output}")


def tell(verdict: Verdict[Any], as_json: bool) -> None:
    if as_json:
        story = {"holds": bool(verdict), "claim": verdict.claim}
        if isinstance(verdict, Fails):
            story |= {"counterexample": str(verdict.counterexample), "repair": verdict.repair}
        click.echo(json.dumps(story))
    else:
        click.echo(str(verdict))
    finish(verdict)


def checked(verdict: Verdict[Any], written: Mapping[str, str] | None = None) -> None:
    """What the checker says of an answer, and which files were written."""
    click.echo(f"the checker agrees: {verdict.claim}" if verdict else str(verdict))
    for what, where in (written or {}).items():
        click.echo(f"{what} written to {where}")


def finish(verdict: object) -> None:
    if not verdict:
        raise SystemExit(1)


def guarded(command: Callable[[], object]) -> None:
    """Run a command; exceptions become exit statuses."""
    try:
        command()
    except click.exceptions.Exit as stop:
        raise SystemExit(stop.exit_code) from None
    except click.ClickException as error:
        if "--json" in sys.argv:
            click.echo(json.dumps({"error": error.format_message()}))
        error.show()
        raise SystemExit(2) from None
    except Refuted as refuted:
        if "--json" in sys.argv:
            tell(refuted.verdict, as_json=True)
        tell(refuted.verdict, as_json=False)
    except (Misuse, MissingExtra) as error:
        if "--json" in sys.argv:
            click.echo(json.dumps({"error": str(error)}))
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; what had been written completely is kept", err=True)
        raise SystemExit(130) from None
    except RecursionError as error:
        click.echo(f"Misuse: the input is nested too deeply ({error})", err=True)
        raise SystemExit(2) from None
    except UnicodeEncodeError as error:
        click.echo(
            f"Misuse: a name holds {error.object[error.start : error.end]!r}, which is no text", err=True
        )
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(141) from None
    except Exception:  # noqa: BLE001 - a defect of ours must not look like "refuted"
        traceback.print_exc()
        click.echo("this is a defect of the library: please report it with the lines above", err=True)
        raise SystemExit(70) from None
