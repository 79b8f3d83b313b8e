// What to decode, and how to show it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace holdfast {

enum class DecodeFormat : std::uint8_t {
  automatic,    // by its first bytes
  itch,         // messages one behind the other, without lengths
  binary_file,  // BinaryFILE: each with its length before it
  capture,      // pcap, pcapng: MoldUDP64 in UDP
};

enum class LineForm : std::uint8_t { json, csv };

struct DecodeOptions {
  DecodeFormat format = DecodeFormat::automatic;
  LineForm form = LineForm::json;
  std::string types;                   // letters; empty: all
  std::string stock;                   // without padding; empty: all
  std::uint64_t from = 0;              // the first sequence number that is shown
  std::optional<std::uint64_t> limit;  // of lines
  std::optional<std::uint16_t> port;   // of captures: where the feed is sent to
};

}  // namespace holdfast
