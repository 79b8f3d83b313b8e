// Files for the tests of this folder.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "table/read_table.h"

namespace holdfast {

class TableFiles : public ::testing::Test {
 protected:
  TableFiles() {
    std::string name = (std::filesystem::temp_directory_path() / "table-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~TableFiles() override { std::filesystem::remove_all(folder_); }

  std::string at(std::string_view name) const { return (folder_ / name).string(); }
  std::string write(std::string_view name, std::string_view bytes) const {
    std::ofstream(at(name), std::ios::binary) << bytes;
    return at(name);
  }
  static Database database(unsigned threads = 2) {
    return std::move(*Database::open({threads, ""}));
  }

  /// Of the file of that name; the error's sentence without the folder.
  Result<Table> read(std::string_view name, const std::vector<ColumnWanted>& wanted,
                     const std::vector<std::string>& null_words = {}, unsigned threads = 2) const {
    const auto file = InputFile::open(at(name));
    if (!file) return tl::unexpected(file.error());
    return read_table(database(threads), *file, wanted, null_words);
  }
  std::string complaint(std::string_view name, const std::vector<ColumnWanted>& wanted) const {
    const auto table = read(name, wanted);
    if (table) return "";
    auto sentence = table.error().sentence;
    const auto folder = folder_.string() + "/";
    while (sentence.find(folder) != sentence.npos)
      sentence.erase(sentence.find(folder), folder.size());
    return sentence;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace holdfast
