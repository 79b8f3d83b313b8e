// Every message once, byte by byte, and its JSON. For tests.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast {

using MessageBytes = std::vector<std::uint8_t>;

/// Of pairs of hexadecimal digits; blanks part the fields.
inline MessageBytes from_hex(std::string_view hex) {
  MessageBytes bytes;
  int half = -1;
  for (const char digit : hex) {
    if (digit == ' ') continue;
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    if (half >= 0) bytes.push_back(static_cast<std::uint8_t>(half << 4 | value));
    half = half >= 0 ? -1 : value;
  }
  return bytes;
}

struct KnownMessage {
  std::string_view hex, json;
};

inline constexpr KnownMessage kKnownMessages[] = {
    {"53 0102 0304 1f1aced9f07b 51",
     R"({"message_type":"S","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"event_code":"Q"})"},
    {"52 0102 0304 1f1aced9f07b 4141504c20202020 51 4e 00000064 4e 43 5a20 50 4e 20 31 4e "
     "00000003 4e",
     R"({"message_type":"R","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"stock":"AAPL","market_category":"Q",)"
     R"("financial_status_indicator":"N","round_lot_size":100,"round_lots_only":"N",)"
     R"("issue_classification":"C","issue_sub_type":"Z","authenticity":"P",)"
     R"("short_sale_threshold_indicator":"N","ipo_flag":"","luld_reference_price_tier":"1",)"
     R"("etp_flag":"N","etp_leverage_factor":3,"inverse_indicator":"N"})"},
    {"48 0102 0304 1f1aced9f07b 4d53465420202020 48 20 4c554450",
     R"({"message_type":"H","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"stock":"MSFT","trading_state":"H","reserved":"",)"
     R"("reason":"LUDP"})"},
    {"59 0102 0304 1f1aced9f07b 42524b2e41202020 31",
     R"({"message_type":"Y","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"stock":"BRK.A","reg_sho_action":"1"})"},
    {"4c 0102 0304 1f1aced9f07b 4e495445 5a565a5a54202020 59 4e 41",
     R"({"message_type":"L","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"mpid":"NITE","stock":"ZVZZT",)"
     R"("primary_market_maker":"Y","market_maker_mode":"N","market_participant_state":"A"})"},
    {"56 0102 0304 1f1aced9f07b 000000649be7224e 0000000000000001 000000569ced8800",
     R"({"message_type":"V","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"level_1":"4321.12345678","level_2":"0.00000001",)"
     R"("level_3":"3720.00000000"})"},
    {"57 0102 0304 1f1aced9f07b 32",
     R"({"message_type":"W","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"breached_level":"2"})"},
    {"4b 0102 0304 1f1aced9f07b 4e4557434f202020 00008ca0 41 00029810",
     R"({"message_type":"K","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"stock":"NEWCO","ipo_quotation_release_time":36000,)"
     R"("ipo_quotation_release_qualifier":"A","ipo_price":"17.0000"})"},
    {"4a 0102 0304 1f1aced9f07b 54534c4120202020 001e84e4 00200be8 001cff0c 00000002",
     R"({"message_type":"J","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"stock":"TSLA",)"
     R"("auction_collar_reference_price":"200.0100","upper_auction_collar_price":"210.0200",)"
     R"("lower_auction_collar_price":"190.0300","auction_collar_extension":2})"},
    {"68 0102 0304 1f1aced9f07b 49424d2020202020 51 54",
     R"({"message_type":"h","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"stock":"IBM","market_code":"Q",)"
     R"("operational_halt_action":"T"})"},
    {"41 0102 0304 1f1aced9f07b 0102030405060708 42 0000012c 4141504c20202020 0012d644",
     R"({"message_type":"A","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"order_reference_number":72623859790382856,)"
     R"("buy_sell_indicator":"B","shares":300,"stock":"AAPL","price":"123.4500"})"},
    {"46 0102 0304 1f1aced9f07b 000000000000004d 53 00000001 4142434445464748 00000001 "
     "4753434f",
     R"({"message_type":"F","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"order_reference_number":77,"buy_sell_indicator":"S",)"
     R"("shares":1,"stock":"ABCDEFGH","price":"0.0001","attribution":"GSCO"})"},
    {"45 0102 0304 1f1aced9f07b 000000000000004d 00000028 0000000000002329",
     R"({"message_type":"E","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"order_reference_number":77,"executed_shares":40,)"
     R"("match_number":9001})"},
    {"43 0102 0304 1f1aced9f07b 000000000000004e 00000029 000000000000232a 59 7735939c",
     R"({"message_type":"C","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"order_reference_number":78,"executed_shares":41,)"
     R"("match_number":9002,"printable":"Y","execution_price":"199999.9900"})"},
    {"58 0102 0304 1f1aced9f07b 000000000000004f 0000002a",
     R"({"message_type":"X","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"order_reference_number":79,"canceled_shares":42})"},
    {"44 0102 0304 1f1aced9f07b ffffffffffffffff",
     R"({"message_type":"D","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"order_reference_number":18446744073709551615})"},
    {"55 0102 0304 1f1aced9f07b 0000000000000050 0000000000000051 0000002b 00018a88",
     R"({"message_type":"U","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"original_order_reference_number":80,)"
     R"("new_order_reference_number":81,"shares":43,"price":"10.1000"})"},
    {"50 0102 0304 1f1aced9f07b 0000000000000000 42 0000002c 5151512020202020 00018e70 "
     "000000000000232b",
     R"({"message_type":"P","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"order_reference_number":0,"buy_sell_indicator":"B",)"
     R"("shares":44,"stock":"QQQ","price":"10.2000","match_number":9003})"},
    {"51 0102 0304 1f1aced9f07b 000000012a05f200 5350592020202020 00019258 "
     "000000000000232c 4f",
     R"({"message_type":"Q","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"shares":5000000000,"stock":"SPY",)"
     R"("cross_price":"10.3000","match_number":9004,"cross_type":"O"})"},
    {"42 0102 0304 1f1aced9f07b 000000000000232d",
     R"({"message_type":"B","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"match_number":9005})"},
    {"49 0102 0304 1f1aced9f07b 0000000165a0bc00 00000001a13b8601 42 414d5a4e20202020 "
     "00019640 00019a28 00019e10 43 4c",
     R"({"message_type":"I","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"paired_shares":6000000000,)"
     R"("imbalance_shares":7000000001,"imbalance_direction":"B","stock":"AMZN",)"
     R"("far_price":"10.4000","near_price":"10.5000","current_reference_price":"10.6000",)"
     R"("cross_type":"C","price_variation_indicator":"L"})"},
    {"4e 0102 0304 1f1aced9f07b 474f4f4720202020 41",
     R"({"message_type":"N","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"stock":"GOOG","interest_flag":"A"})"},
    {"4f 0102 0304 1f1aced9f07b 444c435220202020 59 0001a1f8 0001a5e0 0001a9c8 "
     "00001f1aced9f07c 0001b198 0001b580",
     R"({"message_type":"O","stock_locate":258,"tracking_number":772,)"
     R"("timestamp_ns":34200000000123,"stock":"DLCR","open_eligibility_status":"Y",)"
     R"("minimum_allowable_price":"10.7000","maximum_allowable_price":"10.8000",)"
     R"("near_execution_price":"10.9000","near_execution_time":34200000000124,)"
     R"("lower_price_range_collar":"11.1000","upper_price_range_collar":"11.2000"})"},
};

}  // namespace holdfast
