// Hostile ledgers. As they come, and with every line sealed anew, so that what stands behind the
// hashes is looked at too: whatever is read has a decision, and can be gone on with.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "ledger/canary_ledger.h"
#include "ledger/sha256_text.h"
#include "sequential/canary_decision.h"

namespace holdfast {
namespace {

constexpr std::size_t kSealBytes = 77;  // ,"sha256":"…"}
constexpr std::string_view kPrevious = "\"previous\":\"";

// Every line with the hash that it should have, and that of the line before.
std::string sealed(std::string_view text) {
  std::string out, head(64, '0');
  while (const auto line = next_line(text)) {
    if (line->size() <= kSealBytes) return out + std::string(*line);
    std::string body(line->substr(0, line->size() - kSealBytes));
    const auto previous = body.find(kPrevious);
    if (previous != body.npos && body.size() - previous >= kPrevious.size() + head.size()) {
      body.replace(previous + kPrevious.size(), head.size(), head);
    }
    head = sha256_text(body);
    out += body + ",\"sha256\":\"" + head + "\"}\n";
  }
  return out;
}

void look_at(std::string_view text) {
  const auto ledger = parse_ledger(text, "canary.jsonl");
  if (!ledger) return;
  HOLDFAST_CHECK(ledger->sound_bytes + ledger->torn_bytes.size() == text.size());
  std::string more(text.substr(0, ledger->sound_bytes));
  more += torn_line(*ledger, "2026-05-01T14:03:07Z");
  const auto again = parse_ledger(more, "canary.jsonl");
  HOLDFAST_CHECK(again.has_value() && again->lines == ledger->lines + 1 &&
                 again->pairs == ledger->pairs && again->plan == ledger->plan);
  if (!ledger->plan || ledger->plan->sessions.size() > 50) return;
  const auto pairs = canary_pairs(*ledger);
  const auto decision =
      decide_canary(pairs, looks_of(pairs, ledger->plan->rule), ledger->plan->rule);
  HOLDFAST_CHECK(decision.pairs == ledger->pairs.size());
}

}  // namespace
}  // namespace holdfast

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  holdfast::look_at(text);
  holdfast::look_at(holdfast::sealed(text));
  return 0;
}
