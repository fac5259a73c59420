"""The list of equivalent mutants, as `mutants.py` reads it."""

from pathlib import Path

from equal_faults import Equal, change_of, listed, read

SHOWN = "-    if left <= most:\n+    if left < most:"
CODE = "def other():\n    if left <= most:\n        pass\n\n\ndef rest():\n    pass\n"


def test_each_fault_has_its_reason() -> None:
    for equal in listed():
        assert equal.why
        assert equal.changes or equal.kinds


def test_what_is_shown_of_a_fault_is_an_entry() -> None:
    [equal] = read(f"a.py rest\n{SHOWN}\n{SHOWN.replace('if', 'elif')}\nmost is never\nreached\n")
    assert equal.why == "most is never reached"
    assert equal.covers("a.py", "rest", change_of(SHOWN.replace("    ", "        ")))
    assert equal.covers("a.py", "rest", change_of(SHOWN.replace("if", "elif")))
    assert not equal.covers("a.py", "other", change_of(SHOWN))
    assert not equal.covers("b.py", "rest", change_of(SHOWN))
    assert not equal.covers("a.py", "rest", change_of(SHOWN.replace("< m", "!= m")))


def test_an_expression_stands_for_faults_of_a_kind() -> None:
    [equal] = read("vault/* *\n~ strict=(\\w+) => strict=not \\1\nwhy\n")
    assert equal.covers("vault/a.py", "f", change_of("-    zip(a, strict=yes)\n+    zip(a, strict=not yes)"))
    assert not equal.covers(
        "vault/a.py", "f", change_of("-    zip(a, strict=yes)\n+    zip(b, strict=not yes)")
    )


def test_any_case_is_one_change() -> None:
    [equal] = read("a.py f\n~ SELECT => ANY CASE\nwhy\n")
    assert equal.covers("a.py", "f", change_of('-    do("SELECT x")\n+    do("select x")'))
    assert not equal.covers("a.py", "f", change_of('-    do("SELECT x")\n+    do("select y")'))
    assert not equal.covers("a.py", "f", change_of('-    do("x")\n+    do("X")'))


def test_an_entry_is_stale_where_its_function_has_no_such_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CODE)
    change = change_of(SHOWN)
    for path, function, count in (("a.py", "other", 0), ("a.py", "rest", 1), ("b.py", "other", 1)):
        assert len([*Equal(path, function, (change,), (), "why").stale(tmp_path)]) == count
