"""Loaded by every Python process of the town: lets ``time.sleep`` work while the clock stands still.

libfaketime 0.9.10 answers EINVAL to the absolute sleep that CPython asks for when the monotonic clock is left alone.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep
