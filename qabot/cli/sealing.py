"""A process that cannot reach the network: the system ends it at the first attempt.

On Linux by a seccomp filter (``man 2 seccomp``), which children and threads inherit and nobody can
take off again. Elsewhere Python's audit events are watched, which see its own sockets only.
"""

import ctypes
import os
import platform
import sys
from collections.abc import Callable

KERNEL = "the kernel ends whoever opens a network socket (seccomp)"
WATCHED = "Python tells of its network sockets (audit events); native code is not seen"

_ARCHITECTURES = {  # machine -> (AUDIT_ARCH, socket, seccomp)
    "x86_64": (0xC000003E, 41, 317),
    "aarch64": (0xC00000B7, 198, 277),
}
_IO_URING_SETUP = 425
_X32 = 0x40000000
_AF_UNIX = 1
_KILL, _ERRNO_ENOSYS, _ALLOW = 0x80000000, 0x00050026, 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_NO_NEW_PRIVILEGES, _SET_FILTER, _ALL_THREADS = 38, 1, 1


class _Instruction(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction))]


def seal() -> bool:
    """End this process, and all it starts, with SIGSYS when one opens a network socket.

    Sockets between processes of this machine (AF_UNIX) stay allowed: the C library asks the
    system who its user is through one. io_uring, another way to a socket, is as if it did not
    exist. Returns whether the kernel took the filter; nothing has changed where it did not.
    """
    known = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or known is None or sys.byteorder != "little":
        return False
    architecture, socket, seccomp = known
    # Jumps are counted from the next instruction.
    steps = (
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 0, 8, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 6, 0, _X32),
        (_EQUAL, 4, 0, _IO_URING_SETUP),
        (_EQUAL, 0, 2, socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 2, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO_ENOSYS),
        (_RETURN, 0, 0, _KILL),
    )
    filter = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), filter)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    taken: int = libc.syscall(seccomp, _SET_FILTER, _ALL_THREADS, ctypes.byref(program))
    return taken == 0


def watch(tell: Callable[[str], None]) -> None:
    """Call ``tell`` with what Python is about to do, and where, whenever it is with the network."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if not event.startswith("socket."):
            return
        if event == "socket.__new__" and arguments[1] == getattr(_socket(), "AF_UNIX", None):
            return
        if event in ("socket.__new__", "socket.connect", "socket.getaddrinfo", "socket.sendto"):
            tell(f"{event} from {_caller()}")

    sys.addaudithook(hook)


def _socket() -> object:
    return sys.modules.get("_socket")


def _caller() -> str:
    """The innermost place outside Python's own library: file and line."""
    library = os.path.dirname(os.__file__)
    frame = sys._getframe(2)
    while frame.f_back is not None and (
        os.path.dirname(frame.f_code.co_filename).startswith(library)
        and "site-packages" not in frame.f_code.co_filename
    ):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
