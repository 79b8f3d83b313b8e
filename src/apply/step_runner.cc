#include "apply/step_runner.h"

#include <fmt/format.h>

#include "plan/setting_value.h"

namespace holdfast {
namespace {

constexpr double kPollSeconds = 0.05;

}  // namespace

Halt StepRunner::interrupted() const {
  switch (options_.interruption()) {
    case Interruption::none: return Halt::none;
    case Interruption::go_back: return Halt::go_back;
    case Interruption::leave: return Halt::leave;
  }
  return Halt::none;
}

Halt StepRunner::wait(double seconds) {
  host_.wait(seconds);
  return interrupted();
}

Halt StepRunner::write(const Step& step, std::size_t number, bool back) {
  const auto written = host_.write({step.object, step.after, std::nullopt});
  if (left()) return Halt::leave;
  results_.push_back({step, written.has_value(), written ? "" : written.error().sentence, back});
  options_.progress(results_.back());
  const auto noted =
      written ? journal_.step_done(number) : journal_.step_failed(number, written.error().sentence);
  if (left()) return Halt::leave;
  if (!written) {
    why_ = fmt::format("{}: {}", label_of(step.object), written.error().sentence);
    return written.error().code == ErrorCode::absent ? Halt::vanished : Halt::refused;
  }
  if (!noted && !back) {
    why_ = noted.error().sentence;
    return Halt::refused;
  }
  return Halt::none;
}

Halt StepRunner::forward(const Step& step) {
  if (const auto halt = interrupted(); halt != Halt::none) return halt;
  const auto noted = journal_.step_begin(step);
  if (left()) return Halt::leave;
  if (!noted) {
    why_ = noted.error().sentence;
    return Halt::refused;
  }
  return write(step, journal_.last_step(), false);
}

Halt StepRunner::back(const Step& step) {
  if (left()) return Halt::leave;
  // What was is worth more than the record of putting it back.
  (void)journal_.step_begin(step);
  if (left()) return Halt::leave;
  return write(step, journal_.last_step(), true);
}

Halt StepRunner::back_through(std::span<const Step> steps, std::vector<SettingObject>& unmoved) {
  for (const auto& step : steps) {
    (void)journal_.step_begin(step);
    if (left()) return Halt::leave;
    // A refused pin costs the placement only; the mask below is what is told.
    (void)host_.write({step.object, step.through->to_list(), std::nullopt});
    if (left()) return Halt::leave;
  }
  const Instant start = host_.now();
  std::vector<SettingObject> waiting;
  for (;;) {
    waiting.clear();
    const HostSnapshot host = host_.read();
    for (const auto& step : steps) {
      const auto placement = placement_of(host, step.object);
      if (placement && !placement->is_subset_of(*step.through)) waiting.push_back(step.object);
    }
    if (waiting.empty() || elapsed_seconds(start, host_.now()) >= options_.wait_seconds) break;
    if (wait(kPollSeconds) == Halt::leave) return Halt::leave;
  }
  unmoved.insert(unmoved.end(), waiting.begin(), waiting.end());
  const std::size_t first = journal_.last_step() - steps.size() + 1;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (write(steps[i], first + i, true) == Halt::leave) return Halt::leave;
  }
  return Halt::none;
}

}  // namespace holdfast
