// The command line of `replay` as a value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "decode/decode_options.h"
#include "model/flow.h"
#include "stream/fault_injector.h"

namespace holdfast {

struct ReplayLine {
  Endpoint group;         // or a host's address
  std::string interface;  // the way out; empty: the routes'
  FaultShares faults;
};

struct ReplayCommand {
  std::string file;                               // "-": standard input
  DecodeFormat format = DecodeFormat::automatic;  // or binary_file, capture
  std::vector<ReplayLine> lines;                  // one or two
  std::uint8_t ttl = 1;                           // of multicast
  std::optional<double> speed = 1;                // nullopt: as fast as it goes
  std::optional<std::int64_t> max_gap_ns;         // silences are no longer than that
  std::string session;                            // a capture's: which one; a file's: its name
  std::optional<Endpoint> destination;            // of a capture: what was sent there
  std::size_t datagram_bytes = 1472;              // at most, of a file's messages
  std::uint64_t seed = 1;                         // of the faults
  std::optional<Endpoint> re_request;             // where missed messages are asked for
  std::size_t history_bytes = std::size_t{16} << 20U;
  std::optional<std::int64_t> linger_ns;  // default: a second for a file, none for a capture
  std::uint64_t rounds = 1;               // 0: without end
  std::optional<std::uint64_t> limit;     // of packets, in all rounds
  bool is_dry = false, json = false;
};

}  // namespace holdfast
