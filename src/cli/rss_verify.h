// `holdfast rss verify`: what a watch of an interface's queues found, and how it is shown.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/table.h"
#include "rss/queue_verdict.h"

namespace holdfast {

struct QueueWatch {
  std::string nic;
  double seconds = 0;
  CheckedQueues checked;
  std::vector<std::string> changes;  // what was set otherwise meanwhile
  std::uint64_t missed = 0;          // packets for which there was no room
  QueueVerdict verdict;
};

std::string to_text(const QueueWatch& watch, const Screen& screen);
/// docs/schema/rss-verify.schema.json, with a line end.
std::string to_json(const QueueWatch& watch);

/// The verb: watches, or sends with --send.
int run_rss_verify(const RssOptions& options);
int run_rss_send(const RssOptions& options);

}  // namespace holdfast
