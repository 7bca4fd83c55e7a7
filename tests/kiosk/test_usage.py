"""What is typed wrongly is told like every other fault; an interrupt ends any command quietly, from its start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

TYPED = {
    "a command that is nearly one": (("aks",), "Did you mean `kiosk ask`? [usage.command]"),
    "no command": (("dance",), "`kiosk` has no command 'dance'. See `kiosk --help`. [usage.command]"),
    "a command of a group": (("models", "gett"), "Did you mean `kiosk models get`? [usage.command]"),
    "an option that is nearly one": (("ask", "hello", "--wy"), "Did you mean `kiosk ask --why`? [usage.option]"),
    "an option without its value": (("ask", "hello", "--lang"), "--lang needs a value. See `kiosk ask --help`."),
    "no argument": (("listen",), "`kiosk listen` needs FILE. See `kiosk listen --help`. [usage.missing]"),
    "one argument too many": (("listen", "a", "b"), "`kiosk listen` has no use for b."),
    "words for a number": (("run", "--hfov", "wide"), "--hfov: it takes a number. See"),
    "a fraction for a count": (("demo", "--seed", "1.5"), "--seed: it takes a whole number. See"),
    "a parameter without its value": (
        ("avatar", "render", "maya", "--set", "headYaw", "--out", "x.png"),
        "Write headYaw=NUMBER, from -18 to 18; 0 is at rest. [avatar.value]",
    ),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_was_typed_is_one_sentence_and_a_remedy(name: str) -> None:
    words, said = TYPED[name]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kiosk", *words], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("kiosk: ")
    assert said in done.stderr


def test_a_group_alone_shows_what_it_can_do() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kiosk", "models"], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 2
    assert "verify" in done.stderr


@pytest.mark.parametrize("delay_s", [0.0, 0.06, 0.15, 0.4])
def test_an_interrupt_while_a_command_loads_is_quiet(delay_s: float) -> None:
    code = "from kiosk.__main__ import main\nprint('begun', flush=True)\nmain()"
    command = [sys.executable, "-c", code, "listen", "nothing.wav", "--lang", "en"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.02 + delay_s)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=200)
    assert "Traceback" not in told
    over = {2, -signal.SIGINT}  # it was over before the interrupt came, or was just about to be
    assert process.returncode in {130, *over}


@pytest.mark.parametrize(("given", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_what_a_command_starts_has_one_thread_for_sums_unless_more_is_wished(
    given: dict[str, str], threads: str
) -> None:
    run = "import os, sys\nfrom kiosk.__main__ import main\nsys.argv = ['kiosk', '--version']\ntry:\n    main()\n"
    told = f"{run}except SystemExit:\n    print(os.environ['OPENBLAS_NUM_THREADS'])"
    rest = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", told], env=rest | given, capture_output=True, text=True, timeout=200, check=True
    )
    assert done.stdout.split()[-1] == threads
