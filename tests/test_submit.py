"""Texts for flagged sections go into their notes if they are what was asked for."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from often import long, often
from started import popen
from watchers import MALFORMED, MENDED, until, watching

from vault_tools.config.load import read_config
from vault_tools.disk.writer import Writer

TALK = [
    (
        "We bought the mill from a farmer who had kept sheep in it, and the first thing that we had to learn "
        "was how to get rid of the smell. It took us two winters, and then the roof came down in a storm.",
        "我们从一个农夫手里买下了磨坊，他以前在里面养羊，所以我们首先要学的就是怎样去掉那股味道。"
        "这花了我们两个冬天，接着屋顶又在一场暴风雨里塌了下来。",
    ),
    (
        "My sister kept the books in those years, and she will tell you that there was nothing to keep. We "
        "sold bread on Saturdays, and what was left over went to the neighbours, who brought us eggs for it.",
        "那几年是我姐姐管账，她会告诉你根本没有什么账可管。我们星期六卖面包，剩下的就送给邻居，"
        "邻居们再拿鸡蛋来跟我们换。",
    ),
    (
        "The kettle had been on the stove for an hour before anybody thought of the malt. By then the water "
        "had gone, the bottom was black, and we opened every window and laughed until the neighbours came.",
        "水壶在炉子上烧了一个小时，才有人想起麦芽来。那时水已经烧干，壶底都黑了，我们打开所有的窗户，"
        "坐在院子里大笑，直到邻居过来看出了什么事。",
    ),
    (
        "People ask me whether I would do it again, and I always say that nobody asked me the first time. "
        "One morning the key was on the table, and by the evening there was flour in everything I owned.",
        "大家问我会不会再来一次，我总是说第一次也没有人问过我。有一天早上钥匙就放在桌上，"
        "到了晚上，我所有的东西里就都是面粉了。",
    ),
]
EN, ZH = TALK[2]
FOLD = f"<details>\n<summary>Original English</summary>\n\n{EN}\n\n</details>\n"
WHOLE = "---\ntitle: 磨坊\n---\n" + "".join(
    f"# 第{number}段\n\n{zh}\n\n<details>\n<summary>Original English</summary>\n\n{en}\n\n</details>\n\n"
    for number, (en, zh) in zip("一二三四", TALK, strict=True)
)
DAMAGES = {
    "translation missing": (f"{ZH}\n\n{FOLD}", FOLD),
    "original instead": (ZH, EN),
    "condensed": (ZH, "水烧干了。"),
}


@pytest.fixture
def damaged(vault) -> Callable[[str], Path]:
    def build(damage: str, newline: str = "\n") -> Path:
        before, after = DAMAGES[damage]
        assert before in WHOLE
        text = WHOLE.replace(before, after).replace("\n", newline)
        return vault({"Malt.md": text, "vault-tools.yaml": "language: zh\n"})

    return build


@pytest.fixture
def loop(call) -> Callable[..., list[dict[str, str]]]:
    """List the flagged sections, submit a text for the first, and return the answers."""

    def run(root: Path, text: str, *options: str, **changed: str) -> list[dict[str, str]]:
        record = json.loads(call("flagged", root).stdout.splitlines()[0])
        given = {"id": record["id"], "section_sha256": record["section_sha256"], "text": text} | changed
        done = call("submit", "--vault", root, *options, stdin=f"{json.dumps(given)}\n".encode())
        return [json.loads(line) for line in done.stdout.splitlines()] if not options else [vars(done)]

    return run


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_true_translation_gives_the_note_back_byte_for_byte(damaged, loop, call, damage, newline) -> None:
    root = damaged(damage, newline)
    [answer] = loop(root, ZH)
    assert (answer["state"], answer["reason"]) == ("written", "")
    assert (root / "Malt.md").read_bytes() == WHOLE.replace("\n", newline).encode()
    assert call("flagged", root).stdout == b""
    assert call("undo", root).returncode == 0
    assert (root / "Malt.md").read_bytes() != WHOLE.replace("\n", newline).encode()


REPLIES = {
    "is the original again": EN,
    "half": ZH[: len(ZH) // 2],
    "cut": ZH[:50],
    "chat": f"好的，以下是翻译：\n\n{ZH}",
    "loop": ZH + "\n\n大家好，大家好，大家好，" * 20,
    "wrong language": "Der Kessel stand eine Stunde auf dem Herd, bevor jemand an das Malz dachte, und dann "
    "war das Wasser weg, der Boden war schwarz, und wir haben alle Fenster geöffnet und gelacht.",
    "half English": f"{ZH[: len(ZH) // 2]}\n\n{EN[len(EN) // 2 :]}",
    "empty": " \n\n ",
    "only punctuation": "。。。",
    "a heading": f"{ZH}\n\n## 新的一段\n\n没有。",
    "a fence": f"{ZH}\n\n```\n",
    "the fold's end": f"{ZH}\n\n</details>",
    "frontmatter": f"---\ntitle: x\n---\n{ZH}",
    "a comment": f"{ZH}\n\n%% x",
    "a megabyte": ZH * 10_000,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_replies_that_are_not_what_was_asked_for_are_refused(damaged, call, damage: str) -> None:
    root = damaged(damage)
    before = (root / "Malt.md").read_bytes()
    record = json.loads(call("flagged", root).stdout.splitlines()[0])
    asked = {key: record[key] for key in ("id", "section_sha256")}
    given = [json.dumps(asked | {"text": reply}) for reply in REPLIES.values()]
    done = call("submit", "--vault", root, stdin="\n".join(given).encode())
    answers = dict(zip(REPLIES, map(json.loads, done.stdout.splitlines()), strict=True))
    assert [reply for reply, answer in answers.items() if answer["state"] != "refused"] == []
    assert [reply for reply, answer in answers.items() if not answer["reason"]] == []
    assert (root / "Malt.md").read_bytes() == before


def test_force_takes_it_all_the_same(damaged, call) -> None:
    root = damaged("condensed")
    record = json.loads(call("flagged", root).stdout)
    given = {key: record[key] for key in ("id", "section_sha256")} | {"text": "水烧干了，就这样"}
    assert call("submit", "--vault", root, "--force", stdin=json.dumps(given).encode()).returncode == 0
    assert "水烧干了，就这样\n" in (root / "Malt.md").read_text("utf-8")


def test_diff_writes_nothing(damaged, loop) -> None:
    root = damaged("condensed")
    before = (root / "Malt.md").read_bytes()
    [done] = loop(root, ZH, "--diff")
    assert "-水烧干了。" in done["stdout"].decode()
    assert (root / "Malt.md").read_bytes() == before


def test_section_that_changed_since_is_stale(damaged, loop) -> None:
    root = damaged("condensed")
    [answer] = loop(root, ZH, section_sha256="0" * 64)
    assert answer["state"] == "stale"


def test_id_survives_edits_elsewhere_in_the_note(damaged, loop, call) -> None:
    root = damaged("condensed")
    record = json.loads(call("flagged", root).stdout)
    text = (root / "Malt.md").read_text("utf-8")
    (root / "Malt.md").write_text(text.replace("# 第一段\n", "# 第一段\n\n新的开头。\n"), "utf-8")
    [answer] = loop(root, ZH, id=record["id"], section_sha256=record["section_sha256"])
    assert answer["state"] == "written"


@pytest.mark.parametrize("path", ["Gone.md", "../Malt.md", "/etc/passwd", "", "Malt.md/..", "x.yaml"])
def test_note_that_is_none_of_the_vault_is_stale(damaged, loop, path: str) -> None:
    [answer] = loop(damaged("condensed"), ZH, id=f"{path}:0123")
    assert answer["state"] == "stale"


@pytest.mark.skipif(os.name == "nt", reason="no file there has such a name")
def test_note_whose_name_is_a_path_on_other_systems_is_stale(damaged, loop) -> None:
    root = damaged("condensed")
    (root / "Malt.md").rename(root / "Beer\\Malt.md")
    [answer] = loop(root, ZH)
    assert answer["state"] == "stale"


def test_note_that_is_excluded_since_it_was_listed_is_stale(damaged, call) -> None:
    root = damaged("condensed")
    record, before = json.loads(call("flagged", root).stdout), (root / "Malt.md").read_bytes()
    (root / "vault-tools.yaml").write_text("language: zh\nexclude: [Malt.md]\n")
    given = {"id": record["id"], "section_sha256": record["section_sha256"], "text": ZH}
    done = call("submit", "--vault", root, stdin=json.dumps(given).encode())
    assert json.loads(done.stdout)["state"] == "stale"
    assert (root / "Malt.md").read_bytes() == before


def test_several_for_one_note_are_judged_against_one_snapshot(vault, call) -> None:
    text = WHOLE.replace(ZH, "水烧干了。").replace(TALK[1][1], TALK[1][0])
    root = vault({"Malt.md": text, "vault-tools.yaml": "language: zh\n"})
    records = [json.loads(line) for line in call("flagged", root).stdout.splitlines()]
    texts = {"第二段": TALK[1][1], "第三段": ZH}
    given = [
        {key: r[key] for key in ("id", "section_sha256")} | {"text": texts[r["section"][0]]} for r in records
    ]
    assert len(given) == 2
    done = call("submit", "--vault", root, stdin="\n".join(map(json.dumps, given)).encode())
    assert [json.loads(line)["state"] for line in done.stdout.splitlines()] == ["written"] * len(given)
    assert (root / "Malt.md").read_text("utf-8") == WHOLE


BAD_LINES = {
    "no JSON": (b"{", "", "line 1 is not JSON in UTF-8"),
    "number for an id": (
        b'{"id": 1}',
        "",
        "line 1 should hold `id`, `section_sha256` and `text`, each a text",
    ),
    "no text": (b'{"id": "a", "section_sha256": "b"}', "a", "line 1 should hold "),
    "a text alone": (b'"text"', "", "line 1 should hold "),
    "half a character": (
        b'{"id": "a:b", "section_sha256": "", "text": "\\ud800"}',
        "a:b",
        "line 1 contains half a character",
    ),
    "half an id": (
        b'{"id": "\\ud800", "section_sha256": "", "text": ""}',
        "",
        "line 1 contains half a character",
    ),
    "not UTF-8": ('{"id": "ä"}'.encode("latin-1"), "", "line 1 is not JSON in UTF-8"),
    "deep": (b"[" * 100_000, "", "line 1 is not JSON in UTF-8"),
    "binary": (bytes(range(11, 256)), "", "line 1 is not JSON in UTF-8"),
}


@pytest.mark.parametrize("bad", BAD_LINES)
def test_line_that_is_no_submission_is_refused_and_the_others_are_read(damaged, call, bad: str) -> None:
    data, flag, reason = BAD_LINES[bad]
    root = damaged("condensed")
    record = json.loads(call("flagged", root).stdout)
    given = json.dumps(record | {"text": ZH}).encode()
    done = call("submit", "--vault", root, stdin=data + b"\n\n" + given)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], first["state"]) == (flag, "refused")
    assert first["reason"].startswith(reason)
    assert second["state"] == "written"
    assert done.returncode == 1
    assert (root / "Malt.md").read_text("utf-8") == WHOLE


def test_text_that_comes_twice_is_taken_once(damaged, call) -> None:
    root = damaged("condensed")
    record = json.loads(call("flagged", root).stdout)
    given = [record | {"text": text} for text in (EN, ZH, ZH)]
    done = call("submit", "--vault", root, stdin="\n".join(map(json.dumps, given)).encode())
    assert [json.loads(line)["state"] for line in done.stdout.splitlines()] == [
        "refused",
        "written",
        "refused",
    ]
    assert (root / "Malt.md").read_text("utf-8") == WHOLE


def ids(done) -> list[str]:
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def test_flagged_goes_on_where_it_stopped(vault, call) -> None:
    text = WHOLE.replace(ZH, "水烧干了。").replace(TALK[1][1], TALK[1][0])
    root = vault({f"{name}.md": text for name in "ABC"} | {"vault-tools.yaml": "language: zh\n"})
    every = ids(call("flagged", root))
    assert len(every) == 6
    pages, cursor = [], []
    while page := call("flagged", root, "--limit", "4", *cursor):
        pages += ids(page)
        if not page.stderr:
            break
        cursor = ["--cursor", ids(page)[-1]]
        assert page.stderr.decode() == f"More follow: --cursor {cursor[1]}\n"
    assert pages == every
    (root / "A.md").unlink()
    assert ids(call("flagged", root, "--cursor", every[1])) == every[2:]
    assert ids(call("flagged", root, "--cursor", "B.md:gone")) == every[2:]
    assert ids(call("flagged", root, "--rule", "condensed-translation")) == [every[3], every[5]]


def test_id_does_not_depend_on_what_else_is_listed(vault, call) -> None:
    root = vault({"A.md": WHOLE.replace(ZH, "水烧干了。"), "vault-tools.yaml": "language: zh\n"})
    least = {level: set(ids(call("flagged", root, "--confidence", level))) for level in ("medium", "low")}
    assert least["medium"] <= least["low"]


def test_file_that_is_not_there_is_one_line(damaged, call) -> None:
    done = call("submit", "none.jsonl", "--vault", damaged("condensed"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"error: none.jsonl: can't be read: No such file or directory\n"


def test_note_that_can_not_be_written_is_refused(damaged, loop, monkeypatch: pytest.MonkeyPatch) -> None:
    root = damaged("condensed")
    assert read_config(root)
    write = Writer.write

    def saved_first(self, changes) -> None:
        (root / "Malt.md").write_text("Saved by somebody.\n")
        write(self, changes)

    monkeypatch.setattr(Writer, "write", saved_first)
    [answer] = loop(root, ZH)
    assert (answer["state"], answer["reason"]) == ("refused", "the file has changed since it was read")
    assert (root / "Malt.md").read_text() == "Saved by somebody.\n"


class Planted(NamedTuple):
    damaged: str
    whole: str
    lost: str


def others_than(expected: Callable[[Planted], str], root: Path, notes: Mapping[str, Planted]) -> list[str]:
    return [path for path, note in notes.items() if (root / path).read_bytes() != expected(note).encode()]


def answers_to_all(call, root: Path, notes: Mapping[str, Planted]) -> bytes:
    records = [json.loads(line) for line in call("flagged", root).stdout.splitlines()]
    assert {record["path"] for record in records} == notes.keys()
    texts = [record | {"text": notes[record["path"]].lost} for record in records if record["task"]]
    return "\n".join(map(json.dumps, texts)).encode()


def planted(count: int) -> dict[str, Planted]:
    """Notes with a loss each, by path."""
    found = {}
    for number in range(count):
        kind, turn, newline = [*DAMAGES][number % 3], number // 3 % 4, "\r\n" if number % 5 == 0 else "\n"
        turned, gap = [*TALK[turn:], *TALK[:turn]], "\n\n" if number % 7 else "\n"
        whole = "".join(
            f"# {name} {number}\n\n{zh}{gap}{FOLD.replace(EN, en)}\n"
            for name, (en, zh) in zip("一二三四", turned, strict=True)
        )
        en, zh = turned[number % 4]
        damaged = {
            "translation missing": whole.replace(f"{zh}{gap}", ""),
            "original instead": whole.replace(zh, en, 1),
            "condensed": whole.replace(zh, f"{zh[:9]}。"),
        }[kind]
        found[f"N{number:03}.md"] = Planted(*(text.replace("\n", newline) for text in (damaged, whole)), zh)
    return found


def test_planted_losses_are_all_given_back(vault, call) -> None:
    notes = planted(often(60, 100))
    root = vault(
        {path: damaged for path, (damaged, _, _) in notes.items()} | {"vault-tools.yaml": "language: zh\n"}
    )
    done = call("submit", "--vault", root, stdin=answers_to_all(call, root, notes))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer for answer in answers if answer["state"] != "written"] == []
    assert others_than(lambda note: note.whole, root, notes) == []
    assert call("flagged", root).stdout == b""
    assert call("undo", root).returncode == 0
    assert others_than(lambda note: note.damaged, root, notes) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
@pytest.mark.parametrize("written", [0, long(1), 20, long(55)])
def test_nothing_is_lost_when_submit_is_killed(vault, call, tmp_path: Path, written: int) -> None:
    notes = planted(often(30, 60))
    root = vault(
        {path: damaged for path, (damaged, _, _) in notes.items()} | {"vault-tools.yaml": "language: zh\n"}
    )
    (tmp_path / "texts.jsonl").write_bytes(answers_to_all(call, root, notes))
    submit = ("submit", "texts.jsonl", "--vault", root)
    command = [sys.executable, "-m", "vault_tools", *map(str, submit)]
    last, until = root / f"N{written:03}.md", time.monotonic() + 60
    before = last.read_bytes()
    with popen(command, cwd=tmp_path, stdout=-3, stderr=-3) as process:
        while written and process.poll() is None and time.monotonic() < until:
            if last.read_bytes() != before:
                break
        process.kill()
    half = others_than(lambda note: note.damaged, root, notes)
    assert set(half).isdisjoint(others_than(lambda note: note.whole, root, notes))
    call("undo", root)
    assert others_than(lambda note: note.damaged, root, notes) == []
    assert {path.name for path in root.iterdir()} == {*notes, "vault-tools.yaml"}
    assert call(*submit).returncode == 0
    assert others_than(lambda note: note.whole, root, notes) == []


def test_note_that_a_watcher_follows_is_written_and_stays(damaged, loop, call) -> None:
    root = damaged("condensed")
    (root / "Old.md").write_text(MALFORMED, "utf-8")
    with (root / "vault-tools.yaml").open("a", encoding="utf-8") as config:
        config.write("keys: {tags: {type: tags}}\n")
    for path in root.iterdir():
        os.utime(path, (1e9, 1e9))
    with watching(root) as watcher:
        [answer] = loop(root, ZH)
        assert (answer["state"], answer["reason"]) == ("written", "")
        (root / "Old.md").write_text(f"{MALFORMED}More.\n", "utf-8")
        watcher.holds("Old.md", f"{MENDED}More.\n")
        until(lambda: watcher.status().flagged == {})
    assert (root / "Malt.md").read_text("utf-8") == WHOLE


def test_translator_of_the_readme(damaged, cli, tmp_path: Path) -> None:
    """The script in the documentation, with a command that knows one text and fails on others."""
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    code = readme.partition("<!-- script: translate.py -->\n```python\n")[2].partition("```\n")[0]
    script, command = tmp_path / "translate.py", tmp_path / "command.py"
    script.write_text(code, "utf-8")
    command.write_text(
        "import sys\n"
        f"known = {{{EN!r}: {ZH!r}}}\n"
        "sys.stdout.buffer.write(known[sys.stdin.buffer.read().decode()].encode())\n",
        "utf-8",
    )
    root = damaged("translation missing")
    other = WHOLE.replace(TALK[1][1], TALK[1][0])
    (root / "Other.md").write_text(other, "utf-8")
    listed = cli("flagged", root).stdout
    assert len(listed.splitlines()) == 2
    with_command = [sys.executable, script, sys.executable, command]
    texts = subprocess.run(with_command, input=listed, capture_output=True, check=True).stdout
    done = cli("submit", "--vault", root, stdin=texts)
    assert (done.returncode, done.stderr) == (0, b"1 of 1 texts taken.\n")
    assert (root / "Malt.md").read_text("utf-8") == WHOLE
    assert (root / "Other.md").read_text("utf-8") == other


NORWEGIAN = (
    "Kjelen hadde stått på komfyren i en time før det var noen som tenkte på malten. Da var vannet borte, "
    "bunnen var svart, og vi åpnet alle vinduene og lo til naboene kom for å se hva som hadde skjedd."
)


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("Original Norwegian", "written"),
        ("Original", "written"),
        ("Original English", "refused"),
        ("Notes", "refused"),
        ("Original\nNorwegian", "refused"),
        ("</summary>Original", "refused"),
        ("Original " * 20, "refused"),
        ("", "refused"),
    ],
)
def test_wrong_label_is_written_anew(vault, loop, call, label: str, state: str) -> None:
    root = vault({"Malt.md": WHOLE.replace(EN, NORWEGIAN), "vault-tools.yaml": "language: zh\n"})
    record = json.loads(call("flagged", root).stdout.splitlines()[0])
    assert (record["rule"], record["task"]) == ("mislabelled-original", "relabel")
    assert record["target"]["text"] == "Original English"
    [answer] = loop(root, label)
    assert answer["state"] == state
    wrong, right = f"Original English</summary>\n\n{NORWEGIAN}", f"{label}</summary>\n\n{NORWEGIAN}"
    expected = WHOLE.replace(EN, NORWEGIAN).replace(wrong, right if state == "written" else wrong)
    assert (root / "Malt.md").read_text("utf-8") == expected


def test_fold_with_the_translation_in_it_gets_its_original_back(vault, loop, call) -> None:
    root = vault({"Malt.md": WHOLE.replace(EN, ZH), "vault-tools.yaml": "language: zh\n"})
    assert json.loads(call("flagged", root).stdout.splitlines()[0])["task"] == "replace-original"
    [answer] = loop(root, EN)
    assert (answer["state"], answer["reason"]) == ("written", "")
    assert (root / "Malt.md").read_text("utf-8") == WHOLE
