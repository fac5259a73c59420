"""What scripts import: a few names, each documented, and the same as the command line uses."""

import vault_tools
from vault_tools import Diagnostic, check_text, dumps, fix_text, loads

NOTE = "---\ntags: [ai, ai]\n---\nRoasted malt.\n"


def test_every_public_name_is_there_and_documented() -> None:
    for name in vault_tools.__all__:
        assert getattr(vault_tools, name).__doc__


def test_check_says_what_is_wrong() -> None:
    (found,) = check_text(NOTE)
    assert isinstance(found, Diagnostic)
    assert (found.rule, found.place.line) == ("duplicate-value", 2)


def test_check_goes_by_a_configuration() -> None:
    assert [d.rule for d in check_text(NOTE, config="keys: {date: {required: true}}")] == [
        "missing-key",
        "duplicate-value",
    ]


def test_fix_changes_what_is_wrong_and_nothing_else() -> None:
    assert fix_text(NOTE) == NOTE.replace("ai, ai", "ai")


def test_posts_are_written_back_as_they_were() -> None:
    assert dumps(loads(NOTE.encode())) == NOTE.encode()
