#include "apply/going_back.h"

#include <fmt/format.h>

#include <set>

#include "apply/object_key.h"
#include "plan/make_plan.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

constexpr int kMostRounds = 6;
constexpr double kSettleSeconds = 0.1;
constexpr double kPollSeconds = 0.05;

class GoingBack {
 public:
  GoingBack(HostPort& host, StepRunner& runner, const std::vector<Setting>& before,
            const ApplyOptions& options)
      : host_(host), runner_(runner), before_(before), options_(options) {}

  BackResult run() {
    std::vector<Step> last;
    for (int round = 0; round < kMostRounds; ++round) {
      auto steps = wanted();
      if (steps.empty()) {
        // What was asked for on the way forward may still come.
        if (runner_.wait(kSettleSeconds) == Halt::leave) return {Halt::leave, {}, {}};
        steps = wanted();
        if (steps.empty()) break;
      }
      // The same again: an effect may be late, or what refused is for a moment only (EBUSY).
      if (steps == last && pause() == Halt::leave) return {Halt::leave, {}, {}};
      if (steps == last) steps = wanted();
      last = steps;
      if (carry_out(steps) == Halt::leave) return {Halt::leave, {}, {}};
    }
    if (await_moves() == Halt::leave) return {Halt::leave, {}, {}};
    return result();
  }

 private:
  // The steps that are left, but for interrupts that do not come.
  std::vector<Step> wanted() {
    now_ = host_.read();
    auto steps = make_rollback(before_, now_).steps;
    std::erase_if(steps, [this](const Step& step) {
      return still_.contains(key_of(step.object)) && step.before == step.after;
    });
    for (auto& step : steps) {
      if (still_.contains(key_of(step.object))) step.through.reset();
    }
    return steps;
  }

  Halt pause() { return runner_.wait(options_.wait_seconds / kMostRounds); }

  Halt carry_out(const std::vector<Step>& steps) {
    for (std::size_t at = 0; at < steps.size();) {
      std::size_t end = at;
      while (end < steps.size() && steps[end].through) ++end;
      if (end > at) {
        std::vector<SettingObject> unmoved;
        const std::span<const Step> batch(steps.data() + at, end - at);
        if (runner_.back_through(batch, unmoved) == Halt::leave) return Halt::leave;
        for (const auto& object : unmoved) still_.insert(key_of(object));
        at = end;
      } else if (runner_.back(steps[at++]) == Halt::leave) {
        return Halt::leave;
      }
    }
    return Halt::none;
  }

  // The interrupts that are handled elsewhere than they were, though their old mask allows it.
  std::vector<const Setting*> unmoved() const {
    std::vector<const Setting*> out;
    for (const auto& setting : before_) {
      const auto mask = CpuSet::parse_list(setting.value);
      if (!setting.placement || !mask || !setting.placement->is_subset_of(*mask)) continue;
      const auto now = placement_of(now_, setting.object);
      if (now && now != setting.placement) out.push_back(&setting);
    }
    return out;
  }

  // A mask of one CPU needs no pin, but an interrupt all the same.
  Halt await_moves() {
    const Instant start = host_.now();
    for (now_ = host_.read(); !unmoved().empty(); now_ = host_.read()) {
      if (elapsed_seconds(start, host_.now()) >= options_.wait_seconds) break;
      if (runner_.wait(kPollSeconds) == Halt::leave) return Halt::leave;
    }
    return Halt::none;
  }

  BackResult result() {
    BackResult result;
    for (const auto& step : wanted()) {
      result.remaining.push_back(
          {step.object, step.after, step.before.value_or(""),
           fmt::format("{} is \"{}\"; before it was \"{}\"", label_of(step.object),
                       step.before.value_or(""), step.after)});
    }
    for (const auto* setting : unmoved()) {
      const auto was = setting->placement->to_list();
      const auto is = placement_of(now_, setting->object).value_or(CpuSet{}).to_list();
      result.pending.push_back(
          {setting->object, was, is,
           fmt::format("{} was delivered on CPU {}, and stays on CPU {} until its next interrupt",
                       label_of(setting->object), was, is)});
    }
    return result;
  }

  HostPort& host_;
  StepRunner& runner_;
  const std::vector<Setting>& before_;
  const ApplyOptions& options_;
  HostSnapshot now_;
  std::set<std::string> still_;  // vectors whose interrupt did not come in time
};

}  // namespace

BackResult put_back(HostPort& host, StepRunner& runner, const std::vector<Setting>& before,
                    const ApplyOptions& options) {
  return GoingBack(host, runner, before, options).run();
}

}  // namespace holdfast
