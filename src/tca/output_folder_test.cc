#include "tca/output_folder.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace holdfast {
namespace {

namespace fs = std::filesystem;

class OutputFolderTest : public testing::Test {
 protected:
  OutputFolderTest() { root_ = ::mkdtemp(name_.data()); }
  ~OutputFolderTest() override { fs::remove_all(root_); }

  std::set<std::string> names(const std::string& folder) const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
      found.insert(entry.path().filename());
    }
    return found;
  }
  static std::string text_of(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string name_ = testing::TempDir() + "output_folder_XXXXXX";
  std::string root_;
};

TEST_F(OutputFolderTest, FilesAppearTogetherWhenTheyArePublished) {
  const std::string path = root_ + "/new/deeper";
  auto folder = OutputFolder::open(path);
  ASSERT_TRUE(folder);
  const auto one = folder->begin("one.csv"), two = folder->begin("two.json");
  ASSERT_TRUE(one && two);
  ASSERT_TRUE(folder->write(*one, "a,b\n") && folder->write(*two, "{}") &&
              folder->write(*one, "1,2\n"));
  EXPECT_EQ(names(path).count("one.csv") + names(path).count("two.json"), 0u);
  ASSERT_TRUE(folder->publish());
  EXPECT_EQ(names(path), (std::set<std::string>{"one.csv", "two.json"}));
  EXPECT_EQ(text_of(path + "/one.csv"), "a,b\n1,2\n");
}

TEST_F(OutputFolderTest, WithoutPublishingThereIsNothingAndWhatWasThereStays) {
  std::ofstream(root_ + "/one.csv") << "before";
  {
    auto folder = OutputFolder::open(root_);
    ASSERT_TRUE(folder);
    const auto one = folder->begin("one.csv");
    ASSERT_TRUE(one && folder->write(*one, "after"));
  }
  EXPECT_EQ(names(root_), std::set<std::string>{"one.csv"});
  EXPECT_EQ(text_of(root_ + "/one.csv"), "before");
}

TEST_F(OutputFolderTest, AFileWhereTheFolderShouldBeIsNamed) {
  std::ofstream(root_ + "/file") << "x";
  const auto folder = OutputFolder::open(root_ + "/file/below");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().sentence, root_ + "/file/below: could not be written: Not a directory");
}

}  // namespace
}  // namespace holdfast
