#include "order_synth/event_world.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(EventWorld, IsTheSameForASeedAndAnotherForAnother) {
  const auto first = make_event_world({.seed = 4}), again = make_event_world({.seed = 4});
  EXPECT_EQ(first.jitter_us, again.jitter_us);
  EXPECT_NE(first.jitter_us, make_event_world({.seed = 5}).jitter_us);
}

TEST(EventWorld, WithAndWithoutEffectsDiffersByTheEffectsAlone) {
  const EventWorldOptions options{.hosts = 3, .bins = 400, .events_per_host = 1};
  auto none = options;
  none.effect_scale = 0;
  const auto with = make_event_world(options), without = make_event_world(none);
  ASSERT_EQ(with.events.size(), 3U);
  for (const auto& event : with.events) {
    const auto of = [&](std::uint32_t bin) {
      const std::size_t cell = std::size_t{event.host} * options.bins + bin;
      return with.jitter_us[cell] - without.jitter_us[cell];
    };
    const double first = of(event.bin);
    EXPECT_EQ(first < 0, event.is_repair);
    EXPECT_NEAR(of(event.bin + 1) / first, event_effect_us(1) / event_effect_us(0), 1e-9);
    for (std::uint32_t bin = 0; bin < event.bin; ++bin) EXPECT_EQ(of(bin), 0);
  }
}

TEST(EventWorld, HasATrendBeforeDriftsOnly) {
  const EventWorldOptions options{
      .hosts = 8, .bins = 400, .events_per_host = 1, .effect_scale = 0, .trend = 0.5};
  auto none = options;
  none.trend = 0;
  const auto with = make_event_world(options), without = make_event_world(none);
  for (const auto& event : with.events) {
    if (event.bin == 0) continue;
    const std::size_t cell = std::size_t{event.host} * options.bins + event.bin - 1;
    EXPECT_NEAR(with.jitter_us[cell] - without.jitter_us[cell], event.is_repair ? 0 : 5, 1e-9);
  }
}

}  // namespace
}  // namespace holdfast
