#include "host/socket_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kEstablished = 1;  // TCP_ESTABLISHED, which UDP uses for "connected"
constexpr std::uint32_t kClose = 7;        // TCP_CLOSE, which UDP uses for "not connected"
constexpr std::size_t kIpv4Words = 1;
constexpr std::size_t kIpv6Words = 4;

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1), 16);
  auto address = parse_word_address(text.substr(0, colon));
  if (!port || address.empty()) return std::nullopt;
  return Endpoint{std::move(address), *port};
}

bool is_mapped_ipv4(const std::vector<std::uint8_t>& address) {
  return address.size() == 16 &&
         std::all_of(address.begin(), address.begin() + 10, [](auto byte) { return byte == 0; }) &&
         address[10] == 0xff && address[11] == 0xff;
}

void unmap(Flow& flow) {
  if (!is_mapped_ipv4(flow.local.address)) return;
  auto& local = flow.local.address;
  auto& remote = flow.remote.address;
  local.erase(local.begin(), local.begin() + 12);
  remote.erase(remote.begin(), remote.begin() + 12);  // mapped too, or all zeros
}

/// One line: "sl: local remote st tx:rx tr:when retrnsmt uid timeout inode …".
struct SocketLine {
  std::string_view local, remote, state, inode;
};

SocketLine cut(std::string_view line) {
  SocketLine cells;
  next_word(line);  // sl
  cells.local = next_word(line);
  cells.remote = next_word(line);
  cells.state = next_word(line);
  for (int skipped = 0; skipped < 5; ++skipped) next_word(line);
  cells.inode = next_word(line);
  return cells;
}

enum class Line { kept, left_out, malformed };

Line parse_line(std::string_view line, Transport transport, std::vector<Flow>& flows) {
  const SocketLine cells = cut(line);
  const auto state = parse_number<std::uint32_t>(cells.state, 16);
  if (!state) return Line::malformed;
  const bool may_be_receiver = transport == Transport::udp && *state == kClose;
  if (*state != kEstablished && !may_be_receiver) return Line::left_out;
  auto local = parse_endpoint(cells.local);
  auto remote = parse_endpoint(cells.remote);
  const auto inode = parse_number(cells.inode);
  if (!local || !remote || !inode || local->address.size() != remote->address.size()) {
    return Line::malformed;
  }
  Flow flow;
  flow.transport = transport;
  flow.local = *std::move(local);
  flow.remote = *std::move(remote);
  flow.inode = *inode;
  unmap(flow);
  if (may_be_receiver && !is_multicast(flow.local.address)) return Line::left_out;
  if (is_loopback(flow.local.address) || is_loopback(flow.remote.address) ||
      flow.local.address == flow.remote.address) {
    return Line::left_out;
  }
  flows.push_back(std::move(flow));
  return Line::kept;
}

}  // namespace

std::vector<std::uint8_t> parse_word_address(std::string_view hex) {
  if (hex.size() != 8 * kIpv4Words && hex.size() != 8 * kIpv6Words) return {};
  std::vector<std::uint8_t> address;
  address.reserve(hex.size() / 2);
  for (; !hex.empty(); hex.remove_prefix(8)) {
    const auto word = parse_number<std::uint32_t>(hex.substr(0, 8), 16);
    if (!word) return {};
    for (int shift = 0; shift < 32; shift += 8) {
      address.push_back(static_cast<std::uint8_t>(*word >> shift));
    }
  }
  return address;
}

bool is_multicast(const std::vector<std::uint8_t>& address) {
  if (address.size() == 4) return (address[0] & 0xf0) == 0xe0;
  return address.size() == 16 && address[0] == 0xff;
}

bool is_loopback(const std::vector<std::uint8_t>& address) {
  if (address.size() == 4) return address[0] == 127;
  return address.size() == 16 && address[15] == 1 &&
         std::all_of(address.begin(), address.end() - 1, [](auto byte) { return byte == 0; });
}

void parse_socket_table(std::string_view text, Transport transport, std::string_view path,
                        std::vector<Flow>& flows, Diagnostics& diagnostics) {
  next_line(text);  // the heading
  int number = 1;
  std::size_t malformed = 0;
  int first_malformed = 0;
  std::string_view first_text;
  while (const auto line = next_line(text)) {
    if (static_cast<std::size_t>(++number) > kMaxSocketLines) {
      diagnose(diagnostics, ErrorCode::too_large, path, number,
               fmt::format("more than {} lines: the rest was not looked at", kMaxSocketLines));
      break;
    }
    if (trim(*line).empty() || parse_line(*line, transport, flows) != Line::malformed) continue;
    if (malformed++ > 0) continue;
    first_malformed = number;
    first_text = *line;
  }
  if (malformed == 0) return;
  std::string sentence =
      fmt::format("expected a socket, \"sl: local remote st … inode\", found {:?}",
                  trim(first_text).substr(0, 60));
  if (malformed > 1) sentence += fmt::format("; {} more like it", malformed - 1);
  diagnose(diagnostics, ErrorCode::malformed, path, first_malformed, std::move(sentence));
}

}  // namespace holdfast
