"""The schema of `config/`: every setting with its meaning, unit and range.

Layers, later ones win: `config/default.toml` → the store's `kiosk.toml` → the device's `device.toml` in the data folder
→ environment (`KIOSK__SECTION__KEY`) → what the command line sets.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from kiosk.resources import languages

LANGS = languages()
if TYPE_CHECKING:
    Lang = str
else:
    Lang = Literal[LANGS]


HOUR: Final = r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$"
RECOGNISERS: Final = "balie.recognisers"
"""The group of entry points under which a package brings a recogniser."""


def _installed(engine: str) -> str:
    known = ["auto", "vosk", "moonshine", "none"]
    if engine not in known:
        known += [point.name for point in entry_points(group=RECOGNISERS)]
    if engine not in known:
        raise ValueError(f'is "{engine}"; there are {", ".join(known)}')
    return engine


MICROPHONES: Final = "balie.microphones"
"""The group of entry points under which a package brings a microphone: `NAME:REST` calls what it names with REST."""


def _hears(microphone: str) -> str:
    known = ["auto", "device", "file", "shop", "none"]
    kind = microphone.partition(":")[0]
    if kind not in known and not entry_points(group=MICROPHONES, name=kind):
        raise ValueError(f'is "{microphone}"; there are auto, device:NAME, file:PATH, shop and none')
    return microphone


VOICES: Final = "balie.voices"
"""The group of entry points under which a package brings a voice."""


def _speaks(engine: str) -> str:
    known = ["auto", "espeak", "piper", *(point.name for point in entry_points(group=VOICES))]
    if engine not in known:
        raise ValueError(f'is "{engine}"; there are {", ".join(known)}')
    return engine


def once(langs: tuple[str, ...]) -> tuple[str, ...]:
    """Languages of which none is named twice; `ValueError` otherwise."""
    if twice := next((lang for at, lang in enumerate(langs) if lang in langs[:at]), ""):
        raise ValueError(f'names "{twice}" twice')
    return langs


class Section(BaseModel):
    """A section refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Kiosk(Section):
    """The kiosk as a whole."""

    lang: Annotated[Lang, Field(description="Language a session starts in")] = "en"
    langs: Annotated[tuple[Lang, ...], Field(description="Languages on offer", min_length=1), AfterValidator(once)] = (
        "nl",
        "en",
    )
    avatar: Annotated[str, Field(description="Avatar pack: its name, or a path: ./noor lies beside kiosk.toml")] = (
        "maya"
    )
    tone: Annotated[
        Literal["warm", "brief", "formal"], Field(description="How the kiosk words its own sentences: config/tone/")
    ] = "warm"
    seed: Annotated[int, Field(description="Seed of blinks, variants and simulations")] = 1
    clock: Annotated[
        str, Field(description="Time of day: `system`, or `shifted:FILE`, wrong by the seconds in FILE (for drills)")
    ] = "system"


class Store(Section):
    """The store's content and back end."""

    dir: Annotated[Path, Field(description="Folder of the store; relative to config/")] = Path("demo-store")
    backend_url: Annotated[
        str, Field(description="Base URL of the store's back end, `simulated`, or empty for none")
    ] = ""
    backend_timeout_s: Annotated[float, Field(description="Longest wait for the back end, s", gt=0, le=10)] = 1.6
    backend_max_age_s: Annotated[
        float, Field(description="Age from which a price or a stock is too old to be told, s", gt=0, le=86400)
    ] = 900.0
    backend_failures: Annotated[
        int, Field(description="Failures in a row after which the back end is left alone for a while", ge=1, le=100)
    ] = 3
    backend_pause_s: Annotated[float, Field(description="How long it is then left alone, s", gt=0, le=3600)] = 15.0
    backend_retries: Annotated[
        int, Field(description="How often what failed in passing is asked again, within the longest wait", ge=0, le=3)
    ] = 1
    backend_as_of_s: Annotated[
        float,
        Field(
            description="While the back end is away, what it last said is told with its time until it is so old, s; "
            "0: never",
            ge=0,
            le=86400,
        ),
    ] = 0.0


