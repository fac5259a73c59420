"""The steps of CONTRIBUTING, followed to the letter in a copy of the program: what they add works, and a
rule, a format, a language and a kind of MOC are one new file each."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import vault_tools

PACKAGE = Path(vault_tools.__file__).parent
STEPS = Path(__file__).parents[1] / ".github" / "CONTRIBUTING.md"
IMPORT_LANGUAGE = "from vault_tools.note.language_words import Language\n"
BLOCK = re.compile(r'<!-- (\w+): (\S+)(?: below "([^"]*)")? -->\n```(?:python)?\n(.*?)```\n', re.DOTALL)


class Step(NamedTuple):
    """Text to write to a file: below the first line that begins with `below`, or as a new file."""

    path: str
    below: str
    text: str

    def take(self, root: Path) -> None:
        file = root / self.path
        if not self.below:
            assert not file.exists()
            file.write_text(self.text, "utf-8")
            return
        lines = file.read_text("utf-8").splitlines(keepends=True)
        place = next(number for number, line in enumerate(lines) if line.startswith(self.below))
        file.unlink()  # it is a link to that of other copies
        file.write_text("".join([*lines[: place + 1], self.text, *lines[place + 1 :]]), "utf-8")


def steps_of(thing: str) -> list[Step]:
    return [Step(*found[1:]) for found in BLOCK.findall(STEPS.read_text("utf-8")) if found[0] == thing]


RUN = """
from vault_tools.cli.program import main
for command in sys.argv[1:]:
    sys.argv = ["vault-tools", *command.split()]
    try:
        main()
    except SystemExit as end:
        assert end.code in (0, 1)
    print("-- end --")
"""


class Copy:
    """A copy of the program to which steps are applied, and a vault."""

    def __init__(self, root: Path, package: Path) -> None:
        self._root, self.vault = root, root / "vault"
        shutil.copytree(package, root / PACKAGE.name, copy_function=os.link)
        (self.vault / ".obsidian").mkdir(parents=True)

    def add(self, path: str, text: str) -> None:
        (self._root / PACKAGE.name / path).write_text(text, "utf-8")

    def follow(self, thing: str) -> None:
        for step in steps_of(thing):
            step.take(self._root)

    def run(self, *commands: str, cwd: Path | None = None) -> list[str]:
        """Run the program with these arguments, one after another. Returns its outputs."""
        return self.python(RUN, *commands, cwd=cwd).split("-- end --\n")[:-1]

    def python(self, code: str, *args: str, cwd: Path | None = None) -> str:
        """Run Python with this copy ahead of the installed program. Returns its output."""
        path = f"import sys; sys.path.insert(0, {str(self._root)!r})\n"
        done = subprocess.run(
            [sys.executable, "-c", path + code, *args],
            cwd=cwd or self.vault,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With its bytecode, which takes a second to compile."""
    return shutil.copytree(PACKAGE, tmp_path_factory.mktemp("package") / PACKAGE.name)


@pytest.fixture
def copy(tmp_path: Path, package: Path) -> Copy:
    return Copy(tmp_path, package)


@pytest.mark.parametrize("thing", ["rule", "format", "language", "kind"])
def test_it_is_one_new_file(thing: str) -> None:
    [step] = steps_of(thing)
    assert not step.below
    assert not (PACKAGE.parent / step.path).exists()


def test_every_block_belongs_to_a_test() -> None:
    text = STEPS.read_text("utf-8")
    assert {found[0] for found in BLOCK.findall(text)} == {"rule", "format", "language", "kind", "command"}
    assert len(BLOCK.findall(text)) == text.count("<!--")


def test_rule(copy: Copy) -> None:
    copy.follow("rule")
    (copy.vault / "A.md").write_text("---\ntitle: HOW TO BREW\n---\nHops.\n")
    found, rules = copy.run("check --output-format concise", "rules")
    assert "title `HOW TO BREW` is in capitals" in found
    assert "shouted-title" in rules
    (copy.vault / "vault-tools.yaml").write_text("messages: zh\n")
    found, _ = copy.run("check --output-format concise", "fix --unsafe-fixes")
    assert "标题 `HOW TO BREW` 全是大写" in found
    assert (copy.vault / "A.md").read_text() == "---\ntitle: How to brew\n---\nHops.\n"


