#include "apply/bench_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "apply/carry_out.h"
#include "apply/going_back.h"
#include "apply/going_forward.h"
#include "apply/object_key.h"
#include "apply/plan_refusal.h"
#include "plan/make_plan.h"

namespace holdfast {
namespace {

using Keys = std::set<std::string>;

Keys keys_of(const std::vector<Step>& steps) {
  Keys keys;
  for (const auto& step : steps) keys.insert(key_of(step.object));
  return keys;
}

bool resets(const Layer& layer) {
  return std::any_of(layer.steps.begin(), layer.steps.end(),
                     [](const Step& step) { return step.risk > Risk::safe; });
}

enum class Going {
  on,
  refused,  // this layer only; why() has the sentence
  back,     // the whole bench; why() too
  left,     // at once, with the journal unfinished
};

class Bench {
 public:
  Bench(HostPort& host, Journal& journal, const BenchRequest& request, TrafficSource& traffic,
        HostSnapshot start, std::vector<Setting>& before)
      : host_(host),
        journal_(journal),
        request_(request),
        traffic_(traffic),
        start_(std::move(start)),
        before_(before),
        runner_(host, journal, request.options, steps_) {}

  Going run(const std::vector<Layer>& layers, BenchResult& result) {
    for (const auto& layer : layers) {
      LayerResult measured{layer, {}, {}, LayerVerdict::no_difference, "", false};
      Plan plan;
      plan.steps = layer.steps;
      const auto before = before_of(plan, host_.read());
      Going going = rounds(measured, before, result.layers.size() + 1, layers.size());
      if (going == Going::left || going == Going::back) return going;
      going = conclude(measured, before);
      result.layers.push_back(std::move(measured));
      if (going != Going::on) return going;
    }
    return measure_together(result);
  }

  const std::string& why() const { return why_; }

 private:
  Going rounds(LayerResult& measured, const std::vector<Setting>& before, std::size_t number,
               std::size_t layers) {
    for (std::size_t round = 1; round <= request_.rounds; ++round) {
      const bool on_first = round % 2 == 0;
      for (const bool on : {on_first, !on_first}) {
        request_.progress({measured.layer.name, number, layers, round, request_.rounds, on});
        Going going = switch_to(on, measured.layer, before);
        if (going == Going::refused) {
          measured.verdict = LayerVerdict::refused;
          measured.why = why_;
        }
        if (going != Going::on) return going;
        auto reading = traffic_.measure();
        traffic_.keep_flowing();
        if (const Halt halt = runner_.interrupted(); halt != Halt::none) return going_of(halt);
        if (!reading) return stop(reading.error().sentence);
        (on ? measured.on : measured.off).push_back(*std::move(reading));
      }
    }
    measured.verdict = verdict_of(measured, request_.figure);
    return Going::on;
  }

  // As the next layer is to find the host.
  Going conclude(LayerResult& measured, const std::vector<Setting>& before) {
    const bool helps = measured.verdict == LayerVerdict::helps;
    measured.kept = helps || (!request_.undo_useless && measured.verdict != LayerVerdict::refused);
    Going going = switch_to(measured.kept, measured.layer, before);
    if (going == Going::refused) return stop(why_);
    if (measured.kept) kept_.merge(keys_of(measured.layer.steps));
    return going;
  }

  Going measure_together(BenchResult& result) {
    LayerResult together{{"together", {}}, {}, {}, LayerVerdict::no_difference, "", true};
    std::size_t kept = 0;
    for (const auto& one : result.layers) {
      if (!one.kept) continue;
      ++kept;
      together.layer.steps.insert(together.layer.steps.end(), one.layer.steps.begin(),
                                  one.layer.steps.end());
    }
    if (kept < 2) return Going::on;
    together.layer.name = fmt::format("all {} together", kept);
    kept_.clear();
    const std::vector<Setting> before = before_;
    const auto number = result.layers.size() + 1;
    const Going going = rounds(together, before, number, number);
    if (going == Going::on || going == Going::refused) result.together = std::move(together);
    return going == Going::refused ? stop(why_) : going;
  }

