"""Guests for the cases: each kind of hardware boots once; every case then starts from its saved state."""
from . import folders, network
from .guest import Guest


class SavedGuests:
    def __init__(self, kernel, image):
        self._kernel, self._image = kernel, image
        self._states = {}
        self._taps = None  # the hardware that they were made for

    def _join(self, hardware):
        if self._taps is None:
            network.add_taps(hardware)
            self._taps = hardware

    def boot(self, hardware):
        """Boots, waits until the NICs carry packets, and keeps the state for fresh()."""
        self._join(hardware)
        guest = Guest(hardware, self._kernel, self._image)
        try:
            # A carrier takes a moment; the address it gets then is no case's business.
            guest.sh("for n in /sys/class/net/eth*; do for k in $(seq 100); do "
                     "[ \"$(cat $n/operstate)\" = up ] && break; sleep 0.1; done; done; "
                     "sleep 1; echo 3 >/proc/sys/vm/drop_caches")
            state = folders.BUILD / f"{hardware.name}.state"
            guest.qmp.save(state)
            self._states[hardware] = state
        finally:
            guest.keep_logs(f"boot-{hardware.name}")
            guest.end()

    def booted(self, hardware, image):
        """A guest of another image, whose state is not kept."""
        self._join(hardware)
        return Guest(hardware, self._kernel, image)

    def fresh(self, hardware):
        if hardware not in self._states:
            self.boot(hardware)
        return Guest(hardware, self._kernel, self._image, self._states[hardware])

    def close(self):
        for state in self._states.values():
            state.unlink(missing_ok=True)
