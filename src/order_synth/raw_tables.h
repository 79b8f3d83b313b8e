// Made orders as the tables of a desk's logs: parents, children, execution reports and quotes.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "order_synth/order_row.h"

namespace holdfast {

enum class RawTable : std::size_t { parents, children, reports, quotes };

struct RawTableFile {
  const char* name;
  const char* header;  // without an end of line
};
inline constexpr std::array<RawTableFile, 4> kRawTables = {{
    {"parent_orders.csv",
     "parent_id,symbol,side,qty,ts_decision_ns,ts_arrival_ns,ts_end_ns,host,session,strategy,"
     "planned_rate,ccy,fx_usd"},
    {"child_orders.csv",
     "child_id,parent_id,symbol,side,qty,limit_px,ord_type,tif,venue,ts_decision_ns,ts_md_exch_ns,"
     "md_seq,ts_md_ingest_ns,ts_send_ns,ts_send_src,host,irq_vector,rx_queue,cpu,"
     "planned_participation,md_rate"},
    {"exec_reports.csv",
     "exec_id,child_id,order_id,exec_type,ord_status,last_qty,last_px,cum_qty,leaves_qty,"
     "ts_venue_ns,ts_recv_ns,ts_user_ns,liquidity,last_mkt,fee"},
    {"quotes.csv", "symbol,venue,ts_exch_ns,seq,bid_px,bid_sz,ask_px,ask_sz"},
}};

using RawText = std::array<std::string, kRawTables.size()>;

/// All lines of the row; with a parent's first child, the parent's too.
void append_raw_tables(RawText& to, const OrderWorld& world, const OrderBucket& bucket,
                       const OrderRow& row);

}  // namespace holdfast
