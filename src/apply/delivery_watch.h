// DeliveryWatch: are interrupts that come also handled where they belong? Under saturation NAPI
// goes on polling on the old CPU, and no mask tells (KERNEL §17): only the counts do.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "apply/outcome.h"
#include "model/host_snapshot.h"

namespace holdfast {

class DeliveryWatch {
 public:
  /// A later snapshot. A vector is counted from the first one before which its placement was right.
  void see(const HostSnapshot& host, const std::vector<SettingObject>& vectors);
  /// Of the vectors that fired since.
  std::vector<FiredVector> fired() const;
  bool empty() const { return seen_.empty(); }

 private:
  struct Seen {
    SettingObject object;
    CpuSet cpus;
    bool counted = false;
    CpuCounts first, last;
  };
  std::map<std::string, Seen> seen_;
};

/// What to say of interrupts that came elsewhere.
std::vector<Difference> misdelivered(const std::vector<FiredVector>& deliveries);

}  // namespace holdfast