class Sight(Section):
    """Camera and presence."""

    camera: Annotated[
        str,
        Field(
            description="`auto`, `device:N`, `csi` (a ribbon cable's), `rtsp://HOST/PATH` or `stream:URL` (a network "
            "camera), `file:PATH`, `shop` (simulated) or `none`"
        ),
    ] = "auto"
    sensor: Annotated[
        Literal["none", "body"],
        Field(description="What tells of shoppers while there is no camera: `body` is the sensor on the robot's board"),
    ] = "none"
    hfov_deg: Annotated[float, Field(description="Horizontal field of view, degrees", gt=10, lt=170)] = 66.0
    height_m: Annotated[float, Field(description="Height of the camera, m", gt=0, lt=4)] = 1.35
    pitch_deg: Annotated[float, Field(description="Downward tilt of the camera, degrees", ge=-45, le=45)] = 0.0
    screen_m: Annotated[
        float | None,
        Field(
            description="Height of the screen's middle, m: gaze is counted from it; without it the camera's", gt=0, lt=4
        ),
    ] = None
    score: Annotated[float, Field(description="Least score of a face", gt=0, lt=1)] = 0.6
    engage_m: Annotated[float, Field(description="Distance of an engagement, m", gt=0.3, lt=5)] = 1.6
    disengage_m: Annotated[float, Field(description="Distance that ends one, m", gt=0.3, lt=6)] = 2.1
    approach_m: Annotated[float, Field(description="Distance from which approach counts, m", gt=0.5, lt=8)] = 3.6
    end_s: Annotated[float, Field(description="Session ends after no near face for, s", gt=0, le=60)] = 3.0
    end_leaving_s: Annotated[
        float,
        Field(description="Session ends after the shopper turned away and no near face was seen for, s", gt=0, le=60),
    ] = 1.0
    cooldown_s: Annotated[
        float, Field(description="No new greeting within, s; who waited behind is greeted at once", ge=0, le=120)
    ] = 5.0
    engage_after_s: Annotated[
        float, Field(description="Who stands near and looks is greeted after, s", gt=0.2, le=10)
    ] = 1.0
    aside_s: Annotated[
        float,
        Field(description="A shopper near who turns aside, to a companion or a shelf, is not gone for, s", ge=0, le=60),
    ] = 8.0
    group_m: Annotated[
        float, Field(description="Who stands no farther from another belongs together, m", gt=0.3, lt=3)
    ] = 1.2
    low_eye_m: Annotated[float, Field(description="Eyes below this height get the low layout, m", gt=0.5, lt=2)] = 1.25


