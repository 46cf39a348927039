"""Which kind of filesystem a file lies on, read from the table of mounts that Linux shows as a text."""

from __future__ import annotations

import re

# Of these several machines, or a machine and its host, see the files: they share no memory, which SQLite's WAL needs.
_NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre", "beegfs"),
        *("gfs2", "ocfs2", "orangefs", "davfs", "webdav", "vboxsf", "vmhgfs", "prl_fs", "drvfs"),
    }
)
_NETWORK_FUSE = frozenset(
    {
        *("sshfs", "glusterfs", "rclone", "s3fs", "davfs", "davfs2", "curlftpfs", "ceph", "ceph-fuse", "goofys"),
        *("gcsfuse", "vmhgfs-fuse", "juicefs", "moosefs", "mfs", "smbnetfs", "gvfsd-fuse"),
    }
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def find_filesystem(table: str, path: str) -> str | None:
    """Give the type of the filesystem on which the absolute `path` lies; None where the table does not tell.

    `table` is the text of `/proc/self/mountinfo`, see proc(5): the mount point is the fifth field, its spaces written
    in octal; the type follows a lone hyphen. The longest mount point wins, and of two at one place the later.
    """
    best, found = -1, None
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after.split():
            continue
        point = _ESCAPED.sub(lambda code: chr(int(code[1], 8)), fields[4])
        if len(point) >= best and _lies_below(path, point):
            best, found = len(point), after.split()[0]
    return found


def is_network(filesystem: str) -> bool:
    """Whether files of this kind come over a network, or from the host of a virtual machine."""
    kind, _, program = filesystem.lower().partition(".")
    return (kind == "fuse" and program in _NETWORK_FUSE) or kind in _NETWORK


def _lies_below(path: str, point: str) -> bool:
    return path == point or path.startswith(point.rstrip("/") + "/")
