// The functions behind the rows of rules_steering.cc.
#pragma once

#include "plan/nic_view.h"

namespace holdfast {

// rss_checks.cc
void check_rss_key_asymmetric(const AuditInput& input, const Rule& rule, Findings& findings);
void check_udp_addresses_only(const AuditInput& input, const Rule& rule, Findings& findings);
void check_rss_table_broken(const AuditInput& input, const Rule& rule, Findings& findings);
void check_rss_table_skips(const AuditInput& input, const Rule& rule, Findings& findings);
void check_rss_table_favours(const AuditInput& input, const Rule& rule, Findings& findings);

// flow_checks.cc
void check_flows_collide(const AuditInput& input, const Rule& rule, Findings& findings);

// packet_steering_checks.cc
void check_rps_beside_rss(const AuditInput& input, const Rule& rule, Findings& findings);
void check_rfs_beside_rss(const AuditInput& input, const Rule& rule, Findings& findings);
void check_rps_missing(const AuditInput& input, const Rule& rule, Findings& findings);
void check_xps_unset(const AuditInput& input, const Rule& rule, Findings& findings);
void check_xps_at_odds(const AuditInput& input, const Rule& rule, Findings& findings);

}  // namespace holdfast
