#!/usr/bin/python3
"""holdfast-gateway as people run it: gateway_test.py PROGRAM SOURCE_DIR. Its inputs are encoded here, from the
specifications, and by nothing of the program's own."""
import csv
import io
import json
import os
import pathlib
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import time
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


class Files(Gateway):
    def test_every_field_of_every_message_stands_in_its_json(self):
        want = [expected(kind) for kind in MESSAGES]
        self.assertEqual(len(want), 23)
        for content in (binary_file(ALL), binary_file(ALL, end=False), b"".join(ALL)):
            for by_pipe in (False, True):
                shown = self.lines(content, by_pipe=by_pipe)
                self.assertEqual(shown, want)
                self.assertEqual([list(one) for one in shown], [list(one) for one in want], "the fields' order")

    def test_a_file_larger_than_any_buffer_is_whole(self):
        many = [encode("A", order_reference_number=i) for i in range(100_000)]  # 3.8 MB
        for content in (binary_file(many), b"".join(many)):
            numbers = [one["order_reference_number"] for one in self.lines(content)]
            self.assertEqual(numbers, list(range(100_000)))

    def test_what_is_not_asked_for_is_left_out(self):
        feed = binary_file([encode("R"), encode("R", 6, stock="MSFT"), encode("A"), encode("A", 6, stock="MSFT"),
                            encode("D", 6), encode("D"), encode("S", 0), encode("U", 7)])
        kinds = lambda *words: "".join(one["message_type"] for one in self.lines(feed, *words))
        self.assertEqual(kinds(), "RRAADDSU")
        self.assertEqual(kinds("--type", "A,S"), "AAS")
        self.assertEqual([one["stock_locate"] for one in self.lines(feed, "--stock", "MSFT")], [6, 6, 6])
        self.assertEqual([one["stock_locate"] for one in self.lines(feed, "--stock", "AAPL", "--type", "D")], [5])
        self.assertEqual(kinds("--from", "6"), "DSU")
        self.assertEqual(kinds("--limit", "3"), "RRA")
        self.assertEqual(kinds("--from", "4", "--limit", "1", "--type", "D"), "D")
        self.assertEqual(kinds("--stock", "NONE"), "")

    def test_csv_has_the_columns_of_the_manual_and_loses_nothing(self):
        rows = list(csv.DictReader(io.StringIO(self.decode(binary_file(ALL), "--csv"))))
        manual = (SOURCE / "docs/man/holdfast-gateway-decode.1.scd").read_text()
        self.assertIn("\n" + ",".join(rows[0]) + "\n", manual)
        self.assertEqual([row["sequence"] for row in rows], [str(i) for i in range(1, 24)])
        also = {"executed_shares": "shares", "canceled_shares": "shares", "execution_price": "price",
                "cross_price": "price", "original_order_reference_number": "order_reference_number"}
        for row, kind in zip(rows, MESSAGES):
            other = dict(one.split("=") for one in row["other"].split(";")) if row["other"] else {}
            for name, value in expected(kind).items():
                place = row if also.get(name, name) in row else other
                self.assertEqual(place[also.get(name, name)], str(value), (kind, name))
            self.assertEqual(row["captured_ns"] + row["session"], "")

    def test_texts_that_would_part_a_line_are_escaped(self):
        bad = encode("N", stock='a,"\n;=\\')
        self.assertEqual(self.lines(binary_file([bad]))[0]["stock"], 'a,"\n;=\\')
        row = list(csv.DictReader(io.StringIO(self.decode(binary_file([bad]), "--csv"))))[0]
        self.assertEqual(row["stock"], r"a\x2c\x22\x0a\x3b\x3d\x5c")

    def test_malformed_messages_are_counted_by_kind_and_the_rest_is_shown(self):
        feed = binary_file([b"!" + bytes(11), ALL[0], encode("D")[:-1], b"?", encode("D"), encode("D") + b"x"])
        self.assertEqual(len(self.lines(feed, status=3)), 2)
        self.told_is("2 messages of an unknown type were passed over: the first message 1, '!'",
                     "2 messages of a wrong length were passed over: the first message 3, 'D' with 18 bytes instead of 19")
        self.assertEqual(len(self.lines(binary_file(ALL, end=False)[:-3], status=3)), 22)
        self.told_is("1 message is cut off by the end: message 23, of which 47 bytes are there")
        self.lines(binary_file(ALL) + b"abc", status=3)
        self.told_is("3 bytes behind the end's mark were not read: the first behind message 23")
        self.assertEqual(len(self.lines(b"".join(ALL[:2]) + b"!" + ALL[0], status=3)), 2)
        self.told_is("1 message of an unknown type was passed over: message 3, '!'")
        self.assertEqual(len(self.lines(b"".join(ALL)[:-1], status=3)), 22)
        self.told_is("1 message is cut off by the end: message 23, of which 47 bytes are there")

    def test_what_no_format_has_is_refused(self):
        for content, words, says, status in (
                (b"", (), "there is nothing in it", 1), (b"hello", (), "--format says what it is", 1),
                (b"\x1f\x8b\x08\0", (), "zcat", 1), (b"hello", ("--format", "pcap"), "neither pcap nor pcapng", 1),
                (binary_file(ALL), ("--port", "5"), "--port is for captures", 2)):
            self.decode(content, *words, status=status)
            self.assertIn(says, self.told)
            self.assertTrue(self.told.startswith(f"holdfast-gateway: {self.file}: "), self.told)
        for words, status in ((["decode"], 2), ([], 2), (["decode", "x", "--type", "Z"], 2), (["decode", "x", "--type", "AD"], 2),
                              (["decode", "x", "--limit", "0"], 2), (["decode", "x", "--csv", "--json"], 2),
                              (["decode", "x", "--stock", "NINELONGS"], 2), (["decode", "/nonexistent"], 1),
                              (["decode", "/"], 1)):
            ran = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60)
            self.assertEqual((ran.returncode, ran.stdout), (status, ""), (words, ran.stderr))
            self.assertEqual(len(ran.stderr.splitlines()), 1, ran.stderr)
            self.assertTrue(ran.stderr.startswith("holdfast-gateway: "), ran.stderr)


