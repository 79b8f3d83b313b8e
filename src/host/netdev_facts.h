// What netdev netlink and rtnetlink (docs/answers.md) say of a NIC: the NAPI of each queue, each
// NAPI's interrupt and thread, XDP, the root queueing discipline. Pure.
#pragma once

#include <vector>

#include "host/record.h"
#include "model/nic.h"

namespace holdfast {

/// Sets the NAPI of the queues that `nic` has; a queue that it lacks is added.
void decode_queues(const std::vector<Record>& answer, Nic& nic);
std::vector<Napi> decode_napis(const std::vector<Record>& answer);
/// Sets the root queueing discipline and the XDP mode.
void decode_link_settings(const Record& answer, Nic& nic);

}  // namespace holdfast
