#include "rss/separation.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "base/split_mix.h"
#include "rss/toeplitz.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostKeys = 100'000;
constexpr std::size_t kPatterns = 65'536;

/// Windows of a key, so that a hash is one XOR for each 1 bit of the input.
class KeyWindows {
 public:
  KeyWindows(const std::vector<std::uint8_t>& key, std::size_t input_bytes) {
    windows_.resize(input_bytes * 8);
    for (std::size_t bit = 0; bit < windows_.size(); ++bit) {
      windows_[bit] = toeplitz_window(key, bit);
    }
  }
  std::uint32_t hash(const std::vector<std::uint16_t>& ones) const {
    std::uint32_t hash = 0;
    for (const auto bit : ones) hash ^= windows_[bit];
    return hash;
  }

 private:
  std::vector<std::uint32_t> windows_;
};

std::vector<std::uint16_t> ones_of(const HashInput& input) {
  std::vector<std::uint16_t> ones;
  for (std::size_t bit = 0; bit < input.size * 8; ++bit) {
    if ((input.bytes[bit / 8] >> (7 - bit % 8) & 1U) != 0) {
      ones.push_back(static_cast<std::uint16_t>(bit));
    }
  }
  return ones;
}

/// The keys to try after the device's own.
class KeySequence {
 public:
  explicit KeySequence(const SeparationGoal& goal) : goal_(goal) {}
  std::optional<std::vector<std::uint8_t>> next() {
    if (goal_.key_is_fixed || tried_ >= (goal_.symmetric ? kPatterns : kMostKeys)) {
      return std::nullopt;
    }
    ++tried_;
    if (goal_.symmetric) {
      const auto pattern = pattern_;
      pattern_ = static_cast<std::uint16_t>(pattern_ * 25173U + 13849U);  // full period
      if (pattern == 0 || pattern == 0xffff) return next();
      return repeated_key(pattern, goal_.key.size());
    }
    std::vector<std::uint8_t> key(goal_.key.size());
    for (auto& byte : key) byte = static_cast<std::uint8_t>(random_.next() >> 56U);
    return key;
  }

 private:
  const SeparationGoal& goal_;
  std::size_t tried_ = 0;
  std::uint16_t pattern_ = 0x6d5a;  // the customary one first
  SplitMix64 random_{0x686f6c6466617374};
};

/// Flows that fall into one bucket.
struct Group {
  std::size_t bucket = 0;
  std::vector<std::size_t> flows;
  double rate = 0;
};

class Separator {
 public:
  explicit Separator(const SeparationGoal& goal) : goal_(goal) {
    for (const auto& input : goal.inputs) ones_.push_back(ones_of(input));
    for (const auto& input : goal.rest) rest_.push_back(ones_of(input));
    for (const auto* inputs : {&goal.inputs, &goal.rest}) {
      for (const auto& input : *inputs) bytes_ = std::max(bytes_, input.size);
    }
  }

  bool fits() const { return goal_.key.size() >= toeplitz_key_bytes(bytes_); }

  /// The table and what it does, under `key`.
  Separation under(const std::vector<std::uint8_t>& key) {
    const KeyWindows windows(key, bytes_);
    Separation found{.key = key};
    auto groups = groups_under(windows);
    found.trading_buckets = groups.size();
    std::vector<bool> taken(goal_.buckets);
    for (const auto& group : groups) taken[group.bucket] = true;
    for (const auto& ones : rest_) {
      if (taken[windows.hash(ones) % goal_.buckets]) ++found.rest_among;
    }
    fill_rest(found, taken);
    place(found, groups);
    return found;
  }

  /// Smaller is better.
  std::tuple<std::size_t, std::size_t> cost(const Separation& found) const {
    return {found.rest_among, found.fullest};
  }
  bool is_best(const Separation& found) const {
    const auto queues = goal_.queues.size();
    return found.rest_among == 0 && found.fullest <= (ones_.size() + queues - 1) / queues;
  }

 private:
  std::vector<Group> groups_under(const KeyWindows& windows) const {
    std::vector<Group> groups;
    std::vector<std::size_t> group_of(goal_.buckets, goal_.inputs.size());
    for (std::size_t flow = 0; flow < ones_.size(); ++flow) {
      const std::size_t bucket = windows.hash(ones_[flow]) % goal_.buckets;
      auto& index = group_of[bucket];
      if (index == goal_.inputs.size()) {
        index = groups.size();
        groups.push_back({bucket, {}, 0});
      }
      groups[index].flows.push_back(flow);
      groups[index].rate += goal_.rates[flow];
    }
    std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
      return std::tuple(b.flows.size(), b.rate, a.bucket) <
             std::tuple(a.flows.size(), a.rate, b.bucket);
    });
    return groups;
  }

  // Everything that is not known, over the queues of the rest.
  void fill_rest(Separation& found, const std::vector<bool>& taken) const {
    const auto& queues = goal_.rest_queues.empty() ? goal_.queues : goal_.rest_queues;
    found.table.resize(goal_.buckets);
    std::size_t next = 0;
    for (std::size_t bucket = 0; bucket < goal_.buckets; ++bucket) {
      if (!taken[bucket]) found.table[bucket] = queues[next++ % queues.size()];
    }
  }

  void place(Separation& found, const std::vector<Group>& groups) const {
    struct Load {
      std::size_t flows = 0;
      double rate = 0;
    };
    std::vector<Load> loads(goal_.queues.size());
    found.queue_of.resize(ones_.size());
    for (const auto& group : groups) {
      const auto least =
          std::min_element(loads.begin(), loads.end(), [](const Load& a, const Load& b) {
            return std::tie(a.flows, a.rate) < std::tie(b.flows, b.rate);
          });
      least->flows += group.flows.size();
      least->rate += group.rate;
      const auto queue = goal_.queues[static_cast<std::size_t>(least - loads.begin())];
      found.table[group.bucket] = queue;
      for (const auto flow : group.flows) found.queue_of[flow] = queue;
      found.fullest = std::max(found.fullest, least->flows);
    }
  }

  const SeparationGoal& goal_;
  std::vector<std::vector<std::uint16_t>> ones_, rest_;  // positions of the inputs' 1 bits
  std::size_t bytes_ = 0;
};

}  // namespace

std::optional<Separation> separate(const SeparationGoal& goal) {
  HOLDFAST_CHECK(goal.rates.size() == goal.inputs.size());
  Separator separator(goal);
  if (goal.inputs.empty() || goal.queues.empty() || goal.buckets == 0 || !separator.fits()) {
    return std::nullopt;
  }
  std::optional<Separation> best;
  std::size_t tried = 0;
  KeySequence keys(goal);
  std::optional<std::vector<std::uint8_t>> key;
  if (!goal.symmetric || is_symmetric_key(goal.key)) {
    key = goal.key;
  } else {
    key = keys.next();
  }
  for (; key; key = keys.next()) {
    ++tried;
    auto found = separator.under(*key);
    if (!best || separator.cost(found) < separator.cost(*best)) best = std::move(found);
    if (separator.is_best(*best)) break;
  }
  if (best) best->keys_tried = tried;
  return best;
}

}  // namespace holdfast