def test_format(copy: Copy) -> None:
    copy.follow("format")
    (copy.vault / "A.md").write_text("---\ntags: [a, a]\n---\nHops.\n")
    [found] = copy.run("check --output-format tsv")
    assert found.startswith("duplicate-value\tA.md\t2\t")
    (copy.vault / "A.md").chmod(0o444)
    [found] = copy.run("fix vault --output-format tsv", cwd=copy.vault.parent)
    assert "\nnot-written\tvault/A.md\t\tthe file is read-only\n" in f"\n{found}"


def test_language(copy: Copy) -> None:
    copy.follow("language")
    (copy.vault / "A.md").write_text("La supo estas sur la tablo.\n\n[daŭrigota]\n", "utf-8")
    [found] = copy.run("check --output-format concise")
    assert "truncated-section" in found
    asked = (
        "from vault_tools.note.language import language_name, language_of as of\n"
        "from vault_tools.note.dates import read_date\n"
        "from vault_tools.note.details import promise_of\n"
        "text = 'La supo estas sur la tablo kaj ĝi ne estas varma, ĉar ni longe parolis pri tio.'\n"
        "print(of(text), language_name('eo'), read_date('3 aŭgusto 2025').iso, promise_of('Originalo'))\n"
        "from vault_tools.note.sentences import ending_of\n"
        "print(ending_of('La supo estas sur la', 'eo'), ending_of('La supo estas sur la tablo.', 'eo'))\n"
        "from vault_tools.messages.translation import translated\n"
        "print(translated('Esperanto', 'zh'))\n"
    )
    assert copy.python(asked).split() == [
        *("eo", "Esperanto", "2025-08-03", "original"),
        *("broken", "whole", "世界语"),
    ]


def test_dates_of_another_language(copy: Copy) -> None:
    words = (
        "months='gener febrer març abril maig juny juliol agost setembre octubre novembre desembre', "
        "date_words='de |d[’\\']'"
    )
    copy.add("note/languages/ca.py", f"{IMPORT_LANGUAGE}LANGUAGE = Language({words})\n")
    months = "months='a|b|c abril abril d e f g h i j k l'"
    copy.add("note/languages/xx.py", f"{IMPORT_LANGUAGE}LANGUAGE = Language({months})\n")
    texts = ("12 de gener de 2025", "7 d’agost de 2025", "12 de de gener de 2025", "7 abril 2025")
    asked = (
        f"from vault_tools.note.dates import read_date\nprint(*[read_date(t).iso for t in {texts}])\n"
        "from vault_tools.note.sentences import _DATED\nprint(_DATED.fullmatch('1 ' + 'de ' * 99 + '?!x'))"
    )
    assert copy.python(asked) == "2025-01-12 2025-08-07 None None\nNone\n"


CATALAN = r"""
LANGUAGE = Language(
    names="catalan ca cat català",
    small_words="el la els les de que i a en un una és per amb no del al com més però seva són aquest",
    short_line_words="de i",
    months="gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    date_words=r"de\b|d[’']",
    time_words="a les",
    halves_after="mati tarda",
    conflict_copies="còpia en conflicte",
    conflict_infixes="_conflicte_",
    moc_texts={
        "one": "1 nota",
        "count": "{count} notes",
        "more": "i {count} més",
        "none": "Cap nota.",
        "vanished": "Cap nota no té `{key}: {value}`.",
        "other": "Altres",
        "year": "{year}",
        "month": "{month}/{year}",
        "note": "nota",
        "healthy": "Cap nota no té problemes.",
        "flagged": "Notes amb problemes",
    },
)
"""


