"""Which words with capitals are one name, which are several, and which are none."""

from __future__ import annotations

import pytest

from annotations.suggest.base import PRECISE, Candidate
from annotations.suggest.patterns import Patterns
from annotations.suggest.ranking import without_overlaps
from annotations.text import Segmentation

# Enough English for a text to be known as such, and without a name.
ENGLISH = " It is said that they are of the view that this would be for the good of all of them."


def found(text: str, *, after: str = ENGLISH) -> list[Candidate]:
    whole = text + after
    candidates = Patterns(Segmentation(whole)).suggest(whole, 0, len(whole))
    precise = without_overlaps(c for c in candidates if c.score >= PRECISE)
    return [c for c in precise if c.end <= len(text)]


def words(text: str, *, after: str = ENGLISH) -> list[str]:
    return [text[c.start : c.end] for c in found(text, after=after)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Peru has signed it.", ["Peru"]),
        ("Interpol took the files.", ["Interpol"]),
        ("Tolland abandoned the idea.", ["Tolland"]),
        ("Belgium, Peru and Chile agreed.", ["Belgium", "Peru", "Chile"]),
        ("Norland and Chile agreed.", ["Norland", "Chile"]),
        ("Japanese doctors agreed.", ["Japanese"]),
        ("Italians voted.", ["Italians"]),
        ("Fulan, who chairs it, agreed.", ["Fulan"]),
        ("Marseille won; Toulon lost.", ["Marseille", "Toulon"]),
        ("Peru-backed Tolland groups agreed.", ["Peru", "Tolland"]),
        ("Old Tolland was silent.", ["Old Tolland"]),
        ("Green Norland agreed.", ["Green Norland"]),
        ("Black Kenyans agreed.", ["Kenyans"]),
        ("Big NATO talks failed.", ["NATO"]),
        ("Former Tolland players left.", ["Tolland"]),
        ("it fell by 1140 GMT in Tolland.", ["Tolland"]),
        # A common word begins many a sentence.
        ("Money will be short.", []),
        ("Police said so.", []),
        ("Family-run shops agreed.", []),
        ("Rain fell on the hills.", []),
        ("Reader, I did it.", []),
        ("People who stayed agreed.", []),
        ("Civilian deaths rose.", []),
        ("Parish councils met.", []),
        ("Traffic and NATO met there.", ["NATO"]),
        ("Music was here, and music went.", []),
        ("You'd ask, and she’d say that I’d know.", []),
    ],
)
def test_a_bare_subject_is_a_name_unless_it_is_a_common_noun(text: str, names: list[str]) -> None:
    assert words(text) == names


def test_a_word_that_came_small_is_no_name_at_a_sentences_head() -> None:
    assert words("Gravel has gone. They want gravel.") == []
    assert words("Gravel has gone. They want more.") == ["Gravel"]


def test_the_first_part_of_a_longer_name_is_not_known_by_itself() -> None:
    text = "They met the Union of Rural Bakers. Rural families agreed."
    assert words(text) == ["Union of Rural Bakers"]
    text = "They met Omar Fulan and saw the team of Royal Tolland. Fulan, too. Royal Tolland agreed"
    assert words(text)[-2:] == ["Fulan", "Royal Tolland"]


