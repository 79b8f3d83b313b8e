#include "fanout/start_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace holdfast {
namespace {

std::string names_of(const std::vector<const PlacedThread*>& threads) {
  constexpr std::size_t kNamed = 4;
  std::string out;
  for (std::size_t i = 0; i < std::min(threads.size(), kNamed); ++i) {
    out += (i == 0 ? "" : ", ") + threads[i]->name;
  }
  if (threads.size() > kNamed) out += fmt::format(" and {} more", threads.size() - kNamed);
  return out;
}

std::vector<const PlacedThread*> those_within(const std::vector<PlacedThread>& threads,
                                              const CpuSet& cpus, bool spinning_only) {
  std::vector<const PlacedThread*> out;
  for (const auto& thread : threads) {
    if (thread.cpus.is_subset_of(cpus) && (thread.spins || !spinning_only)) out.push_back(&thread);
  }
  return out;
}

// The sets of CPUs that threads are confined to, each once.
std::vector<CpuSet> confinements(const std::vector<PlacedThread>& threads) {
  std::map<std::string, CpuSet> sets;
  for (const auto& thread : threads) sets.emplace(thread.cpus.to_list(), thread.cpus);
  std::vector<CpuSet> out;
  for (const auto& [text, cpus] : sets) out.push_back(cpus);
  return out;
}

CpuSet siblings_of(const CpuSet& cpus, const CpuTopology& topology) {
  CpuSet out;
  for (const auto cpu : cpus.to_vector()) {
    const Cpu* row = topology.find(cpu);
    if (row != nullptr) out |= row->smt_siblings;
  }
  return out - cpus;
}

void warn_of_sharing(const CpuSet& cpus, const std::vector<PlacedThread>& threads,
                     Topology topology, std::vector<std::string>& out) {
  const auto all = those_within(threads, cpus, false);
  const auto spinning = those_within(threads, cpus, true);
  if (all.size() > cpus.size()) {
    out.push_back(fmt::format(
        "{} threads ({}) have {} CPU{} to run on ({}): each waits for others "
        "in turn, and batches grow meanwhile; give them more CPUs{}",
        all.size(), names_of(all), cpus.size(), cpus.size() == 1 ? "" : "s", cpus.to_list(),
        topology == Topology::thread_per_stream ? ", or take fewer threads (--topology single)"
                                                : ""));
  }
  // A thread that spins stands in the way also of those that may run elsewhere.
  if (!spinning.empty() && all.size() > cpus.size()) {
    out.push_back(
        fmt::format("{} of them spin{} ({}): a spinning thread takes its CPU from those "
                    "that have work; take --idle park, or give each a CPU of its own",
                    spinning.size(), spinning.size() == 1 ? "s" : "", names_of(spinning)));
  }
}

void warn_of_siblings(const PlacedThread& thread, const std::vector<PlacedThread>& threads,
                      const CpuTopology& topology, std::vector<std::string>& out) {
  const auto siblings = siblings_of(thread.cpus, topology);
  if (!thread.spins || thread.cpus.size() != 1 || siblings.empty()) return;
  std::vector<const PlacedThread*> beside;
  for (const auto& other : threads) {
    if (&other != &thread && other.spins && other.cpus.intersects(siblings)) {
      beside.push_back(&other);
    }
  }
  if (beside.empty()) return;
  out.push_back(
      fmt::format("{} spins on CPU {}, whose core is also CPU {}, where {} may spin: "
                  "each has half of the core; keep CPU {} free",
                  thread.name, thread.cpus.to_list(), siblings.to_list(), names_of(beside),
                  siblings.to_list()));
}

bool are_unlike(std::uint64_t ours, std::uint64_t theirs) {
  const auto least = std::min(ours, theirs), most = std::max(ours, theirs);
  return most - least > most / 10;
}

struct Comparison {
  std::string_view profile_name;
  std::vector<std::string> out;

  void texts(std::string_view what, std::string_view ours, std::string_view theirs,
             std::string_view option) {
    if (ours == theirs) return;
    out.push_back(fmt::format("{} here is {}, in production ({}) {}: {} {} makes it the same", what,
                              ours, profile_name, theirs, option, theirs));
  }
  void numbers(std::string_view what, std::uint64_t ours, std::optional<std::uint64_t> theirs,
               std::string_view remedy) {
    if (!theirs || !are_unlike(ours, *theirs)) return;
    out.push_back(fmt::format("{} here, in production ({}) {}: {}",
                              fmt::format(fmt::runtime(what), ours), profile_name, *theirs,
                              remedy));
  }
};

void compare_streams(const std::vector<StreamOptions>& ours,
                     const std::vector<StreamOptions>& theirs, Comparison& to) {
  if (theirs.empty()) return;
  to.numbers("{} streams", ours.size(), theirs.size(),
             "what shows with many streams does not with few; take --streams " +
                 fmt::to_string(theirs.size()));
  to.numbers("the smallest ring has {} events",
             std::ranges::min_element(ours, {}, &StreamOptions::ring)->ring,
             std::ranges::min_element(theirs, {}, &StreamOptions::ring)->ring,
             "a larger ring hides what a smaller one drops");
  const auto blocking = [](const auto& streams) {
    return static_cast<std::uint64_t>(
        std::ranges::count(streams, StreamPolicy::block, &StreamOptions::policy));
  };
  to.numbers("{} streams block", blocking(ours), blocking(theirs),
             "a stream that blocks holds all others up where one that drops does not");
}

}  // namespace

std::vector<std::string> thread_warnings(const std::vector<PlacedThread>& threads,
                                         const CpuTopology& topology,
                                         const ThreadsOptions& options) {
  std::vector<std::string> out;
  for (const auto& cpus : confinements(threads)) {
    warn_of_sharing(cpus, threads, options.topology, out);
  }
  for (const auto& thread : threads) warn_of_siblings(thread, threads, topology, out);
  const bool is_real_time =
      options.policy == SchedulingPolicy::fifo || options.policy == SchedulingPolicy::rr;
  if (is_real_time && options.idle != IdleKind::park) {
    out.push_back(
        fmt::format("the delta thread is of the class {} and never sleeps (--idle {}): "
                    "the kernel's own work on its CPU, and any thread there, stands "
                    "still; take --idle park or --scheduling other",
                    name_of(options.policy), name_of(options.idle)));
  }
  return out;
}

std::vector<std::string> profile_warnings(const ServeOptions& options, std::uint64_t stocks,
                                          std::uint64_t cpus, const GatewayFile& profile,
                                          std::string_view profile_name) {
  Comparison to{profile_name, {}};
  compare_streams(options.streams, profile.streams, to);
  to.numbers("{} books", stocks, profile.stocks,
             "more books are more memory to go through for each message; take --stocks");
  if (options.source.pace == PaceKind::rate) {
    to.numbers("{} messages a second", static_cast<std::uint64_t>(options.source.rate),
               profile.rate, "take --rate");
  }
  to.numbers("{} CPUs that the threads may use", cpus, profile.cpus,
             "figures of threads that share CPUs do not carry over");
  if (profile.topology) {
    to.texts("the topology", name_of(options.threads.topology), name_of(*profile.topology),
             "--topology");
  }
  if (profile.idle) {
    to.texts("what a thread does when idle", name_of(options.threads.idle), name_of(*profile.idle),
             "--idle");
  }
  return to.out;
}

}  // namespace holdfast
