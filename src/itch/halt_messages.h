// Messages of TotalView-ITCH 5.0 about breakers, collars, releases and halts. Offsets count from
// the message type. Prices have four decimals; the codes that a field may have are the
// specification's.
#pragma once

#include <tuple>

#include "itch/message_header.h"

namespace holdfast {

/// 1.2.5.1 Market-Wide Circuit Breaker: its levels for today.
struct MwcbDeclineLevel {
  static constexpr char kType = 'V';
  static constexpr std::string_view kName = "mwcb_decline_level";
  static constexpr std::size_t kLength = 35;

  MessageHeader header;
  Price8 level_1;
  Price8 level_2;
  Price8 level_3;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("level_1", &MwcbDeclineLevel::level_1),
                      field<19, 8>("level_2", &MwcbDeclineLevel::level_2),
                      field<27, 8>("level_3", &MwcbDeclineLevel::level_3)};
  }
  friend bool operator==(const MwcbDeclineLevel&, const MwcbDeclineLevel&) = default;
};

/// 1.2.5.2 Market-Wide Circuit Breaker: a level was breached.
struct MwcbStatus {
  static constexpr char kType = 'W';
  static constexpr std::string_view kName = "mwcb_status";
  static constexpr std::size_t kLength = 12;

  MessageHeader header;
  char breached_level = ' ';

  static constexpr auto fields() {
    return std::tuple{field<11, 1>("breached_level", &MwcbStatus::breached_level)};
  }
  friend bool operator==(const MwcbStatus&, const MwcbStatus&) = default;
};

/// 1.2.6 Quoting Period Update, of an IPO. The release time is in seconds since midnight.
struct QuotingPeriodUpdate {
  static constexpr char kType = 'K';
  static constexpr std::string_view kName = "quoting_period_update";
  static constexpr std::size_t kLength = 28;

  MessageHeader header;
  Alpha<8> stock;
  std::uint32_t ipo_quotation_release_time = 0;
  char ipo_quotation_release_qualifier = ' ';
  Price4 ipo_price;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("stock", &QuotingPeriodUpdate::stock),
                      field<19, 4>("ipo_quotation_release_time",
                                   &QuotingPeriodUpdate::ipo_quotation_release_time),
                      field<23, 1>("ipo_quotation_release_qualifier",
                                   &QuotingPeriodUpdate::ipo_quotation_release_qualifier),
                      field<24, 4>("ipo_price", &QuotingPeriodUpdate::ipo_price)};
  }
  friend bool operator==(const QuotingPeriodUpdate&, const QuotingPeriodUpdate&) = default;
};

/// 1.2.7 Limit Up – Limit Down Auction Collar.
struct LuldAuctionCollar {
  static constexpr char kType = 'J';
  static constexpr std::string_view kName = "luld_auction_collar";
  static constexpr std::size_t kLength = 35;

  MessageHeader header;
  Alpha<8> stock;
  Price4 auction_collar_reference_price;
  Price4 upper_auction_collar_price;
  Price4 lower_auction_collar_price;
  std::uint32_t auction_collar_extension = 0;

  static constexpr auto fields() {
    return std::tuple{
        field<11, 8>("stock", &LuldAuctionCollar::stock),
        field<19, 4>("auction_collar_reference_price",
                     &LuldAuctionCollar::auction_collar_reference_price),
        field<23, 4>("upper_auction_collar_price", &LuldAuctionCollar::upper_auction_collar_price),
        field<27, 4>("lower_auction_collar_price", &LuldAuctionCollar::lower_auction_collar_price),
        field<31, 4>("auction_collar_extension", &LuldAuctionCollar::auction_collar_extension)};
  }
  friend bool operator==(const LuldAuctionCollar&, const LuldAuctionCollar&) = default;
};

/// 1.2.8 Operational Halt.
struct OperationalHalt {
  static constexpr char kType = 'h';
  static constexpr std::string_view kName = "operational_halt";
  static constexpr std::size_t kLength = 21;

  MessageHeader header;
  Alpha<8> stock;
  char market_code = ' ';
  char operational_halt_action = ' ';

  static constexpr auto fields() {
    return std::tuple{
        field<11, 8>("stock", &OperationalHalt::stock),
        field<19, 1>("market_code", &OperationalHalt::market_code),
        field<20, 1>("operational_halt_action", &OperationalHalt::operational_halt_action)};
  }
  friend bool operator==(const OperationalHalt&, const OperationalHalt&) = default;
};

}  // namespace holdfast
