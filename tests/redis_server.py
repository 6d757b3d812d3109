"""A Redis server of the suite's own: Debian's binary, a temporary folder, a port of the loopback."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import redis

from tests.serving import free_port


class RedisServer:
    """Starts on entering, stops on leaving; may be killed and started again meanwhile, empty."""

    def __enter__(self) -> "RedisServer":
        self.folder = Path(tempfile.mkdtemp(prefix="relais-redis-"))
        self.port = free_port()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Answer, from now on."""
        assert shutil.which("redis-server"), "Redis is missing: run « make setup-test »"
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder), "--save", ""]
        self._process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                redis.Redis.from_url(self.url).ping()
                return
            except redis.ConnectionError:
                assert time.monotonic() < deadline, "Redis does not answer"
                time.sleep(0.05)

    def kill(self) -> None:
        """Vanish, as when the machine stops."""
        self._process.kill()
        self._process.wait()

    def signal(self, number: int) -> None:
        """Freeze or thaw it."""
        self._process.send_signal(number)
