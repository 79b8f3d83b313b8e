// StepRunner: carries out steps, each of which stands in the journal before and after.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "apply/apply_options.h"
#include "apply/host_port.h"
#include "apply/journal.h"
#include "apply/outcome.h"

namespace holdfast {

enum class Halt {
  none,
  vanished,  // of one step: its object is gone, which concerns no other
  refused,   // the write, or the journal: why() has the sentence
  go_back,   // a person wants it so
  leave,     // a person wants no more of it, or we were killed
};

class StepRunner {
 public:
  StepRunner(HostPort& host, Journal& journal, const ApplyOptions& options,
             std::vector<StepResult>& results)
      : host_(host), journal_(journal), options_(options), results_(results) {}

  /// Going on: an interruption and a journal that cannot be written stop it.
  Halt forward(const Step& step);
  /// Going back: neither does; only a second interruption.
  Halt back(const Step& step);
  /// Vectors with `through`: all are pinned there, then the interrupts are waited for, then each
  /// gets its mask. Those whose interrupt did not come are appended to `unmoved`.
  Halt back_through(std::span<const Step> steps, std::vector<SettingObject>& unmoved);

  const std::string& why() const { return why_; }
  /// Waits a little, and tells of an interruption.
  Halt wait(double seconds);
  Halt interrupted() const;

 private:
  Halt write(const Step& step, std::size_t number, bool back);
  bool left() const { return options_.interruption() == Interruption::leave; }

  HostPort& host_;
  Journal& journal_;
  const ApplyOptions& options_;
  std::vector<StepResult>& results_;
  std::string why_;
};

}  // namespace holdfast
