#!/usr/bin/python3
"""holdfast-gateway decode, what it makes of files and captures: gateway_decode_test.py PROGRAM SOURCE_DIR."""
import csv
import io
import pathlib
import subprocess
import unittest

from gateway_decode_bed import (ALL, AT, Gateway, MESSAGES, PROGRAM, SOURCE, binary_file, encode, expected, mold,
                                pcap, pcapng, udp)


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


if __name__ == "__main__":
    unittest.main(verbosity=2)
