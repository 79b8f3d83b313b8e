// holdfast/capture.json: what a capture says of itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"

namespace holdfast {

inline constexpr std::string_view kCaptureFile = "/holdfast/capture.json";

struct CaptureDescription {
  static constexpr std::uint32_t kFormat = 1;  // raised when older programs would misread a capture

  std::string version;      // of the holdfast that wrote it
  std::string captured_at;  // ISO 8601, UTC: "2026-11-21T09:47:00Z"
  std::uint32_t uid = 0;    // who captured: 0 saw all
  std::string hostname;
  std::string kernel;               // uname's release
  Instant at;                       // of the host's first reading
  std::optional<Instant> later_at;  // of its second sample
  bool redacted = false;

  friend bool operator==(const CaptureDescription&, const CaptureDescription&) = default;
};

std::string capture_description_json(const CaptureDescription& description);

/// malformed when it is not such a description; unsupported for a format of a newer holdfast. Texts
/// may be missing, `at_ns` may not. The sentence does not name the file.
Result<CaptureDescription> parse_capture_description(std::string_view text);

}  // namespace holdfast