class Captures(Gateway):
    def want(self, kinds, sequence, at=AT, session="HOLD000001"):
        return [{"captured_ns": at, "session": session, "sequence": sequence + i, **expected(kind)}
                for i, kind in enumerate(kinds)]

    def test_every_message_comes_with_its_session_sequence_and_time(self):
        kinds = list(MESSAGES)
        frames = [(AT, udp(mold(ALL[:12], 1))), (AT + 1000, udp(mold(ALL[12:], 13)))]
        for content in (pcap(frames), pcap(frames, ">"), pcap(frames, nano=False), pcap(frames, ">", nano=False),
                        pcapng(frames)):
            nano = content[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a")
            first = AT if nano else AT // 1000 * 1000
            for by_pipe in (False, True):
                self.assertEqual(self.lines(content, by_pipe=by_pipe),
                                 self.want(kinds[:12], 1, first) + self.want(kinds[12:], 13, first + 1000))

    def test_tags_ip_of_both_kinds_and_frames_without_ethernet_are_read(self):
        payload = mold([encode("D")], 7)
        for frame in (udp(payload, tags=[(0x8100, 0xe02a)]), udp(payload, tags=[(0x88a8, 1), (0x8100, 2)]),
                      udp(payload, tags=[(0x8100, 1), (0x8100, 2)]), udp(payload, six=True),
                      udp(payload, tags=[(0x8100, 3)], six=True)):
            self.assertEqual(self.lines(pcap([(AT, frame)])), self.want("D", 7))
        self.assertEqual(self.lines(pcap([(AT, udp(payload)[14:])], link=101)), self.want("D", 7))

    def test_foreign_packets_heartbeats_and_requests_are_no_fault(self):
        frames = [udp(b"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n", 1900), udp(mold([], 9)),
                  udp(b"\x12\x34\1\0\0\1" + bytes(20), 53), udp(b"", 9), bytes(12) + b"\x08\6" + bytes(46),
                  udp(bytes(40), protocol=6), udp(mold([], 9, count=5)), udp(mold([encode("D")], 9)),
                  udp(mold([], 10, count=0xffff))]
        self.assertEqual(self.lines(pcap([(AT, frame) for frame in frames])), self.want("D", 9))

    def test_a_port_leaves_other_feeds_out_and_takes_all_else_for_the_feed(self):
        frames = [(AT, udp(mold([encode("D")], 1))), (AT, udp(mold([encode("E")], 1, "OTHER"), 26401))]
        self.assertEqual(len(self.lines(pcap(frames))), 2)
        self.assertEqual(self.lines(pcap(frames), "--port", "26401"), self.want("E", 1, session="OTHER"))
        frames += [(AT, udp(b"short", 26401)), (AT, udp(mold([encode("D")], 3, count=2), 26401)),
                   (AT, udp(mold([encode("D")], 3) + b"x", 26401)), (AT, udp(mold([b"!"], 4), 26401))]
        self.assertEqual(len(self.lines(pcap(frames), "--port", "26401", status=3)), 1)
        self.told_is("1 message of an unknown type was passed over: message 4 in packet 6, '!'",
                     "1 datagram is shorter than MoldUDP64's header: packet 3",
                     "1 datagram with fewer messages than it says was dropped: packet 4",
                     "1 datagram with bytes behind its last message was dropped: packet 5")

    def test_a_capture_without_a_feed_says_so(self):
        pathlib.Path(self.file).write_bytes(pcap([(AT, udp(b"other")), (AT, udp(b"x" * 30, fragment=0x2000))]))
        for words, says in (((), "none of its 2 packets looks like MoldUDP64"), (("--port", "9"), "to port 9\n")):
            ran = subprocess.run([PROGRAM, "decode", self.file, *words], capture_output=True, text=True, timeout=60)
            self.assertEqual((ran.returncode, ran.stdout), (0, ""))
            self.assertIn(says, ran.stderr)
            self.assertIn("1 fragment", ran.stderr)

    def test_of_packets_that_the_capture_cut_the_whole_messages_are_shown(self):
        frames = [(AT, udp(mold([encode("D"), encode("A"), encode("D")], 1))), (AT, udp(mold([encode("D")], 4)))]
        snaplen = 14 + 20 + 8 + 20 + 2 + 19 + 2 + 35  # one byte of the second message is missing
        self.assertEqual(self.lines(pcap(frames, snaplen=snaplen), status=3), self.want("D", 1) + self.want("D", 4))
        self.told_is("1 packet is cut by the capture: only its whole messages are shown: packet 1")
        self.assertEqual(self.lines(pcap(frames, snaplen=40), status=3), [])
        self.assertIn("2 frames end before their UDP header", self.told)

    def test_a_capture_that_is_cut_off_is_read_to_there(self):
        frames = [(AT, udp(mold([encode("D")], 1))), (AT, udp(mold([encode("D")], 2)))]
        for content in (pcap(frames), pcapng(frames)):
            self.assertEqual(self.lines(content[:-5], status=3), self.want("D", 1))
            self.assertIn("1 place where the capture cannot be read on: at byte ", self.told)
        self.lines(pcap(frames)[:24] + b"\xff" * 16, status=3)
        self.told_is("1 place where the capture cannot be read on: at byte 24 a packet's "
                     "length cannot be")

    def test_csv_has_the_capture_s_columns(self):
        row = list(csv.DictReader(io.StringIO(self.decode(pcap([(AT, udp(mold([encode("D")], 7)))]), "--csv"))))[0]
        self.assertEqual((row["captured_ns"], row["session"], row["sequence"], row["message_type"]),
                         (str(AT), "HOLD000001", "7", "D"))


class Streams(Gateway):
    def test_a_reader_that_leaves_ends_it_quietly(self):
        pathlib.Path(self.file).write_bytes(binary_file([encode("A")] * 100_000))
        with subprocess.Popen([PROGRAM, "decode", self.file], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b"")
            self.assertEqual(process.wait(timeout=60), 0)

    def test_a_full_disk_is_not_success(self):
        pathlib.Path(self.file).write_bytes(binary_file(ALL))
        with open("/dev/full", "w") as full:
            ran = subprocess.run([PROGRAM, "decode", self.file], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("could not be written", ran.stderr)

    def test_a_live_input_is_shown_as_it_comes(self):
        with subprocess.Popen([PROGRAM, "decode", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdin.write(binary_file(ALL[:2], end=False))
            process.stdin.flush()
            self.assertTrue(select.select([process.stdout], [], [], 30)[0], "the first lines are held back")
            process.stdin.write(binary_file(ALL[2:]))
            process.stdin.close()
            self.assertEqual(len(process.stdout.read().splitlines()), 23)
            self.assertEqual(process.wait(timeout=60), 0)

    def test_memory_does_not_grow_with_the_input(self):
        piece = binary_file([encode("A")] * 20_000, end=False)  # 0.76 MB
        def peak(times):
            with subprocess.Popen([PROGRAM, "decode", "-", "--type", "S"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
                for _ in range(times):
                    process.stdin.write(piece)
                process.stdin.flush()
                time.sleep(0.2)
                status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
                process.stdin.close()
                process.wait(timeout=60)
            return int(re.search(r"VmHWM:\s+(\d+)", status)[1])
        self.assertLess(peak(100), peak(1) + 4096, "kB")

    def test_progress_is_drawn_on_a_terminal_and_taken_back(self):
        main, child = pty.openpty()
        with subprocess.Popen([PROGRAM, "decode", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=child) as process:
            os.close(child)
            process.stdin.write(binary_file(ALL, end=False))
            process.stdin.flush()
            time.sleep(1.5)
            process.stdin.write(binary_file(ALL))
            process.stdin.close()
            self.assertEqual(process.wait(timeout=60), 0)
        text = b""
        try:
            while piece := os.read(main, 65536):
                text += piece
        except OSError:  # EIO: the other end is closed
            pass
        self.assertIn(b"M messages", text)
        self.assertTrue(text.endswith(b"\r\033[K"), text)


class Manual(unittest.TestCase):
    def test_help_and_version_are_there_and_every_option_stands_in_the_manual(self):
        version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, timeout=60)
        self.assertRegex(version.stdout, r"^holdfast-gateway \d+\.\d+\.\d+\n$")
        for words, page in ((["--help"], "holdfast-gateway"), (["decode", "--help"], "holdfast-gateway-decode"),
                            (["serve", "--help"], "holdfast-gateway-serve"), (["client", "--help"], "holdfast-gateway-client"),
                            (["replay", "--help"], "holdfast-gateway-replay"),
                            (["experiment", "--help"], "holdfast-gateway-experiment")):
            ran = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            manual = (SOURCE / f"docs/man/{page}.1.scd").read_text()
            options = set(re.findall(r"--[a-z-]+", ran.stdout))
            self.assertGreater(len(options), 1)
            for option in options:
                self.assertIn(f"*{option}*", manual, page)

    def test_the_table_of_docs_itch_is_the_specification_s(self):
        rows = re.findall(r"^\| `(\w)` \| [^|]+ \| (\d+) \| (.+) \|$", (SOURCE / "docs/itch.md").read_text(), re.MULTILINE)
        self.assertEqual([(kind, int(length), re.findall(r"`(\w+)`", fields)) for kind, length, fields in rows],
                         [(kind, LENGTHS[kind], [name for name, _, _ in MESSAGES[kind]]) for kind in MESSAGES])

    def test_completions_name_every_option_and_are_taken_by_bash(self):
        for shell in ("bash", "zsh"):
            script = subprocess.run([PROGRAM, "completion", shell], capture_output=True, text=True, timeout=60).stdout
            for word in ("decode", "--format", "--port", "--stock", "serve", "--max-batch-limit", "client", "--check-digest"):
                self.assertIn(word, script)
            if shell == "bash":
                self.assertEqual(subprocess.run(["bash", "-n"], input=script, text=True, timeout=60).returncode, 0)


if __name__ == "__main__":
    unittest.main()
