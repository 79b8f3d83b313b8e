// Flow: one live socket with a local and a remote end, from the kernel's socket tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace holdfast {

enum class Transport { tcp, udp };

struct Endpoint {
  std::vector<std::uint8_t> address;  // 4 or 16 bytes, network order
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct Flow {
  Transport transport = Transport::tcp;
  Endpoint local;
  Endpoint remote;
  std::uint64_t inode = 0;
  std::string nic;                  // the interface whose address is the local one; empty: unknown
  std::optional<ThreadId> process;  // who holds the socket; absent without the right to look
};

/// "10.0.0.1:80" or "[2001:db8::1]:80".
std::string to_text(const Endpoint& endpoint);
std::optional<Endpoint> parse_endpoint(std::string_view text);

/// "tcp4", "udp4", "tcp6", "udp6": as ethtool names what it hashes and what its rules match.
std::string flow_type_of(const Flow& flow);

/// As its packets come in: "udp 10.0.0.9:5000 to 10.0.0.1:80", from the remote end to the local
/// one.
std::string to_text(const Flow& flow);
std::optional<Flow> parse_flow(std::string_view text);

}  // namespace holdfast
