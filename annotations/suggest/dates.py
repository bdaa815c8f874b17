"""Dates in running text: numbers in any script's digits, and words for days, months and times.

The time of the day is no date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from annotations.suggest import calendars
from annotations.suggest.casing import SPACED
from annotations.text import Extent

_LETTER: Final = rf"(?:(?![\p{{Nd}}]){SPACED})"
_DAY: Final = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_MONTH: Final = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_NUMBER: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_NUMBERS: Final = rf"{_NUMBER}(?:\s?[-–—]\s?{_NUMBER}|\s(?:and|to)\s{_NUMBER})?"
_YEAR: Final = r"(?:1[4-9]|20)\d\d(?!\d)"
_COUNT: Final = (
    "(?:\\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a few|few|several"
    "|many|(?:a )?couple of|a dozen)"
)
_UNIT: Final = "(?:day|week|weekend|fortnight|month|quarter|year|decade|century|centurie)s?"
_SEASON: Final = "(?:spring|summer|autumn|fall|winter|night|morning|afternoon|evening)"
_PART: Final = r"(?:morning|afternoon|evening|night|lunchtime)"
_NEAR: Final = (
    "(?:(?i:early|earlier|late|later|mid|the end of|the start of|the beginning of)[-\\s])"
)
_WHICH: Final = "(?i:last|next|this|that|past|previous|coming|following|same)"

# The first that fits is taken; in each the longest forms come first.
_ENGLISH: Final = (
    rf"(?:{_DAY},?\s)?(?:the\s)?{_NUMBERS}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?\b",
    rf"(?:{_DAY},?\s)?{_MONTH}\s(?:the\s)?{_NUMBERS}(?:,?\s{_YEAR})?(?![\d:])",
    rf"{_NEAR}?{_MONTH},?\s(?:of\s)?(?:{_YEAR}|{_WHICH}\syear)",
    rf"(?:{_NEAR}|{_WHICH}\s|(?<=\b(?i:in|since|until|till|by|from|during|before|after|for)\s))"
    rf"{_MONTH}(?!\s\p{{Lu}})",
    rf"(?:{_NEAR}|(?i:on|last|next|this)(?<!on)\s)?{_DAY}(?:\s{_PART}\b)?(?:\s{_WHICH}\sweek\b)?",
    "(?:January|February|September|October|November|December)s?",
    r"(?i:first|second|third|fourth|last)\s(?i:quarter|half)(?:\sof\s(?:the\s)?(?:"
    rf"{_YEAR}|year|{_WHICH}\syear))?",
    rf"[QH][1-4]\s{_YEAR}|[QH][1-4]\b",
    rf"{_NEAR}?(?:the\s)?(?:{_WHICH}\s{_COUNT}\s(?i:{_UNIT}))\b",
    rf"{_NEAR}?{_WHICH}\s(?i:{_UNIT}|{_SEASON})\b",
    rf"(?i:{_COUNT}\s{_UNIT}\s(?:ago|earlier|later|from\snow))\b",
    rf"(?i:yesterday|today|tomorrow|tonight)(?:\s{_PART}\b)?",
    r"(?i:early|mid|late)?[-\s]?(?:1[4-9]|20)\d0s\b",
    rf"(?i:early|mid|late)[-\s]{_YEAR}",
    rf"(?i:{_SEASON})\s(?:of\s)?{_YEAR}",
)
# Not by words of one language. Years alone must look like years by what stands before them.
_NUMERIC: Final = (
    r"\d{4}-\d{1,2}-\d{1,2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?(?![\d-])",
    r"\d{1,2}(?P<sign>[./-])\d{1,2}(?P=sign)(?:\d{4}|\d{2})(?!\d)",
    r"\d{4}年(?:\s?\d{1,2}月(?:\s?\d{1,2}[日号])?)?|\d{1,2}月(?:\s?\d{1,2}[日号])?",
    r"\d{4}년(?:\s?\d{1,2}월(?:\s?\d{1,2}일)?)?|\d{1,2}월\s?\d{1,2}일",
    rf"{_YEAR}\s?[-–—/]\s?(?:{_YEAR}|\d\d(?!\d))",
)
_BARE_YEAR: Final = (
    rf"(?<=(?:^|[(\[,;–—-]\s?|\b(?i:in|since|by|from|until|till|of|after|before|during|between|and|to"
    rf"|late|early|mid|for|around|circa)[\s-]|(?:{_MONTH})\s)){_YEAR}"
    r"(?!\s?(?:%|°|\p{Sc})|\s(?!was\b|has\b|is\b|as\b)\p{Ll}+s\b)"
)
_EDGES: Final = (
    rf"(?<!(?:_|{_LETTER}|\d|[.:/])(?=\d)|\d[,-](?=\d))(?<!{_LETTER})",
    # Nor does one end inside of "day-long" or "April 4-H".
    rf"(?!{_LETTER}|[.,:/]?\d|-\p{{Ll}}|-\p{{L}}\b)",
)


def _pattern(forms: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(f"(?V1){_EDGES[0]}(?:{'|'.join(forms)}){_EDGES[1]}")


_DATES: Final = _pattern((*_NUMERIC, *_ENGLISH))
_OTHER_DATES: Final = _pattern((*_NUMERIC, *calendars.FORMS, *_ENGLISH))
_YEARS: Final = _pattern((_BARE_YEAR,))
_OTHER_YEARS: Final = regex.compile(r"(?<![\w.,:/-])\p{Nd}{4}(?![\w/:-]|[.,]\p{Nd})")
_ALMOST: Final = range(1400, 2100)
# Nothing else begins a date: most of a text is passed over by this.
_STARTS: Final = regex.compile(
    r"\p{Nd}|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|[QH]\d"
    r"|(?i:earl|lat|mid|the |last|next|this|that|past|prev|coming|follow|same|first|second|third"
    r"|fourth|yester|to(?:day|morrow|night)|spring|summer|autumn|fall|winter|night|morning"
    r"|afternoon|evening|an? |one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few"
    r"|several|many|couple))"
)
_OTHER_STARTS: Final = regex.compile(f"{_STARTS.pattern}|{calendars.STARTS}")


def dates(text: str, start: int, end: int, *, english: bool = True) -> Iterator[Extent]:
    """The dates between two offsets, in order, without overlaps.

    Bare years count where a preposition, a comma or a bracket stands before them; in texts that are
    not English every number of four digits that may be one does, and what other languages call
    months and weekdays.
    """
    starts, forms, years = _STARTS, _DATES, _YEARS
    if not english:
        starts, forms, years = _OTHER_STARTS, _OTHER_DATES, _OTHER_YEARS
    at = start
    while possible := starts.search(text, at, end):
        at = possible.start()
        match = forms.match(text, at, end) or years.match(text, at, end)
        if match is None or not match[0].strip():
            at = possible.end() if possible[0].isdigit() else at + 1
            if possible[0].isdigit():
                at = _after_number(text, at, end)
            continue
        first, last = _without_article(text, *match.span())
        if not text[first:last].isdigit() or int(text[first:last]) in _ALMOST:
            yield first, last
        at = match.end()


def _after_number(text: str, at: int, end: int) -> int:
    while at < end and (text[at].isdigit() or text[at] in ".,"):
        at += 1
    return at


def _without_article(text: str, start: int, end: int) -> Extent:
    for article in ("the ", "The "):
        if text.startswith(article, start):
            return start + len(article), end
    return start, end
