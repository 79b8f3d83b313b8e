#include "model/tail_calibration.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace holdfast {
namespace {

std::string text_of(const std::string& knots, const std::string& grade = "B") {
  return R"({"format": 1, "more": {}, "grade": ")" + grade + R"(", "knots": [)" + knots + "]}";
}

constexpr const char* kTwo =
    R"({"dose": 0.2, "uplift_bps": 4, "se_bps": 2, "low80_bps": 2},
       {"dose": 0.6, "uplift_bps": 8, "se_bps": 1, "low80_bps": 7})";

TailCalibration two(const std::string& grade = "B") {
  const auto read = tail_calibration_from_json(text_of(kTwo, grade));
  EXPECT_TRUE(read) << (read ? "" : read.error().sentence);
  return read.value_or(TailCalibration{});
}

TEST(TailCalibration, BetweenKnotsItIsALineAndBeyondTheLastItStays) {
  const auto at = [](double dose) { return uplift_at(two(), dose); };
  EXPECT_EQ(at(0), (TailUplift{0, 0}));
  EXPECT_EQ(at(0.1), (TailUplift{2, 1}));
  EXPECT_EQ(at(0.2), (TailUplift{4, 2}));
  EXPECT_NEAR(*at(0.4).bps, 6, 1e-12);
  EXPECT_NEAR(*at(0.4).low_bps, 4.5, 1e-12);
  EXPECT_EQ(at(0.6), (TailUplift{8, 7}));
  EXPECT_EQ(at(1), (TailUplift{8, 7}));
  EXPECT_EQ(at(-1), (TailUplift{0, 0}));
}

TEST(TailCalibration, WhatIsNotKnownIsNotThere) {
  EXPECT_EQ(uplift_at(two(), std::nullopt), TailUplift{});
  EXPECT_EQ(uplift_at(two(), std::numeric_limits<double>::quiet_NaN()), TailUplift{});
  EXPECT_EQ(uplift_at({}, 0.5), TailUplift{});
}

TEST(TailCalibration, BelowGradeBThereIsNoBoundToActOn) {
  EXPECT_TRUE(uplift_at(two("A"), 0.3).low_bps);
  for (const char* grade : {"C", "D"}) {
    EXPECT_TRUE(uplift_at(two(grade), 0.3).bps);
    EXPECT_FALSE(uplift_at(two(grade), 0.3).low_bps) << grade;
  }
}

TEST(TailCalibration, WhatIsWrongIsSaid) {
  const auto refused = [](const std::string& text) {
    const auto read = tail_calibration_from_json(text);
    return read ? "accepted" : read.error().sentence;
  };
  const auto knot = [](double dose, double uplift, double low) {
    return fmt::format(R"({{"dose": {}, "uplift_bps": {}, "se_bps": 1, "low80_bps": {}}})", dose,
                       uplift, low);
  };
  EXPECT_EQ(refused(text_of(knot(1, 3, 2))), "accepted");
  EXPECT_NE(refused("{").find("not JSON"), std::string::npos);
  EXPECT_NE(refused(text_of("")).find("knots"), std::string::npos);
  EXPECT_NE(refused(text_of(kTwo, "E")).find("grade"), std::string::npos);
  EXPECT_NE(refused(R"({"format": 2, "grade": "A", "knots": []})").find("format 1"),
            std::string::npos);
  EXPECT_NE(refused(text_of(knot(1.5, 3, 2))).find("dose from 0 to 1"), std::string::npos);
  EXPECT_NE(refused(text_of(knot(1, -3, -4))).find("not below 0"), std::string::npos);
  EXPECT_NE(refused(text_of(knot(1, 3, 4))).find("bound below it"), std::string::npos);
  EXPECT_NE(refused(text_of(R"({"dose": 1, "uplift_bps": 3})")).find("se_bps"), std::string::npos);
  EXPECT_NE(refused(text_of(knot(0.5, 3, 2) + "," + knot(0.5, 4, 2))).find("larger dose"),
            std::string::npos);
  EXPECT_NE(refused(text_of(knot(0.5, 3, 2) + "," + knot(0.7, 2, 1))).find("no smaller uplift"),
            std::string::npos);
}

}  // namespace
}  // namespace holdfast
