// The lines of parent_orders.csv, child_orders.csv and exec_reports.csv.
#pragma once

#include <string>

#include "fix/fix_orders.h"

namespace holdfast {

inline constexpr const char* kFixParentsHeader =
    "parent_id,symbol,side,qty,ts_decision_ns,ts_end_ns,host,session,strategy,planned_rate,ccy";
inline constexpr const char* kFixChildrenHeader =
    "child_id,parent_id,replaces,symbol,side,qty,limit_px,ord_type,tif,venue,ts_decision_ns,"
    "ts_send_ns,ts_send_src,host";
inline constexpr const char* kFixReportsHeader =
    "exec_id,exec_ref_id,child_id,order_id,exec_type,ord_status,last_qty,last_px,cum_qty,"
    "leaves_qty,ts_venue_ns,ts_user_ns,liquidity,last_mkt,fee,text";

/// One line with its end. The session is the UTC date of the decision.
std::string fix_parent_line(const FixParent& parent, const std::string& host);
std::string fix_child_line(const FixChild& child, const std::string& host);
std::string fix_report_line(const FixReport& report);

}  // namespace holdfast
