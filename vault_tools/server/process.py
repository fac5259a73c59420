"""Runs a server as a process of its own, over its standard streams."""

import os
import sys
from typing import NoReturn

from vault_tools.server.options import ServerOptions
from vault_tools.server.parent import watch_parent
from vault_tools.server.server import Server


def serve(options: ServerOptions) -> NoReturn:
    """Serve one client, then end the process."""
    watch_parent()
    reader, writer = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # whatever else is printed must not come between messages
    code = Server(reader, writer, options).run()
    sys.stderr.flush()
    os._exit(code)
