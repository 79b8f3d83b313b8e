// The verdict on one vector's placement, in a word: what `show vectors` prints in its last column.
// The audit's rules give the evidence and the fix; this is for the eye, and judges by the same
// functions as they do.
#pragma once

#include <string_view>

#include "model/host_snapshot.h"

namespace holdfast {

enum class VectorVerdict {
  ok,
  not_judged,       // not of packets, or its interface is down, without a link or taken by Onload
  unknown,          // its affinity could not be read
  managed,          // the kernel places it and refuses writes
  pending,          // asked for another CPU; moves at its next interrupt (KERNEL §1)
  wrong,            // interrupts came since, and still not where they were asked for
  isolated_cpu,     // effective on an isolated or nohz_full CPU, without its consumer there
  beside_isolated,  // the same on the SMT sibling of such a CPU
  far_node,         // effective on another NUMA node than the NIC's
  any_cpu,          // its mask is all CPUs, and its NIC has other vectors: nobody placed it
  shared_cpu,       // another queue of the same NIC is on that CPU, while others are free
};
std::string_view name_of(VectorVerdict verdict);

/// `recent`: where its interrupts ran in the interval that was watched; nullptr when none was.
VectorVerdict verdict_of(const HostSnapshot& host, const Vector& vector,
                         const CpuCounts* recent = nullptr);

}  // namespace holdfast
