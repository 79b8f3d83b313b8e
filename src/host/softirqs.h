// /proc/softirqs: how often each CPU served the network's soft interrupts.
#pragma once

#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/sample.h"

namespace holdfast {

/// Columns are the possible CPUs, of which only those that counted anything are kept.
std::vector<SoftirqRow> parse_softirqs(std::string_view text, Diagnostics& diagnostics);
std::vector<SoftirqRow> read_softirqs(HostSource& source, Diagnostics& diagnostics);

}  // namespace holdfast
