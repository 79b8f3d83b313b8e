#include "table/read_table.h"

#include <fmt/format.h>

#include <cmath>

#include "table/column_fill.h"
#include "table/duckdb_query.h"
#include "table/table_test_files.h"

namespace holdfast {
namespace {

using Words = std::vector<std::string>;
const ColumnWanted kNumber{"y", ColumnKind::number};
const ColumnWanted kInteger{"n", ColumnKind::integer};
const ColumnWanted kText{"h", ColumnKind::text};

using ReadTable = TableFiles;

TEST_F(ReadTable, HasNumbersIntegersAndTextsInTheFilesOrder) {
  write("a.csv",
        "\xef\xbb\xbfh,other,n,y\r\nb,x,9007199254740993,1.5\r\n\"a,\"\"q\"\"\",,-2,\r\n,z,,-"
        "1e3\r\n");
  const auto table = read("a.csv", {kNumber, kInteger, kText});
  ASSERT_TRUE(table) << table.error().sentence;
  ASSERT_EQ(table->rows, 3U);
  const auto& y = *table->find("y");
  EXPECT_EQ(y.numbers[0], 1.5);
  EXPECT_TRUE(std::isnan(y.numbers[1]));
  EXPECT_EQ(y.numbers[2], -1000);
  EXPECT_EQ(y.is_null, (std::vector<std::uint8_t>{0, 1, 0}));
  const auto& n = *table->find("n");
  EXPECT_EQ(n.integers, (std::vector<std::int64_t>{9007199254740993, -2, 0}));
  EXPECT_EQ(n.is_null, (std::vector<std::uint8_t>{0, 0, 1}));
  const auto& h = *table->find("h");
  EXPECT_EQ(h.levels, (Words{"a,\"q\"", "b"}));
  EXPECT_EQ(h.codes, (std::vector<std::uint32_t>{1, 0, 0}));
  EXPECT_EQ(h.is_null, (std::vector<std::uint8_t>{0, 0, 1}));
  EXPECT_EQ(table->find("other"), nullptr);
}

TEST_F(ReadTable, SortsLevelsByBytesAndNotByLanguage) {
  write("a.csv", "h\nb\n\xc3\xa4\nB\na\n10\n9\n");
  const auto table = read("a.csv", {kText});
  ASSERT_TRUE(table) << table.error().sentence;
  EXPECT_EQ(table->columns[0].levels, (Words{"10", "9", "B", "a", "b", "\xc3\xa4"}));
}

TEST_F(ReadTable, TakesOnlyTheWordsItIsGivenForNulls) {
  write("a.csv", "h,y\nNA,1\nNULL,NA\n");
  EXPECT_EQ(complaint("a.csv", {kText, kNumber}),
            "a.csv: line 3: column \"y\" has \"NA\", which is no number");
  const auto table = read("a.csv", {kText, kNumber}, {"NA"});
  ASSERT_TRUE(table) << table.error().sentence;
  EXPECT_TRUE(table->find("h")->is_null_at(0));
  EXPECT_FALSE(table->find("h")->is_null_at(1));
  EXPECT_TRUE(table->find("y")->is_null_at(1));
}

TEST_F(ReadTable, IsTheSameWithAnyNumberOfThreads) {
  std::string text = "h,y,n\n";
  for (std::size_t row = 0; row < 400'000; ++row)
    text += fmt::format("h{},{}.25,{}\n", row * 7919 % 31, row, row);
  write("a.csv", text);
  const auto one = read("a.csv", {kText, kNumber, kInteger}, {}, 1);
  const auto many = read("a.csv", {kText, kNumber, kInteger}, {}, 4);
  ASSERT_TRUE(one && many);
  ASSERT_EQ(one->rows, 400'000U);
  EXPECT_EQ(one->find("n")->integers[399'999], 399'999);
  for (const char* name : {"h", "y", "n"}) {
    EXPECT_EQ(one->find(name)->codes, many->find(name)->codes);
    EXPECT_EQ(one->find(name)->numbers, many->find(name)->numbers);
    EXPECT_EQ(one->find(name)->integers, many->find(name)->integers);
    EXPECT_EQ(one->find(name)->levels, many->find(name)->levels);
  }
}

TEST_F(ReadTable, TellsWhichColumnsAreNotThere) {
  write("a.csv", "h,z\nx,1\n");
  EXPECT_EQ(complaint("a.csv", {kNumber}), "a.csv: has no column \"y\"; its columns are h, z");
  EXPECT_EQ(complaint("a.csv", {kNumber, kText, kInteger}),
            "a.csv: has no columns \"y\", \"n\"; its columns are h, z");
}

TEST_F(ReadTable, TellsTheLineOfWhatIsMalformed) {
  write("number.csv", "h,y\na,1\nb,oops\n");
  EXPECT_EQ(complaint("number.csv", {kNumber}),
            "number.csv: line 3: column \"y\" has \"oops\", which is no number");
  write("ragged.csv", "h,y\na,1\nb\n");
  EXPECT_EQ(complaint("ragged.csv", {kNumber}),
            "ragged.csv: line 3: the fields are 1, and the names in line 1 are 2");
  write("long.csv", "h,y\na,1,2\n");
  EXPECT_EQ(complaint("long.csv", {kNumber}),
            "long.csv: line 2: the fields are 3, and the names in line 1 are 2");
  write("quote.csv", "h,y\na,1\n\"b,2\nc,3\n");
  EXPECT_EQ(complaint("quote.csv", {kNumber}), "quote.csv: line 3: a quote is not closed");
  write("bytes.csv", "h,y\n\xff,1\n");
  EXPECT_EQ(complaint("bytes.csv", {kText}), "bytes.csv: line 2: has bytes that are not UTF-8");
}

TEST_F(ReadTable, TellsTheFirstOfManyErrors) {
  std::string text = "y\n";
  for (int row = 0; row < 2'000'000; ++row)
    text += row % 300'000 == 299'999 ? "bad\n" : "12345678\n";
  write("a.csv", text);
  EXPECT_EQ(complaint("a.csv", {kNumber}),
            "a.csv: line 300001: column \"y\" has \"bad\", which is no number");
}

TEST_F(ReadTable, RoundsNoInteger) {
  write("a.csv", "n\n1\n1.5\n");
  EXPECT_EQ(complaint("a.csv", {kInteger}),
            "a.csv: row 2: column \"n\" has \"1.5\", which is no whole number that fits 64 bits");
  write("b.csv", "n\n9223372036854775808\n");
  EXPECT_EQ(complaint("b.csv", {kInteger}),
            "b.csv: row 1: column \"n\" has \"9223372036854775808\", which is no whole number that "
            "fits 64 bits");
}

TEST_F(ReadTable, HasNoRowsOfAHeaderAlone) {
  write("a.csv", "h,y");
  const auto table = read("a.csv", {kNumber, kText});
  ASSERT_TRUE(table) << table.error().sentence;
  EXPECT_EQ(table->rows, 0U);
}

TEST_F(ReadTable, ReadsAFileWhoseNameIsAPattern) {
  write("a*[1].csv", "y\n1\n");
  write("ab1.csv", "y\n2\n");
  const auto table = read("a*[1].csv", {kNumber});
  ASSERT_TRUE(table) << table.error().sentence;
  EXPECT_EQ(table->columns[0].numbers, std::vector<double>{1});
}

class ReadParquet : public TableFiles {
 protected:
  std::string make(std::string_view name, const std::string& select) const {
    const auto made =
        query(database(), fmt::format("COPY ({}) TO {} (FORMAT parquet, ROW_GROUP_SIZE 2048)",
                                      select, sql_text(at(name))));
    EXPECT_TRUE(made) << (made ? "" : made.error().sentence);
    std::ifstream file(at(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(ReadParquet, HasWhatTheTypesAllow) {
  make("a.parquet",
       "SELECT CASE WHEN i = 1 THEN NULL ELSE i + 0.5 END::DECIMAL(8,2) AS y, "
       "make_timestamp_ns(1700000000000000001 + i) AS n, 'h' || (9 - i) AS h, i % 2 = 0 AS d "
       "FROM range(3) t(i)");
  const auto table = read("a.parquet", {kNumber, kInteger, kText, {"d", ColumnKind::number}});
  ASSERT_TRUE(table) << table.error().sentence;
  EXPECT_EQ(table->find("y")->numbers[2], 2.5);
  EXPECT_TRUE(table->find("y")->is_null_at(1));
  EXPECT_EQ(table->find("n")->integers[2], 1700000000000000003);
  EXPECT_EQ(table->find("h")->codes, (std::vector<std::uint32_t>{2, 1, 0}));
  EXPECT_EQ(table->find("d")->numbers, (std::vector<double>{1, 0, 1}));
}

TEST_F(ReadParquet, RefusesATypeThatIsAnother) {
  make("a.parquet", "SELECT 'x' AS y, 1.5::DOUBLE AS n, 1.5::DOUBLE AS h");
  EXPECT_EQ(complaint("a.parquet", {kNumber}),
            "a.parquet: column \"y\" is of type VARCHAR, and not a number");
  EXPECT_EQ(complaint("a.parquet", {kInteger}),
            "a.parquet: column \"n\" is of type DOUBLE, and not a whole number");
  EXPECT_EQ(complaint("a.parquet", {kText}),
            "a.parquet: column \"h\" is of type DOUBLE, and not a text");
}

TEST_F(ReadParquet, TellsThatAFileIsCutOff) {
  const auto bytes = make("a.parquet", "SELECT i::DOUBLE AS y FROM range(5000) t(i)");
  write("cut.parquet", bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(complaint("cut.parquet", {kNumber}),
            "cut.parquet: No magic bytes found at end of file; is the file cut off?");
  write("tiny.parquet", bytes.substr(0, 4));
  EXPECT_EQ(complaint("tiny.parquet", {kNumber}),
            "tiny.parquet: File too small to be a Parquet file; is the file cut off?");
}

TEST_F(ReadParquet, TellsTheRowGroupThatIsDamaged) {
  auto bytes = make(
      "a.parquet", "SELECT repeat(chr(65 + (i // 2048)::INT), 20) || i AS h FROM range(6000) t(i)");
  auto pages = query(database(), fmt::format("SELECT data_page_offset FROM parquet_metadata({}) "
                                             "WHERE row_group_id = 1",
                                             sql_text(at("a.parquet"))));
  ASSERT_TRUE(pages) << pages.error().sentence;
  const auto table = fill_columns(std::move(*pages), {"page"}, {ColumnKind::integer});
  const auto from = static_cast<std::size_t>(table->columns[0].integers.at(0)) + 100;
  for (std::size_t at = from; at < from + 100; ++at) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
  }
  write("damaged.parquet", bytes);
  const auto sentence = complaint("damaged.parquet", {kText});
  EXPECT_TRUE(sentence.starts_with("damaged.parquet: row group 1 (rows 2049 to 4096) is damaged: "))
      << sentence;
}

}  // namespace
}  // namespace holdfast
