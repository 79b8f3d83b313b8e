// Fixes that move a thread.
#pragma once

#include "base/cpu_set.h"
#include "model/finding.h"
#include "model/thread.h"

namespace holdfast {

/// Keeps one thread to `cpus`. The policy is empty when neither a unit nor a cgroup names it: a
/// comm alone is not enough, since anyone can take any.
Fix thread_fix(const Thread& thread, const CpuSet& cpus);

/// The same for all threads of its process.
Fix process_fix(const Thread& thread, const CpuSet& cpus);

/// Adds such a fix to others: one list of threads, each match once, and one command per line.
void add_thread_fix(Fix& all, const Fix& one);

}  // namespace holdfast
