"""Rendering the fixed sentences ahead, at once: `kiosk voice render`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.errors import InputError, KioskError
from kiosk.settings import LANGS, Settings
from kiosk.voice import engines
from kiosk.voice.voices import Task, Voices


@dataclass(slots=True)
class Plan:
    """What is to be rendered: all `sentences`, and those that are `missing`; `done` counts what was rendered."""

    voices: Voices
    sentences: int
    missing: list[Task]
    by_lang: dict[str, dict[str, int]]
    done: int = 0


def plan(settings: Settings, langs: tuple[str, ...] = (), engine: str | None = None) -> Plan:
    """What there is to render in `langs`, or in all languages on offer.

    Raises:
        InputError: `voice.language`, `voice.no-cache`.
        KioskError: `voice.engine`, or `voice.no-engine` if the one that is asked for does not speak a language.
    """
    if wrong := next((lang for lang in langs if lang not in LANGS), None):
        raise InputError("voice.language", f"The kiosk does not speak {wrong!r}.", f"It speaks {', '.join(LANGS)}.")
    for lang in (langs or settings.kiosk.langs) if engine else ():
        engines.choose(lang, settings.voice, engine)
    if not settings.voice.cache_mb:
        raise InputError("voice.no-cache", "Nothing is kept: voice.cache_mb is 0.", "Give it some megabytes.")
    chosen = settings.kiosk.model_copy(
        update={"langs": langs or settings.kiosk.langs, "lang": (langs or settings.kiosk.langs)[0]}
    )
    voice = settings.voice.model_copy(update={"engine": engine or settings.voice.engine})
    voices = Voices(settings.model_copy(update={"kiosk": chosen, "voice": voice}))
    tasks = voices.tasks()
    missing = [task for task in tasks if not voices.cache.has(task.key)]
    by_lang = {
        lang: {
            "sentences": sum(task.script.lang == lang for task in tasks),
            "missing": sum(task.script.lang == lang for task in missing),
        }
        for lang in chosen.langs
    }
    return Plan(voices, len(tasks), missing, by_lang)


def rendered(plan: Plan) -> Iterator[None]:
    """Render what is missing, one after the other.

    Raises:
        KioskError: an engine cannot, or the disk does not (`voice.cache-disk`); what was rendered before is kept.
    """
    cache = plan.voices.cache
    for task in plan.missing:
        cache.put(task.key, task.engine.speak(task.order), disk=True)
        if not cache.on_disk(task.key):
            told = f"Only {plan.done} of {len(plan.missing)} sentences could be kept in {cache.folder}."
            raise KioskError(
                "voice.cache-disk",
                told,
                "Make room there, let the kiosk's user write into it, or raise voice.cache_mb.",
            )
        plan.done += 1
        yield
