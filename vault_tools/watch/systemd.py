"""Reports the state of a service to systemd: sd_notify(3), without its library."""

import os
import socket
import sys
from contextlib import suppress


def notify(state: str) -> None:
    """Send lines such as `READY=1` to the service manager, if there is one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if sys.platform == "win32" or address[:1] not in ("/", "@"):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.connect(f"\0{address[1:]}" if address[0] == "@" else address)
        client.sendall(state.encode())
