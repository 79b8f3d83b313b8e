// What decides a NIC's queues, compared between two readings of it.
#pragma once

#include <string>
#include <vector>

#include "model/nic.h"

namespace holdfast {

/// Names of what differs: "the number of queues", "the hash key", "the indirection table", "the
/// hash function", "the hashed fields", "the ntuple rules". Empty: nothing.
std::vector<std::string> steering_changes(const Nic& before, const Nic& after);

}  // namespace holdfast
