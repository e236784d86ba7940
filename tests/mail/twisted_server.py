"""A second SMTP server, Twisted's, that wants STARTTLS and a password: `python -m ... CERTIFICATE_FILE`.

Prints its port, then a line for each message it takes: recipient, user, whether the connection was encrypted.
"""

from __future__ import annotations

import sys
from typing import Any

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import Portal
from twisted.internet import defer, reactor, ssl
from twisted.internet.protocol import ServerFactory
from twisted.mail import smtp
from twisted.mail.imap4 import LOGINCredentials, PLAINCredentials
from twisted.mail.interfaces import IMessageDelivery, IMessageSMTP
from zope.interface import implementer


@implementer(IMessageSMTP)
class Taken:
    def __init__(self, line: str) -> None:
        self.line, self.size = line, 0

    def lineReceived(self, line: bytes) -> None:
        self.size += len(line) + 2

    def eomReceived(self) -> Any:
        print(self.line, self.size, flush=True)
        return defer.succeed(None)

    def connectionLost(self) -> None:
        pass


@implementer(IMessageDelivery)
class Delivery:
    def __init__(self, user: str) -> None:
        self.user, self.protocol = user, None

    def receivedHeader(self, helo: Any, origin: Any, recipients: Any) -> bytes:
        return b"Received: by tests"

    def validateFrom(self, helo: Any, origin: Any) -> Any:
        return origin

    def validateTo(self, user: Any) -> Any:
        encrypted = bool(user.protocol.startedTLS)
        return lambda: Taken(f"{user.dest} {self.user} {encrypted}")


class Realm:
    def requestAvatar(self, name: bytes, mind: Any, *interfaces: Any) -> Any:
        return IMessageDelivery, Delivery(name.decode()), lambda: None


class Factory(ServerFactory):
    def __init__(self, certificate: str) -> None:
        self.context = ssl.DefaultOpenSSLContextFactory(certificate, certificate)
        users = InMemoryUsernamePasswordDatabaseDontUse(**{"postman": b"the-word"})
        self.portal = Portal(Realm(), [users])

    def buildProtocol(self, address: Any) -> Any:
        protocol = smtp.ESMTP({b"LOGIN": LOGINCredentials, b"PLAIN": PLAINCredentials}, self.context)
        protocol.portal = self.portal
        protocol.factory = self
        protocol.host = b"localhost"
        return protocol


if __name__ == "__main__":
    port = reactor.listenTCP(0, Factory(sys.argv[1]), interface="127.0.0.1")  # type: ignore[attr-defined]
    print(port.getHost().port, flush=True)
    reactor.run()  # type: ignore[attr-defined]
