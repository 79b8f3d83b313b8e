#include "regime/identification_label.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace holdfast {
namespace {

// One letter per window: A, W, D, or ? for unknown; small where the state changes.
std::string regimes_of(const std::vector<std::optional<double>>& vams) {
  IdentificationState state;
  std::string out;
  for (const auto& vam : vams) {
    const auto one = step(state, vam, {});
    char letter = name_of(one.regime).front();
    if (letter == 'U') letter = '?';
    out += one.is_changed ? static_cast<char>(std::tolower(letter)) : letter;
  }
  return out;
}

std::vector<std::optional<double>> repeat(double value, std::size_t count) {
  return std::vector<std::optional<double>>(count, value);
}

std::vector<std::optional<double>> operator+(std::vector<std::optional<double>> a,
                                             const std::vector<std::optional<double>>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(IdentificationLabel, GoesUpInTheThirdWindowAtTheThresholdAndDownInTheSixthBelow) {
  EXPECT_EQ(regimes_of(repeat(0, 2) + repeat(0.15, 4) + repeat(0.039, 8)),
            "AAAAdDDDDDDaAA" + std::string());
}

TEST(IdentificationLabel, TheThresholdsThemselvesAreDriftAboveAndNotAlignedBelow) {
  EXPECT_EQ(regimes_of(repeat(0.1499, 5)), "WWWWW");
  EXPECT_EQ(regimes_of(repeat(0.15, 3) + repeat(0.04, 7)), "AAdWWWWWWW");
}

TEST(IdentificationLabel, ARunThatIsBrokenBeginsAnew) {
  EXPECT_EQ(regimes_of(repeat(0.5, 2) + repeat(0, 1) + repeat(0.5, 3)), "AAAAAd");
}

TEST(IdentificationLabel, AStateIsKeptForItsDwell) {
  // Down needs six windows anyhow; so the dwell shows on the way up again.
  IdentificationSettings settings;
  settings.drifted.leave_windows = 1;
  IdentificationState state;
  std::string out;
  for (const double vam : {0.5, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5}) {
    out += name_of(step(state, vam, settings).regime).front();
  }
  EXPECT_EQ(out, "AADDDDDAAAAAD");
}

TEST(IdentificationLabel, AWindowWithoutVamHoldsTheStateAndItsRun) {
  EXPECT_EQ(
      regimes_of(repeat(0.5, 2) + std::vector<std::optional<double>>{std::nullopt, std::nan("")} +
                 repeat(0.5, 1)),
      "AA??d");
}

}  // namespace
}  // namespace holdfast
