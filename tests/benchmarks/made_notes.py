"""Notes of a made-up vault that resembles a real one of 9,761 notes: a third bilingual with folded originals,
podcasts, clippings, short notes, notes about people. A note's content depends on the seed, its number and the
number of notes, so that the same call produces the same bytes."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from random import Random
from statistics import NormalDist

from hosts import SHAPES
from phrases import Said, sentences, topics

MEDIAN, LARGEST = 24_000, 1_100_000
"""Bytes of a note."""
_MEDIAN_OF_LONG = 1.08
"""The median of the notes that are not short by nature, chosen so that MEDIAN is that of all."""
_SPREAD = 0.95
"""Standard deviation of the logarithm of a note's size, chosen so that the largest of 10,000 has LARGEST."""
_LEAST_ALTERNATING = 5_000
"""Size in bytes from which alternation of original and translation is recognisable."""
_POOL = 20_000
"""Sentences."""
_TURNS = (
    "folded podcast folded clipping folded short folded podcast alternating folded clipping folded podcast"
    " English folded podcast folded clipping short alternating podcast English clipping podcast"
).split()
"""The kind of a note by its number: a third are folded."""
_PEOPLE_ONE_IN = 50
_SPEAKERS = "Rachel Abrams|Money & Macro|主持人|Trey|林晚|Q|Shyam Sankar|嘉宾".split("|")
ORGANISATIONS = "OpenAI|IMF|The Economist|NVIDIA|World Bank|清华大学|BBC|Deutsche Bahn|UNESCO|腾讯".split("|")
_AREAS = {"tech-engineering": "ai-ml", "finance-wealth": "economy", "life-family": "health"}
_QUALITIES = """open slow hidden urban early deep solar public cheap quiet modern rural global local digital
    mutual formal steady""".split()
_THINGS = """agent beer bridge budget chip city climate cloud debt design energy farm film garden grid habit
    health history house idea inflation language law library market memory model money music network note
    ocean paper pension policy power price prompt quality rail rate reading river road school sleep soil
    stock story strike supply tax trade train tree value voice war water work""".split()
_FIRST = """Ada Amara Bela Carla Dana Elif Femi Greta Hana Ines Jonas Kofi Lena Mina Nils Olga Pavel Rosa
    Samir Tara Uma Vera Wim Yara Zeno Anton Britta Clara Diego Emil""".split()
_LAST = """Abara Brandt Castell Dimov Eriksen Falk Grohl Huang Ilic Jansen Kovac Lindqvist Moreau Novak
    Okafor Petrov Quist Raman Sato Torres Ullman Varga Weber Ximenes Yilmaz Zhao Almeida Bergman Conti
    Duarte Engel Fischer Gallo Horvat Ivanov Jovic Keller Lopez Marin Nagy Olsen Pinto Rossi Silva Tanaka
    Urban Vidal Wolff Young Zeller Arnaud Becker Costa Dupont Esposito Ferrari Gomez Haas Ito Kaya
    Laurent Mancini Neri Ortiz Perez Reyes Schmid""".split()
_CHINESE = "明 华 安 宁 文 远 清 和 嘉 思 雨 晨 泽 言 书 云 瑞 青 朗 舒".split()


@dataclass(frozen=True)
class Made:
    """A note, and the rule that it breaks; empty if none."""

    path: str
    text: str
    kind: str
    planted: str = ""


