// Messages of TotalView-ITCH 5.0 about trades and auctions; none changes the book. Offsets count
// from the message type. Prices have four decimals; the codes that a field may have are the
// specification's.
#pragma once

#include <tuple>

#include "itch/message_header.h"

namespace holdfast {

/// 1.5.1 Trade against an order that was not displayed.
struct Trade {
  static constexpr char kType = 'P';
  static constexpr std::string_view kName = "trade";
  static constexpr std::size_t kLength = 44;

  MessageHeader header;
  std::uint64_t order_reference_number = 0;
  char buy_sell_indicator = ' ';
  std::uint32_t shares = 0;
  Alpha<8> stock;
  Price4 price;
  std::uint64_t match_number = 0;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("order_reference_number", &Trade::order_reference_number),
                      field<19, 1>("buy_sell_indicator", &Trade::buy_sell_indicator),
                      field<20, 4>("shares", &Trade::shares),
                      field<24, 8>("stock", &Trade::stock),
                      field<32, 4>("price", &Trade::price),
                      field<36, 8>("match_number", &Trade::match_number)};
  }
  friend bool operator==(const Trade&, const Trade&) = default;
};

/// 1.5.2 Cross Trade.
struct CrossTrade {
  static constexpr char kType = 'Q';
  static constexpr std::string_view kName = "cross_trade";
  static constexpr std::size_t kLength = 40;

  MessageHeader header;
  std::uint64_t shares = 0;
  Alpha<8> stock;
  Price4 cross_price;
  std::uint64_t match_number = 0;
  char cross_type = ' ';

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("shares", &CrossTrade::shares),
                      field<19, 8>("stock", &CrossTrade::stock),
                      field<27, 4>("cross_price", &CrossTrade::cross_price),
                      field<31, 8>("match_number", &CrossTrade::match_number),
                      field<39, 1>("cross_type", &CrossTrade::cross_type)};
  }
  friend bool operator==(const CrossTrade&, const CrossTrade&) = default;
};

/// 1.5.3 Broken Trade, or order execution.
struct BrokenTrade {
  static constexpr char kType = 'B';
  static constexpr std::string_view kName = "broken_trade";
  static constexpr std::size_t kLength = 19;

  MessageHeader header;
  std::uint64_t match_number = 0;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("match_number", &BrokenTrade::match_number)};
  }
  friend bool operator==(const BrokenTrade&, const BrokenTrade&) = default;
};

/// 1.6 Net Order Imbalance Indicator.
struct NetOrderImbalance {
  static constexpr char kType = 'I';
  static constexpr std::string_view kName = "net_order_imbalance";
  static constexpr std::size_t kLength = 50;

  MessageHeader header;
  std::uint64_t paired_shares = 0;
  std::uint64_t imbalance_shares = 0;
  char imbalance_direction = ' ';
  Alpha<8> stock;
  Price4 far_price;
  Price4 near_price;
  Price4 current_reference_price;
  char cross_type = ' ';
  char price_variation_indicator = ' ';

  static constexpr auto fields() {
    return std::tuple{
        field<11, 8>("paired_shares", &NetOrderImbalance::paired_shares),
        field<19, 8>("imbalance_shares", &NetOrderImbalance::imbalance_shares),
        field<27, 1>("imbalance_direction", &NetOrderImbalance::imbalance_direction),
        field<28, 8>("stock", &NetOrderImbalance::stock),
        field<36, 4>("far_price", &NetOrderImbalance::far_price),
        field<40, 4>("near_price", &NetOrderImbalance::near_price),
        field<44, 4>("current_reference_price", &NetOrderImbalance::current_reference_price),
        field<48, 1>("cross_type", &NetOrderImbalance::cross_type),
        field<49, 1>("price_variation_indicator", &NetOrderImbalance::price_variation_indicator)};
  }
  friend bool operator==(const NetOrderImbalance&, const NetOrderImbalance&) = default;
};

/// 1.7 Retail Price Improvement Indicator.
struct RetailInterest {
  static constexpr char kType = 'N';
  static constexpr std::string_view kName = "retail_interest";
  static constexpr std::size_t kLength = 20;

  MessageHeader header;
  Alpha<8> stock;
  char interest_flag = ' ';

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("stock", &RetailInterest::stock),
                      field<19, 1>("interest_flag", &RetailInterest::interest_flag)};
  }
  friend bool operator==(const RetailInterest&, const RetailInterest&) = default;
};

/// 1.8 Direct Listing with Capital Raise Price Discovery. The time is in nanoseconds since
/// midnight.
struct DirectListing {
  static constexpr char kType = 'O';
  static constexpr std::string_view kName = "direct_listing_with_capital_raise";
  static constexpr std::size_t kLength = 48;

  MessageHeader header;
  Alpha<8> stock;
  char open_eligibility_status = ' ';
  Price4 minimum_allowable_price;
  Price4 maximum_allowable_price;
  Price4 near_execution_price;
  std::uint64_t near_execution_time = 0;
  Price4 lower_price_range_collar;
  Price4 upper_price_range_collar;

  static constexpr auto fields() {
    return std::tuple{
        field<11, 8>("stock", &DirectListing::stock),
        field<19, 1>("open_eligibility_status", &DirectListing::open_eligibility_status),
        field<20, 4>("minimum_allowable_price", &DirectListing::minimum_allowable_price),
        field<24, 4>("maximum_allowable_price", &DirectListing::maximum_allowable_price),
        field<28, 4>("near_execution_price", &DirectListing::near_execution_price),
        field<32, 8>("near_execution_time", &DirectListing::near_execution_time),
        field<40, 4>("lower_price_range_collar", &DirectListing::lower_price_range_collar),
        field<44, 4>("upper_price_range_collar", &DirectListing::upper_price_range_collar)};
  }
  friend bool operator==(const DirectListing&, const DirectListing&) = default;
};

}  // namespace holdfast
