"""A real mail server (aiosmtpd) that takes mail and refuses it at the step named in the address.

Says its port on the first line, then one line of JSON for each e-mail it took.
"""

import asyncio
import json
import sys
from email import message_from_bytes

from aiosmtpd.smtp import SMTP


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


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Peer(), enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends when whoever started it goes away.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