def test_all_of_a_language_is_in_its_file(copy: Copy) -> None:
    """Its dates, times, short lines, index notes and conflict copies: no other file is changed."""
    copy.add("note/languages/ca.py", IMPORT_LANGUAGE + CATALAN)
    runes = "Language(script=r'\\u16a0-\\u16ff', initial=lambda letter: 'B')"
    copy.add("note/languages/xr.py", f"{IMPORT_LANGUAGE}LANGUAGE = {runes}\n")
    texts = ("7 de gener de 2025 a les 3:05 tarda", "7 d’agost de 2025 a les 3:05")
    asked = (
        "from vault_tools.note.dates import read_date\n"
        f"print(*[read_date(t).iso for t in {texts}])\n"
        "from vault_tools.disk.conflict_copies import original_of\n"
        "print(original_of('A_conflicte_2.md'), original_of('A (còpia en conflicte).md'))\n"
        "from vault_tools.mocs.fields import letter_of\n"
        "print(letter_of('\u16d2 rune'), letter_of('Rune'))\n"
    )
    assert copy.python(asked).splitlines() == [
        "2025-01-07T15:05:00 2025-08-07T03:05:00",
        "A.md A.md",
        "B R",
    ]
    (copy.vault / "H.md").write_text("%% vault-tools:begin h %%\n%% vault-tools:end h %%\n")
    (copy.vault / "vault-tools.yaml").write_text(
        "mocs: [{name: h, kind: health, note: H.md, language: ca}]\n"
    )
    copy.run("fix")
    assert "Cap nota no té problemes." in (copy.vault / "H.md").read_text("utf-8")


CANTONESE = ("佢哋喺屋企食緊飯，我冇去過嗰度，不過佢話好好食。", "呢個係我嘅啤酒，你哋飲咗未呀？")
CHINESE = (
    "他们在家里吃饭，我没有去过那里，不过他说很好吃。",
    "這是我的啤酒，你們喝了嗎？",
    "水壺在爐子上燒了一個小時。",
)


def test_language_in_ideographs(copy: Copy) -> None:
    """It is distinguished from Chinese by its own letters, and so is every note written only in
    ideographs."""
    script = "from vault_tools.note.languages.zh import LANGUAGE as ZH_LANGUAGE\n"
    own = "Language(names='cantonese yue 粵語', script=ZH_LANGUAGE.script, wide=True, own='嘅咗喺啲冇嘢哋佢')"
    copy.add("note/languages/yue.py", f"{IMPORT_LANGUAGE}{script}LANGUAGE = {own}\n")
    asked = (
        "from vault_tools.note.language import language_of\n"
        "from vault_tools.note.note import Note\n"
        "from vault_tools.sections.layout import layout_of\n"
        "from vault_tools.vault.schema import Schema\n"
        f"print(*[language_of(text) for text in {CANTONESE + CHINESE}])\n"
        f"notes = [Note.decode('A.md', text.encode()) for text in {(CANTONESE[0] * 2, CHINESE[0] * 2)}]\n"
        "print(*[layout_of(note, Schema()).parts[0].language for note in notes])\n"
    )
    assert copy.python(asked) == "yue yue zh zh zh\nyue zh\n"


UKRAINIAN = (
    "Я вже десять років варю пиво у своїй кухні, і найбільше люблю світлий ель з хмелем.",
    "Але ми не знали, що це так, бо він про це не казав.",
    "Це була його хата, та вони її продали ще до війни, коли все було інакше.",
)
RUSSIAN = (
    "Я уже десять лет варю пиво на своей кухне, и больше всего люблю светлый эль с хмелем.",
    "Но мы не знали, что это так, потому что он об этом не говорил.",
    "Это был его дом, но они продали дом еще до войны, когда все было иначе.",
)
OF_EITHER = "На заре у реки шумят старые ветлы, а на лугу стоит туман."
"""Contains as many small words of Russian as of Ukrainian."""
BELARUSIAN = "Я ўжо дзесяць гадоў вару піва на сваёй кухні, і больш за ўсё люблю светлы эль з хмелем."
OWN = 'own="іїєґ",'
SMALL_WORDS = (
    'small_words="і й та в у не на я що з він як це по але до за від о так ж ти все вона ми вони б то його "'
    ' "її для вже або якщо тільки був була було були є ще коли щоб немає ви мені при дуже там де бо про",'
)


