// Messages of TotalView-ITCH 5.0 that build the order book. Offsets count from the
// message type. Prices have four decimals; the codes that a field may have are the specification's.
#pragma once

#include <tuple>

#include "itch/message_header.h"

namespace holdfast {

/// 1.3.1 Add Order, without attribution.
struct AddOrder {
  static constexpr char kType = 'A';
  static constexpr std::string_view kName = "add_order";
  static constexpr std::size_t kLength = 36;

  MessageHeader header;
  std::uint64_t order_reference_number = 0;
  char buy_sell_indicator = ' ';
  std::uint32_t shares = 0;
  Alpha<8> stock;
  Price4 price;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("order_reference_number", &AddOrder::order_reference_number),
                      field<19, 1>("buy_sell_indicator", &AddOrder::buy_sell_indicator),
                      field<20, 4>("shares", &AddOrder::shares),
                      field<24, 8>("stock", &AddOrder::stock),
                      field<32, 4>("price", &AddOrder::price)};
  }
  friend bool operator==(const AddOrder&, const AddOrder&) = default;
};

/// 1.3.2 Add Order with the participant that placed it.
struct AddOrderMpid {
  static constexpr char kType = 'F';
  static constexpr std::string_view kName = "add_order_mpid";
  static constexpr std::size_t kLength = 40;

  MessageHeader header;
  std::uint64_t order_reference_number = 0;
  char buy_sell_indicator = ' ';
  std::uint32_t shares = 0;
  Alpha<8> stock;
  Price4 price;
  Alpha<4> attribution;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("order_reference_number", &AddOrderMpid::order_reference_number),
                      field<19, 1>("buy_sell_indicator", &AddOrderMpid::buy_sell_indicator),
                      field<20, 4>("shares", &AddOrderMpid::shares),
                      field<24, 8>("stock", &AddOrderMpid::stock),
                      field<32, 4>("price", &AddOrderMpid::price),
                      field<36, 4>("attribution", &AddOrderMpid::attribution)};
  }
  friend bool operator==(const AddOrderMpid&, const AddOrderMpid&) = default;
};

/// 1.4.1 Order Executed, at its own price.
struct OrderExecuted {
  static constexpr char kType = 'E';
  static constexpr std::string_view kName = "order_executed";
  static constexpr std::size_t kLength = 31;

  MessageHeader header;
  std::uint64_t order_reference_number = 0;
  std::uint32_t executed_shares = 0;
  std::uint64_t match_number = 0;

  static constexpr auto fields() {
    return std::tuple{
        field<11, 8>("order_reference_number", &OrderExecuted::order_reference_number),
        field<19, 4>("executed_shares", &OrderExecuted::executed_shares),
        field<23, 8>("match_number", &OrderExecuted::match_number)};
  }
  friend bool operator==(const OrderExecuted&, const OrderExecuted&) = default;
};

/// 1.4.2 Order Executed at another price.
struct OrderExecutedWithPrice {
  static constexpr char kType = 'C';
  static constexpr std::string_view kName = "order_executed_with_price";
  static constexpr std::size_t kLength = 36;

  MessageHeader header;
  std::uint64_t order_reference_number = 0;
  std::uint32_t executed_shares = 0;
  std::uint64_t match_number = 0;
  char printable = ' ';
  Price4 execution_price;

  static constexpr auto fields() {
    return std::tuple{
        field<11, 8>("order_reference_number", &OrderExecutedWithPrice::order_reference_number),
        field<19, 4>("executed_shares", &OrderExecutedWithPrice::executed_shares),
        field<23, 8>("match_number", &OrderExecutedWithPrice::match_number),
        field<31, 1>("printable", &OrderExecutedWithPrice::printable),
        field<32, 4>("execution_price", &OrderExecutedWithPrice::execution_price)};
  }
  friend bool operator==(const OrderExecutedWithPrice&, const OrderExecutedWithPrice&) = default;
};

/// 1.4.3 Order Cancel: some of its shares go.
struct OrderCancel {
  static constexpr char kType = 'X';
  static constexpr std::string_view kName = "order_cancel";
  static constexpr std::size_t kLength = 23;

  MessageHeader header;
  std::uint64_t order_reference_number = 0;
  std::uint32_t canceled_shares = 0;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("order_reference_number", &OrderCancel::order_reference_number),
                      field<19, 4>("canceled_shares", &OrderCancel::canceled_shares)};
  }
  friend bool operator==(const OrderCancel&, const OrderCancel&) = default;
};

/// 1.4.4 Order Delete.
struct OrderDelete {
  static constexpr char kType = 'D';
  static constexpr std::string_view kName = "order_delete";
  static constexpr std::size_t kLength = 19;

  MessageHeader header;
  std::uint64_t order_reference_number = 0;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("order_reference_number", &OrderDelete::order_reference_number)};
  }
  friend bool operator==(const OrderDelete&, const OrderDelete&) = default;
};

/// 1.4.5 Order Replace: side and stock stay.
struct OrderReplace {
  static constexpr char kType = 'U';
  static constexpr std::string_view kName = "order_replace";
  static constexpr std::size_t kLength = 35;

  MessageHeader header;
  std::uint64_t original_order_reference_number = 0;
  std::uint64_t new_order_reference_number = 0;
  std::uint32_t shares = 0;
  Price4 price;

  static constexpr auto fields() {
    return std::tuple{
        field<11, 8>("original_order_reference_number",
                     &OrderReplace::original_order_reference_number),
        field<19, 8>("new_order_reference_number", &OrderReplace::new_order_reference_number),
        field<27, 4>("shares", &OrderReplace::shares), field<31, 4>("price", &OrderReplace::price)};
  }
  friend bool operator==(const OrderReplace&, const OrderReplace&) = default;
};

}  // namespace holdfast
