"""The API of archives: everything that one may see, as one tar file that is made while it is sent."""

import tarfile
from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from gateway.access import SignedIn
from gateway.archive.visible import Reader
from gateway.archive.writing import ArchiveFile, archive_files
from gateway.http.correlation import correlation_id_of
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1", tags=["export"])


@router.get("/export", response_class=StreamingResponse)
def get_export(request: Request, services: ServicesDep, principal: SignedIn) -> StreamingResponse:
    """Everything that one may see: records, proofs, tables, as a tar file (`tegata/export/1`).

    The manifest comes last: a file without one broke off. Every payload in it counts as read.
    """
    whole = principal.is_officer or principal.member == services.settings.member
    files = archive_files(services, Reader(principal, whole), correlation_id_of(request))
    headers = {"Content-Disposition": 'attachment; filename="tegata-export.tar"', "Cache-Control": "no-store"}
    return StreamingResponse(_tar(files), media_type="application/x-tar", headers=headers)


def _tar(files: Iterable[ArchiveFile]) -> Iterator[bytes]:
    """The files as POSIX tar (ustar), one after the other."""
    for file in files:
        about = tarfile.TarInfo(file.path)
        about.size = len(file.data)
        yield about.tobuf(tarfile.USTAR_FORMAT)
        yield file.data
        yield bytes(-len(file.data) % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)
