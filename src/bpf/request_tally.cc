#include "bpf/request_tally.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kMostIrqs = 1 << 20;  // a number beyond is no interrupt's

}  // namespace

std::uint64_t RequestTally::news(std::uint32_t irq, std::uint64_t requests) {
  if (requests == 0 || irq >= kMostIrqs) return 1;
  if (irq >= told_by_irq_.size()) told_by_irq_.resize(irq + 1, 0);
  std::uint64_t& told = told_by_irq_[irq];
  if (requests <= told) return 0;
  const std::uint64_t news = requests - told;
  told = requests;
  told_ += news;
  return news;
}

}  // namespace holdfast
