// What became of one try to recover from a snapshot.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace holdfast {

/// Why a snapshot is wanted.
enum class RecoveryReason : std::uint8_t {
  none,
  late_join,
  not_filled,   // no re-request filled the gap in time, or there is nobody to ask
  too_long,     // more is missing than is asked for by re-requests
  buffer_full,  // what came beyond the gap could not be kept
};

enum class RecoveryFate : std::uint8_t {
  recovered,
  cancelled,       // the gap was filled meanwhile
  not_connected,   // refused, or no answer in time
  disconnected,    // before the snapshot's end
  rejected,        // the login
  other_session,   // the server has another one
  protocol_fault,  // SoupBinTCP: no packets of its, silence, no answer to the login
  stalled,         // connected, and nothing of the snapshot comes
  too_slow,        // it took longer than a snapshot may
  malformed_end,   // the end of the snapshot has no sequence number
  behind,          // the snapshot is older than what is here already
  never_reached,   // the snapshot's sequence number is beyond what the lines bring
};
inline constexpr std::size_t kRecoveryFates = 12;

/// The enumerators' names, for counters and reports.
std::string_view to_string(RecoveryReason reason);
std::string_view to_string(RecoveryFate fate);

struct RecoveryResult {
  RecoveryReason why = RecoveryReason::none;
  RecoveryFate fate = RecoveryFate::recovered;
  std::uint64_t next_sequence = 0;  // of the snapshot, when it had an end
  std::uint64_t messages = 0;       // of the snapshot
  unsigned tries = 0;               // with this one, since the client was last well
};

struct RecoveryCounts {
  std::uint64_t tries = 0, messages = 0, refused_messages = 0;
  std::array<std::uint64_t, kRecoveryFates> fates{};
};

}  // namespace holdfast
