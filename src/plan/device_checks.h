// The functions behind the rows of rules_device.cc.
#pragma once

#include "plan/nic_view.h"

namespace holdfast {

// msix_checks.cc
void check_msix_off(const AuditInput& input, const Rule& rule, Findings& findings);
void check_msix_masked(const AuditInput& input, const Rule& rule, Findings& findings);
void check_vectors_fewer_than_queues(const AuditInput& input, const Rule& rule, Findings& findings);
void check_ntuple_missing_queue(const AuditInput& input, const Rule& rule, Findings& findings);
void check_table_missing_queue(const AuditInput& input, const Rule& rule, Findings& findings);
void check_debug_options(const AuditInput& input, const Rule& rule, Findings& findings);

// latency_checks.cc
void check_coalesce_adaptive(const AuditInput& input, const Rule& rule, Findings& findings);
void check_coalesce_long(const AuditInput& input, const Rule& rule, Findings& findings);

/// An offload that low-latency profiles want off, by its row's id.
struct Offload {
  std::string_view rule;     // "gro-on"
  std::string_view ethtool;  // as `ethtool -K` and a policy name it: "gro"
  std::string_view feature;  // the kernel's name: "rx-gro"
  std::string_view shown;    // as `ethtool -k` prints it: "generic-receive-offload"
};
/// One function for all the rows of the offloads.
void check_offload(const AuditInput& input, const Rule& rule, Findings& findings);

// ring_checks.cc
void check_ring_too_deep(const AuditInput& input, const Rule& rule, Findings& findings);
void check_ring_too_shallow(const AuditInput& input, const Rule& rule, Findings& findings);
void check_ring_overrun(const AuditInput& input, const Rule& rule, Findings& findings);

// version_checks.cc
void check_kernel_too_old(const AuditInput& input, const Rule& rule, Findings& findings);
void check_ena_too_old(const AuditInput& input, const Rule& rule, Findings& findings);
void check_no_zero_copy(const AuditInput& input, const Rule& rule, Findings& findings);
void check_no_ntuple(const AuditInput& input, const Rule& rule, Findings& findings);

}  // namespace holdfast
