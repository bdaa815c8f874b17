"""English words that say what a name beside them is: titles and roles, heads of institutions …

Closed or general classes of the language; no list holds a name. In lower case where not said.
"""

from __future__ import annotations

from typing import Final

from annotations.language.tables import words

# Before a person's name and no part of it, without a stop.
HONORIFICS: Final = words(
    "mr mrs ms mx miss dr prof professor sir dame lord lady madam rev reverend fr father sister"
    " brother rabbi imam sheikh mullah ayatollah hon gen lt col capt sgt cpl maj cmdr adm gov sen"
    " rep monsieur madame herr frau señor señora signor signora don doña uncle aunt"
)
# What somebody is, with a capital letter before the name, or alone; no name wherever it stands.
ROLES: Final = words(
    "president premier chancellor minister ministers secretary secretaries ambassador envoy"
    " governor mayor senator congressman congresswoman representative spokesman spokeswoman"
    " spokesperson chairman chairwoman chairperson chair director commissioner councillor"
    " councilor treasurer chief deputy officer inspector detective constable sheriff sergeant"
    " lieutenant colonel captain commander admiral brigadier professor doctor nurse coach manager"
    " striker goalkeeper defender midfielder editor reporter correspondent journalist author"
    " analyst economist lawyer attorney prosecutor lecturer principal headteacher researcher"
    " engineer clerk administrator superintendent"
    " presidents premiers chancellors governors mayors senators directors commissioners"
    " ambassadors leader leaders founder ceo cfo mp mps mep meps speaker advisor adviser"
    # Under pictures: "(Agency Photo)".
    " photo photos photograph"
)
# The same, but also last names or parts of other names: only before a name.
WEAK_ROLES: Final = words(
    "king queen prince princess pope bishop archbishop cardinal judge justice duke duchess earl"
    " count countess baron emperor empress tsar sultan emir caliph major general private marshal"
    " dean chef pastor king's dr actor actress singer"
)
ADJECTIVES: Final = words("general major private")
# They stand between a name and a role: "Foreign Minister", "Vice President", "Secretary General".
ROLE_PARTS: Final = words(
    "prime foreign vice deputy former acting interim first chief executive general defence defense"
    " interior finance health education justice trade energy transport environment labour labor"
    " economy culture agriculture home state assistant senior managing associate lead fellow senate"
    " majority minority press under permanent special crown right honourable honorable affairs ex"
)
# Alone they are no role, but a party or a house.
PARTIES_AND_HOUSES: Final = words("labour labor senate")
# These belong to the role after them: "Council President Anna Smith", "City Engineer".
DISTRICTS: Final = words("county city town township village district borough parish")
# They begin a line that says whose work it is.
BYLINES: Final = frozenset({"By", "Von", "Par", "Por", "Door"})

