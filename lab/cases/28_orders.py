"""The agent's store is the telemetry of orders: what was decided while a NIC's vectors were elsewhere is drifted."""
import csv
import subprocess
import tempfile
import time

from .. import example, folders, resident
from ..failure import expect, expect_equal
from ..interrupts import read_interrupts
from ..preparation import POLICY, start_echo
from ..traffic import Traffic

TITLE = "holdfast-tca label --store: orders are ALIGNED before the vectors were moved, DRIFTED meanwhile, ALIGNED after"
ALIGNED_SECONDS, DRIFTED_SECONDS, BACK_SECONDS = 12, 12, 16
PERIOD_NS = 250_000_000  # between two orders
# label's: drifted after three windows, aligned again after six, of about a second each. Two more, for the window in
# which the vectors were moved and for what _now cuts off.
ENTER_NS, LEAVE_NS = 5_000_000_000, 8_000_000_000
TABLES = {
    "parents": "parent_id,symbol,side,qty,ts_decision_ns,ts_end_ns,host,session,strategy",
    "children": "child_id,parent_id,symbol,side,qty,limit_px,ord_type,tif,venue,ts_decision_ns,ts_md_exch_ns,"
                "ts_send_ns,host",
    "execs": "exec_id,child_id,exec_type,ord_status,last_qty,last_px,cum_qty,leaves_qty,ts_venue_ns,ts_recv_ns,"
             "ts_user_ns,liquidity,fee",
    "quotes": "symbol,venue,ts_exch_ns,seq,bid_px,bid_sz,ask_px,ask_sz",
}


def _now(guest):
    """The guest's clock, by which the agent stamps: ns of the last whole second."""
    return int(guest.sh("date +%s")) * 1_000_000_000


def _orders(folder, host, begin, end):
    """One order each PERIOD_NS, of 100 at the offer, filled at once; label's options that name the tables."""
    rows = {name: [header] for name, header in TABLES.items()}
    for number, at in enumerate(range(begin, end, PERIOD_NS)):
        rows["quotes"].append(f"SYM,NBBO,{at - 1000},{number + 1},99.99,500,100.01,500")
        rows["parents"].append(f"P{number},SYM,1,100,{at},{at + 100_000_000},{host},DAY,VWAP")
        rows["children"].append(f"C{number},P{number},SYM,1,100,100.01,2,0,XNYS,{at},{at - 1000},{at + 4000},{host}")
        rows["execs"] += [f"A{number},C{number},0,0,,,0,100,{at + 50_000},{at + 90_000},{at + 95_000},,",
                          f"F{number},C{number},F,2,100,100.01,100,0,{at + 60_000},{at + 99_000},{at + 99_500},R,0.1"]
    options = []
    for name, lines in rows.items():
        path = f"{folder}/{name}.csv"
        with open(path, "w") as file:
            file.write("\n".join(lines) + "\n")
        options += [f"--{name}", path]
    return options


def _record(guest):
    """When the vectors were moved, when they were back, and the last moment, in the guest's clock."""
    start_echo(guest)
    guest.put(POLICY, example.vectors_only("eth0") + resident.REGIME + "reconcile: {mode: observe}\n")
    guest.sh(f"holdfast apply {POLICY} --wait 0 >/dev/null; true")
    irqs = [irq for irq, one in read_interrupts(guest).items() if one.nic == "eth0" and one.role == "rx"]
    with Traffic(guest.hardware.nics[:1], rate=2000, seconds=90):
        resident.start(guest)
        begin = _now(guest)
        time.sleep(ALIGNED_SECONDS)
        guest.sh(" ".join(f"echo 0 >/proc/irq/{irq}/smp_affinity_list;" for irq in irqs))
        moved = _now(guest)
        time.sleep(DRIFTED_SECONDS)
        guest.sh(f"holdfast apply {POLICY} --wait 0 >/dev/null; true")
        back = _now(guest)
        time.sleep(BACK_SECONDS)
        end = _now(guest)
    resident.stop(guest)
    return begin, moved, back, end


def _labels(folder, guest, begin, end):
    """[(when decided, D or empty, label, VAM or empty)] of label's analysis_rows."""
    store = f"{folder}/holdfast.db"  # whole: the agent has ended, and with it SQLite's log
    with open(store, "wb") as file:
        file.write(guest.get("/var/lib/holdfast/holdfast.db"))
    host = guest.sh("cat /proc/sys/kernel/hostname").strip()
    subprocess.run([folders.ANALYTICS, "label", "--store", store, "-o", f"{folder}/labelled",
                    *_orders(folder, host, begin, end)], check=True, capture_output=True, text=True)
    with open(f"{folder}/labelled/analysis_rows.csv") as file:
        return [(int(row["ts_decision_ns"]), row["D"], row["label"], row["vam_eff"]) for row in csv.DictReader(file)]


def run(lab):
    guest = lab.guest()
    begin, moved, back, end = _record(guest)
    with tempfile.TemporaryDirectory() as folder:
        rows = _labels(folder, guest, begin, end)
    spans = {"0 before": (begin + LEAVE_NS, moved), "1 meanwhile": (moved + ENTER_NS, back),
             "0 after": (back + LEAVE_NS, end)}
    counts = []
    for name, (first, last) in spans.items():
        inside = [row for row in rows if first <= row[0] < last]
        labelled = [row for row in inside if row[1] != ""]
        expect(len(labelled) >= 10, f"D = {name}: {len(labelled)} orders have a label: {inside[:5]}")
        wrong = [row for row in labelled if row[1] != name[0]]
        expect_equal(wrong, [], f"D = {name}: orders of the other regime; moved at {moved}, back at {back}")
        counts.append(f"{len(labelled)} with D = {name}")
    doses = [float(row[3]) for row in rows if moved + ENTER_NS <= row[0] < back and row[3]]
    lab.remark = f"by the agent's store: {', '.join(counts)}; VAM meanwhile {min(doses):.2f}-{max(doses):.2f}"
