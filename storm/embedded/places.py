"""Where the embedded servers keep data, sockets and binaries, and as whom PostgreSQL runs for root.

PostgreSQL refuses to run as root, and its own user often cannot reach a checkout below /root. The permissions
of other people's folders are never changed; what cannot be reached is kept below /var/lib/storm instead.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from storm.tree.child import Account, as_account
from storm.tree.supervisor import UnableToStart

SERVICE_USER = "storm-postgres"
SYSTEM_HOME = Path("/var/lib/storm")
LONGEST_SOCKET_PATH = 100


def service_account() -> Account | None:
    """Whom PostgreSQL runs as: None is the caller; for root a system user (nobody where none can be made)."""
    if os.geteuid() != 0:
        return None
    for name in (SERVICE_USER, "nobody"):
        if name == SERVICE_USER and not _exists(name):
            _make_user(name)
        if _exists(name):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise UnableToStart(
        f"PostgreSQL cannot run as root, and there is no user for it. Run: useradd --system {SERVICE_USER}"
    )


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _make_user(name: str) -> None:
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", name], capture_output=True, check=False)


def reaches(account: Account | None, path: Path) -> bool:
    """Whether this account can enter the folder (or run the file), tried rather than computed."""
    if account is None:
        return os.access(path, os.X_OK)
    command = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
    return subprocess.run(command, cwd="/", check=False, **as_account(account)).returncode == 0  # type: ignore[call-overload,no-any-return]


def private_folder(path: Path, account: Account | None) -> Path:
    """Make this one folder 0700 and its user's own; what is above it stays as it is."""
    path.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path


def system_home(of: Path, account: Account) -> Path:
    """The folder below /var/lib/storm that stands in for a folder the account cannot reach."""
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    name = hashlib.sha256(os.fsencode(of)).hexdigest()[:12]
    return private_folder(SYSTEM_HOME / name, account)


def data_home(var: Path, name: str, account: Account | None) -> Path:
    """A private folder for data: below `var`, or below /var/lib/storm where its user cannot reach that."""
    var.mkdir(parents=True, exist_ok=True)
    if account is not None and not reaches(account, var):
        return system_home(var, account)
    return private_folder(var / name, account)


def socket_folder(home: Path, socket_name: str, account: Account | None) -> Path:
    """A private folder for a socket: in `home`, or in the temporary directory where the path is too long."""
    if _fits(home / "socket" / socket_name):
        return private_folder(home / "socket", account)
    name = "storm-" + hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108  # a private folder is made there
        if _fits(parent / name / socket_name) and reaches(account, parent):
            return _claimed(parent / name, account)
    raise UnableToStart(f"No folder with a path short enough for a socket was found; {home} is too long.")


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= LONGEST_SOCKET_PATH


def _claimed(path: Path, account: Account | None) -> Path:
    """Everybody may write to the temporary directory: a folder that somebody else put there is refused."""
    uid = account.uid if account else os.geteuid()
    if path.is_symlink() or (path.exists() and path.lstat().st_uid != uid):
        raise UnableToStart(
            f"{path} belongs to somebody else; remove it or set TMPDIR to a folder of your own."
        )
    if path.exists() and stat.S_IMODE(path.lstat().st_mode) != 0o700:
        raise UnableToStart(f"{path} is open to others; remove it and start again.")
    return private_folder(path, account)
