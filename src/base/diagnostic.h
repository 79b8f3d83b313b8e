// Diagnostic: why a fact is missing from a snapshot, or which bytes could not be believed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace holdfast {

struct Diagnostic {
  ErrorCode code = ErrorCode::failed;
  std::string path;  // the file or the question, e.g. "/proc/interrupts", "ethtool rings-get eth0"
  int line = 0;      // 1-based; 0 when a line has no meaning
  std::string sentence;  // without path and line
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

inline void diagnose(Diagnostics& out, ErrorCode code, std::string_view path, int line,
                     std::string sentence) {
  out.push_back({code, std::string(path), line, std::move(sentence)});
}

/// The code's name as it stands in JSON: "absent", "denied", …
constexpr std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::absent: return "absent";
    case ErrorCode::denied: return "denied";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::malformed: return "malformed";
    case ErrorCode::too_large: return "too_large";
    case ErrorCode::failed: return "failed";
    case ErrorCode::usage: return "usage";
  }
  return "failed";
}

}  // namespace holdfast
