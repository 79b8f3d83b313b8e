#include "table/input_file.h"

#include <sys/stat.h>

#include <thread>

#include "table/table_test_files.h"

namespace holdfast {
namespace {

using TestedInputFile = TableFiles;

std::string sentence_of(const std::string& path) {
  const auto file = InputFile::open(path);
  return file ? "" : file.error().sentence;
}

TEST_F(TestedInputFile, TellsTheFormatByTheFirstBytes) {
  EXPECT_EQ(InputFile::open(write("a.parquet", "h,y\n"))->format(), FileFormat::csv);
  EXPECT_EQ(InputFile::open(write("a.csv", "PAR1xxxx"))->format(), FileFormat::parquet);
  EXPECT_EQ(InputFile::open(write("short", "h"))->format(), FileFormat::csv);
}

TEST_F(TestedInputFile, RefusesWhatHoldsNoRows) {
  EXPECT_EQ(sentence_of(at("absent")),
            at("absent") + ": cannot be read: No such file or directory");
  EXPECT_EQ(sentence_of(at("")), at("") + ": cannot be read: Is a directory");
  EXPECT_EQ(sentence_of(write("empty", "")),
            at("empty") + ": is empty; a line with the names of the columns is needed");
  EXPECT_EQ(sentence_of(write("packed", "\x1f\x8b\x08\x01")),
            at("packed") + ": is compressed; unpack it, or give - and the rows on standard input");
}

TEST_F(TestedInputFile, HasTheHashOfItsBytes) {
  EXPECT_EQ(InputFile::open(write("abc", "abc"))->sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const auto long_file =
      InputFile::open(write("long", std::string(1'000'000, 'a') + std::string(500'000, 'b')));
  const auto other =
      InputFile::open(write("other", std::string(1'000'000, 'a') + std::string(500'000, 'c')));
  EXPECT_EQ(InputFile::open(write("million", std::string(1'000'000, 'a')))->sha256(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_NE(*long_file->sha256(), *other->sha256());
}

TEST_F(TestedInputFile, KeepsWhatCanBeReadOnlyOnce) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  std::thread writer([&] { write("pipe", "h,y\na,1\n"); });
  const auto file = InputFile::open(at("pipe"));
  writer.join();
  ASSERT_TRUE(file) << file.error().sentence;
  EXPECT_EQ(file->bytes(), 8U);
  EXPECT_EQ(file->read(2, 100), "y\na,1\n");
  const auto table = read_table(database(), *file, {{"y", ColumnKind::number}});
  ASSERT_TRUE(table) << table.error().sentence;
  EXPECT_EQ(table->columns[0].numbers, std::vector<double>{1});
}

TEST_F(TestedInputFile, IsReadThoughItsNameWasGivenToAnother) {
  const auto path = write("a", "y\n1\n");
  const auto file = InputFile::open(path);
  std::filesystem::remove(path);
  write("a", "y\n2\n");
  const auto table = read_table(database(), *file, {{"y", ColumnKind::number}});
  ASSERT_TRUE(table) << table.error().sentence;
  EXPECT_EQ(table->columns[0].numbers, std::vector<double>{1});
}

}  // namespace
}  // namespace holdfast
