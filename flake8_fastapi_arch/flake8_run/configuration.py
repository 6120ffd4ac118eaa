"""Command line and configuration, read as flake8 reads them."""

from __future__ import annotations

import argparse
import configparser
import dataclasses
import importlib.metadata
import os
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn

import flake8
from flake8 import utils
from flake8.exceptions import ExecutionError
from flake8.main.options import register_default_options, stage1_arg_parser
from flake8.options import aggregator, config
from flake8.options.manager import OptionManager
from flake8.plugins import finder

from flake8_fastapi_arch import __version__
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.plugin import PREFIX
from flake8_fastapi_arch.review.formats import LISTS
from flake8_fastapi_arch.tool import TOOL_CHECKERS

# These of flake8's options serve other plugins; they are accepted, but not worth a line of help.
NOT_OURS = frozenset(
    {"max_line_length", "max_doc_length", "indent_size", "hang_closing", "enable_extensions"}
)
_US = "flake8-fastapi-arch"


class BadUsage(Exception):
    """The command line or the configuration makes no sense; the message is for people."""


def _no_options(parser: argparse.ArgumentParser) -> None:
    """Add nothing."""


@dataclasses.dataclass(frozen=True)
class Command:
    """The words that ``-h`` prints around the options, which are flake8's, ours, and those that
    ``add_options`` adds for this command alone."""

    name: str
    usage: str
    paths: str
    description: str
    epilog: str
    add_options: Callable[[argparse.ArgumentParser], None] = _no_options
    formats: Sequence[str] = ()
    """What ``--format`` takes, the first being the default, where it is not what flake8's takes:
    ``options.report_format``."""


@dataclasses.dataclass(frozen=True)
class Configured:
    """What command line (*argv*) and configuration files (*cfg*, of *cfg_dir*) say.

    ``named_files`` has ``config``, ``append_config`` and ``isolated`` of the command line.
    """

    plugins: finder.Plugins
    options: argparse.Namespace
    manager: OptionManager
    argv: tuple[str, ...]
    cfg: configparser.RawConfigParser
    cfg_dir: str
    named_files: argparse.Namespace


def configure(command: Command, argv: Sequence[str]) -> Configured:
    """Read command line and configuration as flake8 does: with ``--select FAA``, unless the
    configuration selects some of our codes itself.

    Raises BadUsage; ``-h`` and ``--version`` end in SystemExit, as argparse has it.
    """
    try:
        return _configure(command, argv)
    except (ExecutionError, configparser.Error, ValueError, OSError) as error:
        raise BadUsage(f"{error}") from error


def _configure(command: Command, argv: Sequence[str]) -> Configured:
    """``flake8.options.parse_args.parse_args``, less the plugins that check.

    Plugins that report stay: a formatter may be among them, and one that reads the configuration
    from elsewhere (as Flake8-pyproject does) registers as such, too.
    """
    first_parser = stage1_arg_parser()
    _raise_errors(first_parser)
    first_parser.add_argument(
        "-o",
        dest="outputs",
        metavar="FILE",
        action="append",
        default=[],
        help="Write to FILE, in the format that its extension tells; FORMAT:FILE tells it itself. "
        "Several -o write several files.",
    )
    first, rest = first_parser.parse_known_args(argv)
    files = [*first.outputs, *([first.output_file] if first.output_file else [])]
    flake8.configure_logging(first.verbose, first.output_file)
    cfg, cfg_dir = config.load_config(
        config=first.config, extra=first.append_config, isolated=first.isolated
    )
    plugin_options = finder.parse_plugin_options(
        cfg,
        cfg_dir,
        enable_extensions=first.enable_extensions,
        require_plugins=first.require_plugins,
    )
    # The plug-ins that a configuration names lie in the project: to load them would be to run it.
    # Our own formats are for flake8 alone; the command has them by other names.
    reports = [
        plugin
        for plugin in finder.find_plugins(cfg, plugin_options)
        if plugin.entry_point.group == "flake8.report" and plugin.package not in ("local", _US)
    ]
    ours = _plugin(PREFIX, "plugin:Plugin", "extension")
    plugins = finder.load_plugins([*reports, ours], plugin_options._replace(local_plugin_paths=()))
    manager = OptionManager(
        version=f"fastapi-arch {__version__}, flake8 {flake8.__version__}",
        plugin_versions=plugins.versions_str(),
        parents=[first_parser],
        formatter_names=[*plugins.reporters, *LISTS],
    )
    register_default_options(manager)
    manager.register_plugins(plugins)
    _add_short_names(manager)
    command.add_options(manager.parser)
    _describe(manager.parser, command)
    _raise_errors(manager.parser)
    selection = [] if selects_ours(cfg) else ["--select", PREFIX]
    try:
        options = aggregator.aggregate_options(manager, cfg, cfg_dir, [*selection, *rest])
    except (ValueError, BadUsage) as error:
        raise BadUsage(_culprit(manager, cfg, cfg_dir) or str(error)) from error
    options.outputs, options.output_file = files, None
    for loaded in plugins.reporters.values():
        if hasattr(loaded.obj, "parse_options"):
            loaded.obj.parse_options(manager, options, options.filenames)
    return Configured(plugins, options, manager, tuple(argv), cfg, cfg_dir, first)


