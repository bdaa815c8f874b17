"""Months, weekdays and what joins them to a date, in the larger languages of Europe but English.

Closed classes, in the forms that stand in running text. A form that is another common word, in any
of these languages, stands only among those that need a number before them.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# As they are written inside of a sentence: with a capital in German and Turkish.
_MONTHS: Final[dict[str, str]] = {
    "de": "Januar Jänner Februar März April Mai Juni Juli August September Oktober November"
    " Dezember",
    "fr": "janvier février avril juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre"
    " noviembre diciembre",
    "it": "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro",
    "sv": "augusti",
    "pl": "styczeń stycznia styczniu lutego lutym marzec kwiecień kwietnia kwietniu"
    " czerwiec czerwca czerwcu lipiec lipcu sierpień sierpnia sierpniu wrzesień"
    " września wrześniu październik października październiku listopad listopada listopadzie"
    " grudzień grudnia grudniu",
    "ru": "январь января январе февраль февраля феврале апрель апреля апреле июнь"
    " июня июне июль июля июле август августа августе сентябрь сентября сентябре октябрь октября"
    " октябре ноябрь ноября ноябре декабрь декабря декабре",
    "tr": "Şubat Nisan Mayıs Haziran Temmuz Ağustos Eylül Kasım Aralık",
}
_MONTHS_AFTER_NUMBERS: Final = _words(
    "mars mai maj marca maja lipca março marzo marzec luty марта марте мая мае Ocak Mart Ekim"
)
_WEEKDAYS: Final[dict[str, str]] = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira",
    "sv": "måndag måndagen tisdag tisdagen onsdag onsdagen torsdag torsdagen fredag fredagen lördag"
    " lördagen söndag söndagen",
    "pl": "poniedziałek wtorek środę czwartek piątek sobotę niedzielę",
    "ru": "понедельник вторник четверг пятницу субботу воскресенье",
    "tr": "Pazartesi Salı Çarşamba Perşembe",
}
# "Anfang Juli", "début juillet": the part of a month or a year.
_PARTS: Final = _words("Anfang Mitte Ende début fin mi- inizio metà begin eind medio början slutet")
# "Frühjahr 2024", "été 2024".
_SEASONS: Final = _words(
    "Frühjahr Frühling Sommer Herbst Winter printemps été automne hiver primavera verano otoño"
    " invierno estate autunno inverno verão outono lente zomer herfst wiosną wiosna lato jesień"
    " jesienią zima zimą весна весной лето летом осень осенью зима зимой"
)


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


_ALL_MONTHS: Final = tuple(month for months in _MONTHS.values() for month in _words(months))
_ALL_WEEKDAYS: Final = tuple(day for days in _WEEKDAYS.values() for day in _words(days))
_DAY: Final = _either(_ALL_WEEKDAYS)
_MONTH: Final = _either(_ALL_MONTHS)
_DATED: Final = _either((*_ALL_MONTHS, *_MONTHS_AFTER_NUMBERS))
_NUMBER: Final = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:\.|er\b|º|ª|°)?"
_OF_YEAR: Final = r"(?:,?\s(?:del?\s)?(?:1[4-9]|20)\d\d(?!\d)(?:\s(?:г\.|года?\b|r\.|roku\b))?)?"

# The longest first, as in `dates`.
FORMS: Final = (
    rf"(?:(?:{_DAY})(?:,?\s)(?:(?:den|dem|le|el|il|den)\s)?)?{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?"
    rf"\s(?:de\s)?(?:{_DATED}){_OF_YEAR}",
    rf"(?:(?:{_either(_PARTS)})\s?)?(?:{_MONTH}){_OF_YEAR}",
    rf"(?:{_either(_SEASONS)})\s(?:de\s|del\s)?(?:1[4-9]|20)\d\d(?!\d)",
    rf"(?:{_DAY})",
)


def _by_first_letter(words: tuple[str, ...]) -> str:
    """The same as `_either`, tried in a third of the time where most words are others."""
    letters = sorted({word[0] for word in words})
    rests = {x: _either(tuple(word[1:] for word in words if word[0] == x)) for x in letters}
    return "|".join(f"{letter}(?:{rest})" for letter, rest in rests.items())


# What begins one of these, but for numbers.
STARTS: Final = rf"\b(?:{_by_first_letter((*_ALL_MONTHS, *_ALL_WEEKDAYS, *_PARTS, *_SEASONS))})"