class Hearing(Section):
    """Microphone and recogniser."""

    microphone: Annotated[
        str,
        AfterValidator(_hears),
        Field(description="`auto`, `device:NAME`, `file:PATH`, `shop` (simulated) or `none`"),
    ] = "auto"
    engine: Annotated[
        str,
        AfterValidator(_installed),
        Field(description="Recogniser: `auto`, `vosk`, `moonshine`, `none` or one that a package brings"),
    ] = "auto"
    known_silence_ms: Annotated[
        int, Field(description="Silence that ends a whole known question, ms", ge=150, le=2000)
    ] = 300
    end_silence_ms: Annotated[int, Field(description="Silence that ends a sentence, ms", ge=200, le=3000)] = 500
    open_silence_ms: Annotated[
        int, Field(description="Silence that ends a sentence on a word where none ends, ms", ge=200, le=5000)
    ] = 1400
    patient_silence_ms: Annotated[
        int, Field(description="Silence that ends a sentence in the patient profile, ms", ge=300, le=5000)
    ] = 800
    patient_open_silence_ms: Annotated[
        int, Field(description="The same, on a word where no sentence ends, ms", ge=300, le=6000)
    ] = 2000
    max_utterance_s: Annotated[float, Field(description="Listening cap of one utterance, s", gt=1, le=60)] = 12.0
    barge_in: Annotated[bool, Field(description="Whether a shopper may interrupt the kiosk by speaking")] = True
    interrupt_ms: Annotated[
        int, Field(description="A voice that lasts so long interrupts the kiosk, whatever it says, ms", ge=200, le=3000)
    ] = 600
    echo_ms: Annotated[
        float | None,
        Field(
            description="When the kiosk's own sound comes to its microphone, ms after it is meant to: measured by "
            "`kiosk hardware calibrate speaker`",
            ge=-100,
            le=1000,
        ),
    ] = None
    ghost_gate_db: Annotated[
        float, Field(description="A single word less far above the noise than this is none, dB", ge=0, le=40)
    ] = 8.0
    noise_db: Annotated[
        float | None,
        Field(description="Noise of this place, as `kiosk hardware calibrate microphone` found it, dB", ge=-120, le=0),
    ] = None
    memory_mb: Annotated[
        float, Field(description="Memory at which a recogniser is loaded anew, between sentences, MB", ge=200, le=16000)
    ] = 900.0
    reading_s: Annotated[
        float, Field(description="A recogniser that hangs or is at one reading so long is replaced, s", gt=0.5, le=30)
    ] = 4.0


class Voice(Section):
    """Speech and speaker."""

    speaker: Annotated[
        str,
        Field(
            description="`auto`, `device[:NAME]`, `clock` (silent; `clock:8` eight times as fast), `record` (writes "
            "what would be heard), `shop` (simulated; `shop:record` writes it, too) or `none`"
        ),
    ] = "auto"
    wpm: Annotated[int, Field(description="Speaking rate, words a minute", ge=80, le=300)] = 165
    pitch: Annotated[int, Field(description="Pitch, 0 to 100", ge=0, le=100)] = 55
    volume: Annotated[float, Field(description="The loudest a shopper can make it, 0 to 1", ge=0, le=1)] = 1.0
    level: Annotated[
        int, Field(description="Loudness a visit starts with, 1 to 5 of that: a step is 4 dB", ge=1, le=5)
    ] = 4
    boost_db: Annotated[
        float, Field(description="How much louder the voice may get in a noisy room, dB; 0 for never", ge=0, le=12)
    ] = 6.0
    quiet_from: Annotated[
        str, Field(description="Quiet hours begin, HH:MM by the store's clock; empty for none", pattern=HOUR)
    ] = ""
    quiet_until: Annotated[
        str, Field(description="Quiet hours end, HH:MM; earlier than their begin is the next day", pattern=HOUR)
    ] = ""
    quiet_level: Annotated[
        int, Field(description="Loudness a visit starts with in quiet hours, 1 to 5", ge=1, le=5)
    ] = 2
    latency_ms: Annotated[
        float,
        Field(
            description="How much later a sound is heard than it is given out, ms: `kiosk hardware calibrate speaker`",
            ge=0,
            le=1000,
        ),
    ] = 0.0
    lead_ms: Annotated[
        int, Field(description="From the decision to the first sample, ms: gives the lips time", ge=0, le=300)
    ] = 35
    voices: Annotated[
        dict[Lang, str], Field(description="espeak-ng voice per language, instead of that in config/voice/")
    ] = {}
    engine: Annotated[
        str,
        AfterValidator(_speaks),
        Field(
            description="`auto` (Piper where it is installed with a model, else espeak-ng), `espeak`, `piper` or own"
        ),
    ] = "auto"
    piper: Annotated[
        dict[Lang, str],
        Field(description="Piper's voice per language: a model of `kiosk models`, or a path of an .onnx file"),
    ] = {}
    first_sound_s: Annotated[
        float,
        Field(description="A sentence that Piper would begin later than this is spoken by espeak-ng, s", gt=0, le=10),
    ] = 1.2
    cache_mb: Annotated[
        int, Field(description="Disk for sentences that were rendered ahead, MB; 0 for none", ge=0, le=4096)
    ] = 200


