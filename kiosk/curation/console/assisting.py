"""What could be said or shown next in a conversation: entries, a question to ask, a product in another's stead.

Service, not sale: a product is suggested only in the stead of one that was named, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from kiosk.answers.engine import Answerer
from kiosk.answers.products import Product
from kiosk.answers.retrieve import Match
from kiosk.curation.console.answering import KEPT
from kiosk.marks import split
from kiosk.utterance import normal

ENTRIES, RELATED = 4, 2
LEAST: Final = 0.08
"""Below this an entry is no suggestion, but noise."""
FADES: Final = 0.8
"""What was said a line earlier counts for so much less."""
ANSWERED: Final = "answer"
ASKED: Final = "ask"
PRODUCT: Final = "product"
Item = dict[str, Any]


def assist(store: Path, texts: Sequence[Sequence[str]], lang: str, reads: str) -> dict[str, Any]:
    """Suggestions for (language, text), the newest last: to be said in `lang`, and read in `reads`.

    Each has a `because` (words, phrasing, asked, named, kind) and the `words` of it, from which the desk says why.
    """
    answerer = KEPT.answerer(store)
    said = [(of, text) for of, text in texts if normal(text)]
    items = [*_entries(answerer, said, lang, reads), *_question(answerer, said, lang, reads)]
    return {"items": [*items, *_related(answerer, said, lang, reads)]}


def _entries(answerer: Answerer, said: Sequence[tuple[str, str]], lang: str, reads: str) -> Iterator[Item]:
    """The entries that come near to any line, each by the line that it is nearest to."""
    best: dict[str, tuple[float, Match, str, str]] = {}
    for age, (of, text) in enumerate(reversed(said)):
        match = answerer.match([text], of)
        for ranked in match.ranked:
            score = ranked.score * FADES**age
            if score >= LEAST and score > best.get(ranked.entry, (0.0,))[0]:
                best[ranked.entry] = (score, match, of, text)
    for name, (score, match, of, text) in sorted(best.items(), key=lambda each: -each[1][0])[:ENTRIES]:
        item = _entry(answerer, name, lang, reads, score)
        if item is not None:
            yield _answered(answerer, item, of, text, reads) | _because(answerer, name, match)


def _entry(answerer: Answerer, name: str, lang: str, reads: str, score: float) -> Item | None:
    """An entry as it is written, in both languages."""
    knowledge = answerer.knowledge
    found, own = knowledge.entry(name, (lang, reads, "en", "nl")), knowledge.entry(name, (reads, "en", lang))
    if found is None or own is None:
        return None
    reading = split(own[1].answer)[0].strip() if reads != found[0] else ""
    return {
        "kind": "entry",
        "title": own[1].title,
        "text": split(found[1].answer)[0].strip(),
        "lang": found[0],
        "reading": reading,
        "entry": name,
        "place": found[1].place,
        "score": round(score, 4),
    }


def _answered(answerer: Answerer, item: Item, of: str, text: str, reads: str) -> Item:
    """The entry with what the kiosk would answer with it now, where it looks that up: hours, a product's place."""
    reply = answerer.ask(text, of, look_up=False).reply
    if reply.entry != item["entry"] or reply.band != ANSWERED or of != item["lang"] or not reply.caption:
        return item
    mention = answerer.catalogue.find(text, of) if answerer.knowledge.action(reply.entry) == PRODUCT else None
    title = f"{item['title']}: {mention.product.name(reads)}" if mention else item["title"]
    return item | {"title": title, "text": reply.caption, "place": reply.place or item["place"]}


def _because(answerer: Answerer, name: str, match: Match) -> Item:
    known = answerer.retriever.told(match)[0] if match.best.entry == name else []
    if known:
        return {"because": "words", "words": ", ".join(known)}
    phrasing = next((each.phrasing for each in match.ranked if each.entry == name), "")
    return {"because": "phrasing", "words": phrasing}


def _question(answerer: Answerer, said: Sequence[tuple[str, str]], lang: str, reads: str) -> Iterator[Item]:
    """What to ask after the last line: which entry is meant (`choices`), or what the kiosk itself would ask."""
    reply = answerer.ask(said[-1][1], lang, look_up=False).reply if said and said[-1][0] == lang else None
    if reply is None or reply.band != ASKED or not (reply.choices or reply.caption):
        return
    titles = {of: [_title(answerer, each.id, of) or each.label for each in reply.choices] for of in (lang, reads)}
    other = answerer.ask(said[-1][1], reads, look_up=False).reply if reads != lang and not reply.choices else reply
    yield {
        "kind": "question",
        "title": ", ".join(titles[reads]) or (other.caption if other.band == ASKED else reply.caption),
        "text": reply.caption,
        "reading": other.caption if reads != lang and other.band == ASKED else "",
        "choices": titles,
        "entry": "",
        "place": "",
        "score": 0.5,
        "because": "asked",
        "words": "",
    }


def _title(answerer: Answerer, name: str, lang: str) -> str:
    found = answerer.knowledge.entry(name, (lang,))
    return found[1].title if found else ""


def _related(answerer: Answerer, said: Sequence[tuple[str, str]], lang: str, reads: str) -> Iterator[Item]:
    """What could do in the stead of the product that was named last."""
    catalogue = answerer.catalogue
    mention = next((found for of, text in reversed(said) if (found := catalogue.find(text, of))), None)
    if mention is None:
        return
    for product in catalogue.alike(mention.product, reads)[:RELATED]:
        named = product.id in mention.product.alternatives
        yield _product(answerer, product, lang, reads) | {
            "because": "named" if named else "kind",
            "words": mention.product.name(reads),
        }


def _product(answerer: Answerer, product: Product, lang: str, reads: str) -> Item:
    """A product, with where it is as the kiosk says it."""
    told = {of: answerer.ask(product.name(of), of, look_up=False).reply.caption for of in {lang, reads}}
    return {
        "kind": "related",
        "title": product.name(reads),
        "text": told[lang] or product.name(lang),
        "reading": told[reads] if reads != lang else "",
        "entry": product.id,
        "place": product.place,
        "score": 0.4,
    }


TASKS: Final[Mapping[str, Any]] = {"assist": assist}
