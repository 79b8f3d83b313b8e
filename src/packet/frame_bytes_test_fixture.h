// Frames made byte by byte. For tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast {

using Bytes = std::vector<std::uint8_t>;

inline void add_word(Bytes& to, std::size_t word) {
  to.push_back(static_cast<std::uint8_t>(word >> 8));
  to.push_back(static_cast<std::uint8_t>(word));
}
inline void add(Bytes& to, const Bytes& bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

/// From vb to va of VethPair; each tag is 0x8100 with this id.
inline Bytes ethernet(const std::vector<std::uint16_t>& vlans, std::uint16_t protocol) {
  Bytes frame = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
  for (const auto vlan : vlans) {
    add_word(frame, 0x8100);
    add_word(frame, vlan);
  }
  add_word(frame, protocol);
  return frame;
}

/// Without a checksum.
inline Bytes udp(std::uint16_t port, std::string_view payload) {
  Bytes bytes;
  add_word(bytes, 5555);
  add_word(bytes, port);
  add_word(bytes, payload.size() + 8);
  add_word(bytes, 0);
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

/// From 10.77.0.2 to 10.77.0.1, `options` of them (a multiple of 4 bytes) as no-operations, with
/// its checksum.
inline Bytes ipv4(const Bytes& content, std::size_t options = 0, std::uint16_t fragment = 0,
                  std::uint8_t protocol = 17) {
  Bytes bytes = {static_cast<std::uint8_t>(0x45 + options / 4), 0};
  add_word(bytes, 20 + options + content.size());
  add_word(bytes, 1);
  add_word(bytes, fragment);
  add(bytes, {64, protocol, 0, 0, 10, 77, 0, 2, 10, 77, 0, 1});
  bytes.insert(bytes.end(), options, 1);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    sum += static_cast<std::uint32_t>(bytes[i] << 8 | bytes[i + 1]);
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  bytes[10] = static_cast<std::uint8_t>(~sum >> 8);
  bytes[11] = static_cast<std::uint8_t>(~sum);
  add(bytes, content);
  return bytes;
}

/// From fd77::2 to fd77::1.
inline Bytes ipv6(const Bytes& content, std::uint8_t next_header = 17) {
  Bytes bytes = {0x60, 0, 0, 0};
  add_word(bytes, content.size());
  add(bytes, {next_header, 64});
  for (const std::uint8_t last : Bytes{2, 1}) {
    add(bytes, {0xfd, 0x77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last});
  }
  add(bytes, content);
  return bytes;
}

inline Bytes framed(Bytes frame, const Bytes& packet) {
  add(frame, packet);
  return frame;
}

}  // namespace holdfast