  Going switch_to(bool on, const Layer& layer, const std::vector<Setting>& before) {
    if (on) return go_to(layer.steps);
    const auto back = put_back(host_, runner_, before, request_.options);
    if (back.halt == Halt::leave) return Going::left;
    if (const Halt halt = runner_.interrupted(); halt != Halt::none) return going_of(halt);
    if (!back.remaining.empty()) return stop(back.remaining.front().sentence);
    // What a driver forgot with the queues is what the layers before this one had set.
    if (resets(layer) && !kept_.empty()) {
      const Going going = go_to({});
      return going == Going::refused ? stop(why_) : going;
    }
    return Going::on;
  }

  // The layers that were kept, and these steps.
  Going go_to(const std::vector<Step>& steps) {
    Keys wanted = kept_;
    wanted.merge(keys_of(steps));
    const auto leaves_alone = [&](const SettingObject& object) {
      return !wanted.contains(key_of(object));
    };
    Plan plan;
    plan.steps = only(make_plan(request_.demands, host_.read()), request_.kinds).steps;
    std::erase_if(plan.steps, [&](const Step& step) { return leaves_alone(step.object); });
    Outcome scratch;
    GoingForward forward(host_, journal_, runner_, request_.options,
                         {request_.demands, start_, before_, leaves_alone, request_.kinds},
                         scratch);
    const Reached reached = forward.run(plan);
    if (reached == Reached::left) return Going::left;
    if (const Halt halt = runner_.interrupted(); halt != Halt::none) return going_of(halt);
    if (reached != Reached::failed) return Going::on;
    why_ = forward.why();
    return Going::refused;
  }

  Going going_of(Halt halt) {
    return halt == Halt::leave ? Going::left : stop("a signal asked for it");
  }

  Going stop(std::string why) {
    why_ = std::move(why);
    return Going::back;
  }

  HostPort& host_;
  Journal& journal_;
  const BenchRequest& request_;
  TrafficSource& traffic_;
  const HostSnapshot start_;
  std::vector<Setting>& before_;  // what is in the journal; grows with it
  std::vector<StepResult> steps_;
  StepRunner runner_;
  Keys kept_;
  std::string why_;
};

BenchResult refused(BenchResult result, std::string sentence) {
  result.outcome.kind = OutcomeKind::refused;
  result.outcome.sentence = std::move(sentence);
  return result;
}

}  // namespace

BenchResult bench_layers(HostPort& host, Journal& journal, JournalBegin stamp,
                         const BenchRequest& request, TrafficSource& traffic) {
  BenchResult result;
  HostSnapshot start = host.read();
  Plan plan = only(make_plan(request.demands, start), request.kinds);
  std::erase_if(plan.steps, [](const Step& step) { return step.object.kind == SettingKind::file; });
  result.outcome.plan = plan;
  if (auto why = refusal_of(plan)) return refused(std::move(result), *why);
  if (auto why = too_risky(plan, request.options.ceiling)) return refused(std::move(result), *why);
  const auto layers = layers_of(plan, request.by);
  if (layers.empty()) {
    result.outcome.sentence = "the host is as demanded; there is nothing to measure";
    return result;
  }
  stamp.kind = JournalKind::bench;
  stamp.plan = plan;
  stamp.before = before_of(plan, start);
  if (auto begun = journal.begin(stamp); !begun) {
    return refused(std::move(result), "nothing was changed: " + begun.error().sentence);
  }
  result.outcome.id = stamp.id;
  std::vector<Setting> before = stamp.before;
  traffic.keep_flowing();
  Bench bench(host, journal, request, traffic, std::move(start), before);
  const Going going = bench.run(layers, result);
  if (going == Going::left) {
    result.outcome.kind = OutcomeKind::left;
    result.outcome.sentence =
        "stopped at once, and the host may be half changed; holdfast recover puts back what was";
    return result;
  }
  result.why = going == Going::on ? "" : bench.why();
  go_back(host, journal, before, request.options, Ending::rolled_back, result.why, result.outcome);
  return result;
}

}  // namespace holdfast
