"""What the demo keeps secret: made at random at the first start and kept in `var/demo.env`, mode 0600."""

import os
import secrets
from pathlib import Path

FILE = "demo.env"


def _fresh() -> dict[str, str]:
    return {
        "STORM_SECRET_KEY": secrets.token_urlsafe(48),
        "STORM_DEMO_PASSWORD": "-".join(secrets.token_hex(3) for _ in range(3)),
        "STORM_DEMO_API_TOKEN": f"storm_{secrets.token_urlsafe(32)}",
        "STORM_DEMO_SOURCE_TOKEN": secrets.token_urlsafe(32),
        # Any 32 bytes are a key of the curve that browsers' pushes are signed with.
        "STORM_PUSH_KEY": secrets.token_urlsafe(32),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    }


def kept(var: Path) -> dict[str, str]:
    """The demo's secrets: those of the file, with fresh ones for names that it does not hold yet."""
    path = var / FILE
    known = _read(path)
    complete = {**_fresh(), **known}
    if complete != known:
        _write(path, complete)
    path.chmod(0o600)
    return complete


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line and line[:1] != "#")
    return {name.strip(): value.strip() for name, value in pairs}


def _write(path: Path, values: dict[str, str]) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("# Made by bin/up for this demo. Whoever reads it can sign in to it.\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    unfinished.rename(path)
