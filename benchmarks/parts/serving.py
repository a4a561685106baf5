"""What the benchmarks' page servers share: one kind of answer, and the port told on the first line."""

from __future__ import annotations

import argparse
import http.server
import sys


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers bodies made beforehand, silently."""

    protocol_version = "HTTP/1.1"
    #: How many residents the source pretends to hold.
    residents = 0

    def say(self, body: bytes, media: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


def serve(handler: type[Answers]) -> None:
    """Serve ``--residents N`` on a free port of this machine until stopped."""
    options = argparse.ArgumentParser()
    options.add_argument("--residents", type=int, required=True)
    handler.residents = options.parse_args().residents
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
