"""Uses git's index to tell which notes have changed, so that a run need not look at all others."""

from collections.abc import Collection

from vault_tools.disk.git_entries import GitEntries
from vault_tools.disk.vault_files import Listed, Skipped, listed
from vault_tools.session.recall import Recall, Recalled
from vault_tools.session.session import Session
from vault_tools.session.standing import Standing


class ToldByGit:
    """All notes are judged as they are in git's index. The index alone is enough as long as the diagnostics
    of the other notes are still valid; otherwise git examines all files."""

    def __init__(self, session: Session, entries: GitEntries) -> None:
        self._session, self._entries = session, entries
        self._recall: Recall | None = None
        self._standing: Standing | None = None
        self._may_stand = False
        if session.can_recall and session.needs_all:
            lister, config, index = session.known.around.lister, session.config, session.index
            self._recall = Recall(session.root, config, index, session.key, entries, lister)
            self._standing = Standing(config, index, session.key, self._recall)

    def recalled(self, asked: Collection[str]) -> Recalled | None:
        """What is known about the notes that were not `asked` for, and which of these must be looked at. None
        if all must. Notes whose files differ from the index are put into the session's overlay."""
        recall, standing, is_to_fix = self._recall, self._standing, self._session.mode.fix
        recalled = recall.recalled() if recall else None
        among = {*asked, *(recalled.others if recalled else ())}
        if recalled and standing and not is_to_fix:
            self._may_stand = standing.look_back(among, self._session.known)
        if not is_to_fix:  # a fix needs to know all differences before, and its overlay has them
            is_enough = self._may_stand or not self._session.needs_all
            self._session.overlay |= self._entries.unlike(among if is_enough else None)
        if recall and recalled and not self._may_stand:
            recalled = recalled._replace(others={**recalled.others, **recall.touched()})
        return recalled

    def further(self, looked_at: Collection[str]) -> dict[str, Listed | Skipped]:
        """The notes that must be looked at as well because the diagnostics of the vault are no longer valid.
        To be called again once that is done."""
        recall, standing, said = self._recall, self._standing, self._session.judged.diagnostics
        if not (recall and standing):
            return {}
        if standing.stands(looked_at, self._session.known, said) or not self._may_stand:
            return {}
        self._may_stand = False
        unlike = {path: data for path, data in self._entries.unlike().items() if path not in looked_at}
        self._session.overlay |= unlike
        further = {**recall.touched(), **{path: listed(self._session.root, path) for path in unlike}}
        standing.look_back_at(further, self._session.known)
        return further

    def keep(self) -> None:
        """Store what is known now, and its diagnostics, for the next run."""
        known = self._session.known
        if self._recall and self._standing and not known.facts.unsaved:
            self._recall.keep(known.listed, known.facts.content_keys)
            self._standing.keep(known, self._session.judged.diagnostics)
