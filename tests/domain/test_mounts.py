"""On which kind of filesystem a file lies."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.mounts import find_filesystem, is_network

TABLE = r"""
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
23 22 0:21 / /proc rw,nosuid shared:12 - proc proc rw
40 22 0:45 / /mnt/nas rw,relatime shared:200 - nfs4 nas:/export rw,vers=4.2
41 40 0:46 / /mnt/nas/local rw,relatime - btrfs /dev/sdb1 rw
42 22 0:47 / /mnt/my\040share rw,relatime shared:3 master:1 - cifs //box/share rw
43 22 0:48 / /home/ann/server rw,nosuid - fuse.sshfs ann@box: rw
44 22 0:49 / /srv rw - ext4 /dev/sdc1 rw
45 22 0:50 / /srv rw - nfs nas:/srv rw
46 22 0:51 / /odd
nonsense
"""


@pytest.mark.parametrize(
    ("path", "filesystem", "network"),
    [
        ("/var/lib/discuss/discuss.sqlite3", "ext4", False),
        ("/", "ext4", False),
        ("/mnt/nas/discuss.sqlite3", "nfs4", True),
        ("/mnt/nas", "nfs4", True),
        ("/mnt/nasty/discuss.sqlite3", "ext4", False),
        ("/mnt/nas/local/discuss.sqlite3", "btrfs", False),
        ("/mnt/my share/data/discuss.sqlite3", "cifs", True),
        ("/home/ann/server/discuss.sqlite3", "fuse.sshfs", True),
        ("/srv/discuss.sqlite3", "nfs", True),
        ("/odd/discuss.sqlite3", "ext4", False),
    ],
)
def test_the_longest_place_wins_and_of_two_the_later(path: str, filesystem: str, network: bool) -> None:
    found = find_filesystem(TABLE, path)
    assert found == filesystem
    assert is_network(filesystem) is network


@pytest.mark.parametrize("kind", ["ext4", "xfs", "zfs", "overlay", "tmpfs", "fuse.mergerfs", "fuseblk", "fuse", ""])
def test_disks_of_this_machine_are_no_network(kind: str) -> None:
    assert not is_network(kind)


@given(st.text(), st.text())
def test_no_table_is_a_mistake(table: str, path: str) -> None:
    assert find_filesystem(table, path) is None or " - " in table
