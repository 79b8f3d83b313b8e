// What would show that an event study is not to be believed: a trend before the events, and times
// at which nothing happened that look like events (TCA §8).
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "cdt/event_study.h"

namespace holdfast {

struct PretrendOptions {
  std::size_t draws = 9999;
  DrawStream from;
};

/// Is there an effect before the events? max |t| over the leads (k below −1), against that of all
/// signs that treated hosts' contrasts could have had: exact when hosts are symmetric about 0 and
/// move apart from each other. The F test of clustered errors rejects nearly always with so many
/// leads on so few hosts, and is not offered.
struct Pretrend {
  bool enumerated = false;  // every vector of signs once, when there are at most `draws`
  std::size_t draws = 0;
  double t = 0;                      // the largest; infinite without any spread
  std::size_t larger = 0, ties = 0;  // ties: equal to 1e-9 of it
  double p = 1;  // (larger + ties)/draws when enumerated, else (1 + larger + ties)/(draws + 1)
};

/// nullopt: fewer than two treated hosts, or no lead. Draw b of host g is bits_at(from, b, g).
std::optional<Pretrend> event_pretrend(const EventContrasts& contrasts,
                                       const PretrendOptions& options,
                                       const ParallelFor& parallel = serial_for);

/// The mean effect over k ≥ 0, against that of as many events put at random times of the same host
/// and session, at least `life` bins from any event of the host.
struct EventPlacebo {
  std::size_t draws = 0, events = 0;  // events that had such a time; the others have no part
  double effect = 0;                  // of these events
  std::size_t larger = 0;             // |placebo| ≥ |effect|
  double p = 1;                       // (1 + larger)/(draws + 1)
};

struct PlaceboOptions {
  std::size_t draws = 199;
  DrawStream from;
};

/// nullopt: no event has such a time. Event i, by host and bin, takes index i of row b.
std::optional<EventPlacebo> event_placebo(const EventCalendar& calendar,
                                          std::span<const EventStack> stacks,
                                          const PlaceboOptions& options,
                                          const ParallelFor& parallel = serial_for);

}  // namespace holdfast
