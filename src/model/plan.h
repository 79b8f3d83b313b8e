// Plan: the steps that bring a host to its demands, as a value that a person reads first, `apply`
// carries out, and a journal keeps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/demand.h"
#include "model/setting.h"

namespace holdfast {

/// What carrying out a step may cost, the mildest first.
enum class Risk { safe, resets_queues, drops_link };
std::string_view name_of(Risk risk);  // "safe", "resets-queues", "drops-link"
std::optional<Risk> parse_risk(std::string_view name);

/// Why a step is in the plan; a closed list, each with one sentence.
enum class StepReason {
  differs,          // the policy names it, and it is otherwise
  follows,          // a step before it makes or destroys it, so that it must be set after that
  before_channels,  // RSS goes to its default before channels shrink (KERNEL §16)
  placement,        // the mask is right already, but the interrupt is delivered elsewhere
  persists,         // so that it is there after a boot
  restores,         // a rollback puts back what was
};
std::string_view name_of(StepReason reason);
std::string_view sentence_of(StepReason reason);

struct Step {
  std::uint32_t number = 0;  // from 1, in order
  SettingObject object;
  std::optional<std::string> before;  // absent: comes into being with an earlier step
  std::string after;
  /// Of a vector, in a rollback: pinned here first until its next interrupt, then given `after`
  /// (KERNEL §2).
  std::optional<CpuSet> through;
  StepReason reason = StepReason::differs;
  Risk risk = Risk::safe;
  std::string note;  // what a reader should know: "the driver resets the link"; or empty
  TextPlace place;   // of the demand; line 0 for none
  friend bool operator==(const Step&, const Step&) = default;
};

/// A demand that is met already, and one that cannot be.
struct NoOp {
  SettingObject object;
  std::string value;
  friend bool operator==(const NoOp&, const NoOp&) = default;
};
struct Refusal {
  std::string object;  // "eth0 rx 3 (irq 38)", or what the policy calls it
  std::string wanted;
  std::string why;        // one sentence: "managed by the kernel, which places it itself"
  bool expected = false;  // true: nothing is wrong (a managed interrupt); the plan goes on without
  TextPlace place;
  std::optional<SettingKind> kind;  // of the demand; absent when all of an interface's are meant
  friend bool operator==(const Refusal&, const Refusal&) = default;
};
/// What a person must do, since holdfast does not: the kernel command line.
struct Advice {
  std::string sentence;
  std::string command;
  friend bool operator==(const Advice&, const Advice&) = default;
};

struct Plan {
  std::string hostname;
  Demands demands;
  std::vector<Step> steps;
  std::vector<NoOp> no_ops;
  std::vector<Refusal> refusals;
  std::vector<Advice> advice;
  friend bool operator==(const Plan&, const Plan&) = default;

  /// A refusal that is not expected: nothing of such a plan is carried out.
  bool is_refused() const;
};

/// One demand against the host as it is.
struct Difference {
  SettingObject object;
  std::string wanted;
  std::string found;
  std::string sentence;
  friend bool operator==(const Difference&, const Difference&) = default;
};

struct Verdict {
  std::vector<Difference> differences;  // wrong now
  std::vector<Difference> pending;      // requested, and waiting for the vector's next interrupt
  std::vector<Refusal> refusals;
  std::size_t met = 0;  // settings that are as demanded
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

}  // namespace holdfast
