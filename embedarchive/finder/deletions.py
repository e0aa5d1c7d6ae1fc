"""Whether a sentence of an article says that a post was deleted. It is the article's word, and is told as such."""

from __future__ import annotations

from embedarchive.patterns import regex

_POSTS = regex(
    r"(?:re|video)?(?:tweets?|twitterbericht\w{0,2}|posts?|posting|postagem|videos?|vídeos?|vidéos?|messages?|stor(?:y|ies)"
    r"|threads?|reels?|clips?|bericht(?:en|je)?|filmpjes?|beitr(?:ag|äge|ags)|publications?|publicaci[oó]n|publicação"
    r"|tuits?|mensajes?|mensagem|messaggio|wpis\w{0,3}|tweet(?:'?i|[auy]|em)|posta|postu|gönderi\w{0,3}|paylaşım\w{0,3}|твит\w{0,2}|твіт\w{0,2}"
    r"|пост\w{0,2}|допис\w{0,2}|видео|відео|ролик\w{0,2})"
)
"""What a post is called, in lower case."""
_GONE = regex(
    r"(?:deleted|removed|erased|verwijderd|gewist|weggehaald|gelöscht|entfernt|supprimé|effacé|retiré|borrad[oa]"
    r"|eliminad[oa]|apagad[oa]|cancellat[oa]|rimoss[oa]|usunięt[yo]|skasowan[yo]|silin(?:en|di)|kaldırıl(?:an|dı)"
    r"|удал[её]н\w{0,3}|видален\w{0,3}|wiste|löschten?|löscht|supprima|effaça|cancellò|rimosse|usun(?:ął|ęła|ęli)|skasował[ai]?|borró|eliminó|apagou|удалил\w?|видали(?:в|ла|ли))(?:e|en|es|er|em|s|'i)?"
)
_PHRASES = {
    " down": regex(r"\b(?:taken|took) down\b"),
    "offline": regex(r"\boffline (?:gehaald|genommen)\b|\b(?:haal(?:de|den|t)|nahm(?:en)?)(?= [^.;:]{1,60} offline\b)"),
    "no longer ": regex(r"\bno longer (?:available|online|up|visible|exists?)\b"),
    "niet ": regex(r"\bniet (?:meer|langer) (?:beschikbaar|online|zichtbaar)\b"),
    "nicht mehr ": regex(r"\bnicht mehr (?:verfügbar|online|abrufbar|sichtbar)\b"),
    " plus ": regex(r"\bn'(?:est|existe) plus (?:disponible|en ligne|accessible)?"),
    "ya no ": regex(r"\bya no (?:está|existe)(?: disponible)?\b"),
}
"""Ways to say so that are not one word, each by what every text has in which it stands."""
_OPEN = frozenset(
    """
    not never cannot refused refuses would could should must may might can will if unless until demanded demand asked
    asks urged ordered called calls wants wanted told to please didn't hasn't wasn't isn't haven't hadn't don't doesn't
    won't niet nooit geen moet moeten moest zou als wil nicht nie kein soll sollte muss müsse wenn falls pas jamais doit
    faut si nunca debe deve non не ні если якщо
    """.split()  # noqa: SIM905 -- legible
)
"""Words with which a sentence denies it, asks for it or imagines it; then nothing is told, for nothing is guessed."""
_PARTING = frozenset(
    """
    from in on after before about over at for with of by than when because while account accounts uit van na voor aus
    von nach vor über de du après avant sur del tras sobre z ze w po o с со из от в во на по о об з із від у
    """.split()  # noqa: SIM905 -- legible
)
"""Words that stand between a deletion and a post that was not what is deleted: removed from his post."""
_LATER = frozenset(
    "after before when because while account accounts na nadat nach nachdem après tras".split()  # noqa: SIM905 -- legible
)
_OBJECTS = frozenset(
    "the a an his her their its my our your this that these those all some any every account".split()  # noqa: SIM905 -- legible
)
_AT = frozenset("in on with via per op met im auf mit dans sur en con em no na в у".split())  # noqa: SIM905 -- legible
_LINKING = frozenset(
    """
    that which he she it they has have had was were is been being since now later then subsequently quickly soon
    promptly die dat hij zij ze werd inmiddels ondertussen intussen weer der das er sie wurde hat inzwischen
    mittlerweile später wieder qui qu'il qu'elle a été depuis que ha sido fue luego después ya foi
    """.split()  # noqa: SIM905 -- legible
)
"""All that may stand between "in a post" and the word that says that it, and nothing else in the sentence, is gone."""
_WORD = regex(r"[\w'’]{1,40}|[;:]")
_BETWEEN = 6  # words between the two
_LONGEST = 1000


def says(sentence: str) -> bool:
    """Whether it says that a post was deleted, and neither denies it nor only asks for it."""
    text = sentence[:_LONGEST].lower().replace("’", "'")
    for sign, phrase in _PHRASES.items():
        if sign in text:
            text = phrase.sub(" deleted ", text)
    words = _WORD.findall(text)
    gone = [at for at, word in enumerate(words) if _GONE.fullmatch(word)]
    if not gone or not _OPEN.isdisjoint(words):
        return False
    posts = [at for at, word in enumerate(words) if _POSTS.fullmatch(word)]
    return any(_belong(words, post, at) for at in gone for post in posts)


def _belong(words: list[str], post: int, gone: int) -> bool:
    """Whether a word for a post and one for a deletion stand together: the deleted post, the post was deleted."""
    low, high = sorted((post, gone))
    between = set(words[low + 1 : high])
    if high - low > _BETWEEN + 1 or between & {";", ":"}:
        return False
    if gone < post:
        return between.isdisjoint(_PARTING)
    if not _AT.isdisjoint(words[max(0, post - 3) : post]) and not between <= _LINKING:
        return False
    following = words[gone + 1] if gone + 1 < len(words) else ""
    return between.isdisjoint(_LATER) and following not in _OBJECTS