class Stage(Section):
    """The window."""

    display: Annotated[
        Literal["auto", "window", "none", "shop"],
        Field(description="`none` draws without a screen, `shop` is a touch screen before simulated shoppers"),
    ] = "auto"
    fullscreen: Annotated[bool, Field(description="Fill the screen (F11 changes it)")] = False
    width: Annotated[int, Field(description="Width of the scene, px", ge=320, le=3840)] = 1080
    height: Annotated[int, Field(description="Height of the scene, px", ge=320, le=3840)] = 1920
    rotate: Annotated[
        Literal[0, 90, 180, 270],
        Field(description="Turns picture and touch clockwise, for a panel on its side that the system does not turn"),
    ] = 0
    renderer: Annotated[
        Literal["auto", "gpu", "cpu"],
        Field(description="`auto` takes a graphics processor that draws rightly and fast, else the main processor"),
    ] = "auto"
    fps: Annotated[int, Field(description="Frames a second", ge=5, le=60)] = 30
    scale: Annotated[
        float, Field(description="Resolution that is really drawn without a screen, 0.25 to 1", ge=0.25, le=1)
    ] = 0.5
    lip_lead_ms: Annotated[int, Field(description="How far the mouth leads the sound, ms", ge=0, le=100)] = 35
    composure: Annotated[
        float | None,
        Field(description="0 is lively, 1 keeps as still as a receptionist; without it the avatar's own", ge=0, le=1),
    ] = None
    record: Annotated[bool, Field(description="Keep a log of what each frame showed, for film and figures")] = False


class Body(Section):
    """Robot or display on a serial port."""

    port: Annotated[str, Field(description="`auto`, `none`, `simulated` or a serial port")] = "auto"
    profile: Annotated[str, Field(description="Device profile in config/devices/")] = "mcu-head"
    lip_lead_ms: Annotated[int, Field(description="How far the jaw is sent ahead of the sound, ms", ge=0, le=200)] = 35


class Answers(Section):
    """Retrieval."""

    encoder: Annotated[bool, Field(description="Use the sentence encoder; without it TF-IDF alone answers")] = True
    second_stage: Annotated[
        Literal["auto", "off", "unsure", "always"],
        Field(description="When a second, larger encoder looks too; auto goes by the machine's memory and processor"),
    ] = "auto"
    answer_precision: Annotated[
        float, Field(description="Share of direct answers that must be right for the kiosk to give them", gt=0.5, lt=1)
    ] = 0.965
    strangers: Annotated[
        float,
        Field(
            description="Questions the store has no answer to, beside each it has: more of them, more care", ge=0, le=2
        ),
    ] = 0.33
    reject_quantile: Annotated[
        float, Field(description="Share of known questions that may be asked again", gt=0, lt=0.5)
    ] = 0.10


class Wording(Section):
    """A language model that may put one answer in other words; off without a `url`."""

    url: Annotated[str, Field(description="Base URL of an OpenAI-compatible endpoint, up to /v1; empty for none")] = ""
    model: Annotated[str, Field(description="Name of the model at the endpoint")] = ""
    key: Annotated[str, Field(description="Where the key stands: `env:NAME` or `file:/PATH`; empty for none")] = ""
    timeout_s: Annotated[float, Field(description="After this an answer is said as it stands, s", gt=0.1, le=2)] = 0.8
    announced: Annotated[
        bool, Field(description="Shoppers are told that a language model words the answers; without it none is used")
    ] = False

    @model_validator(mode="after")
    def _told(self) -> Wording:
        if self.url and not (self.announced and self.model):
            raise ValueError("with a url a model must be named, and announced = true: shoppers are told of it")
        return self


