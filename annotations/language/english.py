"""English words by class: what a finder of noun phrases needs to know, as data.

Closed classes (determiners, prepositions, auxiliaries …) and the commonest verbs and adjectives of
the language, and endings for the rest. Nothing here belongs to one subject. All in lower case.
"""

from __future__ import annotations

from typing import Final

from annotations.language.tables import words

# By these a text is known to be English: they are frequent, and rare in other languages.
MARKS: Final = words(
    "the of and to that with from this which are were been would about it its they their not you"
)

# One letter a class, used again in the patterns of `phrases`.
CLASSES: Final[dict[str, frozenset[str]]] = {
    # Determiners that can't stand alone.
    "d": words("the a an its his my your our their every no whose"),
    # Determiners that can, and words that say which or when: "some say", "both want".
    "q": words(
        "this these those some any all both each many most much few several half another such"
        " other others more less fewer enough either neither her one two three four five six seven"
        " eight nine ten eleven twelve dozens hundreds thousands millions first last next same own"
        " recent ongoing current upcoming"
    ),
    # Prepositions that join a complement to a noun.
    "p": words(
        "of on with between against for over about toward towards in from into among across"
    ),
    # Prepositions of time, manner and agent, which begin something else.
    "o": words(
        "at by during after before under since until till through throughout within without like"
        " unlike via despite near behind beside besides beyond above below amid amidst around"
        " except inside outside onto off up down out along alongside per including excluding"
        " following regarding concerning according versus due back away ahead upon"
    ),
    "t": words("to"),
    "c": words("and or"),
    "m": words(
        "am is are was were be been being have has had having do does did doing will would shall"
        " should can could may might must cannot ought isn't aren't"
    ),
    # Subjects: a verb follows.
    "s": words("i you he she it we they who"),
    # What ends a phrase and says nothing about the next word.
    "b": words(
        "me him us them mine yours hers ours theirs myself yourself himself herself itself"
        " ourselves themselves that which what whom as because than when where why how while"
        " whereas whether if unless although though but nor so yet once there here not everyone"
        " everybody everything someone somebody something anyone anybody anything nobody none"
        " nothing yes please let's that's"
    ),
    "r": words(
        "also again almost already always anyway away ever even far further how however indeed"
        " instead just maybe meanwhile moreover nevertheless never now often only otherwise"
        " perhaps quite rather seldom sometimes soon still then therefore thus today together"
        " tomorrow tonight too twice very well yesterday yet ago abroad everywhere elsewhere"
        " earlier later sooner"
    ),
    # Stretches of time: alone, nobody takes a stance on them.
    "k": words(
        "second seconds minute minutes hour hours day days week weeks weekend weekends month"
        " months year years decade decades century centuries morning afternoon evening night"
        " nights noon midnight time times"
    ),
    "a": words(
        "new old young good better best bad worse worst big bigger biggest small smaller smallest"
        " large larger great greater long longer short shorter high higher highest low lower"
        " lowest strong stronger weak weaker hard tough tougher strict stricter easy early late"
        " latest full free fair fairer unfair true false real clear main major minor open close"
        " closer rich poor safe safer safest cheap cheaper deep wide broad right wrong left hot"
        " cold dry wet fast slow quick heavy light dark black white red green blue happy sad angry"
        " sure ready able unable likely unlikely aware certain different former present past"
        " modern ancient foreign elderly deadly costly friendly daily weekly monthly yearly human"
        " key top senior junior joint whole entire important necessary private public secret huge"
        " vast tiny proud afraid worth extra upset single double triple urgent violent independent"
        " efficient excellent permanent recent frequent innocent patient ill sick healthy dirty"
        " clean nice fine odd mere sheer vital indiscriminate disproportionate proportionate"
        " appropriate inappropriate adequate inadequate moderate immediate ultimate legitimate"
        " illegitimate accurate inaccurate deliberate desperate elaborate intimate intricate"
        " fortunate unfortunate passionate delicate"
    ),
}

# The calendar's names, with a capital letter.
CALENDAR: Final = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december jan feb mar apr jun jul aug sep sept"
    " oct nov dec"
)

# Small words inside the names of people, in English texts too.
NAME_PARTICLES: Final = words("al bin da das de del den der di dos du el ibn la le ter van von zu")

# Abbreviations that a stop belongs to, before a name.
TITLES: Final = words(
    "mr mrs ms dr st prof gen sen rep gov lt col sgt capt rev hon jr sr jan feb mar apr jun jul"
    " aug sep sept oct nov dec"
)

# Bare, these are about nothing; with a complement they may be.
EMPTY: Final = words(
    "kind kinds sort sorts type types number numbers lot lots part parts series range variety"
    " majority minority amount amounts fact facts way ways thing things case cases example course"
    " rest bit piece pieces couple group pair set percent million billion front top end basis"
    " terms order place addition sake behalf view beginning middle eve"
)

