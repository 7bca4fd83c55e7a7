"""The page as HTML: written by hand, filled from the profile and the language, without a line of script or style."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from hardware.motion.joints import Joint
from hardware.profiles.robot_profile import Profile
from kiosk.page_words import Words
from kiosk.technician.chosen import Chosen
from kiosk.technician.drawing import dial, figure


def document(chosen: Chosen, gestures: Iterable[str], words: Words, lang: str) -> str:
    """The whole page."""
    name = f"{words.title} · {chosen.name}"
    stand_in = f'<span class="tag">{escape(words.simulated)}</span>' if chosen.simulated else ""
    return _whole(
        lang,
        name,
        f"""<header><h1>{escape(name)} {stand_in}</h1>
<p id="phase" class="phase" role="status" aria-live="polite" data-phase="absent">{escape(words.phases["absent"])}</p>
<p id="line" class="quiet" aria-label="{escape(words.line)}"></p></header>
<main>
{_body(chosen.profile, words)}{_buttons(words)}
{_joints(chosen.profile, words)}
{_gestures(gestures, words) if chosen.profile.joints else ""}
{_lights(chosen.profile, words)}
</main>
<footer class="stop-bar"><button id="stop" type="button">{escape(words.stop)}</button>
<p id="stop-hint">{escape(words.stop_hint)}</p>
<button id="clear" type="button" hidden>{escape(words.clear)}</button></footer>
<dialog id="ask"><p id="question"></p><form method="dialog">
<button value="no" autofocus>{escape(words.no)}</button><button value="yes" id="yes"></button></form></dialog>
{_said(words)}""",
    )


def _whole(lang: str, title: str, body: str, script: str = '<script type="module" src="/page.js"></script>') -> str:
    return f"""<!doctype html>
<html lang="{escape(lang)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">{script}</head>
<body>{body}</body></html>
"""


def _body(profile: Profile, words: Words) -> str:
    if not profile.joints:
        return ""
    heading = f'<h2 id="h-body">{escape(words.drawing)}</h2>'
    return f'<section aria-labelledby="h-body">{heading}{figure(profile)}{_torque(words)}</section>'


def _torque(words: Words) -> str:
    return (
        f'<p class="row"><button id="torque" type="button">{escape(words.torque_on)}</button>'
        f'<button id="home" type="button" disabled>{escape(words.home)}</button></p>'
        f'<p class="quiet">{escape(words.torque_hint)}</p>'
    )


def _buttons(words: Words) -> str:
    return f'<p id="pressed" class="quiet" hidden>{escape(words.buttons)}: <span></span></p>'


def _joints(profile: Profile, words: Words) -> str:
    rows = "".join(_joint(joint, words) for joint in profile.joints)
    if not rows:
        return ""
    return f'<section aria-labelledby="h-joints"><h2 id="h-joints">{escape(words.joints)}</h2>{rows}</section>'


def _joint(joint: Joint, words: Words) -> str:
    name, limits = escape(joint.name), joint.limits
    step = limits.width / 200
    ends = escape(words.limits.format(low=f"{limits.lowest:g}", high=f"{limits.highest:g}"))
    return f"""<div class="joint" data-row="{name}">{dial(joint)}<div>
<label for="s-{name}">{name} <span class="quiet" id="e-{name}">{ends}</span></label>
<div class="row"><span class="end">{limits.lowest:g}</span>
<input id="s-{name}" type="range" disabled aria-describedby="e-{name}" data-slider="{name}" min="{limits.lowest:g}"
 max="{limits.highest:g}" step="{step:g}" value="{joint.neutral:g}"><span class="end">{limits.highest:g}</span></div>
<p class="figures">{escape(words.wanted)} <output data-wanted="{name}">–</output>
 · {escape(words.read)} <output data-read="{name}">–</output> <span data-fares="{name}" class="quiet"></span></p>
</div></div>"""


def _gestures(names: Iterable[str], words: Words) -> str:
    buttons = "".join(
        f'<button type="button" disabled data-gesture="{escape(name)}">{escape(name)}</button>' for name in names
    )
    return (
        f'<section aria-labelledby="h-gestures"><h2 id="h-gestures">{escape(words.gestures)}</h2>'
        f'<div class="row">{buttons}</div></section>'
    )


def _lights(profile: Profile, words: Words) -> str:
    if profile.lights is None:
        return ""
    options = "".join(
        f'<option value="{effect}">{escape(word)}</option>'
        for effect, word in (
            ("steady", words.effect_steady),
            ("breathe", words.effect_breathe),
            ("blink", words.effect_blink),
        )
    )
    rows = "".join(_lamp(number, what, options, words) for number, what in sorted(profile.lights.lamps.items()))
    return f'<section aria-labelledby="h-lights"><h2 id="h-lights">{escape(words.lights)}</h2>{rows}</section>'


def _lamp(number: int, what: Iterable[str], options: str, words: Words) -> str:
    name = f"{words.lamp} {number}"
    tells = escape(", ".join(what))
    return f"""<fieldset class="row" data-lamp="{number}">
<legend>{escape(name)} <span class="quiet">{tells}</span></legend>
<label>{escape(words.colour)} <input type="color" value="#00a0ff"></label>
<label>{escape(words.effect)} <select>{options}</select></label>
<button type="button" data-show>{escape(words.show)}</button>
<button type="button" data-dark>{escape(words.dark)}</button>
</fieldset>"""


def _said(words: Words) -> str:
    """What the script says, as text of the page: it has no words of its own."""
    said = {f"phase-{name}": word for name, word in words.phases.items()}
    said |= {
        "line": words.line_figures,
        "gone": words.line_gone,
        "stopped": words.stopped,
        "on": words.torque_on,
        "off": words.torque_off,
        "torque-question": words.torque_question,
        "clear-question": words.clear_question,
        "clear": words.clear,
        "missing": words.missing,
        "watching": words.watching,
    }
    spans = "".join(f'<span id="w-{key}">{escape(word)}</span>' for key, word in said.items())
    return f'<div hidden aria-hidden="true">{spans}</div>'


def password(words: Words, lang: str, said: str = "") -> str:
    """The page that asks for the password."""
    told = f'<p role="alert">{escape(said)}</p>' if said else ""
    return _whole(
        lang,
        words.password_title,
        f"""<main class="narrow"><h1>{escape(words.password_title)}</h1>{told}<form method="post" action="/enter">
<label>{escape(words.password)} <input name="password" type="password" autocomplete="off" required autofocus></label>
<button>{escape(words.enter)}</button></form></main>""",
        script="",
    )
