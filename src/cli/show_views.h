// What `holdfast show` prints: one view per noun, each a pure function of what was read.
#pragma once

#include <string>
#include <vector>

#include "cli/input.h"
#include "cli/table.h"

namespace holdfast {

struct ShowContext {
  const HostView& view;
  const ShowOptions& options;
  const Screen& screen;

  const HostSnapshot& host() const { return view.host; }
  /// Is this interface to be shown? (named on the command line, or of the kind that people look
  /// for)
  bool shows(const Nic& nic) const;
  /// Where the vector's interrupts ran: in the interval when there was one, else since boot.
  CpuCounts ran(const Vector& vector) const;
};

std::string show_overview(const ShowContext& context);
std::string show_nics(const ShowContext& context);
std::string show_vectors(const ShowContext& context);
std::string show_queues(const ShowContext& context);
std::string show_cpus(const ShowContext& context);
std::string show_flows(const ShowContext& context);
std::string show_writers(const ShowContext& context);

/// "cpu 1 100%", "cpu 2 61%, cpu 0 39%", "cpu 0 20%, +7 more"; "-" when nothing ran.
std::string distribution_text(const CpuCounts& counts);
/// 1234567 → "1.2M"; exact below 10,000.
std::string short_count(std::uint64_t count);

}  // namespace holdfast
