"""German words by class: what a finder of noun phrases needs to know, as data.

Closed classes alone; what is a noun has a capital letter. All in lower case.
"""

from __future__ import annotations

from typing import Final

from annotations.language.tables import words

# By these a text is known to be German: they are frequent, and rare in other languages.
MARKS: Final = words("der die das und den dem des nicht ist mit für auf sich ein eine im zu wird")

# Determiners; those of the genitive join a noun to the one before.
DETERMINERS: Final = words(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner"
    " keines dieser diese dieses diesen diesem jener jene jenes jenen jenem jeder jede jedes jeden"
    " jedem mein meine meinen meinem meiner meines dein deine deinen deinem deiner deines sein"
    " seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren"
    " unserem unserer unseres euer eure euren eurem eurer eures welche welcher welches welchen"
    " welchem alle allen aller allem beide beiden beider viele vielen vieler einige einigen einiger"
    " mehrere mehreren mehrerer manche manchen solche solchen solcher"
)
GENITIVE: Final = words("des der eines einer dieses dieser")

# Prepositions that join a complement to a noun.
PREPOSITIONS: Final = words(
    "an am ans auf aus bei beim für gegen im in ins mit nach ohne über um vom von zu zum zur"
    " zwischen unter"
)

# What ends a phrase: pronouns, conjunctions, auxiliaries, the commonest adverbs.
FUNCTION: Final = words(
    "ich du er sie es wir man sich mich dich uns euch ihn ihm ihnen wer was wem wen dass daß weil"
    " wenn als wie ob während obwohl damit denn aber oder und sondern sowie doch jedoch nur auch"
    " schon noch nicht sehr mehr wieder immer bereits etwa rund knapp heute gestern morgen dann da"
    " dort hier so zudem dagegen zwar endlich bis durch seit vor nach hinter neben wegen trotz"
    " laut gemäß statt ist sind war waren sei seien wäre wären bin bist hat haben hatte hatten habe"
    " hätte hätten wird werden wurde wurden würde würden kann können konnte konnten könnte könnten"
    " muss müssen musste mussten müsste müssten soll sollen sollte sollten will wollen wollte"
    " wollten darf dürfen durfte durften dürfte dürften mag mögen möchte möchten dessen deren"
)

# What an adjective before a noun ends with.
ADJECTIVE_ENDINGS: Final = ("e", "en", "er", "es", "em")
