#include "stream/asker_limits.h"

#include <algorithm>

#include "base/check.h"
#include "base/split_mix.h"
#include "itch/wire.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

}  // namespace

AskerLimits::AskerLimits(AskerRate rate, std::size_t addresses, std::uint64_t seed)
    : seed_(seed), sets_((addresses + 3) / 4) {
  HOLDFAST_CHECK(rate.per_second > 0 && rate.burst > 0 && addresses > 0);
  token_ns_ = std::max<std::int64_t>(1, kSecond / rate.per_second);
  full_ns_ = token_ns_ * rate.burst;
}

bool AskerLimits::take(const PeerAddress& peer, Instant now) {
  auto& bucket = bucket_of(peer, now);
  if (bucket.credit_ns < token_ns_) return false;
  bucket.credit_ns -= token_ns_;
  return true;
}

void AskerLimits::charge(const PeerAddress& peer, std::uint32_t tokens, Instant now) {
  bucket_of(peer, now).credit_ns -= token_ns_ * tokens;
}

AskerLimits::Bucket& AskerLimits::bucket_of(const PeerAddress& peer, Instant now) {
  const auto* const bytes = peer.bytes.data();
  const std::uint64_t hash = mix64(mix64(load_u64(bytes) + seed_) + load_u64(bytes + 8));
  auto& set = sets_[hash % sets_.size()];
  Bucket* richest = &set[0];
  for (auto& bucket : set) {
    refill(bucket, now);
    if (bucket.is_taken && bucket.peer == peer) return bucket;
    if (bucket.credit_ns > richest->credit_ns) richest = &bucket;
  }
  *richest = {.peer = peer, .credit_ns = full_ns_, .at = now, .is_taken = true};
  return *richest;
}

void AskerLimits::refill(Bucket& bucket, Instant now) const {
  if (!bucket.is_taken) {
    bucket.credit_ns = full_ns_;
    return;
  }
  const std::int64_t passed = std::max<std::int64_t>(0, now.ns - bucket.at.ns);
  bucket.credit_ns = std::min(full_ns_, bucket.credit_ns + passed);
  bucket.at = std::max(bucket.at, now);
}

}  // namespace holdfast
