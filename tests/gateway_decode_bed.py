"""What the tests of decode share: messages, files and captures, encoded here from the specifications, and by nothing of the
program's own. The tests' command line is PROGRAM SOURCE_DIR."""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
NS = 34_200_123_456_789  # 9:30:00.123456789

# Nasdaq TotalView-ITCH 5.0: each message's fields behind the header, as struct has them; P4 and P8 are prices.
MESSAGES = {
    "S": [("event_code", "c", "Q")],
    "R": [("stock", "8s", "AAPL"), ("market_category", "c", "Q"), ("financial_status_indicator", "c", "N"),
          ("round_lot_size", "I", 100), ("round_lots_only", "c", "N"), ("issue_classification", "c", "C"),
          ("issue_sub_type", "2s", "Z"), ("authenticity", "c", "P"), ("short_sale_threshold_indicator", "c", "N"),
          ("ipo_flag", "c", ""), ("luld_reference_price_tier", "c", "1"), ("etp_flag", "c", "N"),
          ("etp_leverage_factor", "I", 3), ("inverse_indicator", "c", "N")],
    "H": [("stock", "8s", "AAPL"), ("trading_state", "c", "T"), ("reserved", "c", ""), ("reason", "4s", "IPO1")],
    "Y": [("stock", "8s", "AAPL"), ("reg_sho_action", "c", "1")],
    "L": [("mpid", "4s", "GSCO"), ("stock", "8s", "AAPL"), ("primary_market_maker", "c", "Y"),
          ("market_maker_mode", "c", "N"), ("market_participant_state", "c", "A")],
    "V": [("level_1", "P8", 412345678901), ("level_2", "P8", 2**63), ("level_3", "P8", 7)],
    "W": [("breached_level", "c", "2")],
    "K": [("stock", "8s", "AAPL"), ("ipo_quotation_release_time", "I", 36000),
          ("ipo_quotation_release_qualifier", "c", "A"), ("ipo_price", "P4", 420000)],
    "J": [("stock", "8s", "AAPL"), ("auction_collar_reference_price", "P4", 1000001),
          ("upper_auction_collar_price", "P4", 1100000), ("lower_auction_collar_price", "P4", 900000),
          ("auction_collar_extension", "I", 2)],
    "h": [("stock", "8s", "AAPL"), ("market_code", "c", "Q"), ("operational_halt_action", "c", "H")],
    "A": [("order_reference_number", "Q", 2**64 - 1), ("buy_sell_indicator", "c", "B"), ("shares", "I", 300),
          ("stock", "8s", "AAPL"), ("price", "P4", 1899999)],
    "F": [("order_reference_number", "Q", 8), ("buy_sell_indicator", "c", "S"), ("shares", "I", 2**32 - 1),
          ("stock", "8s", "AAPL"), ("price", "P4", 2**32 - 1), ("attribution", "4s", "LEHM")],
    "E": [("order_reference_number", "Q", 8), ("executed_shares", "I", 100), ("match_number", "Q", 77)],
    "C": [("order_reference_number", "Q", 8), ("executed_shares", "I", 100), ("match_number", "Q", 78),
          ("printable", "c", "Y"), ("execution_price", "P4", 5)],
    "X": [("order_reference_number", "Q", 8), ("canceled_shares", "I", 50)],
    "D": [("order_reference_number", "Q", 8)],
    "U": [("original_order_reference_number", "Q", 8), ("new_order_reference_number", "Q", 9), ("shares", "I", 1),
          ("price", "P4", 10000)],
    "P": [("order_reference_number", "Q", 0), ("buy_sell_indicator", "c", "B"), ("shares", "I", 4),
          ("stock", "8s", "AAPL"), ("price", "P4", 123), ("match_number", "Q", 79)],
    "Q": [("shares", "Q", 2**40), ("stock", "8s", "AAPL"), ("cross_price", "P4", 1900000), ("match_number", "Q", 80),
          ("cross_type", "c", "O")],
    "B": [("match_number", "Q", 80)],
    "I": [("paired_shares", "Q", 11), ("imbalance_shares", "Q", 12), ("imbalance_direction", "c", "B"),
          ("stock", "8s", "AAPL"), ("far_price", "P4", 1), ("near_price", "P4", 10), ("current_reference_price", "P4", 0),
          ("cross_type", "c", "C"), ("price_variation_indicator", "c", "L")],
    "N": [("stock", "8s", "AAPL"), ("interest_flag", "c", "A")],
    "O": [("stock", "8s", "AAPL"), ("open_eligibility_status", "c", "Y"), ("minimum_allowable_price", "P4", 1),
          ("maximum_allowable_price", "P4", 2), ("near_execution_price", "P4", 3), ("near_execution_time", "Q", NS),
          ("lower_price_range_collar", "P4", 4), ("upper_price_range_collar", "P4", 5)],
}
LENGTHS = dict(S=12, R=39, H=25, Y=20, L=26, V=35, W=12, K=28, J=35, h=21, A=36, F=40, E=31, C=36, X=23, D=19, U=35,
               P=44, Q=40, B=19, I=50, N=20, O=48)


