// The laws of planning over random hosts and demands.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "model/json.h"
#include "model/json_plan.h"
#include "plan/lookup.h"
#include "plan/make_plan.h"
#include "plan/random_host_test_fixture.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

// Of each of rapidcheck's hundred cases: 10,000 hosts for each law; fewer under the sanitizers,
// which look for other things.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr std::uint64_t kHostsPerCase = 5;
#else
constexpr std::uint64_t kHostsPerCase = 100;
#endif
#else
constexpr std::uint64_t kHostsPerCase = 100;
#endif

struct Case {
  Random random;
  HostSnapshot host;
  Demands demands;
  Plan plan;

  explicit Case(std::uint64_t seed)
      : random(seed),
        host(random_host(random)),
        demands(random_demands(random, host)),
        plan(make_plan(demands, host)) {}
};

template <class Law>
void for_random_hosts(Law law) {
  const auto first = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>());
  for (std::uint64_t i = 0; i < kHostsPerCase; ++i) {
    Case test(first + i);
    RC_LOG() << "seed " << first + i << "\n";
    law(test);
  }
}

std::string steps_text(const Plan& plan) {
  std::string text;
  for (const auto& step : plan.steps) text += to_json_line(step) + "\n";
  return text;
}

bool changes_channels(const Plan& plan) {
  return std::any_of(plan.steps.begin(), plan.steps.end(),
                     [](const Step& step) { return step.object.kind == SettingKind::channels; });
}

// What of the host a plan may change.
std::map<std::string, std::string> all_values(const HostSnapshot& host) {
  std::map<std::string, std::string> values;
  const auto add = [&](const SettingObject& object) {
    values[identity_of(object)] = value_of(host, object).value_or("-");
  };
  for (const auto& nic : host.nics) {
    for (const auto& setting : settings_of(host, nic)) add(setting.object);
  }
  for (const auto& vector : host.vectors) add(object_of(host, vector));
  for (const auto& [name, value] : host.settings.sysctls) values["sysctl /" + name] = value;
  return values;
}

RC_GTEST_PROP(plan_laws, equal_input_gives_equal_bytes, ()) {
  for_random_hosts([](Case& test) {
    const HostSnapshot again = test.host;
    RC_ASSERT(to_json(make_plan(test.demands, again)) == to_json(test.plan));
    RC_ASSERT(to_json(verify(test.demands, again)) == to_json(verify(test.demands, test.host)));
  });
}

RC_GTEST_PROP(plan_laws, after_a_plan_is_carried_out_the_next_is_empty_and_nothing_differs, ()) {
  for_random_hosts([](Case& test) {
    carry_out(test.random, test.plan, test.host);
    auto next = make_plan(test.demands, test.host);
    RC_LOG() << "next:\n" << steps_text(next);
    // The numbers of interrupts that came with more channels were not known before.
    const bool grew = changes_channels(test.plan);
    if (grew && next.steps.size() == 1 &&
        next.steps[0].object.kind == SettingKind::irqbalance_ban) {
      carry_out(test.random, next, test.host);
      next = make_plan(test.demands, test.host);
    }
    RC_ASSERT(next.steps.empty());
    const auto verdict = verify(test.demands, test.host);
    RC_ASSERT(verdict.differences.empty());
    RC_ASSERT(verdict.met + verdict.pending.size() == next.no_ops.size());
  });
}

RC_GTEST_PROP(plan_laws, a_rollback_restores_every_value_and_placement, ()) {
  for_random_hosts([](Case& test) {
    const HostSnapshot start = test.host;
    const auto before = before_of(test.plan, start);
    carry_out(test.random, test.plan, test.host);
    const auto rollback = make_rollback(before, test.host);
    RC_LOG() << "rollback:\n" << steps_text(rollback);
    carry_out(test.random, rollback, test.host);
    RC_ASSERT(all_values(test.host) == all_values(start));
    for (const auto& setting : before) {
      RC_LOG() << to_json_line(setting) << "\n";
      RC_ASSERT(value_of(test.host, setting.object) == setting.value);
      const Vector* vector = vector_of(test.host, setting.object);
      const bool stands = vector && setting.placement->is_subset_of(*vector->requested);
      if (stands) RC_ASSERT(vector->effective == setting.placement);
    }
    RC_ASSERT(make_rollback(before, test.host).steps.empty());
  });
}

RC_GTEST_PROP(plan_laws, nothing_is_written_that_is_not_demanded, ()) {
  for_random_hosts([](Case& test) {
    std::vector<Refusal> refusals;
    std::set<std::string> demanded;
    for (const auto& wanted : wanted_settings(test.demands, test.host, refusals)) {
      demanded.insert(identity_of(wanted.setting.object));
    }
    for (const auto& step : test.plan.steps) {
      if (step.reason == StepReason::before_channels) continue;
      const auto found = found_again(test.host, step.object);
      RC_ASSERT(demanded.contains(identity_of(found ? *found : step.object)));
    }
    std::set<std::string> nics;
    for (const auto& demand : test.demands.settings) nics.insert(demand.nic);
    for (const auto& step : test.plan.steps) {
      RC_ASSERT(nics.contains(step.object.nic) || !test.demands.trading.empty());
    }
  });
}

RC_GTEST_PROP(plan_laws, a_plan_comes_back_from_its_json, ()) {
  for_random_hosts([](Case& test) {
    const auto again = plan_from_json(to_json(test.plan));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == test.plan);
    for (const auto& step : test.plan.steps) RC_ASSERT(*step_from_json(to_json_line(step)) == step);
    for (const auto& setting : before_of(test.plan, test.host)) {
      RC_ASSERT(*setting_from_json(to_json_line(setting)) == setting);
    }
  });
}

RC_GTEST_PROP(plan_laws, demands_made_from_a_host_plan_to_nothing_on_it, ()) {
  for_random_hosts([](Case& test) {
    Demands demands;
    for (const auto& nic : test.host.nics) {
      for (const auto& setting : settings_of(test.host, nic)) {
        const auto& object = setting.object;
        demands.settings.push_back(
            {object.kind, object.nic, object.name, setting.value, {}, {}, {}});
      }
    }
    const auto plan = make_plan(demands, test.host);
    RC_LOG() << to_json(plan);
    RC_ASSERT(plan.steps.empty());
    RC_ASSERT(plan.refusals.empty());
    RC_ASSERT(plan.no_ops.size() == demands.settings.size());
  });
}

}  // namespace
}  // namespace holdfast