# Verbs whose plain and -s forms are hardly ever nouns.
VERBS: Final = words(
    "dislike pour resent insist cheer owe distrust resist refrain applaud deter detain jail ease"
    " curb hamper hinder mock ridicule embrace eliminate combat oversee uphold overturn override"
    " criminalise criminalize legalise legalize ratify revoke denounce detest despise tolerate"
    " postpone cancel restrict regulate subsidise subsidize privatise privatize nationalise"
    " nationalize invite assure remind inform notify vaccinate say tell ask make take give go come"
    " get keep let seem become remain appear believe think know want expect consider regard reject"
    " oppose accept agree disagree approve endorse criticise criticize condemn deplore welcome"
    " accuse defend deny argue maintain underline emphasise emphasize warn urge require seek allow"
    " prohibit forbid prevent avoid begin continue introduce propose suggest recommend announce"
    " declare explain describe add admit acknowledge recognise recognize concede confirm reveal"
    " prove indicate imply mean include contain involve provide receive obtain achieve create"
    " build develop improve reduce expand extend strengthen weaken protect ensure enable encourage"
    " discourage persuade convince compel impose enforce adopt implement abolish abandon withdraw"
    " join enter follow meet discuss negotiate examine investigate assess evaluate choose decide"
    " prefer enjoy admire thank apologise apologize resign quit sell buy spend invest bring send"
    " carry put handle solve resolve overcome suffer affect threaten destroy hurt injure sue elect"
    " appoint dismiss hire serve intend deserve depend rely concentrate refuse fail succeed manage"
    " speak write read hear see find feel happen occur arise exist stay sit grow shrink teach"
    " learn understand remember forget imagine realise realize explore eat sleep wear throw hide"
    " undermine replace remove restore preserve promote predict publish justify celebrate mourn"
    " complain opt pose possess qualify satisfy save scrap select separate settle sing specify"
    " submit survive tend undergo undertake vary violate wait wonder"
)

# Verbs that are as often nouns; their neighbours decide.
NOUNS_OR_VERBS: Final = words(
    "lobby halt end worry wish point object produce support back call demand request claim plan"
    " need help offer promise pledge vow hope fear favour favor praise blame doubt question"
    " challenge dispute debate review report comment talk visit vote campaign protest strike fight"
    " struggle attack defeat win score play train sign charge arrest release ban permit stop start"
    " cut raise increase decrease drop rise fall move push pull turn set run drive lead hold host"
    " force cause damage harm impact influence respect trust regret love hate aim attempt try"
    " focus stress highlight note signal work watch look show face tackle address fund pay cost"
    " guarantee leave stand walk treat cure fire march close open block delay limit order control"
    " target change reform boycott contest veto shift share use lack rule test trade transfer mark"
    " split slam hail mull eye hit warn voice mind award"
)

# Verbs that take what is judged and then as what: "called bus lanes a success".
JUDGING: Final = words("call consider deem declare label brand name dub term")
# Verbs that take an adjective so: "found the fees unlawful".
FINDING: Final = words("find found think thought make made rule believe keep kept render")

# Past forms without -ed.
PASTS: Final = words(
    "said told made took gave went came got kept became thought knew held met led left put set"
    " sold bought paid spent brought sent lost won beat fought struck spoke wrote heard saw found"
    " felt stood ran drove flew rose fell grew drew began chose broke built hit cut shut sought"
    " taught caught forgot understood withdrew overcame undertook threw wore swore drank ate sang"
    " sank hurt meant sat slept dealt stuck hung shot laid done gone taken given seen known shown"
    " written spoken chosen broken fallen risen grown driven worn torn begun overthrew rode shook"
    " sworn proven hidden bitten beaten forgotten overtook upheld withheld"
)

# Words in -ing that are nouns wherever they stand.
ING_NOUNS: Final = words(
    "meeting building housing spending funding training hearing feeling king thing wing ring"
    " string bombing shooting killing opening setting warning beginning wedding painting ruling"
    " offering understanding gathering briefing crossing parking shipping swimming advertising"
    " banking farming fishing mining engineering manufacturing marketing lighting clothing boxing"
    " racing cycling gambling smoking doping lobbying"
)

# Words that take "to" and a noun: "a response to the war", not "a plan to fight".
TAKES_TO_NOUN: Final = words(
    "end halt response object responses reaction access alternative alternatives answer answers"
    " threat threats opposition objection objections resistance approach approaches solution"
    " solutions commitment contribution damage changes change ties link links return transition"
    " right rights barrier close similar visit trip adherence attention objects objected objecting"
    " opposed committed key subject reference amendment amendments addition exception exceptions"
    " limits cuts harm aid exposure"
)

# Nouns that take a verb with "to": "a plan to tax sugar", "the right to strike".
TAKES_TO_VERB: Final = words(
    "plan plans decision decisions right rights effort efforts attempt attempts proposal"
    " proposals move moves bid bids call calls promise promises pledge pledges ability agreement"
    " offer offers threat threats campaign campaigns failure refusal demand demands request"
    " requests intention intentions need permission duty obligation law laws bill bills measure"
    " measures vote push deal order orders willingness readiness desire ban scheme schemes project"
    " projects power powers freedom"
)

# A verb follows them as it stands.
MODALS: Final = words(
    "will would shall should can ca could may might must cannot ought do does did wo sha"
)

# After a verb, hardly ever after a noun.
AFTER_VERB: Final = words("us them him me against themselves")

# Words of place that end a verb: "rages on".
PARTICLES: Final = words("on off up out down away back over in")

ADJECTIVE_ENDINGS: Final = (
    "ive", "ory", "ous", "ful", "al", "ic", "able", "ible", "less", "ary", "ish", "ese", "ern",
    "ian",
)  # fmt: skip
# Adjectives with these are hardly ever the nouns that others with such endings may be.
VERDICT_ENDINGS: Final = ("able", "ible", "ful", "less", "ous")
NEGATIONS: Final = ("un", "il", "ir")
NOUN_ENDINGS: Final = (
    "tion", "sion", "ment", "ness", "ity", "ism", "ist", "ship", "ance", "ence", "hood", "dom",
    "cy", "eer", "ology", "age", "ure",
)  # fmt: skip
LY_NOT_ADVERBS: Final = words(
    "family ally supply rally assembly reply monopoly anomaly fly bully jelly belly lily"
)
ED_NOT_VERBS: Final = words("need seed speed feed bed red hundred sacred greed breed weed shed bid")
S_NOT_PLURAL: Final = ("ss", "us", "is")
# Plural nouns that stand before other nouns.
S_BEFORE_NOUN: Final = words("sports sales arms news savings customs goods politics economics")
