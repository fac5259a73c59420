"""The language and length of a text, judged by its script and its smallest words."""

import pytest
from each_of import each_of
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.note.language import (
    ANOTHER,
    NAMED,
    counts_of,
    declared_language,
    language_name,
    language_of,
    units_of,
    wide_share,
)

SIMPLIFIED = "我在自家的厨房里酿酒已经有十年了，最喜欢的是加了很多啤酒花的浅色艾尔。"
TRADITIONAL = "我在自家的廚房裡釀酒已經有十年了，最喜歡的是加了很多啤酒花的淺色艾爾。"
JAPANESE = "私は十年前から自宅の台所でビールを造っています。ホップをたくさん入れるのが好きです。"
KOREAN = "나는 십 년 전부터 집 부엌에서 맥주를 만들고 있다. 홉을 많이 넣는 것을 좋아한다."
ENGLISH = (
    "I have brewed beer in my own kitchen for ten years, and what I like best is a pale ale with many hops."
)
FRENCH = "Je brasse de la bière dans ma cuisine depuis dix ans, et ce que je préfère, la blonde au houblon."
GERMAN = (
    "Seit zehn Jahren wird das Bier von mir gebraut, und am liebsten ist es mir nicht zu hell und mit Hopfen."
)
SPANISH = (
    "Hace diez años que hago la cerveza en mi casa, y la que más me gusta es una rubia con mucho lúpulo."
)
ITALIAN = (
    "Da dieci anni faccio la birra nella cucina, e quella che mi piace di più è una chiara con del luppolo."
)
PORTUGUESE = (
    "Há dez anos que faço cerveja em casa, e a de que mais gosto é uma clara com muito lúpulo e não amarga."
)
DUTCH = "Het is tien jaar dat ik in de keuken bier maak, en dat met hop van het veld is voor mij het best."
RUSSIAN = "Я уже десять лет варю пиво на своей кухне, и больше всего люблю светлый эль с хмелем."
ARABIC = "أصنع الشراب في مطبخي منذ عشر سنوات وأحب النوع الفاتح أكثر من غيره"
THAI = "ผมทำเบียร์ในครัวของตัวเองมาสิบปีแล้ว และชอบแบบสีอ่อนมากที่สุด"


@each_of(
    "text, language",
    [
        pytest.param(SIMPLIFIED, "zh", id="simplified"),
        pytest.param(TRADITIONAL, "zh", id="traditional"),
        pytest.param(JAPANESE, "ja", id="japanese"),
        pytest.param(KOREAN, "ko", id="korean"),
        pytest.param(ENGLISH, "en", id="english"),
        pytest.param(FRENCH, "fr", id="french"),
        pytest.param(GERMAN, "de", id="german"),
        pytest.param(SPANISH, "es", id="spanish"),
        pytest.param(ITALIAN, "it", id="italian"),
        pytest.param(PORTUGUESE, "pt", id="portuguese"),
        pytest.param(DUTCH, "nl", id="dutch"),
        pytest.param(RUSSIAN, "ru", id="russian"),
        pytest.param(ARABIC, "ar", id="arabic"),
        pytest.param(THAI, "th", id="thai"),
        pytest.param("It’s, don’t, I’m, you’re", "en", id="curly-apostrophes"),
        pytest.param("東京都内醸造所一覧表の更新です", "ja", id="few-kana"),
        pytest.param("THE HOPS AND THE MALT ARE IN THE BEER", "en", id="capitals"),
        pytest.param("我用 Cascade 和 Citra 两种啤酒花酿 pale ale。", "zh", id="chinese-with-names"),
        pytest.param(
            "The Chinese word for hops is 啤酒花 and it is easy to say.", "en", id="english-with-chinese",
        ),
        pytest.param("这家酒厂叫「はな」，我们常去喝他们的啤酒。", "zh", id="chinese-with-kana"),
        pytest.param("A History of the Beer of Bohemia", "en", id="title"),
        pytest.param("I brewed", None, id="two-words"),
        pytest.param("啤酒", None, id="two-characters"),
        pytest.param("", None, id="nothing"),
        pytest.param("1984 2020, 30 %!", None, id="numbers"),
        pytest.param("🍺🍺🍺🍺🍺🍺", None, id="emoji"),
        pytest.param(
            "Saaz, Hallertau, Tettnang, Spalt, Cascade, Citra, Mosaic, Simcoe, Amarillo", None, id="names",
        ),
        pytest.param("E, F, P, T, O, Z, L, P, E, D.", None, id="letters"),
        pytest.param("[Music] Ya Ya Ya Ya [Music] Ya Ya Ya", None, id="a-voice"),
        pytest.param("gaudeamus igitur iuvenes dum sumus post iucundam iuventutem", None, id="latin"),
        pytest.param("我在酿酒 we brew at home all of the time", None, id="half-and-half"),
    ],
)  # fmt: skip
def test_languages(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_ideographs_alone_are_what_they_are_inherited_as() -> None:
    assert (language_of("東京都北区"), language_of("東京都北区", "ja")) == ("zh", "ja")
    assert language_of(JAPANESE, "zh") == language_of(JAPANESE, "ja") == "ja"
    assert language_of(SIMPLIFIED, "ja") == "zh"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("sv", "Jag har bryggt öl i mitt eget kök i tio år och tycker mycket om det ljusa"),
        ("vi", "Tôi đã nấu bia trong nhà bếp của mình được mười năm nay và thích nhất loại này"),
        ("no", "Det er viktig at ølet holder en høy standard når vi brygger det"),
        ("pl", "To jest bardzo ważne, że nie możemy tego zrobić bez chmielu, ale jak"),
        ("tr", "Bu bira için çok şey gerekli değil ama daha sonra ne olduğu önemli"),
        ("uk", "Я вже десять років варю пиво у своїй кухні, і найбільше люблю світлий ель з хмелем."),
    ],
    ids=["swedish", "vietnamese", "norwegian", "polish", "turkish", "ukrainian"],
)
def test_languages_that_are_not_named(code: str, text: str) -> None:
    assert language_of(text) == (code if code in NAMED.values() else ANOTHER)