def selects_ours(cfg: configparser.RawConfigParser) -> bool:
    """Whether the ``select`` of a configuration names some of our codes, so that it means us."""
    codes = utils.parse_comma_separated_list(cfg.get("flake8", "select", fallback=""))
    return any(code.startswith(PREFIX) or PREFIX.startswith(code) for code in codes)


def has_checker(code: str) -> bool:
    """Whether there is a checker whose code begins so, or may be: the team's rules are not known
    before they are read."""
    known = (checker.code for checker in (*TOOL_CHECKERS, *catalog()))
    return code.startswith(f"{PREFIX}9") or any(each.startswith(code) for each in known)


def unknown_codes(options: argparse.Namespace) -> Iterator[str]:
    """Remarks on codes of ours that no checker has: most likely slips."""
    given = {
        "select": options.select,
        "extend-select": options.extend_select,
        "ignore": options.ignore,
        "extend-ignore": options.extend_ignore,
        "per-file-ignores": [
            code
            for _, codes in utils.parse_files_to_codes_mapping(options.per_file_ignores)
            for code in codes
        ],
        "fastapi-arch-severity": [e.partition(":")[0] for e in options.fastapi_arch_severity],
    }
    for name, codes in given.items():
        for code in codes or ():
            if code.startswith(PREFIX) and not has_checker(code):
                yield f"{name}: no checker has the code {code}; `fastapi-arch checkers` lists them"


def _raise_errors(parser: argparse.ArgumentParser) -> None:
    """Let *parser* raise BadUsage where it would end this process: a language server goes on."""

    def refuse(message: str) -> NoReturn:
        raise BadUsage(message)

    parser.error = refuse  # type: ignore[method-assign]


def _add_short_names(manager: OptionManager) -> None:
    """Names that inside flake8 would be another's, but are plain in our own command."""
    manager.parser.add_argument(
        "--no-cache",
        dest="fastapi_arch_no_cache",
        action="store_true",
        default=argparse.SUPPRESS,
        help="Short for --fastapi-arch-no-cache.",
    )
    manager.parser.add_argument(
        "--cache-dir",
        dest="fastapi_arch_cache_dir",
        metavar="directory",
        type=os.path.abspath,
        default=argparse.SUPPRESS,
        help="Short for --fastapi-arch-cache-dir.",
    )


def _plugin(name: str, value: str, kind: str) -> finder.Plugin:
    entry_point = importlib.metadata.EntryPoint(
        name, f"flake8_fastapi_arch.{value}", f"flake8.{kind}"
    )
    return finder.Plugin(_US, __version__, entry_point)


def _describe(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.prog = f"fastapi-arch {command.name}"
    parser.usage = command.usage
    parser.description = command.description
    parser.epilog = command.epilog
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for action in parser._actions:
        if action.dest == "filenames":
            action.metavar, action.help = "PATH", command.paths
        elif action.dest == "output_file":
            action.help = "The same as -o."
        elif action.dest == "format" and command.formats:
            # Another name, since what a configuration says of flake8's format is not meant for us.
            action.dest, action.default, action.choices = "report_format", None, command.formats
            action.metavar = "FORMAT"
            action.help = "The format of what is printed, and of files whose extension tells none: "
            action.help += f"{', '.join(command.formats)}. (Default: {command.formats[0]})"
        elif action.dest in NOT_OURS:
            action.help = argparse.SUPPRESS


def _culprit(manager: OptionManager, cfg: configparser.RawConfigParser, cfg_dir: str) -> str | None:
    """The first setting that flake8 cannot read, which its own message leaves out."""
    for name, value in cfg["flake8"].items() if "flake8" in cfg else ():
        alone = configparser.RawConfigParser()
        alone["flake8"] = {name: value}
        try:
            for read in config.parse_config(manager, alone, cfg_dir).values():
                kind = manager.config_options_dict[name].type
                if isinstance(read, str) and callable(kind):  # argparse reads it once more
                    kind(read)
        except (ValueError, argparse.ArgumentTypeError) as error:
            where = os.path.abspath(cfg_dir)
            return f"flake8's configuration in {where}: {name} = {value}: {error}"
    return None
