// Going forward: carries out a plan until the host is as demanded, and says how far it came.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "apply/delivery_watch.h"
#include "apply/journal.h"
#include "apply/step_runner.h"
#include "plan/only.h"

namespace holdfast {

enum class Reached { done, pending, failed, left };

/// One apply's way forward. Rounds are bounded; a setting that was written and is wanted again,
/// with no reset of the queues in between, fails: somebody ignores it, or works against us.
class GoingForward {
 public:
  struct Start {
    const Demands& demands;
    const HostSnapshot& host;      // before the first step
    std::vector<Setting>& before;  // what is in the journal; grows with it
    /// What the demands name, and is not for us; null: nothing.
    std::function<bool(const SettingObject&)> leaves_alone;
    Kinds kinds;  // of settings to look at; none: all
  };

  GoingForward(HostPort& host, Journal& journal, StepRunner& runner, const ApplyOptions& options,
               Start start, Outcome& outcome);

  Reached run(const Plan& plan);
  /// Of `failed`: one sentence.
  const std::string& why() const { return why_; }

 private:
  struct Look {
    std::vector<Step> steps;  // still wanted
    Verdict verdict;
    bool is_settled() const {
      return steps.empty() && verdict.differences.empty() && verdict.pending.empty();
    }
  };

  Look look();
  Halt pass(std::vector<Step> steps);
  Halt step(const Step& step);
  Halt settle(Look& last);
  Halt watch_delivery();
  Reached conclude(const Look& last);
  Result<void> note_before(const std::vector<Step>& steps);
  bool leaves_alone(const SettingObject& object) const;
  bool was_written(const Step& step) const;
  bool has_news(const std::vector<Step>& steps) const;
  Halt fail_with(std::string why);

  HostPort& host_;
  Journal& journal_;
  StepRunner& runner_;
  const ApplyOptions& options_;
  Start start_;
  Outcome& outcome_;
  std::string why_;
  std::set<std::string> known_;              // key_of what `before` holds
  std::set<std::string> written_;            // since the queues were last reset
  std::set<std::string> reset_steps_;        // those that reset them, ever
  std::map<std::string, std::string> gone_;  // vanished under us, and what was said of it
  std::vector<SettingObject> vectors_;
  DeliveryWatch deliveries_;
};

}  // namespace holdfast
