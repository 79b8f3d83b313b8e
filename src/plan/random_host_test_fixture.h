// Random hosts and demands for the laws of planning, and a kernel that carries plans out with the
// side effects that drivers have. Everything follows from the seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "model/host_snapshot.h"
#include "model/plan.h"

namespace holdfast {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  /// 0 … bound − 1.
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(engine_() % bound); }
  bool one_in(std::uint32_t bound) { return below(bound) == 0; }
  /// Some of the CPUs, at least one.
  CpuSet some_of(const CpuSet& cpus);

 private:
  std::mt19937_64 engine_;
};

/// 2 to 12 CPUs, some offline; 1 to 3 interfaces of several drivers, with vectors for both
/// directions or for each, some managed, some waiting for an interrupt; other devices; sysctls,
/// threads, irqbalance.
HostSnapshot random_host(Random& random);

/// Demands of every kind, most of them possible. `only_nic`: none for other interfaces or the host.
Demands random_demands(Random& random, const HostSnapshot& host);

/// Carries the steps out, vectors being delivered at once; when channels change, queues and vectors
/// come and go, and the driver sets the masks of those that stay to what it likes.
void carry_out(Random& random, const Plan& plan, HostSnapshot& host);

}  // namespace holdfast
