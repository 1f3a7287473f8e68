"""A real mail server (aiosmtpd) that takes mail and refuses it at the step named in the address.

Says its port on the first line, then one line of JSON for each e-mail it took. With the arguments
"starttls" or "implicit", a certificate and its key it speaks TLS and wants an account.
"""

import asyncio
import json
import ssl
import sys
from email import message_from_bytes

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Peer:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "refuse-rcpt":
            return "550 5.1.1 no such user"
        if name == "later-rcpt":
            return "450 4.2.0 greylisted"
        if name == "hang-rcpt":
            await asyncio.sleep(3600)
        if name == "close-rcpt":
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "later-dot":
            return "451 4.3.0 try later"
        if name == "refuse-dot":
            return "554 5.7.1 no thanks"
        email = message_from_bytes(envelope.content)
        print(
            json.dumps(
                {
                    "to": envelope.rcpt_tos,
                    "from": envelope.mail_from,
                    "id": email["Message-ID"],
                    "auto": email["Auto-Submitted"],
                    "words": email.get_payload(decode=True).decode("utf-8"),
                }
            ),
            flush=True,
        )
        if name == "hang-dot":
            await asyncio.sleep(3600)
        if name == "close-dot":
            server.transport.close()
        return "250 OK"


def knows(server, session, envelope, mechanism, account):
    right = account == LoginPassword(b"regard", "the pässword".encode())
    return AuthResult(success=right, handled=False)


def talk(how, tls):
    if how == "plain":
        return SMTP(Peer(), enable_SMTPUTF8=True)
    return SMTP(
        Peer(),
        enable_SMTPUTF8=True,
        tls_context=tls if how == "starttls" else None,
        require_starttls=how == "starttls",
        authenticator=knows,
        auth_required=True,
        # With TLS from the first byte aiosmtpd does not know that there is any.
        auth_require_tls=how == "starttls",
    )


async def main():
    loop = asyncio.get_running_loop()
    how, tls = "plain", None
    if len(sys.argv) > 1:
        how = sys.argv[1]
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(sys.argv[2], sys.argv[3])
    own = tls if how == "implicit" else None
    server = await loop.create_server(lambda: talk(how, tls), "127.0.0.1", 0, ssl=own)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends when whoever started it goes away.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
