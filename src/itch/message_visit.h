// The feed's path: bytes to a call with the struct. Nothing is allocated, and nothing about the
// bytes is believed.
#pragma once

#include "itch/message_codec.h"

namespace holdfast {

enum class MessageFate : std::uint8_t {
  taken,         // the visitor was called
  passed_over,   // a message of the specification that the visitor has no overload for
  unknown_type,  // no message of the specification; also no byte at all
  wrong_length,  // a known type, with more or fewer bytes than it has
};

/// What became of messages.
struct MessageCounts {
  std::uint64_t taken = 0, passed_over = 0, unknown_type = 0, wrong_length = 0;

  void count(MessageFate fate) {
    taken += fate == MessageFate::taken ? 1 : 0;
    if (fate != MessageFate::taken) [[unlikely]]
      count_other(fate);
  }
  friend bool operator==(const MessageCounts&, const MessageCounts&) = default;

 private:
  void count_other(MessageFate fate) {
    passed_over += fate == MessageFate::passed_over ? 1 : 0;
    unknown_type += fate == MessageFate::unknown_type ? 1 : 0;
    wrong_length += fate == MessageFate::wrong_length ? 1 : 0;
  }
};

namespace detail {

template <class T, class Visitor>
MessageFate take_message(std::span<const std::uint8_t> bytes, Visitor& visitor) {
  if (bytes.size() != T::kLength) [[unlikely]]
    return MessageFate::wrong_length;
  if constexpr (std::is_invocable_v<Visitor&, const T&>) {
    T message;
    load_message(bytes.data(), message);
    visitor(message);
    return MessageFate::taken;
  }
  return MessageFate::passed_over;
}

}  // namespace detail

/// Calls `visitor` with the struct that `bytes` are; it may have overloads for some types only.
template <class Visitor>
MessageFate visit_message(std::span<const std::uint8_t> bytes, Visitor&& visitor) {
  if (bytes.empty()) return MessageFate::unknown_type;
  switch (static_cast<char>(bytes[0])) {
    case SystemEvent::kType: return detail::take_message<SystemEvent>(bytes, visitor);
    case StockDirectory::kType: return detail::take_message<StockDirectory>(bytes, visitor);
    case StockTradingAction::kType: return detail::take_message<StockTradingAction>(bytes, visitor);
    case RegShoRestriction::kType: return detail::take_message<RegShoRestriction>(bytes, visitor);
    case MarketParticipantPosition::kType:
      return detail::take_message<MarketParticipantPosition>(bytes, visitor);
    case MwcbDeclineLevel::kType: return detail::take_message<MwcbDeclineLevel>(bytes, visitor);
    case MwcbStatus::kType: return detail::take_message<MwcbStatus>(bytes, visitor);
    case QuotingPeriodUpdate::kType:
      return detail::take_message<QuotingPeriodUpdate>(bytes, visitor);
    case LuldAuctionCollar::kType: return detail::take_message<LuldAuctionCollar>(bytes, visitor);
    case OperationalHalt::kType: return detail::take_message<OperationalHalt>(bytes, visitor);
    case AddOrder::kType: return detail::take_message<AddOrder>(bytes, visitor);
    case AddOrderMpid::kType: return detail::take_message<AddOrderMpid>(bytes, visitor);
    case OrderExecuted::kType: return detail::take_message<OrderExecuted>(bytes, visitor);
    case OrderExecutedWithPrice::kType:
      return detail::take_message<OrderExecutedWithPrice>(bytes, visitor);
    case OrderCancel::kType: return detail::take_message<OrderCancel>(bytes, visitor);
    case OrderDelete::kType: return detail::take_message<OrderDelete>(bytes, visitor);
    case OrderReplace::kType: return detail::take_message<OrderReplace>(bytes, visitor);
    case Trade::kType: return detail::take_message<Trade>(bytes, visitor);
    case CrossTrade::kType: return detail::take_message<CrossTrade>(bytes, visitor);
    case BrokenTrade::kType: return detail::take_message<BrokenTrade>(bytes, visitor);
    case NetOrderImbalance::kType: return detail::take_message<NetOrderImbalance>(bytes, visitor);
    case RetailInterest::kType: return detail::take_message<RetailInterest>(bytes, visitor);
    case DirectListing::kType: return detail::take_message<DirectListing>(bytes, visitor);
    default: return MessageFate::unknown_type;
  }
}

}  // namespace holdfast