def test_a_bracket_or_a_semicolon_in_a_sentence_begins_none() -> None:
    assert words("it lay there (Tolland being far); Peru being farther.") == ["Tolland", "Peru"]
    assert words("(Nothing was said.) It fell. (Nothing more.)") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("and Peru's Ministry of Mines agreed.", ["Peru", "Ministry of Mines"]),
        ("and the WHO’s Office of Water agreed.", ["WHO", "Office of Water"]),
        ("and the ACME's board, the NSC’s Council.", ["ACME", "NSC", "Council"]),
        ("and the Cyclists’ Alliance agreed.", ["Cyclists’ Alliance"]),
        ("and St John's Hospital agreed.", ["St John's Hospital"]),
        ("and the Parkinson’s Society agreed.", ["Parkinson’s Society"]),
    ],
)
def test_an_owner_is_a_name_of_its_own_before_an_office_of_something(
    text: str, names: list[str]
) -> None:
    assert words(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a win for Norwegian Marta Holm there.", ["Norwegian", "Marta Holm"]),
        ("with Democrats Anna Lund and Ali Roe.", ["Democrats", "Anna Lund", "Ali Roe"]),
        ("the Turkish Armed Forces left.", ["Turkish", "Armed Forces"]),
        ("the Danish Chess Club (CC) left.", ["Danish", "Chess Club", "CC"]),
        ("the Danish Chess Club (DCC) left.", ["Danish Chess Club", "DCC"]),
        ("the Danish Red Cross left.", ["Danish Red Cross"]),
        ("the Norwegian Refugee Council left.", ["Norwegian Refugee Council"]),
        ("the Scottish National Party left.", ["Scottish National Party"]),
        ("the European Space Agency left.", ["European Space Agency"]),
        ("the Parish Music Club left.", ["Parish Music Club"]),
        ("the Italian Alps froze.", ["Italian Alps"]),
    ],
)
def test_a_peoples_word_before_a_name_is_one_of_its_own(text: str, names: list[str]) -> None:
    assert words(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the Geneva-based Society for Wild Rivers.", ["Geneva", "Society for Wild Rivers"]),
        ("some Qatar-backed Tolland groups.", ["Qatar", "Tolland"]),
        ("with Ann Roe, D-Elm County, and Jo Lee (R-Iowa).", None),
        ("shares of Ford, and of T-Mobile, rose.", ["Ford", "T-Mobile"]),
        ("an X-Ray Unit and Jean-Luc Roe.", None),
    ],
)
def test_a_hyphen_parts_what_is_no_part_of_a_name(text: str, names: list[str] | None) -> None:
    expected = {
        "with": ["Ann Roe", "Elm County", "Jo Lee", "Iowa"],
        "an": ["X-Ray Unit", "Jean-Luc Roe"],
    }
    assert words(text) == (names or expected[text.split()[0]])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the Wine and Spirits Board met.", ["Wine and Spirits Board"]),
        ("the UN and World Bank met.", ["UN", "World Bank"]),
        ("the Kremlin and Tolland Board met the Kremlin.", ["Kremlin", "Tolland Board", "Kremlin"]),
        ("the Ministry of Roads, Ports and Mines met.", ["Ministry of Roads, Ports and Mines"]),
        ("the Ministry of Roads, NATO and Peru met.", ["Ministry of Roads", "NATO", "Peru"]),
        ("the Ministry of Roads, Peru said.", ["Ministry of Roads", "Peru"]),
        ("the Council of Elders for Peace met.", ["Council of Elders for Peace"]),
        ("the Court of Appeal of the Tolland Union.", ["Court of Appeal of the Tolland Union"]),
        ("the charity Education for Peace met.", ["Education for Peace"]),
        ("the group thanked Omar for Peace Day.", ["Omar", "Peace Day"]),
        ("the Board of Port Commissioners met.", ["Board of Port Commissioners"]),
        ("with Commissioners Anna Roe and Ali Lee.", ["Anna Roe", "Ali Lee"]),
        ("with Council President Anna Roe.", ["Anna Roe"]),
        ("with City Engineer Ali Lee.", ["Ali Lee"]),
        ("with ACME Director-General Ali Lee.", ["ACME", "Ali Lee"]),
        ("the Department for Roads, Ports and Mines.", ["Department for Roads, Ports and Mines"]),
        ("the Tolland Times met.", ["Tolland Times"]),
        ("a vote for Labour then.", ["Labour"]),
    ],
)
def test_an_institutions_name_is_found_whole(text: str, names: list[str]) -> None:
    assert words(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("they took Route 66 to Tolland 20 times.", ["Route 66", "Tolland"]),
        ("it was Dockers Local 12 or Channel 5.", ["Dockers Local 12", "Channel 5"]),
        ("Terminal 3 is shut.", ["Terminal 3"]),
        ("the Local won it by Tolland 3-1.", ["Local", "Tolland"]),
    ],
)
def test_a_number_belongs_to_what_is_numbered(text: str, names: list[str]) -> None:
    assert words(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("at 12 N. Elm St. It rained.", ["N. Elm St."]),
        ("in Salem, Mass., and Troy, Penn., too.", ["Salem", "Mass.", "Troy", "Penn."]),
        ("from Acme Inc. and Roe Corp. there.", ["Acme Inc.", "Roe Corp."]),
        ("they went to Peru. It rained.", ["Peru"]),
        ("they went to Peru... and on.", ["Peru"]),
    ],
)
def test_the_stop_that_shortens_a_name_belongs_to_it(text: str, names: list[str]) -> None:
    assert words(text) == names


def test_credits_and_datelines_are_no_headlines() -> None:
    line = "(Reporting by Ann Roe in Lima and Ali Lee in Quito; Editing by Jo Holm)"
    assert words(f"They met.\n{line}\n")[-5:] == ["Ann Roe", "Lima", "Ali Lee", "Quito", "Jo Holm"]
    line = "Ministry of Water, Quito, Monday, 3 June 2024"
    assert words(f"{line}\nThey met the Ministry of Mines.")[0] == "Ministry of Water"


GERMAN = """
Von Jana Oltmann, Celle

Am Montag hat Innenministerin Petra Holm den Plan für die Brücke verworfen. Holm sprach in Celle
von einem Fehler und von Kosten in Höhe von Millionen. Die FDP-Abgeordnete Ute Kranz und Teile der
SPD sehen in dem Verzicht eine Gefahr für die Wirtschaft. Auch in Gefahr sei der Bau der Schule,
sagte Kranz. Die Gemeinde Altenau will ein Gutachten zu Lärm und Verkehr. Nach Ansicht der BfB
hätte das Land den Antrag auf Hilfe prüfen sollen. In der Sitzung gab es Kritik an der Vorlage,
und der Streit um das Geld ging nach der Pause weiter. Altenau liegt an der Grenze, und der Weg
nach Celle ist weit. Im Rathaus war vom Ende der Geduld die Rede, vom Sinn der Sache und vom Preis
der Arbeit. Die Zeitung fragte nach dem Grund, der Chef nach dem Termin, die Frau nach dem Namen,
das Kind nach dem Ball, der Mann nach der Uhr.
Eine Sprecherin des Vereins, Rita Busch, nannte zehn Millionen Euro. Busch und Anna Lorenz von der
SPD sahen es so. In der Stadt Hameln war es still.
"""


def test_where_common_nouns_have_capitals_names_are_those_beside_roles_and_in_places() -> None:
    expected = {"Jana Oltmann", "Celle", "Petra Holm", "Holm", "FDP", "Ute Kranz", "Kranz", "SPD"}
    more = {"Altenau", "BfB", "Rita Busch", "Busch", "Anna Lorenz", "Hameln"}
    proposed = [c for c in found(GERMAN, after="") if c.label != "DATE"]
    assert {GERMAN[c.start : c.end] for c in proposed} == expected | more
    assert sum(GERMAN[c.start : c.end] == "Celle" for c in proposed) == 3


def test_without_english_a_particle_still_joins_a_name() -> None:
    text = "Gestern kam Anna von der Mark nach Bonn, und alle waren froh."
    assert "Anna von der Mark" in words(text, after="")
