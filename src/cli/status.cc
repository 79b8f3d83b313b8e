#include <fmt/format.h>

#include "agent/feed.h"
#include "base/printable.h"
#include "cli/agent_client.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "model/agent_status.h"

namespace holdfast {
namespace {

/// Root asks; anyone else who may read the feed hears it there.
Result<std::string> status_text(const std::string& folder) {
  auto answer = ask_agent(folder, R"({"verb":"status"})");
  if (answer || answer.error().code != ErrorCode::denied) return answer;
  auto feed = AgentConnection::open(folder + "/" + kFeedName);
  if (!feed) return answer;
  while (true) {
    const auto line = feed->next(5);
    if (!line) return tl::unexpected(line.error());
    if (!*line) return fail(ErrorCode::failed, "the agent did not say its status within 5 s");
    auto found = keyed(**line);
    if (found && found->first == "status") return std::move(found->second);
  }
}

Style style_of(Regime regime) {
  switch (regime) {
    case Regime::aligned: return Style::green;
    case Regime::warn: return Style::yellow;
    default: return Style::red;
  }
}

std::string span_text(std::int64_t ns) {
  const std::int64_t seconds = ns / 1'000'000'000;
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  return fmt::format("{} h", seconds / 3600);
}

std::string policy_text(const AgentStatus& status) {
  if (status.policy.empty()) return "none: it only observes";
  return fmt::format("{} {} ({}), {}", status.policy, status.policy_version, status.policy_source,
                     status.mode);
}

std::string canary_text(const AgentStatus& status) {
  const CanaryCourse& course = *status.canary_course;
  std::string text = status.canary.empty() ? "no block" : status.canary;
  text += fmt::format(" of {}", course.schedule);
  if (!course.until_ns) return text + ", whose last block is over";
  return text + fmt::format(", for {} more, then {}", span_text(*course.until_ns - status.at_ns),
                            course.next.empty() ? "no block" : course.next);
}

std::string text_of(const AgentStatus& status, const Screen& screen) {
  std::string text;
  const auto row = [&](std::string_view title, std::string_view value) {
    text += fmt::format("{} {}\n", styled(screen, Style::dim, fmt::format("{:<9}", title)),
                        printable(value));
  };
  text +=
      fmt::format("{} {} for {}{}\n", styled(screen, Style::dim, fmt::format("{:<9}", "regime")),
                  styled(screen, style_of(status.regime), name_of(status.regime)),
                  span_text(status.at_ns - status.regime_since_ns),
                  status.regime_evidence.empty() ? "" : ": " + printable(status.regime_evidence));
  row("policy", policy_text(status));
  if (!status.policy_error.empty()) row("refused", status.policy_error);
  if (!status.paused_by.empty()) {
    row("paused", status.paused_until_ns
                      ? fmt::format("by {}, for {} more", status.paused_by,
                                    span_text(*status.paused_until_ns - status.at_ns))
                      : fmt::format("by {}, until `holdfast pause --end`", status.paused_by));
  }
  if (status.canary_course) row("canary", canary_text(status));
  row("settings", fmt::format("{} as wanted, {} wrong, {} waiting for an interrupt", status.met,
                              status.differences.size(), status.pending.size()));
  for (const auto& difference : status.differences) row("  wrong", difference.sentence);
  for (const auto& yielded : status.yielded) {
    row("  gave way", fmt::format("{} to {}; next try in {}", yielded.object, yielded.actor,
                                  span_text(yielded.retry_at_ns - status.at_ns)));
  }
  if (!status.lease.empty()) row("lease", status.lease);
  if (status.hooks) {
    row("hook",
        fmt::format("{} delivered, {} queued, {} failed, {} dropped", status.hooks->delivered,
                    status.hooks->waiting, status.hooks->failed, status.hooks->dropped));
  }
  row("since", fmt::format("{} ago: {} events, {} repairs, {} refused",
                           span_text(status.at_ns - status.started_ns), status.events,
                           status.repairs, status.refused_repairs));
  for (const auto& source : status.sources) {
    row(source.state == SourceState::watching ? "sees by" : "blind",
        fmt::format("{}{}", source.name, source.why.empty() ? "" : ": " + source.why));
  }
  return text;
}

}  // namespace

int run_status(const StatusOptions& options) {
  const auto json = status_text(options.run_folder);
  if (!json) return report_failure(json.error());
  const auto status = status_from_json(*json);
  if (!status) return report_failure(status.error());
  fmt::print("{}", options.json ? *json + "\n" : text_of(*status, Screen::of_standard_output()));
  if (!status->differences.empty()) return kDiffers;
  return status->pending.empty() ? kDone : kPending;
}

}  // namespace holdfast
