// UdpFrameHead: what stands before a UDP datagram's payload in an ethernet frame, made once for
// each way and completed for each datagram. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace holdfast {

using HardwareAddress = std::array<std::uint8_t, 6>;

/// Where ethernet sends a multicast group of 4 or 16 bytes: RFC 1112, 6.4; RFC 2464, 7.
HardwareAddress hardware_address_of_group(std::span<const std::uint8_t> group);

struct FrameWay {
  HardwareAddress from_hardware = {}, to_hardware = {};
  std::span<const std::uint8_t> from, to;  // both of 4 or both of 16 bytes, network order
  std::uint16_t from_port = 0, to_port = 0;
  std::uint8_t ttl = 1;
};

/// Ethernet II without a tag, IPv4 without options (not to be fragmented) or IPv6, UDP.
class UdpFrameHead {
 public:
  static constexpr std::size_t kMostBytes = 14 + 40 + 8;

  explicit UdpFrameHead(const FrameWay& way);

  /// 42 for IPv4, 62 for IPv6.
  std::size_t size() const { return kEthernet + ip_bytes_ + kUdp; }
  /// Of those the ones that count toward an MTU.
  std::size_t ip_and_udp_bytes() const { return ip_bytes_ + kUdp; }

  /// The frame of that payload, its lengths and checksums filled in: RFC 1071. `frame` has room for
  /// size() and the payload, which is a packet's at most (65507 bytes, IPv4). Gives the frame's
  /// size.
  std::size_t write(std::span<const std::uint8_t> payload, std::span<std::uint8_t> frame) const;

 private:
  static constexpr std::size_t kEthernet = 14, kUdp = 8;

  std::array<std::uint8_t, kMostBytes> bytes_ = {};
  std::size_t ip_bytes_ = 0;
  std::uint64_t ip_sum_ = 0;      // of the IPv4 header without its length
  std::uint64_t pseudo_sum_ = 0;  // of addresses, protocol and ports
};

}  // namespace holdfast
