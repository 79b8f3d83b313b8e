// What is doubtful about a gateway's threads and its likeness to production, told as it starts.
#pragma once

#include <string>
#include <vector>

#include "fanout/gateway_file.h"
#include "fanout/serve_options.h"
#include "model/cpu.h"

namespace holdfast {

/// One thread as it will run.
struct PlacedThread {
  std::string name;
  bool spins = false;  // takes all of the CPU that it runs on: idle spin, yield or back-off
  CpuSet cpus;         // that it may run on
};

/// Threads that outnumber the CPUs which they may use; threads that spin and share a CPU, or the
/// core of one (SMT), with others; a spinning thread of a real-time class. A sentence each.
std::vector<std::string> thread_warnings(const std::vector<PlacedThread>& threads,
                                         const CpuTopology& topology,
                                         const ThreadsOptions& options);

/// In what this gateway is unlike the production that `profile` describes: streams, books, ring
/// sizes, policies, topology, idle, rate, CPUs. `stocks` and `cpus` are this gateway's; a number is
/// unlike when one is more than a tenth beyond the other.
std::vector<std::string> profile_warnings(const ServeOptions& options, std::uint64_t stocks,
                                          std::uint64_t cpus, const GatewayFile& profile,
                                          std::string_view profile_name);

}  // namespace holdfast
