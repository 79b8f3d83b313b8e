// The first lines and the last: who, in which regime and why, what it costs.
#include <fmt/format.h>

#include "cli/top_line.h"
#include "cli/top_parts.h"

namespace holdfast {
namespace {

constexpr std::size_t kRoomForGates = 96;  // in words, beside the settings
constexpr std::int64_t kSecond = 1'000'000'000;

std::string time_of_day(std::int64_t ns) {
  const std::int64_t seconds = ns / kSecond % 86'400;
  return fmt::format("{:02}:{:02}:{:02} UTC", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

double seconds_between(std::int64_t from_ns, std::int64_t to_ns) {
  return static_cast<double>(to_ns - from_ns) / 1e9;
}

std::string policy_of(const AgentStatus& status) {
  if (status.policy.empty()) return "no policy: it only observes";
  return fmt::format("{} {}, {}", status.policy, status.policy_version, status.mode);
}

std::string gates_of(const Gates& gates, bool narrow) {
  std::string text =
      fmt::format(fmt::runtime(narrow ? "{:.0f}%/{:.0f}%" : "burst {:.0f}%  aggression {:.0f}%"),
                  gates.burst_pacing * 100, gates.aggression_cap * 100);
  text += gates.queue_safe ? (narrow ? " safe" : "  queue-safe") : "";
  text += gates.conservative ? (narrow ? " cons." : "  conservative") : "";
  return text;
}

std::string first_line(const TopModel& model, const TopView& view) {
  const AgentStatus& status = *model.status;
  TopLine line(view.screen);
  line.add(status.hostname, Style::bold).add("  ").add(policy_of(status));
  // Why the picture may not be the present.
  std::string state = time_of_day(model.frame ? model.frame->at_ns : status.at_ns);
  Style style = Style::dim;
  if (!model.connected) {
    state = "the agent has ended";
    style = Style::red;
  } else if (model.silent_seconds) {
    state = fmt::format("silent for {}", top_span(*model.silent_seconds));
    style = Style::red;
  } else if (view.paused) {
    state = "display stands, p goes on";
    style = Style::yellow;
  }
  const std::size_t width = width_of(state);
  if (line.left() >= width + 2)
    return line.to(view.screen.columns - width).add(state, style).text();
  if (style == Style::dim) return line.text();
  return TopLine(view.screen).add(status.hostname, Style::bold).add("  ").add(state, style).text();
}

}  // namespace

std::vector<std::string> top_header(const TopModel& model, const TopView& view) {
  const AgentStatus& status = *model.status;
  std::vector<std::string> lines{first_line(model, view)};
  TopLine regime(view.screen);
  regime.add(name_of(status.regime), style_of(status.regime))
      .add(fmt::format(" for {}", top_span(seconds_between(status.regime_since_ns, status.at_ns))));
  if (!status.regime_evidence.empty()) regime.add(": " + status.regime_evidence);
  lines.push_back(regime.text());
  TopLine settings(view.screen);
  if (model.frame)
    settings.add("gates  ", Style::dim)
        .add(gates_of(model.frame->gates, view.screen.columns < kRoomForGates) + "  ");
  if (!status.policy.empty()) {
    settings.add("settings  ", Style::dim);
    const auto wrong = status.differences.size(), pending = status.pending.size();
    if (wrong > 0) settings.add(fmt::format("{} wrong", wrong), Style::red).add(", ");
    if (pending > 0) settings.add(fmt::format("{} pending", pending), Style::yellow).add(", ");
    settings.add(fmt::format("{} right", status.met));
  }
  lines.push_back(settings.text());
  const auto warn = [&](const std::string& text, Style style) {
    lines.push_back(TopLine(view.screen).add(text, style).text());
  };
  if (!status.paused_by.empty()) {
    warn(status.paused_until_ns
             ? fmt::format("paused by {}, for {} more", status.paused_by,
                           top_span(seconds_between(status.at_ns, *status.paused_until_ns)))
             : fmt::format("paused by {}, until `holdfast pause --end`", status.paused_by),
         Style::yellow);
  }
  if (!status.canary.empty()) {
    const bool holds = status.canary.starts_with("control");
    warn("canary: " + status.canary + (holds ? ", nothing is repaired" : ""), Style::yellow);
  }
  if (!status.policy_error.empty()) {
    warn("policy refused: " + status.policy_error, Style::red);
  }
  for (const auto& given : status.yielded) {
    warn(fmt::format("gave way to {} over {}; next try in {}", given.actor, given.object,
                     top_span(seconds_between(status.at_ns, given.retry_at_ns))),
         Style::red);
  }
  return lines;
}

std::vector<std::string> top_footer(const TopModel& model, const TopView& view) {
  std::vector<std::string> lines;
  for (const auto& source : model.status->sources) {
    if (source.state == SourceState::watching) continue;
    lines.push_back(
        TopLine(view.screen)
            .add(fmt::format("{}: ", source.state == SourceState::absent ? "blind" : "sees less"),
                 Style::yellow)
            .add(source.name + (source.why.empty() ? "" : ": " + source.why))
            .text());
  }
  if (!model.frame) return lines;
  const OwnCost& own = model.frame->own;
  TopLine cost(view.screen);
  cost.add("holdfast  ", Style::dim)
      .add(fmt::format("{} of a core, {:.0f} MB, longest turn {}", percent(own.cpu),
                       static_cast<double>(own.resident_bytes) / 1e6,
                       top_time(static_cast<double>(own.longest_turn_ns))))
      .add(fmt::format(", {} dropped", own.events_dropped),
           own.events_dropped > 0 ? Style::red : Style::plain)
      .add(fmt::format(", {} events, {} repairs", model.status->events, model.status->repairs));
  lines.push_back(cost.text());
  return lines;
}

std::vector<std::string> top_help(const TopView& view) {
  const std::pair<const char*, const char*> keys[] = {
      {"q", "end"},
      {"p", "let the display stand, and go on"},
      {"v c e", "only vectors, CPUs, events; again: all of them"},
      {"arrows", "scroll; also PgUp, PgDn, Home, End"},
      {"/", "only rows that hold a text; Enter keeps it, Esc forgets it"},
      {"?", "this; Esc leaves it"}};
  std::vector<std::string> lines;
  for (const auto& [key, words] : keys) {
    lines.push_back(TopLine(view.screen).add(key, Style::bold).to(8).add(words).text());
  }
  const std::pair<const char*, const char*> figures[] = {
      {"VAM",
       "share of active vectors outside their target: by effective CPU, by mask, by interrupts"},
      {"NRS", "share of packet work on another NUMA node than the NIC's target"},
      {"HJ95", "95th percentile of the time from a packet's stamp to the program that reads it"},
      {"SAD", "how far the load of the CPUs is from the intended shares, 0 to 1"}};
  lines.emplace_back();
  for (const auto& [name, words] : figures) {
    lines.push_back(TopLine(view.screen).add(name, Style::bold).to(8).add(words).text());
  }
  return lines;
}

}  // namespace holdfast
