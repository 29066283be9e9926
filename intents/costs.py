"""What ways of saying something cost, in nats: priors that are few, and in one place."""

OPEN_ENTRY = 3.0
"""For a thing that nobody told of."""
OPEN_WORD = 2.0
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
FILLER = 0.5
"""For "well" before and "thanks" after a sentence."""
HESITATION = 1.0
"""For "um" and "please" inside it."""
UNHEARD_COMMA = 4.0
"""For a thing that follows another without a word between them."""
UNJOINED_OPTION = 0.5
"""For an option after the name: "a latte large"."""
LARGE_NUMBER = 4.0
"""For one above two dozen."""
