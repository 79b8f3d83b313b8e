// StepList: the steps of a plan as they are put together, with what each of them makes a driver
// forget.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/host_snapshot.h"
#include "model/plan.h"

namespace holdfast {

class StepList {
 public:
  explicit StepList(const HostSnapshot& host) : host_(host) {}

  /// Fills in its number, risk and note. Before channels that take away queues which the RSS table
  /// names, the step that sets the table to its default goes first.
  void add(Step step);

  /// May a step so far have undone a setting of that kind of the interface?
  bool undoes(std::string_view nic, SettingKind kind) const;
  bool changes_channels(std::string_view nic) const;

  std::vector<Step> take() { return std::move(steps_); }

 private:
  void add_default_table(const Step& channels);
  void append(Step step);
  std::string_view driver_of(std::string_view nic) const;

  const HostSnapshot& host_;
  std::vector<Step> steps_;
  std::vector<std::size_t> undoing_;  // those that may undo others
};

/// The object of a vector that a change of channels may give another interrupt: by its queue alone.
SettingObject by_queue(SettingObject object);

}  // namespace holdfast
