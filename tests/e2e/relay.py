"""A mail relay for the end-to-end tests, by Debian's python3-aiosmtpd: what came in is kept."""
import email, email.policy, os, socket, subprocess

from aiosmtpd.controller import Controller


class Box:
    """Keeps what comes in."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, session.ssl is not None,
                              email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 Taken"


class Picky(Box):
    """Knows no office."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("office"):
            return "550 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def certificate(folder, name):
    """A certificate for `localhost` that vouches for itself, and its key."""
    crt, key = os.path.join(folder, name + ".crt"), os.path.join(folder, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", crt, "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    return crt, key


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def relay(box, port=None, **options):
    started = Controller(box, hostname="127.0.0.1", port=port or free_port(), **options)
    started.start()
    return started


def secret(folder, name, text):
    """A file that is its owner's alone."""
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(text + "\n")
    return path
