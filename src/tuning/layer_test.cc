#include "tuning/layer.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Step step_of(SettingKind kind, std::string nic, std::string name,
             StepReason reason = StepReason::differs) {
  Step step;
  step.object.kind = kind;
  step.object.nic = std::move(nic);
  step.object.name = std::move(name);
  step.reason = reason;
  return step;
}

std::vector<std::string> names_of(const std::vector<Layer>& layers) {
  std::vector<std::string> names;
  for (const auto& layer : layers) names.push_back(layer.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(Layers, ByKindAnInterfacesVectorsAreOne) {
  Plan plan;
  plan.steps = {step_of(SettingKind::coalesce, "eth0", ""),
                step_of(SettingKind::vector, "eth0", "rx 0"),
                step_of(SettingKind::vector, "eth0", "rx 1"),
                step_of(SettingKind::vector, "eth1", "rx 0"),
                step_of(SettingKind::sysctl, "", "net.core.busy_poll"),
                step_of(SettingKind::sysctl, "", "net.core.busy_read")};
  EXPECT_EQ(names_of(layers_of(plan, LayersBy::kind)),
            (Names{"eth0 coalesce", "eth0 vectors (2)", "eth1 rx 0", "sysctls (2)"}));
  EXPECT_EQ(layers_of(plan, LayersBy::kind)[1].steps.size(), 2U);
}

TEST(Layers, ByStepEachIsOne) {
  Plan plan;
  plan.steps = {step_of(SettingKind::vector, "eth0", "rx 0"),
                step_of(SettingKind::vector, "eth0", "rx 1")};
  EXPECT_EQ(names_of(layers_of(plan, LayersBy::step)), (Names{"eth0 rx 0", "eth0 rx 1"}));
}

TEST(Layers, WhatMakesWayForChannelsGoesWithThem) {
  Plan plan;
  plan.steps = {step_of(SettingKind::rss_table, "eth0", "0", StepReason::before_channels),
                step_of(SettingKind::channels, "eth0", ""),
                step_of(SettingKind::rss_table, "eth0", "0", StepReason::follows)};
  for (const auto by : {LayersBy::kind, LayersBy::step}) {
    const auto layers = layers_of(plan, by);
    ASSERT_EQ(layers.size(), 2U);
    EXPECT_EQ(layers[0].name, "eth0 channels");
    EXPECT_EQ(layers[0].steps.size(), 2U);
  }
}

TEST(Layers, FilesAreInNoneAndEveryOtherStepIsInOne) {
  Plan plan;
  plan.steps = {step_of(SettingKind::sysctl, "", "vm.swappiness"),
                step_of(SettingKind::file, "", "/etc/sysctl.d/90-holdfast.conf")};
  EXPECT_EQ(names_of(layers_of(plan, LayersBy::kind)), (Names{"sysctl vm.swappiness"}));
}

}  // namespace
}  // namespace holdfast
