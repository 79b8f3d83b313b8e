"""Random flows, and their packets put on a guest's tap as frames, whatever their addresses."""
import ipaddress
import random
import socket
import struct
import time

TYPES = ("udp4", "tcp4", "udp6", "tcp6")
PAYLOAD = b"holdfast"
RATE = 4000  # packets a second: a guest loses none


def _checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Flow:
    """One direction: to the guest. Addresses are of networks for documentation and tests: nobody answers."""

    def __init__(self, kind, numbers):
        self.kind = kind
        if kind.endswith("4"):
            self.source = ipaddress.IPv4Address(0xc6120000 + numbers.randrange(1 << 17))  # 198.18.0.0/15
            self.target = ipaddress.IPv4Address(0xcb007100 + numbers.randrange(1, 255))  # 203.0.113.0/24
        else:
            base = int(ipaddress.IPv6Address("2001:db8::"))
            self.source, self.target = (ipaddress.IPv6Address(base + numbers.randrange(1, 1 << 96)) for _ in range(2))
        self.source_port, self.target_port = numbers.randrange(1024, 65536), numbers.randrange(1024, 65536)

    def __str__(self):
        """As `holdfast rss` takes it."""
        ends = [f"{address}" if address.version == 4 else f"[{address}]" for address in (self.source, self.target)]
        return f"{self.kind[:3]} {ends[0]}:{self.source_port} to {ends[1]}:{self.target_port}"

    def frame(self, mac):
        """Ethernet to `mac`. A UDP datagram, or a TCP segment with nothing but a number."""
        addresses = self.source.packed + self.target.packed
        ports = struct.pack("!HH", self.source_port, self.target_port)
        protocol = socket.IPPROTO_UDP if self.kind[:3] == "udp" else socket.IPPROTO_TCP
        if protocol == socket.IPPROTO_UDP:
            body = bytearray(ports + struct.pack("!HH", 8 + len(PAYLOAD), 0) + PAYLOAD)
            at = 6
        else:
            body = bytearray(ports + struct.pack("!IIBBHHH", 1, 1, 5 << 4, 0x10, 512, 0, 0) + PAYLOAD)
            at = 16
        struct.pack_into("!H", body, at, _checksum(addresses + struct.pack("!HH", protocol, len(body)) + bytes(body)))
        if self.source.version == 4:
            header = bytearray(struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64, protocol, 0) + addresses)
            struct.pack_into("!H", header, 10, _checksum(bytes(header)))
            kind = 0x0800
        else:
            header = struct.pack("!IHBB", 6 << 28, len(body), protocol, 64) + addresses
            kind = 0x86dd
        return bytes.fromhex(mac.replace(":", "")) + b"\x02\0\0\0\0\x01" + struct.pack("!H", kind) + header + body


def random_flows(count, seed):
    """As many of each type; no two alike."""
    numbers = random.Random(seed)
    flows = {}
    while len(flows) < count:
        flow = Flow(TYPES[len(flows) % len(TYPES)], numbers)
        flows.setdefault(str(flow), flow)
    return list(flows.values())


def send(nic, flows, packets):
    """So many packets of each flow, one after the other, evenly at RATE."""
    frames = [flow.frame(nic.mac) for flow in flows]
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0)) as link:
        link.bind((f"tap{nic.number}", 0))
        start = time.monotonic()
        sent = 0
        for _ in range(packets):
            for frame in frames:
                link.send(frame)
                sent += 1
                ahead = sent / RATE - (time.monotonic() - start)
                if ahead > 0.002:
                    time.sleep(ahead)
