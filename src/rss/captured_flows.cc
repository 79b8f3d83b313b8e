#include "rss/captured_flows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "packet/pcap.h"
#include "rss/frame_flow.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

std::string mac_text(Bytes mac) {
  std::string text;
  for (const auto byte : mac) text += fmt::format("{}{:02x}", text.empty() ? "" : ":", byte);
  return text;
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
    NoFlow why = NoFlow::none;
    const auto known = frame ? flow_of_frame(*frame, why) : std::nullopt;
    if (!known) {
      ++out.others;
      continue;
    }
    Flow flow = to_flow(*known);
    Seen& entry = seen[to_text(flow)];
    if (entry.packets++ == 0) entry.flow = std::move(flow);
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