@pytest.mark.parametrize(
    ("code", "name"),
    [("fr", "French"), ("el", "Greek"), ("ar", "another language"), (ANOTHER, "another language")],
)
def test_names_are_only_of_what_is_certain(code: str, name: str) -> None:
    assert language_name(code) == name


@each_of(
    "text, counts",
    [
        ("", (0, {}, 0, {})),
        ("The hops, don't grow.", (0, {}, 4, {})),
        ("well-known Žatec", (0, {}, 2, {})),
        ("我喝 beer。", (2, {}, 1, {})),
        ("𠮷野家々〇", (4, {}, 0, {})),
        ("ビールと麦", (1, {"ja": 4}, 0, {})),
        ("맥주 beer", (0, {"ko": 2}, 1, {})),
        ("пиво beer ปี", (0, {}, 1, {"ru": 4, "th": 2})),
        ("12 🍺 — …", (0, {}, 0, {})),
    ],
)
def test_counts(text: str, counts: tuple[int, dict[str, int], int, dict[str, int]]) -> None:
    assert counts_of(text) == counts


def test_units_are_characters_and_words() -> None:
    assert counts_of("我喝 pale ale，ビール").units == 2 + 2 + 3
    assert counts_of("пиво и хмель").units == 2


@each_of(
    "text, share",
    [
        ("", 0),
        ("hops", 0),
        ("啤酒", 1),
        ("啤酒ab", 0.5),
        ("맥주", 1),
        ("pivo z Žatce", 0),
        ("пиво", 0.5),
    ],
)
def test_wide_share(text: str, share: float) -> None:
    assert wide_share(text) == pytest.approx(share, abs=0.05)


def test_wide_share_of_emoji_is_a_share() -> None:
    assert wide_share("🍺" * 10) <= 1


@each_of(
    "value, language",
    [
        ("zh", "zh"),
        ("zh-CN", "zh"),
        (" zh_Hant ", "zh"),
        ("中文", "zh"),
        ("中文（简体）", "zh"),
        ("Chinese (Simplified)", "zh"),
        ("English", "en"),
        ("EN_us", "en"),
        ("日本語", "ja"),
        ("한국어", "ko"),
        ("Français", "fr"),
        ("pt-BR", "pt"),
        ("русский", "ru"),
        ("", None),
        ("-", None),
        ("Klingon", None),
        ("2", None),
        ("en,zh", None),
        pytest.param("简体中文", "zh"),
        pytest.param("繁體中文", "zh"),
    ],
)
def test_declared_languages(value: str, language: str | None) -> None:
    assert declared_language(value) == language


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text: str) -> None:
    counts = counts_of(text)
    assert 0 <= counts.units <= len(text)
    assert 0 <= units_of(text) <= max(1, 2 * len(text))
    assert wide_share(text) >= 0
    assert language_of(text) is None or text.strip()
    assert declared_language(text) is None or text.strip()


CHINESE_PIECES = [
    "我在自家的厨房里酿酒，", "啤酒花开了。", "他說：「這個味道很好！」", "十年前，",
    "他们一起去了布拉格的酒馆，", "后来呢？", "没有人知道那年的麦子为什么那么好。",
]  # fmt: skip
ENGLISH_PIECES = [
    "I brew beer at home, ", "and the hops are in bloom. ", "“It tastes fine,” she said. ",
    "Ten years ago ", "they went to a pub in Prague: ", "What happened to the barley? ",
]  # fmt: skip


@given(st.permutations(CHINESE_PIECES) | st.permutations(ENGLISH_PIECES), st.integers(1, 20))
def test_units_are_about_what_is_counted(pieces: list[str], times: int) -> None:
    text = "".join(pieces) * times
    assert len(text) > 50
    assert units_of(text) == pytest.approx(counts_of(text).units, rel=0.15)
