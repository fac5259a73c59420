"""The options that `check` and `fix` share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vault_tools.cli.choices import FULL, names_in
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass, field

if TYPE_CHECKING:
    from vault_tools.cli.options import (
        BaselinePath,
        ConfidenceOption,
        ConfigPath,
        Ignore,
        LimitOption,
        NoBaseline,
        NoCache,
        OutputFile,
        OutputFormat,
        Paths,
        Quiet,
        Select,
        SeverityOption,
        Statistics,
        StdinName,
    )
    from vault_tools.cli.selection import Request
    from vault_tools.report.limit import Limit


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """The options of a run: which notes, which rules, how to report."""

    paths: Paths = field(default_factory=lambda: [Path()])
    output_format: OutputFormat = FULL
    output_file: OutputFile = None
    select: Select = None
    ignore: Ignore = None
    severity: SeverityOption = "warning"
    confidence: ConfidenceOption = "medium"
    baseline: BaselinePath = None
    no_baseline: NoBaseline = False
    config: ConfigPath = None
    stdin_filename: StdinName = None
    statistics: Statistics = False
    limit: LimitOption = None
    no_cache: NoCache = False
    quiet: Quiet = False

    @property
    def uses_baseline(self) -> bool:
        return not self.no_baseline

    @property
    def is_full(self) -> bool:
        """Whether the format is the default one for people."""
        return self.output_format is FULL

    @property
    def talks(self) -> bool:
        """Whether to print a summary."""
        return not self.quiet and self.output_format.is_for_people

    def request(self) -> Request:
        from vault_tools.cli.selection import Request

        return Request(
            paths=self.paths,
            stdin_filename=self.stdin_filename,
            config=self.config,
            select=names_in(self.select),
            ignore=names_in(self.ignore),
            confidence=self.confidence,
            severity=self.severity,
            cache=not self.no_cache,
            baseline=self.baseline,
            uses_baseline=self.uses_baseline,
        )

    def shown(self) -> Limit | None:
        """The limit on diagnostics to show; None if there is none."""
        from vault_tools.cli.output import limit_of

        return limit_of(self.limit, cut=self.is_full and not (self.select or self.output_file))

    def refuse_uncounted(self) -> None:
        """Raises VaultToolsError if counts are requested in a format that has none."""
        if self.statistics and not self.output_format.has_counts:
            name = self.output_format.value
            raise VaultToolsError(f"--statistics goes with formats for people, not with `{name}`")
