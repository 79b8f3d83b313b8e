#include "model/flow.h"

#include <fmt/format.h>

#include "base/text.h"
#include "model/address.h"

namespace holdfast {

std::string to_text(const Endpoint& endpoint) {
  const auto address = address_text(endpoint.address);
  return fmt::format(fmt::runtime(endpoint.address.size() == 16 ? "[{}]:{}" : "{}:{}"), address,
                     endpoint.port);
}

std::string flow_type_of(const Flow& flow) {
  return fmt::format("{}{}", flow.transport == Transport::tcp ? "tcp" : "udp",
                     flow.local.address.size() == 4 ? 4 : 6);
}

std::string to_text(const Flow& flow) {
  return fmt::format("{} {} to {}", flow.transport == Transport::tcp ? "tcp" : "udp",
                     to_text(flow.remote), to_text(flow.local));
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto address = text.substr(0, colon);
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  const bool in_brackets = address.starts_with('[') && address.ends_with(']');
  if (in_brackets) address = address.substr(1, address.size() - 2);
  auto bytes = parse_address(address);
  if (!bytes || !port || (bytes->size() == 16) != in_brackets) return std::nullopt;
  return Endpoint{*std::move(bytes), *port};
}

std::optional<Flow> parse_flow(std::string_view text) {
  const auto words = words_of(text);
  if (words.size() != 4 || words[2] != "to" || (words[0] != "tcp" && words[0] != "udp")) {
    return std::nullopt;
  }
  auto remote = parse_endpoint(words[1]);
  auto local = parse_endpoint(words[3]);
  if (!remote || !local || remote->address.size() != local->address.size()) return std::nullopt;
  Flow flow;
  flow.transport = words[0] == "tcp" ? Transport::tcp : Transport::udp;
  flow.remote = *std::move(remote);
  flow.local = *std::move(local);
  return flow;
}

}  // namespace holdfast
