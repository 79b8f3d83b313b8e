#include "rss/queue_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace holdfast {
namespace {

constexpr std::string_view kUnrecorded = "the driver records no queue";

void count(std::map<std::string, std::uint64_t, std::less<>>& counts, std::string_view what) {
  const auto found = counts.find(what);
  if (found == counts.end()) {
    counts.emplace(what, 1);
  } else {
    ++found->second;
  }
}

}  // namespace

QueueCheck::QueueCheck(const Nic& nic, std::map<Transport, std::string> movers,
                       std::size_t most_flows)
    : steering_(nic), movers_(std::move(movers)), most_flows_(most_flows) {
  for (std::uint32_t queue = 0; queue < nic.active_rx_queues(); ++queue) {
    queues_[QueueIndex{queue}].queue = QueueIndex{queue};
  }
}

QueueCheck::Key QueueCheck::key_of(const FrameFlow& flow) {
  Key key{};
  auto at = key.begin();
  *at++ = flow.transport == Transport::tcp ? (flow.source.size() == 4 ? 1 : 2)
                                           : (flow.source.size() == 4 ? 3 : 4);
  for (const auto port : {flow.source_port, flow.destination_port}) {
    *at++ = static_cast<std::uint8_t>(port >> 8U);
    *at++ = static_cast<std::uint8_t>(port & 0xffU);
  }
  at = std::copy(flow.source.begin(), flow.source.end(), at);
  std::copy(flow.destination.begin(), flow.destination.end(), at);
  return key;
}

QueueCheck::Seen* QueueCheck::seen(const FrameFlow& flow) {
  const Key key = key_of(flow);
  if (const auto found = flows_.find(key); found != flows_.end()) return &found->second;
  if (flows_.size() >= most_flows_) return nullptr;
  Seen entry;
  entry.flow = to_flow(flow);
  auto steering = steering_.of(entry.flow);
  entry.foretold = steering.queue;
  entry.reason = std::move(steering.reason);
  return &flows_.emplace(key, std::move(entry)).first->second;
}

void QueueCheck::take(std::span<const std::uint8_t> frame, std::optional<QueueIndex> queue) {
  ++packets_;
  if (queue) {
    auto& row = queues_[*queue];
    row.queue = *queue;
    ++row.came;
  } else {
    ++unrecorded_;
  }
  const auto link = parse_link(LinkType::ethernet, frame);
  NoFlow why = NoFlow::cut;
  const auto flow = link ? flow_of_frame(*link, why) : std::nullopt;
  if (!flow) {
    count(unjudged_, name_of(why));
  } else if (Seen* const entry = seen(*flow)) {
    judge(*entry, queue);
  } else {
    count(unjudged_, fmt::format("more than {} flows", most_flows_));
  }
}

void QueueCheck::judge(Seen& entry, std::optional<QueueIndex> queue) {
  ++entry.packets;
  if (!entry.foretold) {
    count(unjudged_, entry.reason);
    return;
  }
  auto& row = queues_[*entry.foretold];
  row.queue = *entry.foretold;
  ++row.foretold;
  if (!queue) {
    count(unjudged_, kUnrecorded);
  } else if (*queue == *entry.foretold) {
    ++right_;
  } else if (const auto mover = movers_.find(entry.flow.transport); mover != movers_.end()) {
    count(unjudged_, mover->second);
  } else {
    ++strays_;
    ++entry.strays[*queue];
  }
}

CheckedQueues QueueCheck::result(std::size_t most_wrong) const {
  CheckedQueues out;
  for (const auto& [queue, row] : queues_) out.queues.push_back(row);
  for (const auto& [reason, packets] : unjudged_) out.unjudged.push_back({reason, packets});
  std::sort(out.unjudged.begin(), out.unjudged.end(),
            [](const UnjudgedPackets& a, const UnjudgedPackets& b) {
              return a.packets != b.packets ? a.packets > b.packets : a.reason < b.reason;
            });
  out.packets = packets_;
  out.right = right_;
  out.strays = strays_;
  out.unrecorded = unrecorded_;
  out.flows = flows_.size();
  for (const auto& [key, entry] : flows_) {
    if (entry.strays.empty()) continue;
    WrongFlow wrong{entry.flow, *entry.foretold, {}, entry.packets, 0};
    std::uint64_t most = 0;
    for (const auto& [queue, packets] : entry.strays) {
      wrong.elsewhere += packets;
      if (packets <= most) continue;
      most = packets;
      wrong.came_on = queue;
    }
    out.wrong.push_back(std::move(wrong));
  }
  out.wrong_flows = out.wrong.size();
  std::sort(out.wrong.begin(), out.wrong.end(), [](const WrongFlow& a, const WrongFlow& b) {
    return a.elsewhere != b.elsewhere ? a.elsewhere > b.elsewhere
                                      : to_text(a.flow) < to_text(b.flow);
  });
  if (out.wrong.size() > most_wrong) out.wrong.resize(most_wrong);
  return out;
}

}  // namespace holdfast
