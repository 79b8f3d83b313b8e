#include "table/write_table.h"

#include <cmath>

#include "table/table_test_files.h"

namespace holdfast {
namespace {

class WriteTable : public TableFiles {
 protected:
  static Table three_columns(std::size_t rows) {
    Table table;
    table.rows = rows;
    table.columns = {{.name = "x", .kind = ColumnKind::number},
                     {.name = "n", .kind = ColumnKind::integer},
                     {.name = "a \"b\"", .kind = ColumnKind::text, .levels = {"", "o,ne", "two"}}};
    for (std::size_t row = 0; row < rows; ++row) {
      table.columns[0].numbers.push_back(row % 7 == 3 ? std::nan("") : 0.1 * double(row));
      table.columns[1].integers.push_back(std::int64_t{1'700'000'000'000'000'001} +
                                          std::int64_t(row));
      table.columns[1].is_null.push_back(row % 5 == 4 ? 1 : 0);
      table.columns[2].codes.push_back(static_cast<std::uint32_t>(row % 2 + 1));
    }
    return table;
  }
};

TEST_F(WriteTable, WhatIsWrittenIsReadAgainInBothFormats) {
  const auto table = three_columns(5000);
  for (const auto format : {FileFormat::csv, FileFormat::parquet}) {
    const std::string name = format == FileFormat::csv ? "t.csv" : "t.parquet";
    const auto wrote = write_table(database(), table, at(name), format);
    ASSERT_TRUE(wrote) << wrote.error().sentence;
    const auto again = read(
        name,
        {{"x", ColumnKind::number}, {"n", ColumnKind::integer}, {"a \"b\"", ColumnKind::text}});
    ASSERT_TRUE(again) << again.error().sentence;
    ASSERT_EQ(again->rows, table.rows);
    for (std::size_t row = 0; row < table.rows; ++row) {
      const auto &x = again->columns[0], &n = again->columns[1], &text = again->columns[2];
      ASSERT_EQ(x.is_null_at(row), row % 7 == 3);
      ASSERT_TRUE(x.is_null_at(row) || x.numbers[row] == table.columns[0].numbers[row]) << row;
      ASSERT_EQ(n.is_null_at(row), row % 5 == 4);
      ASSERT_TRUE(n.is_null_at(row) || n.integers[row] == table.columns[1].integers[row]);
      ASSERT_EQ(text.levels[text.codes[row]], row % 2 == 0 ? "o,ne" : "two");
    }
  }
}

TEST_F(WriteTable, BytesDoNotDependOnTheNumberOfThreads) {
  const auto table = three_columns(300'000);
  for (const auto format : {FileFormat::csv, FileFormat::parquet}) {
    std::string bytes[2];
    for (const unsigned threads : {1U, 4U}) {
      const auto path = at(std::to_string(threads));
      ASSERT_TRUE(write_table(database(threads), table, path, format));
      std::ifstream in(path, std::ios::binary);
      bytes[threads == 1 ? 0 : 1].assign(std::istreambuf_iterator<char>(in), {});
    }
    EXPECT_GT(bytes[0].size(), 100'000U);
    EXPECT_TRUE(bytes[0] == bytes[1]);
  }
}

TEST_F(WriteTable, AFolderThatIsNotThereIsOneSentenceWithoutThePath) {
  const auto wrote = write_table(database(), three_columns(1), at("none/t.csv"), FileFormat::csv);
  ASSERT_FALSE(wrote);
  EXPECT_EQ(wrote.error().sentence.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace holdfast