@pytest.mark.parametrize("evidence", [OWN, SMALL_WORDS, OWN + SMALL_WORDS, OWN + 'foreign="ыэъёў",'])
def test_another_language_of_a_script(copy: Copy, evidence: str) -> None:
    names = r'names="ukrainian uk ukr", script=r"\u0400-\u04ff",'
    copy.add("note/languages/uk.py", f"{IMPORT_LANGUAGE}LANGUAGE = Language({names} {evidence})\n")
    asked = (
        "from vault_tools.note.language import counts_of, language_of\n"
        f"print(*map(language_of, {UKRAINIAN + RUSSIAN}))\n"
        "mixed = counts_of('Пиво і хміль, пиво и хмель, beer')\n"
        "print(mixed.units, mixed.words, sum(mixed.others.values()))\n"
        f"print(language_of({OF_EITHER!r}), language_of({BELARUSIAN!r}))\n"
    )
    told, counted, rest = copy.python(asked).splitlines()
    assert told.split() == ["uk"] * len(UKRAINIAN) + ["ru"] * len(RUSSIAN)
    assert counted == "5 1 20"
    either, third = rest.split()
    assert either == ("ru" if "own" in evidence else "und")
    assert third == "und" or "foreign" not in evidence


def test_a_language_of_a_script_that_another_has_alone(copy: Copy) -> None:
    """Text without any sign of the second language is in the first, as before."""
    shown = r'names="persian fa fas", script=r"\u0600-\u06ff", own="پچژگکی"'
    copy.add("note/languages/fa.py", f"{IMPORT_LANGUAGE}LANGUAGE = Language({shown})\n")
    texts = (
        "من ده سال است که در آشپزخانه خودم نوشیدنی درست می‌کنم",
        "أصنع الشراب في مطبخي منذ عشر سنوات وأحب النوع الفاتح أكثر من غيره",
        "Я уже десять лет варю пиво на своей кухне",
    )
    asked = f"from vault_tools.note.language import language_of\nprint(*map(language_of, {texts}))"
    assert copy.python(asked) == "fa ar ru\n"


def test_kind_of_moc(copy: Copy) -> None:
    copy.follow("kind")
    for name, rating in (("A", "3"), ("B", "12"), ("C", "4.5")):
        (copy.vault / f"{name}.md").write_text(f"---\nrating: {rating}\n---\nHops.\n")
    config, moc = copy.vault / "vault-tools.yaml", copy.vault / "R.md"
    moc.write_text("%% vault-tools:begin r %%\n%% vault-tools:end r %%\n")
    chinese = copy.vault / "Z.md"
    chinese.write_text("%% vault-tools:begin z %%\n%% vault-tools:end z %%\n")
    config.write_text(
        "mocs:\n"
        "  - {name: r, kind: best-rated, note: R.md, limit: 2}\n"
        "  - {name: z, kind: best-rated, note: Z.md, limit: 2, language: zh}\n"
    )
    _, found = copy.run("fix", "check --output-format concise")
    assert "## 评分最高\n\n- [[B]] · 12\n- [[C]] · 4.5\n- 还有 1 篇\n" in chinese.read_text("utf-8")
    assert "## Best rated\n\n- [[B]] · 12\n- [[C]] · 4.5\n- and 1 more\n" in moc.read_text("utf-8")
    assert "stale-moc" not in found
    (copy.vault / "A.md").write_text("---\nrating: 5\n---\nHops.\n")
    found, _ = copy.run("check --output-format concise", "fix")
    assert "stale-moc" in found
    assert "- [[B]] · 12\n- [[A]] · 5\n" in moc.read_text("utf-8")


def test_command(copy: Copy) -> None:
    copy.follow("command")
    (copy.vault / "A.md").write_text("Hops.\n")
    count, program, command = copy.run("count", "--help", "count --help")
    assert count == "1\n"
    assert "Print the number of notes" in program
    assert "how many notes there are" in command
