#include "rss/queue_verdict.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

std::string counted(std::uint64_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  }
  return text;
}

QueueVerdict by_counters(std::string_view nic, const CheckedQueues& checked) {
  const auto& rows = checked.queues;
  std::uint64_t foretold = 0;
  for (const auto& row : rows) foretold += row.foretold;
  if (std::none_of(rows.begin(), rows.end(), [](const CheckedQueue& q) { return q.counted; })) {
    return {QueueOutcome::not_judged,
            fmt::format("{}: its driver records no queue with a packet and counts none by queue: "
                        "nothing can be verified",
                        nic)};
  }
  for (const auto& row : rows) {
    const auto here = row.counted.value_or(0);
    if (here + row.foretold / 8 + 16 >= row.foretold) continue;
    return {QueueOutcome::differs,
            fmt::format("{}: {} were foretold for queue {}, and its driver counted {} there; it "
                        "records no queue with a packet, so which they were is not known",
                        nic, counted(row.foretold, "packet"), row.queue.value, here)};
  }
  return {QueueOutcome::agrees,
          fmt::format("{}: each queue's count is no less than what was foretold for it, {} in all; "
                      "its driver records no queue with a packet, so single flows are not verified",
                      nic, counted(foretold, "packet"))};
}

}  // namespace

std::string_view name_of(QueueOutcome outcome) {
  switch (outcome) {
    case QueueOutcome::agrees: return "agrees";
    case QueueOutcome::differs: return "differs";
    case QueueOutcome::not_judged: return "not_judged";
  }
  return "";
}

QueueVerdict verdict_of(std::string_view nic, const CheckedQueues& checked,
                        const std::vector<std::string>& changes, std::uint64_t missed) {
  if (!changes.empty()) {
    return {QueueOutcome::not_judged,
            fmt::format("{}: {} changed in the watch, so it is not judged; run it again", nic,
                        joined(changes))};
  }
  const std::string besides = missed > 0 ? fmt::format(" ({} more were not seen)", missed) : "";
  if (checked.strays > 0) {
    return {QueueOutcome::differs,
            fmt::format("{}: {} of {} came on another queue than foretold: {} of {} judged{}", nic,
                        checked.wrong_flows, counted(checked.flows, "flow"), checked.strays,
                        counted(checked.judged(), "packet"), besides)};
  }
  if (checked.judged() > 0) {
    return {
        QueueOutcome::agrees,
        fmt::format("{}: every packet judged came on the queue foretold: {} of {}{}", nic,
                    counted(checked.judged(), "packet"), counted(checked.flows, "flow"), besides)};
  }
  if (checked.packets == 0) {
    return {QueueOutcome::not_judged,
            fmt::format("{}: no packet came in the watch, so nothing is verified; send it some "
                        "from another host by holdfast rss verify --send ADDRESS",
                        nic)};
  }
  const auto& rows = checked.queues;
  if (std::any_of(rows.begin(), rows.end(), [](const CheckedQueue& q) { return q.foretold > 0; }) &&
      checked.unrecorded > 0) {
    return by_counters(nic, checked);
  }
  return {QueueOutcome::not_judged,
          fmt::format("{}: of {} none could be judged, mostly because: {}", nic,
                      counted(checked.packets, "packet"), checked.unjudged.front().reason)};
}

}  // namespace holdfast
