"""A moto server, and App Runner beside it, on a free port of the loopback interface.

Prints the port, and ends when its standard input does.
"""

import logging
import os
import sys
import threading

# A certificate is issued as soon as somebody asks for it. moto reads this when it is imported.
os.environ["MOTO_ACM_VALIDATION_WAIT"] = "0"

import moto_gaps
from app_runner import AppRunner
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

moto_gaps.fill()
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 0, AppRunner(DomainDispatcherApplication(create_backend_app)), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
server.shutdown()
