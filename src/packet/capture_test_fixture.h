// Captures made byte by byte, for tests.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast {

using CaptureBytes = std::vector<std::uint8_t>;

inline void put(CaptureBytes& out, std::uint64_t number, std::size_t bytes, bool big) {
  for (std::size_t i = 0; i < bytes; ++i) {
    const std::size_t shift = 8 * (big ? bytes - 1 - i : i);
    out.push_back(static_cast<std::uint8_t>(number >> shift));
  }
}

inline void put(CaptureBytes& out, const CaptureBytes& more) {
  out.insert(out.end(), more.begin(), more.end());
}

/// Ethernet from 02:00:00:00:00:<from>, IPv4 10.0.0.<from> to 10.0.0.<to>, UDP; "hi".
inline CaptureBytes udp_frame(std::uint8_t from, std::uint8_t to, std::uint16_t port,
                              std::uint8_t protocol = 17) {
  CaptureBytes out{2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, 8, 0};
  put(out, {0x45, 0, 0, 30, 0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, from, 10, 0, 0, to});
  put(out, 5000, 2, true);
  put(out, port, 2, true);
  put(out, {0, 10, 0, 0, 'h', 'i'});
  return out;
}

inline CaptureBytes pcap_header(std::uint32_t magic, bool big, std::uint32_t link) {
  CaptureBytes out;
  put(out, magic, 4, big);
  put(out, 2, 2, big);
  put(out, 4, 2, big);
  put(out, 0, 8, big);
  put(out, 65535, 4, big);
  put(out, link, 4, big);
  return out;
}

inline void put_packet(CaptureBytes& out, std::uint32_t seconds, std::uint32_t fraction,
                       const CaptureBytes& frame, bool big) {
  put(out, seconds, 4, big);
  put(out, fraction, 4, big);
  put(out, frame.size(), 4, big);
  put(out, frame.size() + 6, 4, big);
  put(out, frame);
}

inline void put_block(CaptureBytes& out, std::uint32_t type, CaptureBytes body, bool big) {
  while (body.size() % 4 != 0) body.push_back(0);
  put(out, type, 4, big);
  put(out, body.size() + 12, 4, big);
  put(out, body);
  put(out, body.size() + 12, 4, big);
}

}  // namespace holdfast
