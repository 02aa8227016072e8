"""`sigstore_verify.py ARCHIVE SECONDS`: bundles that sigstore-python verifies offline in a second of CPU.

ARCHIVE is the source of pypi-attestations, whose tests have a bundle that Sigstore's production service made:
a DSSE statement about a released file. The root of trust is the one that sigstore-python brings.
"""

import json
import sys
import tarfile
import time
from base64 import b64decode
from hashlib import sha256

from sigstore.models import Bundle
from sigstore.verify import Verifier, policy

SIGNED = "pypi_attestation_models-0.0.4a2.tar.gz"
IDENTITY = (
    "https://github.com/trailofbits/pypi-attestation-models/.github/workflows/release.yml@refs/tags/v0.0.4a2"
)
ISSUER = "https://token.actions.githubusercontent.com"


def main(archive: str, seconds: float) -> None:
    """Read the bundle and what it is about, then verify both, from bytes, until the time is over."""
    with tarfile.open(archive) as source:
        held = {member.name.rsplit("/", 1)[-1]: member for member in source if member.isfile()}
        signed, bundle = (read(source, held[name]) for name in (SIGNED, f"{SIGNED}.sigstore"))
    verifier = Verifier.production(offline=True)
    by = policy.Identity(identity=IDENTITY, issuer=ISSUER)
    check(verifier, by, bundle, signed)
    count, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        check(verifier, by, bundle, signed)
        count += 1
    print(json.dumps({"rate": count / (time.process_time() - start)}))


def read(source: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """The bytes of a file in the archive."""
    opened = source.extractfile(member)
    assert opened is not None
    return opened.read()


def check(verifier: Verifier, by: policy.VerificationPolicy, bundle: bytes, signed: bytes) -> None:
    """Certificate, log entry, signature, and that the statement is about `signed`."""
    _, statement = verifier.verify_dsse(Bundle.from_json(bundle), by)
    if not isinstance(statement, bytes):
        statement = b64decode(statement)
    digests = [subject["digest"]["sha256"] for subject in json.loads(statement)["subject"]]
    if sha256(signed).hexdigest() not in digests:
        raise SystemExit("the statement is about another file")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
