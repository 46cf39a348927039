"""Ways to break an installation, and to mend it: each gives the house as it is then."""

from __future__ import annotations

import os
import ssl
import sys
from ipaddress import ip_network
from shutil import disk_usage
from threading import Event
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

from benchmarks.generate import add_site, grow_thread, talk
from discuss.domain.permissions import Role
from discuss.domain.times import DAY, from_millis
from discuss.services.doctor import house as houses, survey_house
from discuss.services.doctor.house import House, Who
from discuss.store.machine_tables import Job
from discuss.store.queries.alerts import set_mail
from discuss.store.queries.copies import note_copy
from discuss.store.queries.jobs import NEVER
from discuss.store.tables import Membership, Site, User
from tests.notifications.office import CERTIFICATE, open_office
from tests.services.doctor.benches import NOW, Bench, answer, closed_port, ours
from tests.test_outbound import Web, redirect, web

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

MINUTE = 60_000


def survey(bench: Bench, **variables: str) -> House:
    """Give what the command finds, in a directory and with variables as they are."""
    for name in [name for name in os.environ if name.startswith("DISCUSS_")]:
        bench.patch.delenv(name)
    for name, value in variables.items():
        bench.patch.setenv(name, value)
    bench.patch.chdir(bench.folder)
    house = survey_house()
    bench.stack.callback(house.close)
    return house


def with_broken_env(bench: Bench) -> House:
    (bench.folder / ".env").write_bytes(b"DISCUSS_BASE_URL=\xff\xfe")
    return survey(bench)


def with_open_secret(bench: Bench) -> House:
    bench.env.chmod(0o640)
    return bench.house()


def with_a_file_for_a_folder(bench: Bench) -> House:
    path = bench.folder / "file"
    path.write_text("")
    return bench.house(data_dir=path)


def with_an_open_folder(bench: Bench) -> House:
    bench.data.chmod(0o755)
    return bench.house()


def with_a_file_of_somebody_else(bench: Bench) -> House:
    if os.geteuid() == 0:
        os.chown(bench.env, 54321, -1)
    else:
        bench.env.unlink()
        bench.env.symlink_to("/etc/passwd")
    return bench.house()


def with_a_database_larger_than_the_room(bench: Bench) -> House:
    os.truncate(bench.database, disk_usage(bench.data).free + 1_000_000_000)
    return bench.house()


def without_tables(bench: Bench) -> House:
    bench.database.write_bytes(b"")
    return bench.house()


def with_revision(bench: Bench, revision: str, release: str | None = None) -> House:
    with bench.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
        if release:
            session.execute(text("UPDATE memo SET value = :it"), {"it": release})
    return bench.house()


def without_rights(bench: Bench) -> House:
    """Open a real PostgreSQL as somebody who may read nothing there."""
    url = create_engine(bench.request.getfixturevalue("postgresql_url")).url
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS stranger"))
        connection.execute(text("CREATE ROLE stranger LOGIN"))
    admin.dispose()
    return bench.house(database_url=url.set(username="stranger").render_as_string(hide_password=False))


