#include "stream/recovery_result.h"

namespace holdfast {

std::string_view to_string(RecoveryReason reason) {
  constexpr std::array<std::string_view, 5> kNames{"none", "late_join", "not_filled", "too_long",
                                                   "buffer_full"};
  return kNames[static_cast<std::size_t>(reason)];
}

std::string_view to_string(RecoveryFate fate) {
  constexpr std::array<std::string_view, kRecoveryFates> kNames{
      "recovered",      "cancelled", "not_connected", "disconnected",  "rejected", "other_session",
      "protocol_fault", "stalled",   "too_slow",      "malformed_end", "behind",   "never_reached"};
  return kNames[static_cast<std::size_t>(fate)];
}

}  // namespace holdfast
