"""What a neural voice's runtime would tell its maker: nothing."""

from __future__ import annotations

import sys

from kiosk.voice.piper_process import PiperProcess

WORKER = """
import json, os, sys
for line in sys.stdin:
    told = {"id": json.loads(line)["id"], "bytes": 0, "telemetry": os.environ.get("ORT_DISABLE_TELEMETRY")}
    print(json.dumps(told), flush=True)
"""


def test_the_worker_is_started_without_telemetry(monkeypatch):
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    process = PiperProcess((sys.executable, "-c", WORKER))
    try:
        told, _ = process.ask({}, idle=False)
    finally:
        process.close()
    assert told["telemetry"] == "1"
