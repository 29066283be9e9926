"""What ways of saying something cost, in nats: priors that are few, and in one place.

None is measured on recordings: e^-1 is about a third, e^-2 a seventh, e^-4 a fiftieth.
"""

from collections.abc import Mapping
from types import MappingProxyType

from intents.meaning import Intent

OPEN_ENTRY = 5.0
"""For a thing that nobody told of."""
OPEN_WORD = 2.5
"""For each word of it."""
OPEN_GUESS = 3.0
"""More, where a sentence counts only if the thing is known, and without much confidence if it is not."""
ASIDE_WORD = 0.5
"""For each word that does not matter."""
BEGINS_WITH_THING = 2.0
"""For a template that begins with what fills a slot: it accepts nearly anything."""
BARE_THING = 2.0
"""For a thing and nothing else: "two lattes"."""
NOT_ASKED = 2.0
"""For what does not answer the open question."""
LED = 1.0
"""For a yes or no before something else: "no, the cheaper one"."""
MAKER_ONLY = 1.0
"""For a thing that is only called by its maker: "add the Oatly"."""
KNOWN_WORD = 1.0
"""For each word of a name of which not all is said: "the barista one"."""
CLIPPED = 3.0
"""For a wish of which the first word or two are missing, because one began to speak too early."""
INTENTS: Mapping[Intent, float] = MappingProxyType(
    dict.fromkeys((Intent.STOP, Intent.REPEAT, Intent.HELP, Intent.YES, Intent.NO), 1.5)
    | dict.fromkeys((Intent.REMOVE_FROM_CART, Intent.REMOVE_FROM_LIST, Intent.CLEAR_CART), 1.0)
)
"""For what is seldom meant where nothing was asked; the rest costs nothing."""
POINTLESS = 4.0
"""For what there is nothing to do for: "take the eggs out" of an empty cart."""
FILLER = 0.5
"""For "well" before and "thanks" after a sentence."""
RARE_FILLER = 1.5
"""For one that is seldom said to an assistant: "you know", "now"."""
POLITENESS = 1.0
"""For "please" inside it."""
HESITATION = 3.0
"""For "um" inside it."""
UNHEARD_COMMA = 4.0
"""For a thing that follows another without a word between them."""
UNJOINED_OPTION = 0.5
"""For an option after the name: "a latte large"."""
FURTHER_THING = 2.0
"""For each thing after the first: "and a bagel"."""
FURTHER_DETERMINER = 1.0
"""For each small word before a name after the first: "some more of the"."""
CONTAINER = 1.0
"""For what a thing comes in: "a carton of"."""
ADDED_BEFORE_NAME = 1.0
"""For an option before the name of which there is more or less, and which therefore is rather said after it:
"an oat milk latte"."""
DENIED_OPTION = 1.5
"""For "no sugar" and "without milk"."""
NUMBERS: Mapping[str, float] = MappingProxyType(
    {"one": 0.0, "two": 0.5, "few": 1.0, "dozen": 1.5, "two dozen": 3.5, "tens": 4.5, "large": 5.5}
)
"""For how many, by how large the number is; "a" and "an" cost nothing either."""
