"""The owner's signature of a head: an SSH key's, made and checked by OpenSSH itself (`ssh-keygen -Y`)."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from embedarchive.errors import UsageError
from embedarchive.evidence.stamped import UntrueError

PURPOSE = "embedarchive"
"""What the signature is for (its namespace): one made for another purpose does not count."""
_PATIENCE_S = 60


def sign(head: str, key: Path) -> dict[str, Any]:
    """What is kept of a signature of a head.

    Raises:
        UsageError: there is no such key, or OpenSSH does not sign with it.
    """
    public = key if key.suffix == ".pub" else key.with_name(f"{key.name}.pub")
    try:
        known = public.read_bytes()
    except OSError as error:
        raise UsageError(f"{public} cannot be read ({error.strerror}); the public key lies beside the key.") from None
    done = _run(["-Y", "sign", "-q", "-n", PURPOSE, "-f", str(key)], head)
    if done.returncode or not done.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        raise UsageError(f"{key} signs nothing ({_said(done)}).")
    return {"at": None, "by": _owner(known), "answer": done.stdout, "beside": known}


def check(head: str, signature: bytes, public: bytes) -> str:
    """Whose key signed a head: its fingerprint.

    Args:
        head: the head.
        signature: what `sign` made.
        public: the line of a public key, as it stands in a `.pub` file.

    Raises:
        UntrueError: this key did not sign this head.
        UsageError: OpenSSH is not installed.
    """
    with tempfile.TemporaryDirectory() as made:
        signers, file = Path(made) / "signers", Path(made) / "signature"
        kind, _, rest = public.decode("ascii", "replace").strip().partition(" ")
        signers.write_text(
            f'owner namespaces="{PURPOSE}" {kind} {rest.split(" ")[0]}\n', encoding="ascii", errors="replace"
        )
        file.write_bytes(signature)
        command = ["-Y", "verify", "-n", PURPOSE, "-f", str(signers), "-I", "owner", "-s", str(file)]
        done = _run(command, head)
    if done.returncode:
        raise UntrueError("The signature is not one of this head by this key.")
    return done.stdout.decode("ascii", "replace").rpartition(" key ")[2].strip()


def _owner(public: bytes) -> str:
    return " ".join(public.decode("utf-8", "replace").split()[2:])[:200] or "the owner's key"


def _run(arguments: list[str], head: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 -- no shell, and no word of a stranger's is an option
            ["ssh-keygen", *arguments],  # noqa: S607 -- the one that the user has
            input=head.encode(),
            capture_output=True,
            check=False,
            timeout=_PATIENCE_S,
        )
    except FileNotFoundError:
        raise UsageError("Signatures by SSH keys need OpenSSH: ssh-keygen was not found.") from None
    except subprocess.TimeoutExpired:
        raise UsageError("ssh-keygen did not end; a key with a password needs ssh-agent.") from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join(done.stderr.decode("utf-8", "replace").split())[:200] or f"exit code {done.returncode}"
