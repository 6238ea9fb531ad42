"""No network socket is opened; and what says so would notice one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SIGSYS = 31


def python(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


SEALED = "from qabot.cli.sealing import seal, watch\nassert seal()\nimport socket\n"


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp")
@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "import ctypes\nctypes.CDLL(None).socket(2, 1, 0)",
        "socket.getaddrinfo('example.org', 80)",
        "import threading\nt = threading.Thread(target=socket.socket)\nt.start()\nt.join()",
    ],
)
def test_a_sealed_process_ends_at_its_first_socket(code: str) -> None:
    assert python(SEALED + code + "\nprint('alive')").returncode == -SIGSYS


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp")
def test_children_are_sealed_and_sockets_of_this_machine_are_allowed() -> None:
    code = """
import subprocess, sys
a, b = socket.socketpair()
socket.socket(socket.AF_UNIX).close()
assert open(__import__("os").devnull).read() == ""
inner = [sys.executable, "-c", "import socket; socket.socket()"]
print(subprocess.run(inner).returncode)
"""
    done = python(SEALED + code)
    assert (done.returncode, done.stdout) == (0, f"{-SIGSYS}\n"), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp")
def test_the_runtime_of_the_models_sends_nothing() -> None:
    """onnxruntime has a thread that sends events, unless it is told not to before it is loaded."""
    code = """
import time
import embeddings
embeddings.open_encoder("bge-small-en-v1.5", threads=1).encode_questions(["Who?"])
time.sleep(4)
print("alive")
"""
    done = python(SEALED + code)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


def test_where_there_is_no_seal_python_tells_of_its_sockets() -> None:
    code = """
from qabot.cli.sealing import watch
told = []
watch(told.append)
import socket
if hasattr(socket, "AF_UNIX"):
    socket.socket(socket.AF_UNIX).close()
assert told == []
socket.socket().close()
print(told)
"""
    done = python(code)
    assert "socket.__new__ from <string>:9" in done.stdout, done.stderr


def test_doctor_proves_it_and_notices_an_endpoint(tmp_path: Path) -> None:
    from soaking.programs import program

    def doctor(*more: str) -> tuple[int, list[dict[str, object]]]:
        child = program(tmp_path, "doctor", "--offline", "--json", *more)
        out, err = child.communicate(timeout=120)
        assert err == b""
        return child.returncode, [json.loads(line) for line in out.splitlines()]

    status, (seal, index, ask) = doctor()
    assert status == 0
    assert "tried, and noticed" in str(seal["found"])
    assert str(index["found"]).startswith("indexed 1, answered")
    assert str(ask["found"]).endswith("no network socket")
    status, (*_, ask) = doctor(
        "--set", "chat.rewriter=endpoint", "--set", "chat.endpoint.model=any"
    )
    assert status == 1
    assert "which sends follow-ups to http://localhost:11434/v1" in str(ask["problem"])
    status, lines = doctor("--articles", "nowhere")
    assert (status, [line["ok"] for line in lines]) == (2, [True, True, False])
