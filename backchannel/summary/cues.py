"""What a post's words say of its purpose: told beforehand, sold, or passed on. Small lists, in several languages.

Texts are put into small letters before they are searched: ignoring case in the pattern takes five times as long.
"""

import re

_ANNOUNCEMENT = re.compile(
    r"\b(my (#?\w+ )?talk|(i|we)['’]?ll be|(i|we) will|(i['’]m|am) (soon )?(giving|speaking|presenting)|coming up|"
    r"join(ing)? (us|me|our)|come (see|by|along|to|and)|ready for|will (be )?(speak|present|giv|talk)\w*|"
    r"excited (to|for|about)|looking forward|can['’]?t wait|see you|don['’]?t miss|tomorrow|today at|tonight|"
    r"starts? (in|at|soon)|register|deadline|save the date|on my way|heading to|arrived|stop by|"
    r"mañana|nos vemos|te esperamos|los esperamos|no te (lo )?pierdas|mi (charla|presentación)|estaré|estaremos|"
    r"acompáñanos|particip(o|aré|ará|aremos|ando|arán)|pr[oó]xim[oa]s?|est[ea] (lunes|martes|miércoles|jueves|viernes)|"
    r"demain|ma présentation|rejoignez|venez|à bientôt|hâte de|inscri\w+|"
    r"amanhã|minha palestra|nos encontramos|esperamos você|morgen|mein vortrag|kommt|wir freuen|bis bald|"
    r"domani|il mio intervento|vi aspettiamo|mijn praatje|kom langs)\b",
)
_PROMOTION = re.compile(
    r"\b(hiring|recruiting|vacanc\w+|job (offers?|openings?|ads?|postings?)|(open|available) (positions?|roles?)|"
    r"positions? (open|available)|(postdoc\w*|phd) (positions?|openings?)|apply (now|by|here)|contact me|"
    r"please (contact|help)|discount|coupon|giveaway|win a|our booth|visit us|sponsor\w*|follow us|"
    r"our (product|services|customers|company)|free trial|sign up|subscribe|buy|stickers?|swag|"
    r"sorte(o|amos)|regalos?|descuento|patrocin\w+|síguenos|visítanos|suscr\w+|vacantes?|contratando|"
    r"abonnez|suivez|recrut(e|ons|ement)|offres? d['’]emploi|gewinn\w*|rabatt|stellenangebote?|"
    r"wir suchen|contratamos)\b",
)
_SHARE = re.compile(
    r"slides?|deck|material|\bcode\b|\brepo|book|package|paper|poster|video|recording|\btalk|tutorial|workshop|notes|"
    r"resource|diapo|présentation|presentaci[oó]n|apresenta|folien|vortrag|charla|datos|informe|report",
)

_THANKS = re.compile(
    r"\b(thanks?|thank you|thx|ty|cheers|gracias|merci|danke|obrigad[oa]|grazie|bedankt|dank je|tak|tack)\b|"
    r"ありがと|谢谢|謝謝|감사",
)


def is_announcement(text: str) -> bool:
    """Whether it tells what will happen rather than what was learnt."""
    return _ANNOUNCEMENT.search(text.lower()) is not None


def is_promotion(text: str) -> bool:
    """Whether it offers something of its author's for sale or for following."""
    return _PROMOTION.search(text.lower()) is not None


def is_share(text: str) -> bool:
    """Whether it says that it passes on slides, code, a paper or the like."""
    return _SHARE.search(text.lower()) is not None


def is_thanks(text: str) -> bool:
    """Whether it gives thanks."""
    return _THANKS.search(text.lower()) is not None
