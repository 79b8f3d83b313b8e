// Every message of TotalView-ITCH 5.0, by its type's letter.
#pragma once

#include <variant>

#include "itch/halt_messages.h"
#include "itch/order_messages.h"
#include "itch/stock_messages.h"
#include "itch/trade_messages.h"

namespace holdfast {

/// Any one of them, where a value is kept; the feed's path has visit_message (message_visit.h).
using Message =
    std::variant<SystemEvent, StockDirectory, StockTradingAction, RegShoRestriction,
                 MarketParticipantPosition, MwcbDeclineLevel, MwcbStatus, QuotingPeriodUpdate,
                 LuldAuctionCollar, OperationalHalt, AddOrder, AddOrderMpid, OrderExecuted,
                 OrderExecutedWithPrice, OrderCancel, OrderDelete, OrderReplace, Trade, CrossTrade,
                 BrokenTrade, NetOrderImbalance, RetailInterest, DirectListing>;

inline constexpr std::size_t kLongestMessage = 50;

}  // namespace holdfast
