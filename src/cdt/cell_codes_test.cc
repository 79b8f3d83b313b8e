#include "cdt/cell_codes.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace holdfast {
namespace {

using testing::Each;
using testing::IsEmpty;

TEST(CellCodes, WithoutAFactorAllRowsAreInOneCell) {
  const auto codes = cell_codes({}, 3);
  EXPECT_THAT(codes.cell, Each(0));
  EXPECT_EQ(codes.cells, 1);
  EXPECT_EQ(cell_codes({}, 0).cells, 0);
}

// The number of levels decides between a table, a hash and codes that outgrow 64 bits.
RC_GTEST_PROP(CellCodes, CellsAreNumberedByTheOrderOfTheirCodes, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(1, 80);
  const auto levels = *rc::gen::element(3u, 5000u, 4000000000u);
  const auto column = rc::gen::container<std::vector<std::uint32_t>>(
      rows, rc::gen::map(rc::gen::inRange(0u, 3u), [=](auto v) { return v * (levels / 3); }));
  const auto columns = *rc::gen::container<std::vector<std::vector<std::uint32_t>>>(4, column);
  std::vector<Factor> factors;
  for (const auto& codes : columns) factors.push_back({codes, levels});
  std::map<std::vector<std::uint32_t>, std::uint32_t> expected;
  const auto key = [&](std::size_t i) {
    return std::vector{columns[0][i], columns[1][i], columns[2][i], columns[3][i]};
  };
  for (std::size_t i = 0; i < rows; ++i) expected[key(i)] = 0;
  std::uint32_t next = 0;
  for (auto& [codes, number] : expected) number = next++;
  const auto found = cell_codes(factors, rows);
  RC_ASSERT(found.cells == next);
  for (std::size_t i = 0; i < rows; ++i) RC_ASSERT(found.cell[i] == expected[key(i)]);
}

TEST(CellCodes, ManyCellsOutgrowTheFirstHashTable) {
  std::vector<std::uint32_t> first, second;
  for (std::uint32_t i = 0; i < 20000; ++i) {
    first.push_back(19999 - i);
    second.push_back(i % 7);
  }
  const std::vector<Factor> factors{{first, 20000}, {second, 5000}};
  const auto codes = cell_codes(factors, first.size());
  EXPECT_EQ(codes.cells, 20000);
  for (std::uint32_t i = 0; i < 20000; ++i) ASSERT_EQ(codes.cell[i], 19999 - i);
}

}  // namespace
}  // namespace holdfast
