#include "stream/digest_history.h"

#include <algorithm>

namespace holdfast {

DigestHistory::DigestHistory(std::size_t sequences)
    : digests_(std::max<std::size_t>(1, sequences)) {}

void DigestHistory::append(std::uint64_t sequence, std::uint64_t digest) {
  if (sequence != held_.end) held_ = {sequence, sequence};
  if (held_.size() == digests_.size()) ++held_.first;
  digests_[sequence % digests_.size()] = digest;
  held_.end = sequence + 1;
}

std::optional<std::uint64_t> DigestHistory::find(std::uint64_t sequence) const {
  if (sequence < held_.first || sequence >= held_.end) return std::nullopt;
  return digests_[sequence % digests_.size()];
}

}  // namespace holdfast
