#include "probe/packet_way.h"

#include <algorithm>
#include <tuple>

namespace holdfast {
namespace {

struct Names {
  std::string_view place, stage;
};
constexpr std::array<Names, kWaypoints> kNames{{{"interrupt", ""},
                                                {"softirq raised", "interrupt"},
                                                {"softirq runs", "softirq"},
                                                {"at the stack", "driver"},
                                                {"queued", "stack"},
                                                {"thread woken", "wake"},
                                                {"thread runs", "switch"},
                                                {"copied", "copy"},
                                                {"user", "return"}}};

auto number_of(const StagePacket& packet) { return std::tuple(packet.session, packet.sequence); }

const StagePacket* find(const std::vector<StagePacket>& packets, const PacketArrival& arrival) {
  const auto wanted = std::tuple(arrival.session, arrival.sequence);
  const auto found = std::lower_bound(
      packets.begin(), packets.end(), wanted,
      [](const StagePacket& packet, const auto& number) { return number_of(packet) < number; });
  return found == packets.end() || number_of(*found) != wanted ? nullptr : &*found;
}

class Joining {
 public:
  Joining(StageTrace trace, std::int64_t offset_ns)
      : trace_(std::move(trace)), offset_ns_(offset_ns) {
    // Of doubles the first is the one that is counted.
    std::sort(trace_.packets.begin(), trace_.packets.end(), [](const auto& a, const auto& b) {
      return std::tuple(number_of(a), a.stack_ns) < std::tuple(number_of(b), b.stack_ns);
    });
    std::sort(trace_.reads.begin(), trace_.reads.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.read_ns, a.running_ns, a.waking_ns) <
             std::tuple(b.read_ns, b.running_ns, b.waking_ns);
    });
  }

  void take(const PacketArrival& arrival) {
    std::int64_t user_ns = 0;
    if (__builtin_sub_overflow(arrival.user_ns, offset_ns_, &user_ns)) user_ns = 0;
    const StagePacket* packet = arrival.session == 0 ? nullptr : find(trace_.packets, arrival);
    const StageRead* read = next_read(packet == nullptr ? 0 : packet->stack_ns, user_ns);
    if (arrival.session == 0) return;
    if (packet == nullptr || user_ns <= 0) {
      ++out_.untraced;
    } else {
      out_.ways.push_back(way_of(*packet, read, user_ns));
    }
  }
  JoinedWays&& end() { return std::move(out_); }

 private:
  // What was read before the packet was at the stack is another's.
  const StageRead* next_read(std::int64_t stack_ns, std::int64_t user_ns) {
    const auto& reads = trace_.reads;
    while (next_ < reads.size() && reads[next_].read_ns < stack_ns) ++next_;
    if (next_ == reads.size() || reads[next_].read_ns > user_ns) return nullptr;
    return &reads[next_++];
  }

  PacketWay way_of(const StagePacket& packet, const StageRead* read, std::int64_t user_ns) {
    std::int64_t queued_ns = packet.queued_ns, woken_ns = 0, running_ns = 0, read_ns = 0;
    if (read == nullptr) {
      ++out_.unread;
    } else {
      read_ns = read->read_ns;
      if (queued_ns > read_ns) {
        queued_ns = 0;
        ++out_.overtaken;
      }
      const std::int64_t least = std::max(queued_ns, packet.stack_ns);
      const auto is_its = [&](std::int64_t ns) { return ns >= least && ns <= read_ns; };
      if (is_its(read->waking_ns)) woken_ns = read->waking_ns;
      // A thread that was woken before it had gone to sleep never left its CPU.
      if (is_its(read->running_ns) && read->running_ns >= woken_ns) running_ns = read->running_ns;
    }
    return {{packet.interrupt_ns, packet.raised_ns, packet.entered_ns, packet.stack_ns, queued_ns,
             woken_ns, running_ns, read_ns, user_ns},
            packet.interrupt_ns != 0 ? packet.irq : 0,
            packet.cpu};
  }

  StageTrace trace_;
  std::int64_t offset_ns_;
  std::size_t next_ = 0;
  JoinedWays out_;
};

}  // namespace

std::string_view to_text(Waypoint waypoint) {
  return kNames[static_cast<std::size_t>(waypoint)].place;
}
std::string_view stage_until(Waypoint waypoint) {
  return kNames[static_cast<std::size_t>(waypoint)].stage;
}

JoinedWays join_ways(StageTrace trace, std::span<const PacketArrival> arrivals,
                     std::int64_t wall_less_monotonic_ns) {
  Joining joining(std::move(trace), wall_less_monotonic_ns);
  for (const auto& arrival : arrivals) joining.take(arrival);
  return joining.end();
}

}  // namespace holdfast