def encode(kind, locate=5, **other):
    body = kind.encode() + struct.pack(">HH", locate, 2) + NS.to_bytes(6, "big")
    for name, form, value in MESSAGES[kind]:
        value = other.get(name, value)
        if form in ("c", "2s", "4s", "8s"):
            body += value.encode().ljust(1 if form == "c" else int(form[0]))
        else:
            body += struct.pack(">" + {"P4": "I", "P8": "Q"}.get(form, form), value)
    assert len(body) == LENGTHS[kind], kind
    return body


def expected(kind, locate=5, **other):
    out = {"message_type": kind, "stock_locate": locate, "tracking_number": 2, "timestamp_ns": NS}
    for name, form, value in MESSAGES[kind]:
        value = other.get(name, value)
        if form in ("P4", "P8"):
            places = int(form[1])
            value = f"{value // 10**places}.{value % 10**places:0{places}}"
        out[name] = value
    return out


def binary_file(messages, end=True):
    return b"".join(struct.pack(">H", len(one)) + one for one in messages) + (b"\0\0" if end else b"")


def mold(messages, sequence=1, session="HOLD000001", count=None):
    return (session.encode().ljust(10) + struct.pack(">QH", sequence, len(messages) if count is None else count) +
            binary_file(messages, end=False))


def udp(payload, port=26400, tags=(), six=False, protocol=17, fragment=0):
    inner = struct.pack(">HHHH", 5000, port, 8 + len(payload), 0) + payload
    if six:
        packet = struct.pack(">IHBB", 6 << 28, len(inner), protocol, 64) + bytes(15) + b"\1" + bytes(15) + b"\2" + inner
    else:
        packet = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(inner), 0, fragment, 64, protocol, 0, b"\x0a\0\0\1",
                             b"\xe9\x36\x0c\x6f") + inner
    tagged = b"".join(struct.pack(">HH", *tag) for tag in tags)
    frame = bytes(6) + b"\2" + bytes(5) + tagged + (b"\x86\xdd" if six else b"\x08\0") + packet
    return frame.ljust(60, b"\0")


def pcap(frames, order="<", nano=True, snaplen=262144, link=1):
    """frames: (captured_ns, bytes) each."""
    out = struct.pack(order + "IHHiIII", 0xa1b23c4d if nano else 0xa1b2c3d4, 2, 4, 0, 0, snaplen, link)
    for at, frame in frames:
        part = at % 10**9
        out += struct.pack(order + "IIII", at // 10**9, part if nano else part // 1000, min(len(frame), snaplen), len(frame))
        out += frame[:snaplen]
    return out


def pcapng(frames):
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)
    out = block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
    out += block(1, struct.pack("<HHI", 1, 0, 0) + struct.pack("<HHB3xHH", 9, 1, 9, 0, 0))  # if_tsresol: nanoseconds
    for at, frame in frames:
        out += block(6, struct.pack("<IIIII", 0, at >> 32, at & 0xffffffff, len(frame), len(frame)) + frame)
    return out


ALL = [encode(kind) for kind in MESSAGES]
AT = 1_700_000_000_123_456_789


class Gateway(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = f"{folder.name}/input"

    def decode(self, content, *words, status=0, by_pipe=False):
        pathlib.Path(self.file).write_bytes(content)
        ran = subprocess.run([PROGRAM, "decode", "-" if by_pipe else self.file, *words],
                             input=content if by_pipe else None, capture_output=True, timeout=60)
        self.told = ran.stderr.decode()
        self.assertEqual(ran.returncode, status, self.told)
        if status == 0:
            self.assertEqual(self.told, "")
        return ran.stdout.decode()

    def lines(self, *words, **more):
        return [json.loads(line) for line in self.decode(*words, **more).splitlines()]

    def told_is(self, *sentences):
        self.assertEqual(self.told, "".join(f"holdfast-gateway: {self.file}: {one}\n" for one in sentences))
