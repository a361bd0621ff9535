"""What kind of question a post asks, if any: told by small lists of words, in several languages."""

import re
from typing import Literal

from backchannel.model.post import Post
from backchannel.summary import cues
from backchannel.text.covers import cover

Kind = Literal["seeking", "logistics", "rhetorical", "none"]

_LINK = re.compile(r"https?://\S+")
_SENTENCE = re.compile(r"[^.!?？؟。！\n]*[?？؟]")
# What is asked of whoever reads it.
_OF_READERS = re.compile(
    r"\b(any(one|body)|does some(one|body)|some(one|body) (know|have|has)|is there (an?|any)|are there (any|other)|"
    r"who (knows|has|can)|where (can|could|do|should) (i|we|one|you)|(can|could|may) i|how (do|can|could|should) i|"
    r"how do you (currently|usually|all)|do you (know|have)|what do you (use|do|think)|any (tips|ideas|suggestions?|"
    r"advice|recommendations?|links?|resources|examples?|plans?|chance)|will (the|there|it|they|you) .*\b(be|have)|"
    r"(is|are|was|were) (the|this|it|they) .*(available|recorded|streamed|online|shared)|i have a question|"
    r"(is|are) (the )?(registration|venue|room|desk|bar|doors?) .*open|for (your|the|our) panel|"
    r"question (for|to) (the|you)\b|"
    r"would (love|like) to know|alguien|hay alg(o|ún|una)|d[oó]nde (puedo|podemos|se|est[aá])|c[oó]mo puedo|"
    r"qui[eé]n(es)? (sabe|tiene|puede)|quelqu['’]un|y a-t-il|o[uù] (peut|puis|trouver)|comment (puis|peut|faire)|"
    r"jemand|gibt es|wo (kann|finde|gibt)|wie (kann|macht) (ich|man)|algu[eé]m|onde (posso|est[aá]|fica)|como posso|"
    r"quem (sabe|tem)|qualcuno|dove (posso|si)|iemand|waar (kan|vind) (ik|je)|hoe (kan|doe) (ik|je))\b|"
    r"ですか|でしょうか|ますか|吗|嗎|怎么|怎麼|哪里|哪裡|谁知道",
)
_PRACTICAL = re.compile(
    r"\b(room|wi-?fi|badge|registration|bus|train|tram|taxi|parking|lunch|dinner|gala|hotel|venue|schedule|charger|"
    r"bottle|lost|t-?shirts?|lanyards?|ticket|programme?|live ?stream\w*|stream\w*|record(ed|ings?)|uploaded|sala|"
    r"almuerzo|cena|entrada|transmisi[oó]n|salle|d[eé]jeuner|d[iî]ner|place|raum|mittag|zaal)\b",
)
_OF_NOBODY = re.compile(
    r"\b(how (cool|great|awesome|amazing|nice|good|cute|lovely)|isn['’]t (it|this|that)|right\s?\?|"
    r"any(one|body) (else|up for|wants?|fanc(y|ies)|keen|interested|joining|going)|may i ask you|will you be able|"
    r"will (answer|address|discuss|explore)|where should i be|who(['’]s| is| wants| else)|guess|did you know|"
    r"why not|ready\s?\?|want (to|more|a)|miss(ed)? (the|my|our|it)|"
    r"interested in|curious (about|to)|looking for|have you (ever|seen|heard|met|been|registered|read)|sab[ií]as|"
    r"te (lo )?perdiste|quieres|saviez-vous|wuss?ten sie|wusstet ihr|lo sapevi)|"
    r"(^|\s)(q|question|pregunta|frage)\s*[:.]",
)


def kind_of_question(post: Post) -> Kind:
    """What a post asks its readers: something they may know, something practical; or nobody anything; or nothing."""
    if not any(mark in post.text for mark in "?？؟") or cover(post):
        return "none"
    asked = " ".join(_SENTENCE.findall(_LINK.sub(" ", post.text.lower())))
    if not asked:
        return "none"
    if _OF_NOBODY.search(asked) or not _OF_READERS.search(asked):
        return "rhetorical"
    if cues.is_announcement(post.text) or cues.is_promotion(post.text):
        return "rhetorical"
    return "logistics" if _PRACTICAL.search(post.text.lower()) else "seeking"
