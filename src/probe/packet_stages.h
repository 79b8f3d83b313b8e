// PacketStages: the ways of many packets cut into stages: what each takes, which costs most, and
// what usually buys it down.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "probe/packet_way.h"
#include "probe/probe_result.h"

namespace holdfast {

/// From one place to the next that was seen. One word of stages may have several of these: of a
/// packet whose thread was awake the copy begins where it was queued.
struct PacketStage {
  Waypoint from = Waypoint::interrupt, to = Waypoint::user;
  ProbeDelays delays;  // negative ones, impossible orders, are kept, and counted
  /// Its P50 over the whole's, where at least half of the packets pass it: another's is of other
  /// packets than the whole's.
  std::optional<double> share;
};

/// So many ways begin there.
struct WayBeginning {
  Waypoint at = Waypoint::interrupt;
  std::uint64_t count = 0;
};

struct PacketStages {
  std::string receiver, interface;  // as of the ProbeResult
  std::uint32_t packet_bytes = 0;
  double rate = 0, seconds = 0;
  std::optional<std::uint64_t> sent;
  std::uint64_t received = 0, lost = 0;
  std::uint64_t followed = 0;                             // packets whose parts are in the figures
  std::uint64_t untraced = 0, unread = 0, overtaken = 0;  // JoinedWays
  std::uint64_t records_lost = 0, unreadable = 0, unqueued = 0;  // StageTrace
  std::vector<PacketStage> stages;                               // by `to`, then by `from`
  std::vector<WayBeginning> beginnings;                          // in the order of the places
  ProbeDelays whole;                                             // from the first place seen
  /// The same by interrupt and CPU ("irq 38 on CPU 1"), when the packets came by several: another
  /// queue, or a vector that was moved meanwhile.
  std::vector<ProbePart> parts;
  std::vector<ProbeDelays> delays;  // of the same packets, as a probe without stages has them
  std::vector<std::string> spoilt, notes;
};

/// One part of a way.
struct WayPart {
  Waypoint from, to;
  std::int64_t ns = 0;
};
/// They add up to the whole, exactly; at most kWaypoints − 1.
std::vector<WayPart> parts_of(const PacketWay& way);

/// Stages, beginnings, whole and the counts of `joined`; the rest is the caller's.
PacketStages stages_of(const JoinedWays& joined);

/// The one with the highest P99 among those that at least one packet in a hundred passes; the
/// highest maximum where none of them has the packets for a P99; nullptr: there is none.
const PacketStage* dearest(const PacketStages& stages);
/// What usually buys a stage down: a sentence, with the step of tuning that does it.
std::string remedy_of(const PacketStage& stage);

/// The counts, a row for each stage, the budget as bars (as wide as their P50, each beginning where
/// the one before ends), which stage costs most and what buys it down. At most `columns` wide.
/// `use_unicode`: block characters; else ASCII.
std::string to_text(const PacketStages& stages, std::size_t columns, bool use_unicode);
/// One object on one line, without its newline; docs/schema/probe-stages.schema.json.
std::string to_json(const PacketStages& stages);
/// A self-contained HTML page: the table, the budget as SVG, every sentence.
std::string stages_report_html(const PacketStages& stages, const std::string& title);

}  // namespace holdfast
