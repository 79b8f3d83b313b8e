#include "metrics/aligned_baseline.h"

#include <algorithm>

namespace holdfast {
namespace {

std::size_t bucket_of(std::int64_t at_ns) {
  constexpr std::int64_t kBucketNs = 1'800'000'000'000;
  constexpr auto kBuckets = static_cast<std::int64_t>(AlignedBaseline::kBuckets);
  const std::int64_t index = at_ns / kBucketNs % kBuckets;
  return static_cast<std::size_t>(index < 0 ? index + kBuckets : index);
}

// The one of `kinds` that is of the same source and clock; nullptr without.
template <class Kinds>
auto* same_kind(Kinds& kinds, const JitterFrame& jitter) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) {
    return kind.source == jitter.source && kind.clock == jitter.clock;
  });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace

void RollingMedian::add(double value) {
  if (values_.size() < kMost) {
    values_.push_back(value);
    return;
  }
  values_[next_] = value;
  next_ = (next_ + 1) % kMost;
}

std::optional<double> RollingMedian::median() const {
  if (values_.size() < kLeast) return std::nullopt;
  auto sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[middle];
  return (sorted[middle - 1] + sorted[middle]) / 2;
}

void AlignedBaseline::compare(MetricFrame& frame) const {
  const auto& bucket = buckets_[bucket_of(frame.at_ns)];
  frame.jitter.ratio.reset();
  frame.sad_delta.reset();
  const auto* kind = same_kind(bucket.jitter, frame.jitter);
  const auto jitter = kind ? kind->hj95x.median() : std::nullopt;
  if (frame.jitter.hj95x_ns && !frame.jitter.low_n && jitter && *jitter > 0) {
    frame.jitter.ratio = *frame.jitter.hj95x_ns / *jitter;
  }
  const auto sad = bucket.sad.median();
  if (frame.sad && sad) frame.sad_delta = *frame.sad - *sad;
}

void AlignedBaseline::learn(const MetricFrame& frame) {
  if (frame.regime != Regime::aligned) return;
  auto& bucket = buckets_[bucket_of(frame.at_ns)];
  if (frame.sad) bucket.sad.add(*frame.sad);
  if (!frame.jitter.hj95x_ns || frame.jitter.low_n) return;
  auto* kind = same_kind(bucket.jitter, frame.jitter);
  if (!kind) {
    if (bucket.jitter.size() >= kMostKinds) bucket.jitter.erase(bucket.jitter.begin());
    kind = &bucket.jitter.emplace_back(Jitter{frame.jitter.source, frame.jitter.clock, {}});
  }
  kind->hj95x.add(*frame.jitter.hj95x_ns);
}

}  // namespace holdfast
