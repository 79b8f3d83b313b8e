#include "packet/udp_frame_head.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "packet/network_order.h"

namespace holdfast {
namespace {

constexpr std::uint8_t kUdpProtocol = 17;

// A sum of 16-bit words may be taken in the machine's own order, and in words of 32 bits, when it
// is stored in that order too: RFC 1071, 2 (B) and (C).
std::uint64_t sum_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (std::uint32_t word = 0; at + sizeof word <= bytes.size(); at += sizeof word) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    sum += word;
  }
  std::uint32_t rest = 0;
  if (at < bytes.size()) std::memcpy(&rest, bytes.data() + at, bytes.size() - at);
  return sum + rest;
}

std::uint64_t sum_of_word(std::size_t word) {
  std::array<std::uint8_t, 2> bytes;
  put_word(bytes, 0, word);
  return sum_of(bytes);
}

void put_checksum(std::span<std::uint8_t> bytes, std::size_t at, std::uint64_t sum, bool is_udp) {
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  auto checksum = static_cast<std::uint16_t>(~sum);
  if (is_udp && checksum == 0) checksum = 0xffff;  // 0 says that there is none: RFC 768
  std::memcpy(bytes.data() + at, &checksum, sizeof checksum);
}

void copy_to(std::span<std::uint8_t> bytes, std::size_t at, std::span<const std::uint8_t> from) {
  std::copy(from.begin(), from.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

HardwareAddress hardware_address_of_group(std::span<const std::uint8_t> group) {
  HardwareAddress address = {0x33, 0x33};
  if (group.size() == 4) {
    address = {0x01, 0x00, 0x5e};
    copy_to(address, 3, group.last(3));
    address[3] &= 0x7fU;
  } else {
    copy_to(address, 2, group.last(4));
  }
  return address;
}

UdpFrameHead::UdpFrameHead(const FrameWay& way) {
  HOLDFAST_CHECK(way.from.size() == way.to.size());
  HOLDFAST_CHECK(way.to.size() == 4 || way.to.size() == 16);
  const bool is_ipv4 = way.to.size() == 4;
  ip_bytes_ = is_ipv4 ? 20 : 40;
  copy_to(bytes_, 0, way.to_hardware);
  copy_to(bytes_, 6, way.from_hardware);
  put_word(bytes_, 12, is_ipv4 ? 0x0800 : 0x86dd);
  const auto ip = std::span(bytes_).subspan(kEthernet, ip_bytes_);
  if (is_ipv4) {
    ip[0] = 0x45;
    put_word(ip, 6, 0x4000);  // DF: the identification may then be 0, RFC 6864, 4.1
    ip[8] = way.ttl;
    ip[9] = kUdpProtocol;
    copy_to(ip, 12, way.from);
    copy_to(ip, 16, way.to);
    ip_sum_ = sum_of(ip);
  } else {
    ip[0] = 0x60;
    ip[6] = kUdpProtocol;
    ip[7] = way.ttl;
    copy_to(ip, 8, way.from);
    copy_to(ip, 24, way.to);
  }
  put_word(bytes_, kEthernet + ip_bytes_, way.from_port);
  put_word(bytes_, kEthernet + ip_bytes_ + 2, way.to_port);
  pseudo_sum_ = sum_of(way.from) + sum_of(way.to) + sum_of_word(kUdpProtocol) +
                sum_of_word(way.from_port) + sum_of_word(way.to_port);
}

std::size_t UdpFrameHead::write(std::span<const std::uint8_t> payload,
                                std::span<std::uint8_t> frame) const {
  const std::size_t udp_bytes = kUdp + payload.size(), udp_at = kEthernet + ip_bytes_;
  HOLDFAST_CHECK(frame.size() >= udp_at + udp_bytes);
  HOLDFAST_CHECK(ip_bytes_ + udp_bytes <= 0xffff);
  std::memcpy(frame.data(), bytes_.data(), size());
  if (!payload.empty()) std::memcpy(frame.data() + size(), payload.data(), payload.size());
  if (ip_bytes_ == 20) {
    put_word(frame, kEthernet + 2, ip_bytes_ + udp_bytes);
    put_checksum(frame, kEthernet + 10, ip_sum_ + sum_of_word(ip_bytes_ + udp_bytes), false);
  } else {
    put_word(frame, kEthernet + 4, udp_bytes);
  }
  put_word(frame, udp_at + 4, udp_bytes);
  // The length stands in the header and in the pseudo header.
  put_checksum(frame, udp_at + 6, pseudo_sum_ + 2 * sum_of_word(udp_bytes) + sum_of(payload), true);
  return udp_at + udp_bytes;
}

}  // namespace holdfast
