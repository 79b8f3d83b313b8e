#include <fmt/format.h>

#include "base/printable.h"
#include "model/event.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::string time_of(std::int64_t ns) {
  const std::int64_t day = 86'400 * kSecond;
  const std::int64_t of_day = ((ns % day) + day) % day;
  const std::int64_t seconds = of_day / kSecond;
  return fmt::format("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                     of_day % kSecond / 1'000'000);
}

std::string transition_of(const Event& event) {
  if (event.from.empty() && event.to.empty()) return "";
  return fmt::format("{} → {}", event.from.empty() ? "?" : printable(event.from),
                     event.to.empty() ? "?" : printable(event.to));
}

std::string who_of(const Event& event) {
  if (event.actor) return label_of(*event.actor);
  const bool is_change = event.kind == EventKind::change || event.kind == EventKind::moved;
  if (!is_change && !event.evidence.empty()) return printable(event.evidence);
  return std::string(event.cause == EventCause::unknown ? "cause unknown"
                                                        : sentence_of(event.cause));
}

}  // namespace

std::string to_line(const Event& event) {
  std::string line = time_of(event.at_ns);
  const auto add = [&line](const std::string& part) {
    if (!part.empty()) line += "  " + part;
  };
  add(printable(event.subject.empty() ? label_of(event.object) : event.subject));
  add(transition_of(event));
  if (event.count > 1) add(fmt::format("{}{} times", event.exact ? "" : "at least ", event.count));
  const std::string who = who_of(event);
  if (event.kind == EventKind::change) {
    add(who);
  } else {
    add(fmt::format("{}{}{}", name_of(event.kind), who.empty() ? "" : ": ", who));
  }
  return line;
}

}  // namespace holdfast
