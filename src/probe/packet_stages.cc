#include "probe/packet_stages.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "probe/probe_delays.h"

namespace holdfast {
namespace {

constexpr const char* kClock = "one host's CLOCK_MONOTONIC";
constexpr std::uint64_t kRare =
    100;  // a stage of fewer than one packet in so many is not the dearest

double p50_of(const ProbeDelays& delays) {
  const auto* found = percentile_of(delays, 0.5);
  return found == nullptr ? 0 : found->ns;
}

// P99, or the maximum where there are too few for it.
double high_of(const ProbeDelays& delays) {
  const auto* found = percentile_of(delays, 0.99);
  if (found == nullptr) found = percentile_of(delays, 1);
  return found == nullptr ? 0 : found->ns;
}

// A P99 says more than the maximum of a few.
bool ranks_above(const ProbeDelays& one, const ProbeDelays& other) {
  const bool has_p99 = percentile_of(one, 0.99) != nullptr;
  if (has_p99 != (percentile_of(other, 0.99) != nullptr)) return has_p99;
  return high_of(one) > high_of(other);
}

// Interrupt and CPU; packets whose interrupt was not seen are behind all others.
using Cohort = std::pair<std::uint32_t, std::uint32_t>;
using Cohorts = std::map<Cohort, std::vector<std::int64_t>>;
constexpr std::uint32_t kNoIrq = UINT32_MAX;

Cohort cohort_of(const PacketWay& way) { return {way.irq == 0 ? kNoIrq : way.irq, way.cpu}; }

std::vector<ProbePart> parts_of(Cohorts cohorts) {
  std::vector<ProbePart> parts;
  for (auto& [cohort, whole] : cohorts) {
    const auto& [irq, cpu] = cohort;
    parts.push_back({irq == kNoIrq ? fmt::format("CPU {}, no interrupt seen", cpu)
                                   : fmt::format("irq {} on CPU {}", irq, cpu),
                     delays_of(std::move(whole), "whole", kClock)});
  }
  return parts;
}

}  // namespace

std::vector<WayPart> parts_of(const PacketWay& way) {
  std::vector<WayPart> parts;
  std::size_t last = kWaypoints;
  for (std::size_t i = 0; i < kWaypoints; ++i) {
    if (way.at_ns[i] == 0) continue;
    if (last < kWaypoints) {
      parts.push_back(
          {static_cast<Waypoint>(last), static_cast<Waypoint>(i), way.at_ns[i] - way.at_ns[last]});
    }
    last = i;
  }
  return parts;
}

PacketStages stages_of(const JoinedWays& joined) {
  PacketStages out;
  out.followed = joined.ways.size();
  out.untraced = joined.untraced;
  out.unread = joined.unread;
  out.overtaken = joined.overtaken;
  std::map<std::pair<Waypoint, Waypoint>, std::vector<std::int64_t>> delays;  // to, from
  std::map<Waypoint, std::uint64_t> beginnings;
  Cohorts cohorts;
  std::vector<std::int64_t> whole;
  whole.reserve(joined.ways.size());
  for (const auto& way : joined.ways) {
    const auto parts = parts_of(way);
    if (parts.empty()) continue;
    std::int64_t sum = 0;
    for (const auto& [from, to, ns] : parts) {
      delays[{to, from}].push_back(ns);
      sum += ns;
    }
    ++beginnings[parts.front().from];
    whole.push_back(sum);
    cohorts[cohort_of(way)].push_back(sum);
  }
  for (const auto& [at, count] : beginnings) out.beginnings.push_back({at, count});
  out.whole = delays_of(std::move(whole), "whole", kClock);
  if (cohorts.size() > 1) out.parts = parts_of(std::move(cohorts));
  const double whole_p50 = p50_of(out.whole);
  for (auto& [ends, of_stage] : delays) {
    PacketStage stage{.from = ends.second, .to = ends.first};
    stage.delays = delays_of(std::move(of_stage), std::string(stage_until(stage.to)), kClock);
    if (whole_p50 > 0 && stage.delays.count * 2 >= out.whole.count) {
      stage.share = p50_of(stage.delays) / whole_p50;
    }
    out.stages.push_back(std::move(stage));
  }
  return out;
}

const PacketStage* dearest(const PacketStages& stages) {
  const PacketStage* found = nullptr;
  for (const auto& stage : stages.stages) {
    if (stage.delays.count * kRare < stages.followed) continue;
    if (found == nullptr || ranks_above(stage.delays, found->delays)) found = &stage;
  }
  return found;
}

std::string remedy_of(const PacketStage& stage) {
  switch (stage.to) {
    case Waypoint::interrupt: return "";
    case Waypoint::raised:
      return "the interrupt's handler is the driver's: give the queue an interrupt of its own, and "
             "that CPU to no other device (holdfast show vectors, holdfast plan)";
    case Waypoint::entered:
      return "the softirq waited for its turn: move other interrupts and their softirqs off that "
             "CPU, and keep what makes ksoftirqd take them over (a busy thread, a flood) away from "
             "it (holdfast plan, holdfast apply)";
    case Waypoint::stack:
      return "the driver was polled and had other packets before: steer the flow to a queue of its "
             "own (holdfast rss solve), take GRO off for it (ethtool -K DEVICE gro off)";
    case Waypoint::queued:
      return "IP, the firewall and connection tracking: fewer rules before the port's own, notrack "
             "for it; AF_XDP goes around them (holdfast probe compare shows by how much)";
    case Waypoint::woken:
      return "somebody else was woken first, or the socket's lock was taken: one thread for the "
             "socket, and nobody besides in its epoll set";
    case Waypoint::running:
      return "the thread waited for its CPU: an isolated CPU that nothing else runs on, shallow "
             "idle states there (holdfast audit), or a receiver that spins or busy-polls, so that "
             "nobody is to be woken";
    case Waypoint::copied:
      return stage.from == Waypoint::running || stage.from == Waypoint::woken
                 ? "the thread ran and came from its wait to the copy: smaller packets, fewer "
                   "system calls before; spinning has no such way back"
                 : "the thread was awake and elsewhere: do less between two receiving calls, and "
                   "take several packets in one (recvmmsg, io_uring)";
    case Waypoint::user:
      return "the way out of the kernel: it is the system call's own price, mitigations included; "
             "io_uring's ring and AF_XDP have none";
  }
  return "";
}

}  // namespace holdfast
