// Messages of TotalView-ITCH 5.0 about the day and its securities. Offsets count from the
// message type. Prices have four decimals; the codes that a field may have are the specification's.
#pragma once

#include <tuple>

#include "itch/message_header.h"

namespace holdfast {

/// 1.1 System Event: the day of the exchange.
struct SystemEvent {
  static constexpr char kType = 'S';
  static constexpr std::string_view kName = "system_event";
  static constexpr std::size_t kLength = 12;

  MessageHeader header;
  char event_code = ' ';

  static constexpr auto fields() {
    return std::tuple{field<11, 1>("event_code", &SystemEvent::event_code)};
  }
  friend bool operator==(const SystemEvent&, const SystemEvent&) = default;
};

/// 1.2.1 Stock Directory: once for each security, before the market opens.
struct StockDirectory {
  static constexpr char kType = 'R';
  static constexpr std::string_view kName = "stock_directory";
  static constexpr std::size_t kLength = 39;

  MessageHeader header;
  Alpha<8> stock;
  char market_category = ' ';
  char financial_status_indicator = ' ';
  std::uint32_t round_lot_size = 0;
  char round_lots_only = ' ';
  char issue_classification = ' ';
  Alpha<2> issue_sub_type;
  char authenticity = ' ';
  char short_sale_threshold_indicator = ' ';
  char ipo_flag = ' ';
  char luld_reference_price_tier = ' ';
  char etp_flag = ' ';
  std::uint32_t etp_leverage_factor = 0;
  char inverse_indicator = ' ';

  static constexpr auto fields() {
    return std::tuple{
        field<11, 8>("stock", &StockDirectory::stock),
        field<19, 1>("market_category", &StockDirectory::market_category),
        field<20, 1>("financial_status_indicator", &StockDirectory::financial_status_indicator),
        field<21, 4>("round_lot_size", &StockDirectory::round_lot_size),
        field<25, 1>("round_lots_only", &StockDirectory::round_lots_only),
        field<26, 1>("issue_classification", &StockDirectory::issue_classification),
        field<27, 2>("issue_sub_type", &StockDirectory::issue_sub_type),
        field<29, 1>("authenticity", &StockDirectory::authenticity),
        field<30, 1>("short_sale_threshold_indicator",
                     &StockDirectory::short_sale_threshold_indicator),
        field<31, 1>("ipo_flag", &StockDirectory::ipo_flag),
        field<32, 1>("luld_reference_price_tier", &StockDirectory::luld_reference_price_tier),
        field<33, 1>("etp_flag", &StockDirectory::etp_flag),
        field<34, 4>("etp_leverage_factor", &StockDirectory::etp_leverage_factor),
        field<38, 1>("inverse_indicator", &StockDirectory::inverse_indicator)};
  }
  friend bool operator==(const StockDirectory&, const StockDirectory&) = default;
};

/// 1.2.2 Stock Trading Action.
struct StockTradingAction {
  static constexpr char kType = 'H';
  static constexpr std::string_view kName = "stock_trading_action";
  static constexpr std::size_t kLength = 25;

  MessageHeader header;
  Alpha<8> stock;
  char trading_state = ' ';
  char reserved = ' ';
  Alpha<4> reason;

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("stock", &StockTradingAction::stock),
                      field<19, 1>("trading_state", &StockTradingAction::trading_state),
                      field<20, 1>("reserved", &StockTradingAction::reserved),
                      field<21, 4>("reason", &StockTradingAction::reason)};
  }
  friend bool operator==(const StockTradingAction&, const StockTradingAction&) = default;
};

/// 1.2.3 Reg SHO Short Sale Price Test Restricted Indicator.
struct RegShoRestriction {
  static constexpr char kType = 'Y';
  static constexpr std::string_view kName = "reg_sho_restriction";
  static constexpr std::size_t kLength = 20;

  MessageHeader header;
  Alpha<8> stock;
  char reg_sho_action = ' ';

  static constexpr auto fields() {
    return std::tuple{field<11, 8>("stock", &RegShoRestriction::stock),
                      field<19, 1>("reg_sho_action", &RegShoRestriction::reg_sho_action)};
  }
  friend bool operator==(const RegShoRestriction&, const RegShoRestriction&) = default;
};

/// 1.2.4 Market Participant Position.
struct MarketParticipantPosition {
  static constexpr char kType = 'L';
  static constexpr std::string_view kName = "market_participant_position";
  static constexpr std::size_t kLength = 26;

  MessageHeader header;
  Alpha<4> mpid;
  Alpha<8> stock;
  char primary_market_maker = ' ';
  char market_maker_mode = ' ';
  char market_participant_state = ' ';

  static constexpr auto fields() {
    return std::tuple{
        field<11, 4>("mpid", &MarketParticipantPosition::mpid),
        field<15, 8>("stock", &MarketParticipantPosition::stock),
        field<23, 1>("primary_market_maker", &MarketParticipantPosition::primary_market_maker),
        field<24, 1>("market_maker_mode", &MarketParticipantPosition::market_maker_mode),
        field<25, 1>("market_participant_state",
                     &MarketParticipantPosition::market_participant_state)};
  }
  friend bool operator==(const MarketParticipantPosition&,
                         const MarketParticipantPosition&) = default;
};

}  // namespace holdfast
