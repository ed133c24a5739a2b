"""A letter through a mail server as an organisation has one, Debian's Exim: delivered, or sent back by it as a
delivery status notification, which is then taken in. The server runs as its own user, out of a folder of the test."""
import glob, os, pwd, shutil, subprocess, sys, tempfile, time

import almoner
from almoner import expect
from relay import free_port

almoner.BINARY, QUEUE, EXIM = sys.argv[1:4]
PATIENCE = 60
CONFIGURATION = """
primary_hostname = mx.charity.example
exim_path = {exim}
keep_environment =
spool_directory = {folder}/spool
log_file_path = {folder}/spool/log-%s
pid_file_path = {folder}/spool/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts =
acl_smtp_rcpt = anybody
begin acl
anybody:
  deny local_parts = refused
  accept
begin routers
returned:
  driver = accept
  domains = charity.example
  local_part_suffix = +*
  local_part_suffix_optional
  transport = keep_returned
delivered:
  driver = accept
  local_parts = ana
  transport = keep_delivered
nobody:
  driver = redirect
  allow_fail
  data = :fail: There is no such mailbox
begin transports
keep_returned:
  driver = appendfile
  file = {folder}/charity.example/$message_exim_id
keep_delivered:
  driver = appendfile
  file = {folder}/home.example/$message_exim_id
  return_path_add
"""


class Exim:
    def __init__(self):
        self.folder, self.port = tempfile.mkdtemp(prefix="almoner-exim-"), free_port()
        user = pwd.getpwnam("Debian-exim")
        os.chmod(self.folder, 0o711)
        for name in ("spool", "charity.example", "home.example"):
            os.mkdir(os.path.join(self.folder, name))
            os.chown(os.path.join(self.folder, name), user.pw_uid, user.pw_gid)
        configuration = os.path.join(self.folder, "exim.conf")
        open(configuration, "w").write(CONFIGURATION.format(folder=self.folder, port=self.port, exim=EXIM))
        os.chmod(configuration, 0o644)
        self.process = subprocess.Popen([EXIM, "-C", configuration, "-bdf"])

    def came(self, domain):
        """The only message that came for the domain, which is taken away."""
        end = time.monotonic() + PATIENCE
        while not (files := glob.glob(os.path.join(self.folder, domain, "*"))):
            assert time.monotonic() < end, open(os.path.join(self.folder, "spool/log-main")).read()
            time.sleep(0.1)
        time.sleep(0.5)  # it may still be written
        file, = files
        text = open(file).read()
        os.remove(file)
        return text

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def state(letter, wanted):
    end = time.monotonic() + PATIENCE
    while True:
        status, listed = home.json("mail", "list")
        assert status == 0, listed
        found, = [one for one in listed["letters"] if one["id"] == letter]
        if found["state"] == wanted:
            return found
        assert time.monotonic() < end, (wanted, found)
        time.sleep(0.1)


home, exim = almoner.Home(), Exim()
try:
    open(os.path.join(home.path, "almoner.toml"), "a").write(
        "\n[mail]\nfrom = 'office@charity.example'\nto = ['office@charity.example']\nhost = '127.0.0.1'\n"
        f"port = {exim.port}\nsecurity = 'none'\nbounces = 'returned@charity.example'\n")
    people = "ana@home.example", "gone@home.example", "refused@home.example"
    done = subprocess.run([QUEUE, home.path, "600"], input="\n".join(people), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    arrives, returns, refused = done.stdout.split()
    home.serve()
    assert state(refused, "bounced")["outcome"] == "reply 550"
    state(arrives, "sent"), state(returns, "sent")
    arrived = exim.came("home.example")
    assert f"Return-path: <returned+{arrives}@charity.example>" in arrived, arrived
    assert f"Message-ID: <{arrives}@charity.example>" in arrived and "314159" in arrived, arrived
    notification = exim.came("charity.example")
    assert "multipart/report" in notification and "gone@home.example" in notification, notification
    # By the tag of the address that it came back to, and where the tag was lost by the Message-ID.
    expect(home.run("mail", "bounced", stdin=notification.replace(f"returned+{returns}@", "returned@")), 0, "marked")
    expect(home.run("mail", "bounced", stdin=notification), 0, "marked")
    assert state(returns, "bounced")["outcome"].startswith("status 5.")
    listed = home.run("mail", "list").stdout
    assert "home.example" not in listed and "314159" not in listed, listed
    home.stop()
    print("returned: everything as expected")
finally:
    exim.stop()
    home.remove()
