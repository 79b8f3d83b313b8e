#include "stream/fault_injector.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace holdfast {

// Neighbouring seeds, and the chances of one seed, have nothing in common.
FaultInjector::FaultInjector(const FaultShares& shares, std::uint64_t seed)
    : shares_(shares), random_(mix64(seed)) {
  loss_ = SeededChance(shares.loss, random_.next());
  duplicate_ = SeededChance(shares.duplicate, random_.next());
  reorder_ = SeededChance(shares.reorder, random_.next());
  delay_ = SeededChance(shares.delay, random_.next());
  HOLDFAST_CHECK(shares.reorder_distance > 0 && shares.delay_ns > 0);
}

void FaultInjector::put(std::span<const std::uint8_t> packet, std::int64_t due_ns) {
  last_due_ns_ = std::max(last_due_ns_, due_ns);
  ++counts_.in;
  const std::size_t before = overtaken_.size();
  bool is_out = put_copy(packet, PacketFate::as_it_was);
  if (duplicate_.happens()) {
    ++counts_.duplicated;
    is_out |= put_copy(packet, PacketFate::duplicate);
  }
  if (is_out) overtake(before);
}

// Is it due with its packet?
bool FaultInjector::put_copy(std::span<const std::uint8_t> bytes, PacketFate fate) {
  if (loss_.happens()) {
    ++counts_.lost;
    return false;
  }
  FaultyPacket packet{last_due_ns_, counts_.in, fate, {bytes.begin(), bytes.end()}};
  if (reorder_.happens()) {
    overtaken_.push_back({0, 1 + random_.below(shares_.reorder_distance), std::move(packet)});
    return false;
  }
  if (delay_.happens()) {
    ++counts_.delayed;
    packet.fate = PacketFate::delayed;
    const auto most = static_cast<std::uint64_t>(shares_.delay_ns);
    const auto late_ns = static_cast<std::int64_t>(1 + random_.next() % most);
    make_due(std::move(packet), last_due_ns_ + late_ns);
    return false;
  }
  make_due(std::move(packet), last_due_ns_);
  return true;
}

void FaultInjector::make_due(FaultyPacket packet, std::int64_t due_ns) {
  packet.due_ns = due_ns;
  due_.push_back({order_++, std::move(packet)});
  std::push_heap(due_.begin(), due_.end());
}

void FaultInjector::let_go(Overtaken& one) {
  if (one.by > 0) {
    ++counts_.reordered;
    one.packet.fate = PacketFate::reordered;
  }
  make_due(std::move(one.packet), last_due_ns_);
}

// Of those that wait the first `waiting` were there before the packet that overtakes them.
void FaultInjector::overtake(std::size_t waiting) {
  for (std::size_t i = 0; i < waiting; ++i) {
    ++overtaken_[i].by;
    if (--overtaken_[i].more == 0) let_go(overtaken_[i]);
  }
  std::erase_if(overtaken_, [](const Overtaken& one) { return one.more == 0; });
}

void FaultInjector::end() {
  for (auto& one : overtaken_) let_go(one);
  overtaken_.clear();
}

FaultyPacket FaultInjector::take() {
  HOLDFAST_CHECK(!due_.empty());
  std::pop_heap(due_.begin(), due_.end());
  auto packet = std::move(due_.back().packet);
  due_.pop_back();
  ++counts_.out;
  return packet;
}

}  // namespace holdfast
