// The functions behind the rows of rules_placement.cc, one per row.
#pragma once

#include "plan/nic_view.h"

namespace holdfast {

// irqbalance_checks.cc
void check_irqbalance_free(const AuditInput& input, const Rule& rule, Findings& findings);
void check_irqbalance_at_boot(const AuditInput& input, const Rule& rule, Findings& findings);
void check_irqbalance_not_held(const AuditInput& input, const Rule& rule, Findings& findings);

// affinity_checks.cc
void check_vector_all_cpus(const AuditInput& input, const Rule& rule, Findings& findings);
void check_vector_remote_node(const AuditInput& input, const Rule& rule, Findings& findings);
void check_affinity_ignored(const AuditInput& input, const Rule& rule, Findings& findings);
void check_affinity_pending(const AuditInput& input, const Rule& rule, Findings& findings);
void check_hint_differs(const AuditInput& input, const Rule& rule, Findings& findings);

// isolation_checks.cc
void check_vector_on_isolated(const AuditInput& input, const Rule& rule, Findings& findings);
void check_vector_on_nohz_full(const AuditInput& input, const Rule& rule, Findings& findings);
void check_vector_beside_isolated(const AuditInput& input, const Rule& rule, Findings& findings);

// spread_checks.cc
void check_vectors_share_cpu(const AuditInput& input, const Rule& rule, Findings& findings);
void check_cpu_dominates(const AuditInput& input, const Rule& rule, Findings& findings);
void check_queue_dominates(const AuditInput& input, const Rule& rule, Findings& findings);

// budget_checks.cc
void check_vector_budget_low(const AuditInput& input, const Rule& rule, Findings& findings);
void check_vector_cpu_full(const AuditInput& input, const Rule& rule, Findings& findings);

}  // namespace holdfast
