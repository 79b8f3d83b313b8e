// RequestTally: how many of an interrupt's requests were not told yet. Pure.
//
// The kernel counts every request and carries only some; each that is carried, and each look at the
// counters, tells all that were counted since.
#pragma once

#include <cstdint>
#include <vector>

namespace holdfast {

class RequestTally {
 public:
  /// How many are news when the count of `irq` stands at `requests`. 0: they were told already,
  /// by a look at the counters that was later than this record. An interrupt that is not counted
  /// (`requests` 0) has one each time.
  std::uint64_t news(std::uint32_t irq, std::uint64_t requests);
  /// Of all counted interrupts.
  std::uint64_t told() const { return told_; }

 private:
  std::vector<std::uint64_t> told_by_irq_;
  std::uint64_t told_ = 0;
};

}  // namespace holdfast
