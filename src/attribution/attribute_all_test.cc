#include "attribution/attribute_all.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Change vector_change(std::uint32_t irq, std::string to, std::string nic = "eth0") {
  Change change;
  change.object = {
      .kind = SettingKind::vector, .nic = std::move(nic), .name = "rx", .irq = IrqNumber{irq}};
  change.from = "2";
  change.to = std::move(to);
  change.after = {10'000'000'000};
  change.before = {11'000'000'000};
  return change;
}

std::vector<EventCause> causes_of(const std::vector<Change>& changes,
                                  const std::vector<Sighting>& recent,
                                  const std::string& default_affinity = "0-3") {
  std::vector<EventCause> causes;
  for (const auto& found : attribute_all(changes, recent, {}, default_affinity)) {
    causes.push_back(found.cause);
  }
  return causes;
}

using Causes = std::vector<EventCause>;
constexpr auto kUnknown = EventCause::unknown;
constexpr auto kReset = EventCause::driver_reset;

TEST(attribute_all, several_vectors_back_at_the_default_without_a_writer_are_a_driver_reset) {
  EXPECT_EQ(causes_of({vector_change(38, "0-3"), vector_change(39, "0-3")}, {}),
            (Causes{kReset, kReset}));
}

TEST(attribute_all, one_vector_or_other_masks_or_two_nics_are_not) {
  EXPECT_EQ(causes_of({vector_change(38, "0-3")}, {}), Causes{kUnknown});
  EXPECT_EQ(causes_of({vector_change(38, "0"), vector_change(39, "1")}, {}),
            (Causes{kUnknown, kUnknown}));
  EXPECT_EQ(causes_of({vector_change(38, "0-3"), vector_change(39, "0-3", "eth1")}, {}),
            (Causes{kUnknown, kUnknown}));
  EXPECT_EQ(causes_of({vector_change(38, "0-3"), vector_change(39, "0-3")}, {}, ""),
            (Causes{kUnknown, kUnknown}));
}

TEST(attribute_all, a_writer_of_one_of_them_is_not_taken_along) {
  const Sighting written{.kind = SightingKind::file_written,
                         .what = "/proc/irq/38/smp_affinity",
                         .at = {10'500'000'000},
                         .actor = Actor{.comm = "sh", .exe = "/bin/sh"}};
  EXPECT_EQ(causes_of({vector_change(38, "0-3"), vector_change(39, "0-3")}, {written}),
            (Causes{EventCause::writer, kUnknown}));
}

TEST(attribute_all, that_nobody_asked_for_them_does_not_hide_a_driver_reset) {
  const auto unasked = [](std::string irq) {
    return Sighting{.kind = SightingKind::affinity_unasked,
                    .what = std::move(irq),
                    .detail = "0-3",
                    .at = {10'500'000'000}};
  };
  EXPECT_EQ(causes_of({vector_change(38, "0-3"), vector_change(39, "0-3")},
                      {unasked("38"), unasked("39")}),
            (Causes{kReset, kReset}));
  EXPECT_EQ(causes_of({vector_change(38, "0-3")}, {unasked("38")}), Causes{EventCause::kernel});
}

TEST(attribute_all, nothing_is_concluded_from_silence_when_a_watcher_lost_some) {
  const Sighting lost{.kind = SightingKind::overflow, .what = "fanotify", .at = {10'500'000'000}};
  EXPECT_EQ(causes_of({vector_change(38, "0-3"), vector_change(39, "0-3")}, {lost}),
            (Causes{kUnknown, kUnknown}));
}

}  // namespace
}  // namespace holdfast
