"""States that cases start from."""
import time

from .traffic import ECHO_PORT, Traffic

POLICY = "/tmp/policy.yaml"


def start_echo(guest):
    guest.sh(f"udp_echo {ECHO_PORT} >/dev/null 2>&1 &")


def pin(guest, cpu_of):
    """Requests one CPU for each interrupt; cpu_of is shell arithmetic over i, the number."""
    guest.sh(f"for d in /proc/irq/[0-9]*; do i=${{d##*/}}; echo $(({cpu_of})) 2>/dev/null >$d/smp_affinity_list; done; "
             "true")


def scatter(guest):
    """Every vector anywhere, other devices' on the trading CPU, and delivered there where packets flow."""
    pin(guest, "i < 35 ? 3 : (i * 7 + 1) % 4")
    with Traffic(guest.hardware.nics, rate=2000):
        time.sleep(1.5)


def quiet(seconds=0.5):
    """Lets what is under way arrive."""
    time.sleep(seconds)
