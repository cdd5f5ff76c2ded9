"""A certificate authority that lives as long as the tests."""

import ssl
from functools import cache

import trustme


@cache
def make_authority() -> tuple[trustme.CA, trustme.LeafCert]:
    """Return an authority, and a certificate of localhost."""
    authority = trustme.CA()
    return authority, authority.issue_cert("localhost", "127.0.0.1")


@cache
def make_contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the context of a server, and that of a client who trusts it."""
    authority, certificate = make_authority()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return server, client