# The last word of an institution's name, or the first before "of".
INSTITUTIONS: Final = words(
    "ministry department university college school academy institute institution council committee"
    " commission court parliament congress senate assembly house office agency authority bureau"
    " bank fund group union alliance league federation confederation association society"
    " foundation trust organisation organization party movement front army navy force forces"
    " guard police corps brigade regiment church mosque hospital clinic museum library theatre"
    " theater company corporation corp inc ltd llc plc gmbh co airlines airways motors industries"
    " technologies systems holdings partners brothers press times post news journal herald gazette"
    " tribune guardian broadcasting network club united city's team orchestra band service services"
    " board chamber centre center laboratory observatory secretariat tribunal cabinet government"
    " administration command watch international coalition initiative forum network taskforce"
)
# "Ministry of Health, Labour and Welfare".
LISTING: Final = words("ministry department committee commission office bureau")
# Last words of names that are shortened by a stop.
SHORTENED: Final = words("st ave rd blvd ln sq dr inc corp ltd co bros jr sr")
# These join a name's parts only after a head like one of these.
HEADS_OF: Final = INSTITUTIONS | words(
    "republic kingdom state states city town county province region district isle isles gulf bay"
    " sea strait cape mount lake river valley port battle war treaty declaration charter bill day"
    " tower palace bridge square duchy emirate commonwealth archdiocese diocese order house people"
)
PLACES: Final = words(
    "river sea ocean lake bay gulf strait channel mountains mountain mount hills hill valley desert"
    " forest island islands isles peninsula coast cape delta basin plateau steppe east west north"
    " south africa asia europe america arctic antarctic"
)
FACILITIES: Final = words(
    "bridge palace airport station street road avenue square tower stadium arena hall castle"
    " cathedral temple building plaza park dam canal tunnel port harbour harbor highway motorway"
    " prison camp base plant reactor terminal theatre theater hotel market gallery"
)
EVENTS: Final = words(
    "war wars summit conference olympics games cup championship championships festival revolution"
    " uprising election elections referendum crisis battle massacre earthquake hurricane typhoon"
    " cyclone flood pandemic epidemic ceasefire congress accord accords talks trial marathon"
)
# Before or after a single name they say that it is a person.
SPEECH: Final = words(
    "said says say told tells asked asks added adds replied replies argued argues warned warns"
    " insisted insists stressed stresses explained explains claimed claims believes thinks wrote"
    " writes tweeted recalled recalls admitted admits noted notes stated states laughed smiled"
    " nodded shrugged"
)
IN_PLACE: Final = words("in from near into across throughout outside inside around via to")
# Endings of adjectives and nouns for peoples.
PEOPLES: Final = ("ian", "ians", "ish", "ese", "ean", "eans", "iot", "iots", "ani", "anis", "aqi")
# The same endings, but no peoples; and names of parties' members without such an ending.
NO_PEOPLES: Final = words(
    "civilian civilians pedestrian pedestrians guardian guardians vegetarian vegetarians"
    " librarian librarians historian historians comedian comedians custodian custodians"
    " veterinarian veterinarians equestrian foolish selfish childish rubbish stylish lavish"
    " publish finish vanish radish sluggish reddish parish diocese archdiocese humanitarian"
    " humanitarians authoritarian median avian riots patriot patriots idiots mean cheese ocean"
    " oceans clean beans jeans"
)
MEMBERS: Final = ("icans", "crats", "ican", "crat")
# Organs of a state have its people's adjective before their name, not in it.
STATE_ORGANS: Final = words(
    "ministry government parliament court senate army navy force forces police cabinet tribunal"
    " department embassy"
)
# After a number.
TIME_ZONES: Final = frozenset(
    {
        "GMT",
        "UTC",
        "CET",
        "CEST",
        "BST",
        "EST",
        "EDT",
        "ET",
        "CST",
        "CDT",
        "PST",
        "PDT",
        "PT",
        "MSK",
    }
)
# What has a number: "Route 9", "Local 614".
NUMBERED: Final = words(
    "route local highway interstate motorway terminal gate pier platform channel radio flight"
    " reactor unit area camp zone line district precinct room building battery sector"
)
# Common words that begin a sentence without an article or an ending that gives them away.
BARE: Final = words(
    "family hand women men children user users code feedback copyright action caution fiction"
    " motion nation chance dance city unity image usage wage cement money cash water food bread"
    " rice milk meat fish wheat grain oil gas petrol fuel coal steel gold wood paper glass plastic"
    " dust smoke ice snow rain wind sunshine heat weather air energy power electricity traffic"
    " travel transport trade business industry work unemployment inflation debt tax income wealth"
    " growth poverty hunger famine crime murder theft fraud rape terror terrorism war peace death"
    " life birth health medicine cancer sleep youth age love hate anger fear hope joy grief faith"
    " truth justice law order freedom speech language music art history science research data"
    " information news evidence advice progress knowledge technology software hardware education"
    " school college church government society democracy politics economics time night day morning"
    " noon midnight dawn dusk spring summer autumn winter football cricket rugby tennis golf chess"
    " sport breakfast lunch dinner supper tea coffee wine beer land soil nature room space silence"
    " blood aid help mum dad mother father grandma grandpa god man woman mankind everyone nobody"
    " staff management half parking overnight afterwards nowadays besides elsewhere outside inside"
    " upstairs reader readers police everybody somebody nothing something anything luck gossip"
    " pollution climate chaos panic disaster tragedy success failure victory rumour rumor legend"
    " safety loyalty honesty beauty duty property liberty therapy surgery exercise pain hair skin"
    " supply online shelter cotton sugar salt honey butter fruit corn maize tobacco access"
    " machinery email internet television radio video homework thunder lightning darkness word"
    " religion speed size stone sand mud clay earth heaven hell paradise laughter applause turnout"
    " output trouble dirt litter rubbish garbage sewage timber livestock cattle poultry wildlife"
    " vegetation wisdom courage patience leisure fashion fame glory horror shame guilt grace"
    " humour humor logic common mercy obesity malaria cholera flu measles tuberculosis diabetes"
)
# Weekdays and the like are dates; these begin sentences and headlines without being names.
PRONOUNS: Final = words(
    "i we you he she it they me us him them my your his her its our their this that these those"
    " who what when where why how which whose there here yes no not ok okay please thanks thank"
    " hello hi well oh"
)
