#include <fmt/format.h>
#include <time.h>

#include <cstdio>

#include "agent/feed.h"
#include "base/printable.h"
#include "cli/agent_client.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "model/json_event.h"
#include "store/store.h"

namespace holdfast {
namespace {

std::int64_t since_ns(const EventsOptions& options) {
  if (!options.since_seconds) return 0;
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  const auto back_ns = static_cast<std::int64_t>(*options.since_seconds * 1e9);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec - back_ns;
}

void print(const Event& event, bool json) {
  fmt::print("{}\n", json ? to_json(event) : printable(to_line(event)));
}

/// What comes after `last` on the feed, until it ends.
int follow(const EventsOptions& options, std::uint64_t last) {
  auto feed = AgentConnection::open(options.run_folder + "/" + kFeedName);
  if (!feed) return report_failure(feed.error());
  while (true) {
    const auto line = feed->next(3600);
    if (!line) return report_failure(line.error());
    if (!*line) continue;
    const auto found = keyed(**line);
    if (!found || found->first != "event") continue;
    const auto event = event_from_json(found->second);
    if (!event || event->number <= last) continue;
    print(*event, options.json);
    if (std::fflush(stdout) != 0) return kFailure;
  }
}

}  // namespace

int run_events(const EventsOptions& options) {
  std::uint64_t last = 0;
  const auto store = StoreReader::open(options.state_folder);
  if (store) {
    const auto events = store->newest_events(since_ns(options), options.lines);
    if (!events) return report_failure(events.error());
    for (const auto& event : *events) {
      print(event, options.json);
      last = event.number;
    }
    std::fflush(stdout);
  } else if (!options.follow) {
    return report_failure(store.error());
  }
  return options.follow ? follow(options, last) : kDone;
}

}  // namespace holdfast
