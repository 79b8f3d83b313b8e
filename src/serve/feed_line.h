// FeedLine: one line of the agent's feed, an object with exactly one key that says what it is.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast {

enum class FeedKind { status, frame, event, findings, host, metrics };
std::string_view name_of(FeedKind kind);

struct FeedLine {
  FeedKind kind = FeedKind::status;
  std::string text;          // the value as JSON on one line; of metrics the text itself
  std::string brief;         // of a frame: without vectors, CPUs and diagnostics
  std::uint64_t number = 0;  // of an event
  std::int64_t at_ns = 0;    // of an event and a frame; ns since 1970, UTC
};

/// Not more than 64 levels deep. Unknown keys are refused: the two programs are of one build.
Result<FeedLine> parse_feed_line(std::string_view line);

}  // namespace holdfast