class Vault:
    """What the notes of a vault have in common: sentences, people, tags, sizes."""

    def __init__(self, count: int, *, seed: int = 7, median: int = MEDIAN) -> None:
        self.count, self.seed, self.median = count, seed, median
        self.pool = sentences(Random(f"{seed} sentences"), _POOL)
        self.topics = topics()
        names = [f"{first} {last}" for first in _FIRST for last in _LAST]
        self.people = Random(f"{seed} people").sample(names, max(3, count // _PEOPLE_ONE_IN))
        pairs = [f"{quality}-{thing}" for quality in _QUALITIES for thing in _THINGS]
        self.tags = Random(f"{seed} tags").sample(pairs, 320)

    @cached_property
    def sizes(self) -> list[float]:
        """The size in bytes of each note if it were a long one: the quantiles of a log-normal distribution,
        shuffled."""
        spread = NormalDist(0, _SPREAD)
        shares = [(rank + 0.5) / self.count for rank in range(self.count)]
        Random(f"{self.seed} sizes").shuffle(shares)
        largest = LARGEST * self.median / MEDIAN
        usual = self.median * _MEDIAN_OF_LONG
        return [min(largest, usual * 2.718281828 ** spread.inv_cdf(share)) for share in shares]

    def rng(self, number: int) -> Random:
        return Random(f"{self.seed} note {number}")

    def notes(self) -> Iterator[Made]:
        """The notes without a fault, the one with number 0 first."""
        for number in range(self.count):
            yield _MAKERS[self.kind(number)](self, number, self.rng(number))

    def kind(self, number: int) -> str:
        if number % _PEOPLE_ONE_IN == 7 and number // _PEOPLE_ONE_IN < len(self.people):
            return "person"
        return _TURNS[number % len(_TURNS)]

    def stem(self, number: int) -> str:
        """The file name of a note: a video id, or a title."""
        kind = self.kind(number)
        if kind == "person":
            return self.people[number // _PEOPLE_ONE_IN]
        if kind in ("folded", "podcast", "alternating"):
            return base64.urlsafe_b64encode(blake2b(f"{number}".encode(), digest_size=8).digest())[
                :11
            ].decode()
        language = 0 if kind == "English" else 1
        first, second = self.topics[number % 31][language], self.topics[number // 31 % 29][language]
        return f"{first[0].upper()}{first[1:]} {'与' if language else 'and'} {second} {number}"

    def another(self, rng: Random) -> str:
        """The file name of some note that is not about a person."""
        number = rng.randrange(self.count)
        return self.stem(number if self.kind(number) != "person" else number - 1)

    def tag(self, rng: Random) -> str:
        """A tag that many notes have; some are far commoner than others."""
        return self.tags[int(rng.random() ** 2 * len(self.tags))]

    def said(self, rng: Random, count: int) -> tuple[list[str], str]:
        """(English sentences, their translation in Chinese)."""
        chosen = rng.choices(self.pool, k=count)
        return [english for english, _ in chosen], "".join([chinese for _, chinese in chosen])

    def heading(self, rng: Random) -> Said:
        (a, b), (c, d) = rng.sample(self.topics, 2)
        return f"{a[0].upper()}{a[1:]} and {c}", f"{b}与{d}"


def _video(vault: Vault, number: int, rng: Random) -> Made:
    """The note of a folded, alternating or Chinese transcript."""
    kind, stem = vault.kind(number), vault.stem(number)
    people = rng.sample(vault.people, rng.choice([0, 0, 1, 1, 2, 3]))
    said = _frontmatter(vault, number, rng, people, f"https://www.youtube.com/watch?v={stem}")
    body = "".join(_BODIES[kind](vault, rng, vault.sizes[number]))
    also = "".join(f"\n- [[{name}]]" for name in people[:1])
    ending = f"\n### 相关\n\n- [[{vault.another(rng)}]]{also}\n" if rng.random() < 0.2 else ""
    return Made(f"Podcasts/{number % 97:02}/{stem}.md", f"{said}{body}{ending}", kind)


def _clipping(vault: Vault, number: int, rng: Random) -> Made:
    kind, stem = vault.kind(number), vault.stem(number)
    language = 0 if kind == "English" else 1
    source = f"https://example.org/{number % 613}/{number}"
    said = _frontmatter(vault, number, rng, rng.sample(vault.people, rng.choice([0, 0, 1])), source, language)
    body = "".join(_article(vault, rng, vault.sizes[number], language))
    return Made(f"Clippings/{number % 53:02}/{stem}.md", f"{said}{body}", kind)


def _short(vault: Vault, number: int, rng: Random) -> Made:
    """A note of a few lines."""
    people = rng.sample(vault.people, rng.choice([0, 1]))
    lines = [vault.said(rng, rng.randint(2, 6))[1]]
    lines += ["\n".join(f"- [{rng.choice(' x')}] {vault.said(rng, 1)[1]}" for _ in range(rng.randint(0, 5)))]
    lines += [f"参见 [[{vault.another(rng)}]]，另见 #{vault.tag(rng)} 。"]
    lines += [f"与 [[{name}]] 的谈话：{vault.said(rng, 2)[1]}" for name in people]
    body = "\n\n".join(filter(None, lines))
    return Made(
        f"Notes/{number % 41:02}/{vault.stem(number)}.md",
        f"{_frontmatter(vault, number, rng, people)}{body}\n",
        "short",
    )


def _person(vault: Vault, number: int, rng: Random) -> Made:
    which = number // _PEOPLE_ONE_IN
    alias = "".join(_CHINESE[which // 20**place % 20] for place in range(3))
    lines = yaml({"title": vault.stem(number), "tags": ["people"], "aliases": [f"林{alias}"]})
    text = f"{lines}{vault.said(rng, rng.randint(2, 9))[1]}\n"
    return Made(f"People/{vault.stem(number)}.md", text, "person")


_MAKERS: Mapping[str, Callable[[Vault, int, Random], Made]] = {
    "folded": _video,
    "alternating": _video,
    "podcast": _video,
    "clipping": _clipping,
    "English": _clipping,
    "short": _short,
    "person": _person,
}


def _frontmatter(
    vault: Vault, number: int, rng: Random, people: list[str], source: str = "", language: int = 1
) -> str:
    area = rng.choice(list(_AREAS))
    draft = rng.random() < 0.4
    rare = f"{rng.choice(_QUALITIES)}-{rng.choice(_THINGS)}-{rng.choice(_THINGS)}"
    values = {
        "title": f"{vault.heading(rng)[language]} {number}",
        "source": source,
        "speaker": rng.choice(_SPEAKERS),
        "date": f"'20{rng.randint(20, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}'",
        "tags": [*dict.fromkeys(vault.tag(rng) for _ in range(rng.randint(1, 4))), rare],
        "summary": " ".join(vault.said(rng, 2)[0]).replace(": ", ", ")
        if language == 0
        else vault.said(rng, 3)[1],
        "insight": "''",
        "draft": str(draft).lower(),
        "category": _AREAS[area],
        "area": area,
        "project": [],
        "people": people,
        "companies_orgs": rng.sample(ORGANISATIONS, rng.randint(0, 3)),
        "media_books": [],
        "status": "draft" if draft else "evergreen",
    }
    return yaml({key: value for key, value in values.items() if value or key != "source"})


def yaml(values: Mapping[str, str | list[str]]) -> str:
    """Frontmatter; texts are inserted as given."""
    lines = ["---"]
    for key, value in values.items():
        if isinstance(value, str):
            lines.append(f"{key}: {value}")
        else:
            lines.append(f"{key}:" if value else f"{key}: []")
            lines += [f"  - {item}" for item in value]
    return "\n".join([*lines, "---", ""])


def _until(size: float, pieces: Iterator[str]) -> Iterator[str]:
    """Pieces of a text, up to about `size` bytes."""
    written = 0
    while written < size:
        piece = next(pieces)
        written += len(piece.encode())
        yield piece


def _folded(vault: Vault, rng: Random, size: float) -> Iterator[str]:
    shape = rng.choice(["paragraph", "paragraph", "paragraph", "tight", "tight", "captions"])
    return _until(size, _bilingual(vault, rng, SHAPES[shape]))


def _alternating(vault: Vault, rng: Random, size: float) -> Iterator[str]:
    shape = SHAPES[rng.choice(["E Z", "E Z", "Z E"])]
    return _until(max(size, _LEAST_ALTERNATING), _bilingual(vault, rng, shape))


def _bilingual(vault: Vault, rng: Random, shape: str) -> Iterator[str]:
    """Sections of translations with their originals, endlessly."""
    labelled = rng.random() < 0.4
    while True:
        above = f"### {vault.heading(rng)[1]}\n\n"
        for _ in range(rng.randint(1, 4)):
            said, chinese = vault.said(rng, rng.randint(2, 8))
            label = f"**{rng.choice(_SPEAKERS)}**: " if labelled else ""
            unit = shape.format(z=label + chinese, e=label + " ".join(said), captions="\n".join(said))
            yield f"{above}{unit}\n\n"
            above = ""


def _podcast(vault: Vault, rng: Random, size: float) -> Iterator[str]:
    return _until(size, _turns(vault, rng))


def _turns(vault: Vault, rng: Random) -> Iterator[str]:
    """A talk in Chinese, endlessly."""
    labelled, timed = rng.random() < 0.6, rng.random() < 0.2
    speakers, seconds = rng.sample(_SPEAKERS, 2), 0
    while True:
        above = f"### {vault.heading(rng)[1]}\n\n"
        for turn in range(rng.randint(2, 9)):
            seconds += rng.randint(20, 200)
            time = f"[{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}] " if timed else ""
            label = f"**{speakers[turn % 2]}**: " if labelled else ""
            yield f"{above}{time}{label}{vault.said(rng, rng.randint(1, 9))[1]}\n\n"
            above = ""


_BODIES: Mapping[str, Callable[[Vault, Random, float], Iterator[str]]] = {
    "folded": _folded,
    "alternating": _alternating,
    "podcast": _podcast,
}


def _article(vault: Vault, rng: Random, size: float, language: int) -> Iterator[str]:
    return _until(size, _paragraphs(vault, rng, language))


def _paragraphs(vault: Vault, rng: Random, language: int) -> Iterator[str]:
    """The content of a clipped page, endlessly: mostly paragraphs."""

    def say(count: int) -> str:
        english, chinese = vault.said(rng, count)
        return chinese if language else " ".join(english)

    yield f"![cover](https://example.org/images/{rng.randrange(9999)}.jpg)\n\n{say(3)}\n\n"
    while True:
        yield f"## {vault.heading(rng)[language]}\n\n{say(2)}\n\n"
        for _ in range(rng.randint(1, 6)):
            yield f"{say(rng.randint(2, 7))}\n\n"
            if rng.random() < 0.12:
                yield f"{_element(rng, say)}\n\n"
        yield f"{say(3)}\n\n"


def _element(rng: Random, say: Callable[[int], str]) -> str:
    """An element between paragraphs."""
    lines = [say(1) for _ in range(rng.randint(2, 6))]
    match rng.randrange(6):
        case 0:
            return "\n".join(f"- {line}" for line in lines)
        case 1:
            return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
        case 2:
            return "\n".join(f"> {line}" for line in lines)
        case 3:
            return _table(lines)
        case 4:
            return _code(rng)
    return "> [!note]\n" + "\n".join(f"> {line}" for line in lines)


def _table(lines: Iterable[str]) -> str:
    rows = "".join(f"\n| {number} | {line.replace('|', '/')} |" for number, line in enumerate(lines, 1))
    return f"| n | text |\n|---|---|{rows}"


def _code(rng: Random) -> str:
    lines = "".join(f"    total += prices[{rng.randrange(99)}] * {rng.randrange(9)}\n" for _ in range(6))
    return f"```python\ndef total(prices):\n{lines}    return total\n```"
