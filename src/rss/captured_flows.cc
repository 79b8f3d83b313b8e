#include "rss/captured_flows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "packet/ip_packet.h"
#include "packet/network_order.h"
#include "packet/pcap.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

std::string mac_text(Bytes mac) {
  std::string text;
  for (const auto byte : mac) text += fmt::format("{}{:02x}", text.empty() ? "" : ":", byte);
  return text;
}

// As it comes in: from the remote end to the local one.
std::optional<Flow> flow_of(const LinkFrame& frame) {
  const auto packet = parse_ip(frame.protocol, frame.payload);
  if (!packet || packet->is_fragment || packet->payload.size() < 4) return std::nullopt;
  Flow flow;
  if (packet->protocol == kProtocolTcp) {
    flow.transport = Transport::tcp;
  } else if (packet->protocol == kProtocolUdp) {
    flow.transport = Transport::udp;
  } else {
    return std::nullopt;
  }
  flow.remote = {{packet->source.begin(), packet->source.end()}, word_at(packet->payload, 0)};
  flow.local = {{packet->destination.begin(), packet->destination.end()},
                word_at(packet->payload, 2)};
  return flow;
}

struct Seen {
  Flow flow;
  std::uint64_t packets = 0;
};

}  // namespace

Result<CapturedFlows> captured_flows(Bytes file, const std::vector<std::string>& own) {
  auto reader = PcapReader::open(file);
  if (!reader) return tl::unexpected<Error>(reader.error());
  CapturedFlows out;
  std::map<std::string, Seen> seen;
  std::int64_t first_ns = 0, last_ns = 0;
  for (;;) {
    const auto packet = reader->next();
    if (!packet) return tl::unexpected<Error>(packet.error());
    if (!*packet) break;
    const CapturedPacket& one = **packet;
    if (out.packets++ == 0) first_ns = last_ns = one.at_ns;
    first_ns = std::min(first_ns, one.at_ns);
    last_ns = std::max(last_ns, one.at_ns);
    const auto frame = parse_link(one.link, one.frame);
    if (frame && (frame->is_outgoing ||
                  std::find(own.begin(), own.end(), mac_text(frame->source)) != own.end())) {
      ++out.outgoing;
      continue;
    }
    auto flow = frame ? flow_of(*frame) : std::nullopt;
    if (!flow) {
      ++out.others;
      continue;
    }
    Seen& entry = seen[to_text(*flow)];
    if (entry.packets++ == 0) entry.flow = *std::move(flow);
  }
  if (seen.empty()) {
    return fail(ErrorCode::malformed,
                fmt::format("there is no TCP or UDP packet that came in: of {} packets this host "
                            "sent {}, {} are of other kinds",
                            out.packets, out.outgoing, out.others));
  }
  // A capture of one instant has no rates: then the counts stand for them.
  const double seconds = last_ns > first_ns ? static_cast<double>(last_ns - first_ns) / 1e9 : 1;
  for (auto& [text, entry] : seen) {
    out.flows.push_back(
        {.flow = std::move(entry.flow), .rate = static_cast<double>(entry.packets) / seconds});
  }
  std::sort(out.flows.begin(), out.flows.end(), [](const ListedFlow& a, const ListedFlow& b) {
    return a.rate != b.rate ? a.rate > b.rate : to_text(a.flow) < to_text(b.flow);
  });
  return out;
}

}  // namespace holdfast