class Dialogue(Section):
    """Times of the conversation."""

    filler_after_s: Annotated[float, Field(description="A word is said when no answer came for, s", gt=0.2, le=1.5)] = (
        0.7
    )
    continue_s: Annotated[
        float, Field(description="What is said this soon after a question belongs to it, s", ge=0, le=5)
    ] = 1.5
    silence_s: Annotated[float, Field(description="Silence before the kiosk helps along, s", gt=2, le=60)] = 9.0
    close_after_s: Annotated[float, Field(description="Silence before an unseen session closes, s", gt=5, le=300)] = (
        25.0
    )
    misses_before_human: Annotated[
        int, Field(description="Questions not understood before a person is offered", ge=1, le=5)
    ] = 2


class Shop(Section):
    """The simulated shop that stands in for devices that are not there."""

    story: Annotated[str, Field(description="Path of the story that a simulated shopper plays; empty for none")] = ""
    crowd: Annotated[str, Field(description="File of a crowd of simulated shoppers, one after the other")] = ""
    backend_port: Annotated[
        int, Field(description="Port of the simulated store back end; 0 for none", ge=0, le=65535)
    ] = 0


class Runtime(Section):
    """Processes."""

    heartbeat_s: Annotated[
        float, Field(description="A part that is silent this long is restarted, s", gt=0.5, le=60)
    ] = 2.5
    start_s: Annotated[float, Field(description="Longest start of a part, s", gt=1, le=300)] = 45.0
    restarts: Annotated[int, Field(description="Restarts within a minute before a part is given up", ge=0, le=100)] = 8


class Ledger(Section):
    """What is kept of conversations: every event and command, as text. No image, no sound."""

    keep_days: Annotated[
        float, Field(description="Older rows are erased, at the start and every hour, days", gt=0, le=366)
    ] = 14.0
    held_mb: Annotated[float, Field(description="Rows kept in memory while the disk takes none, MB", gt=0, le=512)] = (
        8.0
    )


class Logs(Section):
    """What the technician reads with `kiosk logs`: a file in logs/, beside the ledger."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="The least that is written down")
    ] = "info"
    size_mb: Annotated[float, Field(description="Size at which a new file is begun, MB", gt=0, le=1000)] = 2.0
    keep: Annotated[int, Field(description="Full files that are kept besides the one that is written", ge=1, le=99)] = 5
    words: Annotated[bool, Field(description="Write down what shoppers say and are told; off: privacy")] = False


class Metrics(Section):
    """Figures for Prometheus, at http://ADDRESS:PORT/metrics."""

    port: Annotated[int, Field(description="Port of the figures; 0 for none", ge=0, le=65535)] = 0
    address: Annotated[
        str,
        Field(description="Address they are served on; any but 127.0.0.1 shows them to the network without a password"),
    ] = "127.0.0.1"


class Models(Section):
    """Where models for ears and eyes come from; each file is checked by its sha256, wherever it comes from."""

    mirrors: Annotated[
        tuple[str, ...], Field(description="Base URLs that hold the models' files, tried in this order")
    ] = ()
    mirrors_first: Annotated[bool, Field(description="Ask the mirrors before the makers' own address")] = True
    offline: Annotated[bool, Field(description="Never fetch anything: models come from a stick or a folder")] = False


class Settings(Section):
    """All settings of a kiosk."""

    kiosk: Kiosk = Kiosk()
    store: Store = Store()
    sight: Sight = Sight()
    hearing: Hearing = Hearing()
    voice: Voice = Voice()
    stage: Stage = Stage()
    body: Body = Body()
    answers: Answers = Answers()
    wording: Wording = Wording()
    dialogue: Dialogue = Dialogue()
    shop: Shop = Shop()
    runtime: Runtime = Runtime()
    ledger: Ledger = Ledger()
    logs: Logs = Logs()
    metrics: Metrics = Metrics()
    models: Models = Models()
