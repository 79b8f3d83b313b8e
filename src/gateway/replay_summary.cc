#include "gateway/replay_summary.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace holdfast {
namespace {

double seconds_of(const ReplayCounts& counts) {
  return static_cast<double>(counts.ended_ns.value_or(counts.began_ns) - counts.began_ns) / 1e9;
}

// 0 in no time.
double rate_of(std::uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

std::string time_text(double ns) {
  if (ns < 1e6) return fmt::format("{:.1f} µs", ns / 1e3);
  return ns < 1e9 ? fmt::format("{:.1f} ms", ns / 1e6) : fmt::format("{:.2f} s", ns / 1e9);
}

std::string line_text(const ReplayLineReading& line) {
  const auto& faults = line.faults;
  std::string text = fmt::format(
      "{}: {} sent of {}: {} lost, {} duplicated, {} reordered, {} delayed", to_text(line.to),
      faults.out, faults.in, faults.lost, faults.duplicated, faults.reordered, faults.delayed);
  if (line.waiting > 0) text += fmt::format(", {} not sent any more", line.waiting);
  if (line.refused > 0) text += fmt::format(", {} refused by the kernel", line.refused);
  return text + "\n";
}

nlohmann::ordered_json line_json(const ReplayLineReading& line) {
  const auto& faults = line.faults;
  return {{"to", to_text(line.to)},
          {"in", faults.in},
          {"sent", faults.out},
          {"lost", faults.lost},
          {"duplicated", faults.duplicated},
          {"reordered", faults.reordered},
          {"delayed", faults.delayed},
          {"waiting", line.waiting},
          {"refused", line.refused}};
}

}  // namespace

std::string replay_summary(const ReplayReading& reading) {
  const auto& counts = reading.counts;
  const double seconds = seconds_of(counts);
  std::string text = fmt::format(
      "{} packets with {} messages, {} bytes, in {:.3f} s: {:.0f} packets/s, {:.0f} messages/s\n",
      counts.packets, counts.messages, counts.bytes, seconds, rate_of(counts.packets, seconds),
      rate_of(counts.messages, seconds));
  for (const auto& line : reading.lines) text += line_text(line);
  if (const auto& late = reading.lateness) {
    text += fmt::format("late by {} in the median, {} p99, {} at most\n", time_text(late->p50_ns),
                        time_text(late->p99_ns), time_text(static_cast<double>(late->most_ns)));
  }
  if (reading.shortened_ns) {
    text += fmt::format("silences shortened by {}\n",
                        time_text(static_cast<double>(*reading.shortened_ns)));
  }
  if (reading.requests) {
    text += fmt::format("re-requests: {} came, {} were answered, with {} messages\n",
                        *reading.requests, reading.answers.answered, reading.answers.messages);
  }
  return text;
}

std::string replay_summary_json(const ReplayReading& reading, int exit_status) {
  const auto& counts = reading.counts;
  const double seconds = seconds_of(counts);
  nlohmann::ordered_json json{{"exit_status", exit_status},
                              {"seconds", seconds},
                              {"packets", counts.packets},
                              {"messages", counts.messages},
                              {"bytes", counts.bytes},
                              {"packets_per_second", rate_of(counts.packets, seconds)},
                              {"messages_per_second", rate_of(counts.messages, seconds)},
                              {"rounds", counts.rounds},
                              {"marks", counts.marks},
                              {"lines", nlohmann::ordered_json::array()}};
  for (const auto& line : reading.lines) json["lines"].push_back(line_json(line));
  if (const auto& late = reading.lateness) {
    json["late_ns"] = {{"p50", late->p50_ns}, {"p99", late->p99_ns}, {"max", late->most_ns}};
  }
  if (reading.shortened_ns) json["shortened_ns"] = *reading.shortened_ns;
  if (reading.requests) {
    json["re_requests"] = {{"requests", *reading.requests},
                           {"answered", reading.answers.answered},
                           {"datagrams", reading.answers.datagrams},
                           {"messages", reading.answers.messages}};
  }
  return json.dump() + "\n";
}

}  // namespace holdfast
