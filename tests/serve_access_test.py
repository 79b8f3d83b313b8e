#!/usr/bin/python3
"""Who may ask holdfast serve, and what it may do itself: serve_access_test.py PROGRAM SOURCE_DIR."""
import grp
import os
import pathlib
import re
import socket
import subprocess
import unittest

from serve_world import ENVIRONMENT, PROGRAM, ROOT, WithFeed, soon

class Bind(unittest.TestCase):
    def refused(self, *words):
        done = subprocess.run([PROGRAM, "serve", "--feed", "/nonexistent", *words], capture_output=True, text=True,
                              timeout=20, env=ENVIRONMENT)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr

    def test_an_address_that_others_reach_is_refused_in_one_clear_sentence(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0"):
            self.assertIn(f"--listen {address}: other hosts can reach that address; give --token-file, --tls-cert and "
                          "--tls-key too", self.refused("--listen", address))

    def test_a_port_that_is_taken_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.assertIn(f"127.0.0.1:{port}: Address already in use", self.refused("--listen", f"127.0.0.1:{port}"))

    def test_it_ends_with_the_agent_that_started_it(self):
        script = 'setpriv --pdeathsig TERM "$0" serve --listen 127.0.0.1:0 --feed /nonexistent & wait'
        with subprocess.Popen(["sh", "-c", script, PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, env=ENVIRONMENT) as agent:
            port = int(re.search(r":(\d+)/$", agent.stdout.readline())[1])
            # Printed when its privileges are given up already.
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                agent.kill()

            def gone():
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                except ConnectionRefusedError:
                    return True
                except ConnectionResetError:  # taken by the kernel, and never accepted: it is ending
                    return False
                return False
            self.assertTrue(soon(gone))

    @unittest.skipUnless(ROOT, "needs root to give it up")
    def test_root_is_no_user_to_become(self):
        self.assertIn("--user root: that is root", self.refused("--listen", "127.0.0.1:0", "--user", "root"))
        self.assertIn("no such user", self.refused("--listen", "127.0.0.1:0", "--user", "nobody-of-that-name"))


class Privileges(WithFeed):
    def status(self):
        text = pathlib.Path(f"/proc/{self.serve.process.pid}/status").read_text()
        return dict(line.split(":\t", 1) for line in text.splitlines())

    def test_nothing_of_root_is_left(self):
        found = self.status()
        self.assertEqual(found["NoNewPrivs"], "1")
        self.assertEqual(found["Seccomp"], "2")
        for kind in ("CapPrm", "CapEff", "CapInh", "CapAmb"):
            self.assertEqual(int(found[kind], 16), 0, kind)
        if ROOT:
            self.assertEqual(found["Uid"].split(), ["65534"] * 4)
            self.assertEqual(found["Gid"].split(), ["65534"] * 4)
            self.assertEqual(found["Groups"].split(), [str(one.gr_gid) for one in grp.getgrall() if
                                                       one.gr_name == "holdfast"])
            self.assertEqual(int(found["CapBnd"], 16), 0)
        limits = pathlib.Path(f"/proc/{self.serve.process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        self.assertRegex(limits, r"Max open files +256 +256 ")


class Group(WithFeed):
    """The agent's socket is for root and the group holdfast."""

    def setUp(self):
        if not ROOT or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
            self.skipTest("needs root and mount namespaces")
        super().setUp()

    def start(self):
        groups = self.folder / "group"
        others = [line for line in pathlib.Path("/etc/group").read_text().splitlines() if "holdfast:" not in line]
        groups.write_text("\n".join([*others, "holdfast:x:64321:", ""]))
        os.chown(self.path, 0, 64321)
        os.chmod(self.path, 0o660)
        self.before = ["unshare", "-m", "sh", "-c", f'mount --bind {groups} /etc/group && exec "$@"', "sh"]
        super().start()

    def test_the_group_that_the_agent_lets_in_is_kept_and_no_other(self):
        text = pathlib.Path(f"/proc/{self.serve.process.pid}/status").read_text()
        self.assertRegex(text, r"Groups:\s+64321\s*\n")
        self.tell(1)
        self.assertTrue(soon(lambda: self.serve.get("/api/v1/status").status == 200))


class Remote(WithFeed):
    """Another address, reached from a network namespace of its own."""
    token = "0123456789abcdef0123456789abcdef"

    def setUp(self):
        if not ROOT or subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
            self.skipTest("needs root and network namespaces")
        super().setUp()

    def start(self):
        certificate, key, token = (str(self.folder / name) for name in ("cert.pem", "key.pem", "token"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=md-gw-07", "-addext", "subjectAltName=IP:192.0.2.1", "-keyout", key,
                        "-out", certificate], check=True, capture_output=True)
        pathlib.Path(token).write_text(self.token + "\n")
        os.chmod(token, 0o600)
        self.certificate = certificate
        script = "ip link set lo up && ip address add 192.0.2.1/32 dev lo && echo ready && exec sleep 600"
        self.holder = subprocess.Popen(["unshare", "-n", "sh", "-c", script], stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (self.holder.kill(), self.holder.wait(), self.holder.stdout.close()))
        self.assertEqual(self.holder.stdout.readline(), "ready\n")
        self.inside = ["nsenter", "-t", str(self.holder.pid), "-n"]
        self.words = ("--token-file", token, "--tls-cert", certificate, "--tls-key", key)
        self.listen, self.before = ("192.0.2.1:0",), self.inside
        super().start()

    def curl(self, path, *words):
        done = subprocess.run([*self.inside, "curl", "-sS", "--cacert", self.certificate, "-w", "\n%{http_code}",
                               "--max-time", "10", *words, f"https://192.0.2.1:{self.serve.port}{path}"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        body, _, status = done.stdout.rpartition("\n")
        return int(status), body

    def test_a_token_and_tls_open_it(self):
        self.tell(1)
        self.assertEqual(self.curl("/metrics")[0], 401)
        self.assertEqual(self.curl("/metrics", "-H", "Authorization: Bearer wrong")[0], 401)
        status, text = self.curl("/metrics", "-H", f"Authorization: Bearer {self.token}")
        self.assertEqual(status, 200)
        self.assertIn("holdfast_serve_up 1", text)
        jar = str(self.folder / "jar")
        self.assertEqual(self.curl(f"/?token={self.token}", "-c", jar)[0], 303)
        self.assertNotIn(self.token, pathlib.Path(jar).read_text())
        status, page = self.curl("/", "-b", jar)
        self.assertEqual(status, 200)
        self.assertIn("</html>", page)
        self.assertEqual(self.curl("/?token=wrong", "-c", jar)[0], 401)

    def test_who_speaks_no_tls_gets_nothing(self):
        address = f"http://192.0.2.1:{self.serve.port}/metrics"
        done = subprocess.run([*self.inside, "curl", "-s", "--max-time", "5", address], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
