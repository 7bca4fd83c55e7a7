"""A network camera: a small RTSP server that sends JPEG pictures over RTP (RFC 2326, RFC 2435), read by FFmpeg."""

from __future__ import annotations

import contextlib
import http.server
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from support import Stopwatch

from hardware.address import without_password
from hardware.camera.camera import Frame
from hardware.camera.live import LiveCamera
from hardware.camera.stream import OPTIONS, open_stream
from hardware.errors import HardwareError

WIDTH, HEIGHT = 160, 128


def jpeg(shade: int) -> bytes:
    picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    picture[:, WIDTH // 2 :] = (shade, shade, 220)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])
    assert done
    return data.tobytes()


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment of a JPEG file; the last one, `0xDA`, is followed by all of the scan."""
    at = 2
    while at < len(data):
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        content = data[at + 4 : at + 2 + length]
        if marker == 0xDA:
            yield marker, data[at + 2 + length : -2]
            return
        yield marker, content
        at += 2 + length


def rtp(data: bytes, sequence: int, time_90k: int) -> bytes:
    """One JPEG picture as one RTP packet, in the frame of an interleaved RTSP channel."""
    tables, scan, kind = b"", b"", 1
    for marker, content in segments(data):
        if marker == 0xDB:
            rest = content
            while rest:
                tables, rest = tables + rest[1:65], rest[65:]
        elif marker == 0xC0:
            kind = 1 if content[7] == 0x22 else 0
        elif marker == 0xDA:
            scan = content
    head = struct.pack(">BBHII", 0x80, 0x80 | 26, sequence, time_90k, 7)
    main = struct.pack(">IBBBB", 0, kind, 255, WIDTH // 8, HEIGHT // 8)
    body = head + main + struct.pack(">BBH", 0, 0, len(tables)) + tables + scan
    return b"$\0" + struct.pack(">H", len(body)) + body


@dataclass
class Server:
    """Serves one RTSP client after the other; `silent` sends nothing more, `refuse` wants a password."""

    refuse: bool = False
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open = True
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        self._open = False
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()

    def _accept(self) -> None:
        while self._open:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            try:
                while request := self._request(lines.readline().decode().strip(), lines):
                    self.asked.append(request[0])
                    client.sendall(self._answer(*request))
                    if request[0] == "PLAY":
                        self._play(client)
            except OSError:
                return

    def _request(self, first: str, lines: object) -> tuple[str, str, str] | None:
        if not first:
            return None
        method, url, _ = first.split(" ")
        number = ""
        while (line := lines.readline().decode().strip()) != "":  # type: ignore[attr-defined]
            name, _, value = line.partition(":")
            number = value.strip() if name.lower() == "cseq" else number
        return method, url, number

    def _answer(self, method: str, url: str, number: str) -> bytes:
        head = f"CSeq: {number}\r\n"
        if self.refuse:
            return f"RTSP/1.0 401 Unauthorized\r\n{head}\r\n".encode()
        body = ""
        if method == "OPTIONS":
            head += "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
        elif method == "DESCRIBE":
            body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:video\r\n"
            head += f"Content-Base: {url}/\r\nContent-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
        elif method == "SETUP":
            head += "Session: 7\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
        else:
            head += "Session: 7\r\n"
        return f"RTSP/1.0 200 OK\r\n{head}\r\n{body}".encode()

    def _play(self, client: socket.socket) -> None:
        for number in range(2000):
            if not self._open:
                return
            if not self.silent:
                client.sendall(rtp(jpeg(30 + number % 40), number % 65536, number * 3000))
            time.sleep(0.03)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", OPTIONS)  # put back after the test
    server = Server()
    yield server
    server.close()


def next_frame(camera: LiveCamera, seconds: float = 20.0) -> Frame:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        frame = camera.read(0.2)
        if frame is not None:
            return frame
    pytest.fail("no frame")


def test_an_rtsp_camera_is_seen_and_lost_when_it_falls_silent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.camera.live.FIRST_FRAME_S", 20.0)
    monkeypatch.setattr("hardware.camera.live.SILENCE_S", 0.4)
    camera = open_stream(f"rtsp://guest:secret@{server.address}/shop?token=hidden")
    assert camera.opened(5.0)
    assert server.asked == [], "nothing is asked for before the first read"
    frame = next_frame(camera)
    assert frame.image.shape == (HEIGHT, WIDTH, 3)
    blue, _, red = frame.image[:, WIDTH * 3 // 4 :].mean(axis=(0, 1))
    assert red > blue + 80
    assert frame.image[:, : WIDTH // 4].mean() == pytest.approx(40, abs=8)
    server.silent = True
    with pytest.raises(HardwareError) as caught:  # noqa: PT012 - it comes when it has been silent for long enough
        for _ in range(200):
            camera.read(0.05)
    assert caught.value.code == "camera.stream-silent"
    told = f"{caught.value.sentence} {camera.detail}"
    assert server.address in told
    assert not {"secret", "guest", "hidden"} & set(told.replace("/", " ").replace("@", " ").replace(":", " ").split())
    server.close()
    camera.close()


def test_a_camera_that_refuses_is_told_without_the_password(server: Server) -> None:
    server.refuse = True
    camera = open_stream(f"rtsp://guest:secret@{server.address}/shop")
    with pytest.raises(HardwareError) as caught:
        next_frame(camera)
    assert caught.value.code == "camera.stream-refused"
    assert "secret" not in str(caught.value)
    camera.close()


def test_nobody_at_the_address_is_told_before_anything_is_captured() -> None:
    with socket.create_server(("127.0.0.1", 0)) as freed:
        gone = f"rtsp://guest:secret@127.0.0.1:{freed.getsockname()[1]}/shop"
    camera = open_stream(gone)
    with pytest.raises(HardwareError) as caught:
        camera.opened(5.0)
    assert caught.value.code == "camera.stream-missing"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["ftp://guest:secret@host/x", "rtsp://guest:secret@[host/x"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(HardwareError) as caught:
        open_stream(address)
    assert caught.value.code == "camera.stream-scheme"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://me:p@ss@host:554/a?k=v#f", "rtsp://host:554/a"),
        ("stream:http://me:pass@host/", "stream:http://host/"),
        ("rtsp://me:pa/ss?wo#rd@host/a?k=v", "rtsp://host/a"),
        ("http://[host", "http://[host"),
        ("device:0", "device:0"),
    ],
)
def test_what_is_shown_of_an_address(address: str, shown: str) -> None:
    assert without_password(address) == shown


class Mjpeg(http.server.BaseHTTPRequestHandler):
    """A camera's web page that never ends: one JPEG picture after the other."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        with contextlib.suppress(OSError):
            for number in range(500):
                data = jpeg(30 + number % 40)
                head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                self.wfile.write(head.encode() + data + b"\r\n")
                time.sleep(0.03)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.mark.usefixtures("server")
def test_mjpeg_over_http_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.camera.live.FIRST_FRAME_S", 20.0)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mjpeg) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        camera = open_stream(f"http://127.0.0.1:{served.server_address[1]}/video")
        frame = next_frame(camera)
        assert frame.image.shape == (HEIGHT, WIDTH, 3)
        camera.close()
        served.shutdown()


@pytest.mark.usefixtures("server")
def test_a_server_that_says_nothing_does_not_hold_anybody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """FFmpeg waits for its answer; whoever reads does not."""
    monkeypatch.setattr("hardware.camera.live.FIRST_FRAME_S", 0.3)
    monkeypatch.setattr("hardware.camera.stream.OPEN_MS", 600)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        camera = open_stream(f"rtsp://127.0.0.1:{mute.getsockname()[1]}/shop")
        watch = Stopwatch()
        with pytest.raises(HardwareError) as caught:  # noqa: PT012 - at its deadline
            for _ in range(1000):
                camera.read(0.05)
        assert caught.value.code in {"camera.stream-silent", "camera.stream-refused"}
        assert watch.seconds < 5 + watch.late_s
        camera.close()
        camera._thread.join(60)
        assert not camera._thread.is_alive(), "the driver has a deadline, too"
