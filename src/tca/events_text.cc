#include <fmt/format.h>

#include "base/printable.h"
#include "tca/csv_field.h"
#include "tca/events_answer.h"

namespace holdfast {
namespace {

std::string head_of(const EventsOutcome& one) {
  std::string text =
      fmt::format("{} around {}", printable(one.outcome), one.is_repair ? "repairs" : "drifts");
  if (one.cause) {
    text += one.cause->empty() ? " without a cause" : fmt::format(" by {}", printable(*one.cause));
  }
  text += fmt::format(": {} events of {} hosts\n", one.study.events, one.study.hosts);
  if (one.outside_panel != 0)
    text += fmt::format("  {} dropped: outside_panel\n", one.outside_panel);
  for (std::size_t reason = 0; reason < kEventDrops; ++reason) {
    if (one.dropped[reason] == 0) continue;
    text += fmt::format("  {} dropped: {}\n", one.dropped[reason],
                        name_of(static_cast<EventDrop>(reason)));
  }
  return text;
}

std::string effects_of(const EventStudy& study) {
  std::string text;
  for (const auto& one : study.effects) {
    text += fmt::format("  k {:>4} {:>10.4f}", one.k, one.effect);
    if (one.k == -1) {
      text += "  compared with";
    } else if (study.status == EstimateStatus::ok) {
      text += fmt::format("  se {:.4f}  [{:.4f}, {:.4f}]  band [{:.4f}, {:.4f}]", one.error,
                          one.low, one.high, one.band_low, one.band_high);
    }
    text += "\n";
  }
  return text;
}

std::string checks_of(const EventsOutcome& one) {
  std::string text;
  if (one.pretrend) {
    text += fmt::format("  before the events: largest |t| {:.3f}, p {:.4g} of {} signs{}\n",
                        one.pretrend->t, one.pretrend->p, one.pretrend->draws,
                        one.pretrend->enumerated ? ", all there are" : "");
  }
  if (one.placebo) {
    text += fmt::format("  mean after {:.4f}; at random times of {} events as large: p {:.4g}\n",
                        one.placebo->effect, one.placebo->events, one.placebo->p);
  }
  return text;
}

}  // namespace

std::string_view events_sentence(EstimateStatus status) {
  switch (status) {
    case EstimateStatus::empty: return "the panel has no row";
    case EstimateStatus::no_treated: return "no event is left";
    case EstimateStatus::no_control: return "no event has two hosts to which nothing happened";
    case EstimateStatus::no_inference:
      return "fewer than five hosts with an event, or nothing that varies: no standard error";
    default: return "";
  }
}

std::string events_text(const EventsCommand& command, const EventsAnswer& answer) {
  const auto& [panel, events, outcomes] = answer;
  std::string text =
      fmt::format("{}: {} rows, {} hosts, {} sessions, {} bins of {} s\n{}: {} rows, {} events\n",
                  printable(panel.source.file), panel.rows, panel.grid.hosts, panel.sessions.size(),
                  panel.grid.bins(), static_cast<double>(command.bin_ns) / 1e9,
                  printable(events.source.file), events.rows, events.events.size());
  for (const auto rows : {panel.rows_without_place, events.rows_without_place}) {
    if (rows != 0) text += fmt::format("  {} rows without a host or a time passed over\n", rows);
  }
  if (events.merged != 0) {
    text += fmt::format("  {} rows are of an event that another row is of too\n", events.merged);
  }
  for (const auto& one : outcomes) {
    text += head_of(one) + effects_of(one.study) + checks_of(one);
    const auto sentence = events_sentence(one.status);
    text += fmt::format("  status {}{}{}\n", name_of(one.status), sentence.empty() ? "" : ": ",
                        sentence);
  }
  return text;
}

std::string events_csv(const EventsAnswer& answer) {
  std::string text = "outcome,direction,cause,k,beta,se,low,high,band_low,band_high\n";
  for (const auto& one : answer.outcomes) {
    for (const auto& at : one.study.effects) {
      text +=
          fmt::format("{},{},{},{},{}", csv_field(one.outcome), one.is_repair ? "repair" : "drift",
                      csv_field(one.cause.value_or("")), at.k, at.effect);
      text += one.study.status == EstimateStatus::ok
                  ? fmt::format(",{},{},{},{},{}\n", at.error, at.low, at.high, at.band_low,
                                at.band_high)
                  : ",,,,,\n";
    }
  }
  return text;
}

}  // namespace holdfast
