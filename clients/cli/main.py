"""The entry point: finds a command without loading the others, renders errors, keeps strangers out."""

import json
import sys
from importlib import import_module

import click

from clients.cli.catalogue import COMMANDS
from clients.cli.exit_codes import MEANINGS, ExitCode, exit_code_of
from clients.cli.strangers import check_packages
from contracts.errors import TegataError

_EPILOG = "\b\nExit codes:\n" + "\n".join(f"  {code.value:>2}  {text}" for code, text in MEANINGS.items())


class LazyGroup(click.Group):
    """A group whose commands are modules, imported when they are called and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click calls it so
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click calls it so
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"clients.cli.{COMMANDS[cmd_name].module}")
        command: click.Command = getattr(module, COMMANDS[cmd_name].attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click calls it so
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in COMMANDS.items()])


@click.group(cls=LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tegata", prog_name="tegata")
def tegata() -> None:
    """Trade evidence, signed and anchored; checked by anyone, offline.

    Example: tegata demo
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end the process with one of `exit_codes`."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        check_packages()
        code = tegata.main(arguments, prog_name="tegata", standalone_mode=False)
    except TegataError as error:
        sys.exit(_render(error, arguments))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. The same command goes on from here.", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else ExitCode.OK)


def _render(error: TegataError, arguments: list[str]) -> int:
    """`error` on standard error: a sentence, or JSON where JSON was asked for."""
    if "--json" in arguments:
        click.echo(json.dumps({"error": error.to_dict()}, ensure_ascii=False), err=True)
    else:
        document = error.to_dict()
        click.secho(f"{error.where}", fg="red", bold=True, err=True)
        click.echo(f"  expected  {error.expected}\n  found     {error.found}\n  {error.remedy}", err=True)
        click.secho(f"  [{document['code']}]", dim=True, err=True)
    return exit_code_of(error)
