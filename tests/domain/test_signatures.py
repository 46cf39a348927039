from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from discuss.domain.places import Store, parse_place
from discuss.domain.signatures import Credentials, Request, sign_request
from discuss.errors import SetupError

# The examples of the Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring
# Payload in a Single Chunk".
WHO = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
NOW = datetime(2013, 5, 24, tzinfo=UTC)
NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("request_", "signature"),
    [
        (
            Request(
                method="PUT",
                url="https://examplebucket.s3.amazonaws.com/test%24file.text",
                digest="44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
                headers={"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            Request(
                method="GET",
                url="https://examplebucket.s3.amazonaws.com/test.txt",
                digest=NOTHING,
                headers={"Range": "bytes=0-9"},
            ),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            Request(
                method="GET",
                url="https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J",
                digest=NOTHING,
                headers={},
            ),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_requests_are_signed_as_the_reference_says(request_: Request, signature: str) -> None:
    headers = sign_request(request_, WHO, NOW)
    assert headers["authorization"].endswith(f"Signature={signature}")
    assert "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request" in headers["authorization"]
    assert WHO.secret not in str(headers) + repr(WHO)


def test_a_place_is_a_folder_or_a_store() -> None:
    assert parse_place("/mnt/disk") == Path("/mnt/disk")
    store = parse_place("https://KEY:se%2Fcret@s3.example.com:9000/bucket/my folder/?region=eu-1")
    assert isinstance(store, Store)
    assert str(store) == "https://s3.example.com:9000/bucket/my%20folder"
    assert store.url_of("a b.zip") == "https://s3.example.com:9000/bucket/my%20folder/a%20b.zip"
    assert (store.who.key, store.who.secret, store.who.region) == ("KEY", "se/cret", "eu-1")


@pytest.mark.parametrize(
    "text",
    [
        *("https://s3.example.com/bucket", "https://KEY@s3.example.com/bucket", "https://KEY:SECRET@s3.example.com/"),
        *("ftp://KEY:SECRET@s3.example.com/bucket", "https://KEY:SECRET@/bucket", "s3://bucket", "https://[::1"),
    ],
)
def test_what_is_no_store_is_told_how_one_is_written(text: str) -> None:
    with pytest.raises(SetupError, match="KEY:SECRET@"):
        parse_place(text)
