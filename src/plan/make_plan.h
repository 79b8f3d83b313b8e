// Demands × HostSnapshot → Plan, Verdict. Pure: equal input gives equal bytes.
#pragma once

#include <vector>

#include "model/host_snapshot.h"
#include "model/plan.h"

namespace holdfast {

/// A demand looked up on the host.
struct Wanted {
  Setting setting;  // its value is what is demanded; "max" and "symmetric" are resolved
  TextPlace place;
  bool exists = true;  // false: comes with the channels that the same demands ask for
};

/// Every setting that the demands mean on this host, in the order of SettingKind, then interface
/// and queue; what cannot be is in `refusals`. A later demand for the same object wins.
std::vector<Wanted> wanted_settings(const Demands& demands, const HostSnapshot& host,
                                    std::vector<Refusal>& refusals);

/// The plan; empty steps mean that the host is as demanded. `recent`: interrupts that came in an
/// interval just before `host` was read, ascending by IRQ; without them an interrupt that is
/// delivered outside its mask is taken for one that waits to be moved. Where channels grow under a
/// lease of irqbalance, a second plan bans the interrupts that came new: their numbers were not
/// known.
Plan make_plan(const Demands& demands, const HostSnapshot& host,
               const std::vector<IrqCounts>& recent = {});

/// Does the host match? `pending`: the mask is as demanded and the interrupt has not come since.
/// One that came, by `recent`, and was delivered elsewhere each time is a difference.
Verdict verify(const Demands& demands, const HostSnapshot& host,
               const std::vector<IrqCounts>& recent = {});

/// The steps that put `before` back on a host as it is now, vectors with their placement. Things
/// that exist no more are refusals, expected ones: the rest is put back all the same.
Plan make_rollback(const std::vector<Setting>& before, const HostSnapshot& host);

/// Everything that carrying out `plan` could change, as it is on `host`: the object of every step,
/// and every setting of an interface whose queues a step resets.
std::vector<Setting> before_of(const Plan& plan, const HostSnapshot& host);

}  // namespace holdfast
