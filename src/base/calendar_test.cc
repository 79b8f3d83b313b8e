#include "base/calendar.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(Calendar, KnowsDates) {
  EXPECT_EQ(day_of_date(1970, 1, 1), 0);
  EXPECT_EQ(day_of_date(2000, 2, 29), 11'016);
  EXPECT_EQ(day_of_date(2026, 11, 23), 20'780);
  EXPECT_EQ(day_of_date(1969, 12, 31), -1);
  EXPECT_EQ(date_text(20'780), "2026-11-23");
  EXPECT_EQ(date_text(*day_of_date(0, 1, 1)), "0000-01-01");
}

TEST(Calendar, HasNoOtherDates) {
  EXPECT_FALSE(day_of_date(2026, 2, 29));
  EXPECT_FALSE(day_of_date(2100, 2, 29));
  EXPECT_FALSE(day_of_date(2026, 4, 31));
  EXPECT_FALSE(day_of_date(2026, 0, 1));
  EXPECT_FALSE(day_of_date(2026, 13, 1));
  EXPECT_FALSE(day_of_date(2026, 1, 0));
  EXPECT_FALSE(day_of_date(10'000, 1, 1));
}

TEST(Calendar, EveryDayFollowsTheOneBefore) {
  std::int64_t expected = *day_of_date(0, 1, 1);
  for (std::int64_t year = 0; year <= 3000; ++year) {
    for (std::int64_t month = 1; month <= 12; ++month) {
      for (std::int64_t day = 1; day <= 31; ++day) {
        const auto found = day_of_date(year, month, day);
        if (!found) continue;
        ASSERT_EQ(*found, expected++) << year << '-' << month << '-' << day;
      }
    }
  }
  EXPECT_EQ(date_text(expected - 1), "3000-12-31");
}

}  // namespace
}  // namespace holdfast