def with_garbage_in_the_middle(bench: Bench) -> House:
    with bench.writing() as session:
        grow_thread(session, add_site(session), "/a", talk(300))
    size = bench.database.stat().st_size
    with bench.database.open("r+b") as file:
        file.seek(size * 2 // 3)
        file.write(b"\xa5" * (size // 6))
    return bench.house()


def with_orphans(bench: Bench) -> House:
    with bench.writing() as session:
        grow_thread(session, add_site(session), "/a", talk(3))
    raw = create_engine(f"sqlite:///{bench.database}")
    with raw.begin() as connection:
        connection.execute(text("DELETE FROM thread"))
    raw.dispose()
    return bench.house()


def with_a_comment_of_tomorrow(bench: Bench) -> House:
    with bench.writing() as session:
        newest = max(grow_thread(session, add_site(session), "/a", talk(3)).ids)
        session.execute(
            text("UPDATE comment SET created = :then WHERE id = :id"), {"then": NOW + 3_600_000, "id": newest}
        )
    return bench.house()


def at(bench: Bench, says: bytes | Callable[[socket.socket], None], path: str = "", scheme: str = "http") -> House:
    """Let a server of the web answer at the public address: one of loopback by a name that does not look so."""
    server = bench.stack.enter_context(web(says))
    return bench.house(base_url=f"{scheme}://0.0.0.0:{_port(server)}{path}")


def _port(server: Web) -> int:
    return int(server.listener.getsockname()[1])


def at_home(bench: Bench) -> House:
    return bench.house(base_url=bench.stack.enter_context(web(ours())).url)


def refused_elsewhere(_bench: Bench) -> House:
    return _bench.house(base_url=f"http://0.0.0.0:{closed_port()}")


def with_a_stranger_s_certificate(bench: Bench) -> House:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    def says(wire: socket.socket) -> None:
        context.wrap_socket(wire, server_side=True).close()

    server = bench.stack.enter_context(web(says))
    server.is_secure = True
    return bench.house(base_url=f"https://127.0.0.1:{_port(server)}")


def silent(bench: Bench) -> House:
    bench.patch.setattr(houses, "_SECONDS", 0.3)
    over = Event()
    bench.stack.callback(over.set)

    def says(_wire: socket.socket) -> None:
        over.wait(60)

    return at(bench, says)


def in_a_circle(bench: Bench) -> House:
    return at(bench, redirect("/healthz"))


def moved(bench: Bench) -> House:
    there = bench.stack.enter_context(web(ours()))
    return at(bench, redirect(f"{there.url}/healthz"))


def moved_away(bench: Bench) -> House:
    there = bench.stack.enter_context(web(answer(404, Server="apache")))
    return at(bench, redirect(f"{there.url}/lost"))


def dated(bench: Bench, millis: int) -> House:
    return at(bench, ours(Date=from_millis(millis).strftime("%a, %d %b %Y %H:%M:%S GMT")))


def with_mail(bench: Bench, url: str) -> House:
    return bench.house(smtp_url=url, mail_from="comments@town.example")


def at_the_office(bench: Bench, who: str = "", tls: str = "", query: str = "") -> House:
    office = bench.stack.enter_context(open_office(tls=tls))
    return with_mail(bench, f"smtp://{who}127.0.0.1:{office.port}{query}")


def turned_away(bench: Bench) -> House:
    server = bench.stack.enter_context(web(b""))
    server.is_secure = True  # the server speaks first
    server.says = lambda wire: wire.sendall(b"554 Go away\r\n")
    return with_mail(bench, f"smtp://127.0.0.1:{_port(server)}")


def trusting(bench: Bench, *networks: str) -> House:
    return bench.house(trusted_proxies=tuple(map(ip_network, networks)))


def without_a_library(bench: Bench) -> House:
    bench.patch.setitem(sys.modules, "redis", None)
    return bench.house(redis_url="redis://127.0.0.1:1")


def with_job(bench: Bench, due: int) -> House:
    with bench.writing() as session:
        session.add(Job(kind="reply", due=due))
    return bench.house()


def with_site(bench: Bench, *, wants_mail: bool) -> House:
    with bench.writing() as session:
        session.add(Site(id=1, name="town", title="Town", base_url="https://town.example", created=NOW))
        session.add(User(id=1, email="ann@team.example", name="Ann", created=NOW))
        session.flush()
        session.add(Membership(site_id=1, user_id=1, role=Role.OWNER))
        set_mail(session, 1, 1, wanted=wants_mail)
    return with_mail(bench, "smtp://127.0.0.1")


def with_copy(bench: Bench, days: int) -> House:
    house = with_site(bench, wants_mail=True)
    with bench.writing() as session:
        note_copy(session, NOW - days * DAY, "/mnt/other-disk")
    return house


# What is found: the item in which it stands, and how it comes to that.
CASES: dict[str, tuple[str, Callable[[Bench], House]]] = {
    "settings-fine": ("settings", survey),
    "settings-unreadable": ("settings", with_broken_env),
    "secret-fine": ("secret", Bench.house),
    "secret-missing": ("secret", lambda bench: bench.house(secret_key="")),
    "secret-short": ("secret", lambda bench: bench.house(secret_key="ab" * 40)),
    "secret-closed": ("secret-file", Bench.house),
    "secret-open": ("secret-file", with_open_secret),
    "folder-fine": ("folder", Bench.house),
    "folder-missing": ("folder", lambda bench: bench.house(data_dir=bench.folder / "nowhere")),
    "folder-no-folder": ("folder", with_a_file_for_a_folder),
    "folder-not-writable": ("folder", lambda bench: bench.house(surroundings={"who": Who(54321, frozenset())})),
    "folder-open": ("folder", with_an_open_folder),
    "folder-mixed": ("folder", with_a_file_of_somebody_else),
    "disk-fine": ("disk", Bench.house),
    "disk-little": ("disk", with_a_database_larger_than_the_room),
    "disk-full": ("disk", lambda bench: bench.house(database_url=f"sqlite:////proc/{os.getpid()}/none")),
    "drive-fine": ("drive", lambda bench: bench.house(surroundings=bench.mounts("ext4"))),
    "drive-network": ("drive", lambda bench: bench.house(surroundings=bench.mounts("nfs4"))),
    "drive-slow": (
        "drive",
        lambda bench: bench.house(surroundings=bench.mounts("fuse.sshfs"), sqlite_journal="delete"),
    ),
    "database-fine": ("database", Bench.house),
    "database-none": ("database", lambda bench: bench.house(data_dir=bench.folder / "nowhere")),
    "database-empty": ("database", without_tables),
    "database-older": ("database", lambda bench: with_revision(bench, "0001")),
    "database-newer": ("database", lambda bench: with_revision(bench, "9999", "9.4.0")),
    "database-driver": ("database", lambda bench: bench.house(database_url="postgresql+pg8000://127.0.0.1/x")),
    "database-url": ("database", lambda bench: bench.house(database_url="the database")),
    "database-unreadable": ("database", lambda bench: bench.house(database_url=f"sqlite:///{bench.data}")),
    "database-unreachable": (
        "database",
        lambda bench: bench.house(database_url=f"postgresql://ann:pass-word@127.0.0.1:{closed_port()}/x"),
    ),
    "database-strange": ("database", without_rights),
    "integrity-fine": ("integrity", Bench.house),
    "integrity-damaged": ("integrity", with_garbage_in_the_middle),
    "integrity-orphans": ("integrity", with_orphans),
    "clock-fine": ("clock", Bench.house),
    "clock-wrong": ("clock", lambda bench: bench.house(clock=1000)),
    "clock-behind": ("clock", with_a_comment_of_tomorrow),
    "clock-together": ("clock-elsewhere", lambda bench: dated(bench, NOW)),
    "clock-apart": ("clock-elsewhere", lambda bench: dated(bench, NOW - 60 * MINUTE)),
    "address-fine": ("address", lambda bench: at(bench, ours())),
    "address-only-here": ("address", at_home),
    "address-asleep": ("address", lambda bench: bench.house(base_url=f"http://127.0.0.1:{closed_port()}")),
    "address-unknown": ("address", lambda bench: bench.house(base_url="https://nowhere.invalid")),
    "address-refused": ("address", refused_elsewhere),
    "address-slow": ("address", silent),
    "address-circle": ("address", in_a_circle),
    "address-certificate": ("address", with_a_stranger_s_certificate),
    "address-plain": ("address", lambda bench: at(bench, answer(), scheme="https")),
    "address-garbled": ("address", lambda bench: at(bench, b"220 mail.example ESMTP\r\n")),
    "address-unasked": ("address", lambda bench: bench.house(base_url="https://town.example:25")),
    "address-gateway": ("address", lambda bench: at(bench, answer(502, Server="nginx"))),
    "address-stranger": ("address", lambda bench: at(bench, answer(404, Server="nginx"))),
    "address-moved": ("address", moved),
    "address-moved-away": ("address", moved_away),
    "address-other-house": ("address", lambda bench: at(bench, ours("another secret"))),
    "https-fine": ("https", lambda bench: bench.house(base_url="https://town.example")),
    "https-missing": ("https", lambda bench: bench.house(base_url="http://town.example")),
    "mail-none": ("mail", Bench.house),
    "mail-set": ("mail", lambda bench: with_mail(bench, "smtp://127.0.0.1")),
    "mail-wrong": ("mail", lambda bench: with_mail(bench, "mail.example")),
    "mail-open": ("mail-server", lambda bench: at_the_office(bench, "ann:right%20p%40ss@")),
    "mail-unreachable": ("mail-server", lambda bench: with_mail(bench, f"smtp://127.0.0.1:{closed_port()}")),
    "mail-certificate": ("mail-server", lambda bench: at_the_office(bench, tls="starttls")),
    "mail-unencrypted": ("mail-server", lambda bench: at_the_office(bench, query="?tls=require")),
    "mail-login": ("mail-server", lambda bench: at_the_office(bench, "ann:wrong@")),
    "mail-refused": ("mail-server", turned_away),
    "proxies-none": ("proxies", Bench.house),
    "proxies-named": ("proxies", lambda bench: trusting(bench, "10.0.0.5/32", "2001:db8::/48")),
    "proxies-wide": ("proxies", lambda bench: trusting(bench, "0.0.0.0/0")),
    "redis-away": ("redis", lambda bench: bench.house(redis_url="redis+unix:///nonexistent/redis.sock")),
    "redis-driver": ("redis", without_a_library),
    "redis-wrong": ("redis", lambda bench: bench.house(redis_url="redis://127.0.0.1:port/0")),
    "told-fine": ("told", lambda bench: with_site(bench, wants_mail=True)),
    "told-nobody": ("told", lambda bench: with_site(bench, wants_mail=False)),
    "copies-fine": ("copies", lambda bench: with_copy(bench, 1)),
    "copies-none": ("copies", lambda bench: with_site(bench, wants_mail=True)),
    "copies-old": ("copies", lambda bench: with_copy(bench, 31)),
    "runner-fine": ("runner", lambda bench: with_job(bench, NOW - MINUTE)),
    "runner-never": ("runner", Bench.house),
    "runner-idle": ("runner", lambda bench: with_job(bench, NOW - 90 * MINUTE)),
    "jobs-fine": ("jobs", Bench.house),
    "jobs-given-up": ("jobs", lambda bench: with_job(bench, NEVER)),
    "readers-few": ("readers", Bench.house),
}
