#include "stream/digest_check.h"

#include <algorithm>

namespace holdfast {

DigestCheck::DigestCheck(DigestCheckOptions options) : options_(options) {
  pending_.reserve(options.most_pending);
}

bool DigestCheck::ask(std::uint64_t sequence, std::uint64_t digest, Instant now) {
  if (pending_.size() == options_.most_pending) return false;
  pending_.push_back({{sequence, digest, {}}, Instant{now.ns + options_.patience_ns}, now});
  return true;
}

std::optional<std::uint64_t> DigestCheck::next_question(Instant now) {
  for (auto& each : pending_) {
    if (each.next > now) continue;
    each.next = Instant{now.ns + options_.again_ns};
    return each.result.sequence;
  }
  return std::nullopt;
}

void DigestCheck::lose_connection() {
  for (auto& each : pending_) each.next = Instant{};
}

std::optional<DigestResult> DigestCheck::take(const DigestAnswer& answer) {
  if (!answer.digest) return std::nullopt;
  const auto found = std::ranges::find_if(
      pending_, [&answer](const Pending& each) { return each.result.sequence == answer.sequence; });
  if (found == pending_.end()) return std::nullopt;
  auto result = found->result;
  result.theirs = answer.digest;
  pending_.erase(found);
  return result;
}

std::optional<DigestResult> DigestCheck::next_overdue(Instant now) {
  const auto found =
      std::ranges::find_if(pending_, [now](const Pending& each) { return each.until <= now; });
  if (found == pending_.end()) return std::nullopt;
  const auto result = found->result;
  pending_.erase(found);
  return result;
}

std::optional<Instant> DigestCheck::next_deadline() const {
  std::optional<Instant> due;
  for (const auto& each : pending_) due = due ? std::min(*due, each.until) : each.until;
  return due;
}

}  // namespace holdfast
