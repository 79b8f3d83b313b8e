// CanaryLedger: what a canary's append-only file says, and the lines that go on with it.
//
// JSON lines. Each ends with the SHA-256 of all that stands before it in the line, and has that of
// the line before it as "previous": a line that was changed, taken away or put in is refused with
// its number. Only what comes after the last line cannot be seen from inside; the last line's
// SHA-256, kept elsewhere, shows that too. A last line without its end is a writer that was killed:
// it is left out and told, and the next writer puts down that it was there.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/canary_plan.h"

namespace holdfast {

inline constexpr std::size_t kLargestLedger = std::size_t{256} << 20U;

/// No outcome differs by more.
inline constexpr double kLargestDifference = 1e9;

/// What came of a pair; treated less control.
struct RecordedPair {
  std::string unit;
  std::size_t pair = 0;  // from 0, as pairs_of numbers them
  PerOutcome<std::optional<double>> differences{};
  std::optional<double> treated_vam;  // VAM_eff of the treated side
  friend bool operator==(const RecordedPair&, const RecordedPair&) = default;
};

/// A file that was read for a line.
struct LedgerInput {
  std::string file, sha256;
  friend bool operator==(const LedgerInput&, const LedgerInput&) = default;
};

struct RecordedDecision {
  std::string at, verdict;
  std::size_t pairs = 0;
};

struct CanaryLedger {
  std::size_t lines = 0;
  std::string head;  // the last line's SHA-256; of no line 64 zeros
  std::string planned_at;
  std::optional<CanaryPlan> plan;
  std::map<std::string, std::string, std::less<>> schedule_sha256;  // by host
  std::vector<RecordedPair> pairs;                                  // in the order of recording
  std::vector<RecordedDecision> decisions;
  std::string seed;             // once it was revealed
  std::size_t torn_lines = 0;   // that earlier writers left
  std::string torn;             // what is said of a last line without its end; "": there is none
  std::string_view torn_bytes;  // of the text that was parsed
  std::size_t sound_bytes = 0;  // up to where the text is whole lines
};

/// malformed: one sentence with `path` and the number of the line that was changed, or that says
/// what cannot be; too_large. An empty text is a ledger without a plan.
Result<CanaryLedger> parse_ledger(std::string_view text, std::string_view path);

/// The pairs for looks_of, by their order in the ledger. CHECK: there is a plan.
std::vector<CanaryPair> canary_pairs(const CanaryLedger& ledger);

/// The next line of each kind, with its line feed. `at` is the wall time, "2026-05-01T14:03:07Z".
std::string plan_line(const CanaryLedger& before, std::string_view at, const CanaryPlan& plan,
                      const std::map<std::string, std::string, std::less<>>& schedule_sha256,
                      const std::vector<LedgerInput>& inputs);
std::string pairs_line(const CanaryLedger& before, std::string_view at,
                       const std::vector<RecordedPair>& pairs,
                       const std::vector<LedgerInput>& inputs);
std::string decision_line(const CanaryLedger& before, std::string_view at, std::string_view verdict,
                          std::size_t pairs, const std::vector<std::string>& reasons);
std::string reveal_line(const CanaryLedger& before, std::string_view at, std::string_view seed);
/// Of what a killed writer left; bytes that are not UTF-8 are replaced, their SHA-256 is of all.
std::string torn_line(const CanaryLedger& before, std::string_view at);

}  // namespace holdfast
