"""The children's output, line by line, each with the name of who said it."""

import sys

_COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95)
_WIDTH = 9


class Output:
    """Writes prefixed lines, in colour on a terminal. A closed terminal silences it and ends nothing."""

    def __init__(self) -> None:
        self._colour = sys.stdout.isatty()
        self._names: list[str] = []
        self._rest: dict[str, bytes] = {}

    def feed(self, name: str, data: bytes) -> None:
        """Take what a child wrote; complete lines are printed, the rest waits for its end."""
        *lines, self._rest[name] = (self._rest.get(name, b"") + data).split(b"\n")
        for line in filter(bytes.strip, lines):
            self.say(name, line.decode("utf-8", "replace").rstrip())

    def close(self, name: str) -> None:
        """Print what a dead child left without an end of line."""
        if rest := self._rest.pop(name, b""):
            self.say(name, rest.decode("utf-8", "replace"))

    def say(self, name: str, text: str) -> None:
        """Print one line under this name."""
        try:
            print(f"{self._prefix(name)} {text}", flush=True)
        except (OSError, ValueError):
            sys.stdout = open("/dev/null", "w")  # noqa: SIM115  # stays open for the life of the process

    def _prefix(self, name: str) -> str:
        if name not in self._names:
            self._names.append(name)
        text = f"{name:<{_WIDTH}}|"
        if not self._colour:
            return text
        return f"\x1b[{_COLOURS[self._names.index(name) % len(_COLOURS)]}m{text}\x1b[0m"
