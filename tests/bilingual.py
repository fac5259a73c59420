"""Four Chinese paragraphs and their English originals, and texts of any length."""

from itertools import cycle, islice

Z = [
    "水壶在炉子上烧了一个小时，才有人想起麦芽来。那时水已经烧干，壶底都黑了。",
    "我们把啤酒花放在冷室里，这就是全部的秘密。别的事情都可以慢慢来，只有这件不行。",
    "酵母总是最后才放。它怕热，也怕冷，所以要有人整夜守着，听它在桶里冒泡的声音。",
    "到了秋天，邻居们都来帮忙。大家坐在院子里，一边喝一边说起去年的收成和今年的雨水。",
]
E = [
    "The kettle had been on the stove for an hour before anybody thought of the malt. The water had gone.",
    "We keep the hops in a cold room, and that is the whole of the secret. All the rest of it can wait.",
    "The yeast always comes last of all. It fears the heat and the cold, so somebody sits up with it.",
    "In the autumn all of the neighbours come to help us, and they sit in the yard and talk about it.",
]

_HAN = "水壶在炉子上烧了一个小时才有人想起麦芽来那时已经干了我们把酒花放在冷室里这就是全部的秘密"
_LATIN = (
    "the malt that we had in the house was never in the sack of the old mill and so we went to it".split()
)


def characters(count: int, end: str = "") -> str:
    """`count` Chinese characters followed by `end`; the last ones may end a sentence."""
    return "".join(islice(cycle(_HAN), max(0, count - 2))) + "酒花"[-count:] + end


def chinese(units: int) -> str:
    """A Chinese sentence of `units` units; an eighth of all wide characters counts as punctuation."""
    return characters(-(-8 * units // 7) - 1, "。")


def english(words: int, last: str = "kettles.") -> str:
    """A sentence of `words` words, including `last`."""
    said = " ".join([*islice(cycle(_LATIN), words - 1), last])
    return said[0].upper() + said[1:]
