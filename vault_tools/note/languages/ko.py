"""Korean."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="korean ko kor 韩文 韩语 韓文 韓語 한국어 韓国語",
    script=r"\u1100-\u11ff\uac00-\ud7af",
    wide=True,
    original="원문",
    sung="ㅋ ㅎ ㅠ",
    marks={
        "truncated": r"""
생략 중략 후략 계속 보기 => (?:이하|중간|후략|이후)? ?(?:생략|중략|후략)(?:됨)?|다음 ?(?:편|회|화)에 ?계속|계속|(?:더 ?보기|계속 ?읽기)
""",
        "untranslated": r"""
번역 => 미번역|번역 ?(?:중|예정|필요|안 ?됨)
""",
        "page": r"""
관련 댓글 위로 => 관련 ?(?:기사|글)|댓글(?: ?[(（]?\d+[)）]?)?|맨 ?위로
""",
    },
)
