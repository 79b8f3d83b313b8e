// Messages that are kept as they came, because one who comes later needs the last of each: a
// stock's directory entry, trading action, Reg SHO restriction, halts, IPO quoting period, auction
// collar, retail interest, and the positions of its market participants; the day's events.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "book/book_digest.h"
#include "itch/message.h"

namespace holdfast {

/// One message of up to 39 bytes, or none.
class KeptMessage {
 public:
  /// The change of the digest.
  std::uint64_t keep(std::span<const std::uint8_t> message) {
    const std::uint64_t before = term();
    length_ = static_cast<std::uint8_t>(message.size());
    std::copy(message.begin(), message.end(), bytes_.begin());
    return term() - before;
  }
  std::span<const std::uint8_t> bytes() const { return std::span(bytes_).first(length_); }
  std::uint64_t term() const { return length_ == 0 ? 0 : digest::state_term(bytes()); }

 private:
  std::array<std::uint8_t, StockDirectory::kLength> bytes_{};
  std::uint8_t length_ = 0;
};

/// Which of a stock's kept messages it is; they are written in this order.
enum class StateSlot : std::uint8_t {
  directory,
  action,
  reg_sho,
  halt_q,
  halt_b,
  halt_x,
  ipo,
  auction_collar,
  retail_interest
};
/// Of those of no stock.
enum class SystemSlot : std::uint8_t { event, mwcb_levels, mwcb_status };

template <class Slot, std::size_t N>
class KeptMessages {
 public:
  std::uint64_t keep(Slot slot, std::span<const std::uint8_t> message) {
    return slots_[static_cast<std::size_t>(slot)].keep(message);
  }
  std::span<const std::uint8_t> at(Slot slot) const {
    return slots_[static_cast<std::size_t>(slot)].bytes();
  }
  bool is_empty() const {
    return std::ranges::all_of(slots_, [](const auto& one) { return one.bytes().empty(); });
  }
  template <class Sink>
  void write(Sink&& sink) const {
    for (const auto& one : slots_) {
      if (!one.bytes().empty()) sink(one.bytes());
    }
  }

 private:
  std::array<KeptMessage, N> slots_;
};
using StockState = KeptMessages<StateSlot, 9>;
using SystemState = KeptMessages<SystemSlot, 3>;

/// The last position of each market participant in each stock.
class KeptPositions {
 public:
  std::size_t size() const { return positions_.size(); }
  bool has(std::uint16_t locate, std::uint32_t mpid) const {
    return positions_.contains({locate, mpid});
  }
  /// The change of the digest. `mpid`: its four letters.
  std::uint64_t keep(std::uint16_t locate, std::uint32_t mpid,
                     std::span<const std::uint8_t> message) {
    return positions_[{locate, mpid}].keep(message);
  }
  /// Those of a stock, by participant.
  template <class Sink>
  void write(std::uint16_t locate, Sink&& sink) const {
    for (auto at = positions_.lower_bound({locate, 0});
         at != positions_.end() && at->first.first == locate; ++at) {
      sink(at->second.bytes());
    }
  }
  void clear() { positions_.clear(); }

 private:
  std::map<std::pair<std::uint16_t, std::uint32_t>, KeptMessage> positions_;
};

/// nullopt: a market that the specification does not have.
constexpr std::optional<StateSlot> halt_slot(char market_code) {
  switch (market_code) {
    case 'Q': return StateSlot::halt_q;
    case 'B': return StateSlot::halt_b;
    case 'X': return StateSlot::halt_x;
    default: return std::nullopt;
  }
}

}  // namespace holdfast
