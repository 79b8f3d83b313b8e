#include <fmt/format.h>

#include <algorithm>

#include "policy/parsing.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kLeastBytes = 48;   // what a probe packet carries
constexpr std::uint32_t kMostBytes = 1472;  // what fits into an Ethernet frame, behind IPv4
// Those that wait. One that spins takes a core for itself, which is no light stream's place.
const std::vector<std::string_view> kReceivers{"blocking", "epoll", "recvmmsg", "busy-poll",
                                               "io_uring"};
// HJ95's ratio takes 100 delays of a window, and some come a window later.
constexpr double kEnough = 110;

// Of any host, or of several.
bool is_no_host(const std::vector<std::uint8_t>& address) {
  const bool is_any = std::all_of(address.begin(), address.end(), [](auto byte) { return !byte; });
  const bool is_multicast =
      address.size() == 4 ? (address[0] & 0xf0U) == 0xe0U : address[0] == 0xff;
  const bool is_broadcast =
      std::all_of(address.begin(), address.end(), [](auto byte) { return byte == 0xff; });
  return is_any || is_multicast || is_broadcast;
}

bool is_link_local(const std::vector<std::uint8_t>& address) {
  return address.size() == 16 && address[0] == 0xfe && (address[1] & 0xc0U) == 0x80U;
}

std::string wrong_with(std::string_view key, const std::optional<Endpoint>& endpoint) {
  if (!endpoint || endpoint->port == 0) {
    return fmt::format(
        "no value of '{}', which is an address and a port such as 10.0.0.2:9000 or "
        "\"[2001:db8::2]:9000\"",
        key);
  }
  const auto any = std::vector<std::uint8_t>(endpoint->address.size(), 0);
  const bool is_any_of_ours = key == "listen" && endpoint->address == any;
  if (is_no_host(endpoint->address) && !is_any_of_ours) {
    return fmt::format("no one host's address: 'probe-stream' goes from one host to one");
  }
  if (is_link_local(endpoint->address)) {
    return "a link-local address, which needs an interface beside it: take another address of "
           "that host";
  }
  return "";
}

std::optional<Endpoint> endpoint_of(MapReader& reader, std::string_view key) {
  const auto word = reader.word(key);
  if (!word) return std::nullopt;
  auto endpoint = parse_endpoint(word->text);
  const auto wrong = wrong_with(key, endpoint);
  if (wrong.empty()) return endpoint;
  reader.complaints().error(word->place, fmt::format("{} is {}", quoted(word->text), wrong));
  return std::nullopt;
}

void complain_of_senders_keys(const YamlNode& node, Complaints& complaints) {
  for (const std::string_view key : {"rate", "bytes", "reply-port"}) {
    if (const YamlNode* value = node.find(key)) {
      complaints.error(value->place,
                       fmt::format("'{}' is of the one who sends: with 'listen' that is `holdfast "
                                   "probe send` on the other host",
                                   key));
    }
  }
}

void look_at_rate(const YamlNode& node, const Policy& policy, Complaints& complaints) {
  const auto& settings = policy.probe_stream->settings;
  const double window = policy.regime.window_seconds;
  const double packets = settings.rate * window;
  if (settings.listens || packets >= kEnough) return;
  const YamlNode* rate = node.find("rate");
  complaints.warn(
      rate ? rate->place : node.place,
      fmt::format("{} packets a second are {:.0f} in a window of {} s; HJ95's ratio takes 100, "
                  "and some come late: the regime would often go by VAM alone; a rate of "
                  "{:.0f} is enough",
                  settings.rate, packets, window, kEnough / window));
}

}  // namespace

void parse_probe_stream(MapReader& top, Policy& policy, Complaints& complaints) {
  const YamlNode* node = top.find("probe-stream");
  if (!node) return;
  ProbeStreamRule rule;
  rule.place = node->place;
  auto& out = rule.settings;
  MapReader reader(node, "probe-stream", complaints);
  const auto peer = endpoint_of(reader, "peer");
  const auto listen = endpoint_of(reader, "listen");
  out.rate = reader.small_number("rate", 1, ProbeStreamSettings::kMostRate).value_or(out.rate);
  out.bytes = reader.small_number("bytes", kLeastBytes, kMostBytes).value_or(out.bytes);
  const auto reply_port = reader.small_number("reply-port", 1, 65535);
  out.reply_port = static_cast<std::uint16_t>(reply_port.value_or(0));
  if (const auto receiver = reader.choice("receiver", kReceivers)) out.receiver = receiver->text;
  rule.cpu = reader.word("cpu");
  if (rule.cpu) check_cpu_expression(*rule.cpu, policy.cpus, false, complaints);
  reader.done();
  if (node->kind != YamlNode::Kind::map) return;
  const YamlNode* listening = node->find("listen");
  if (listening && node->find("peer")) {
    complaints.error(listening->place,
                     "'peer' and 'listen' are both there: with 'peer' this host sends and takes "
                     "the round trips, with 'listen' another host sends; leave one of them out");
  } else if (!listening && !node->find("peer")) {
    complaints.error(rule.place,
                     "'probe-stream' has neither 'peer' (where `holdfast probe reflect` runs) nor "
                     "'listen' (where another host's `holdfast probe send` sends to)");
  }
  out.listens = listening != nullptr;
  if (out.listens) complain_of_senders_keys(*node, complaints);
  if (listen) out.at = *listen;
  if (peer) out.at = *peer;
  policy.probe_stream = std::move(rule);
  look_at_rate(*node, policy, complaints);
}

}  // namespace holdfast
