// The file of a features page: whose it is, who may read it, and what is refused.
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "features/features_page_test_fixture.h"

namespace holdfast {
namespace {

using FeaturesFileTest = FeaturesPageTest;

TEST_F(FeaturesFileTest, TheInodeAndTheSequenceGoOnOverARestart) {
  std::uint64_t sequence = 0;
  holdfast_features out;
  {
    auto writer = open();
    for (int i = 0; i < 10; ++i) writer.write({}, kNow);
    holdfast_features_read_at(map(), kNow, &out);
    sequence = out.sequence;
  }
  const auto before = status().st_ino;
  auto writer = open();
  EXPECT_EQ(status().st_ino, before);
  writer.write({}, kNow);
  ASSERT_EQ(holdfast_features_read_at(map(), kNow, &out), HOLDFAST_FEATURES_FRESH);
  EXPECT_GT(out.sequence, sequence);
}

TEST_F(FeaturesFileTest, EverybodyReadsAndTheOwnerWritesWhateverTheUmask) {
  const mode_t before = ::umask(0077);
  {
    auto writer = open();
  }
  ::umask(before);
  EXPECT_EQ(status().st_mode & 07777, 0644U);
  ASSERT_EQ(::chmod(path_.c_str(), 0666), 0);
  {
    auto writer = open();
  }
  EXPECT_EQ(status().st_mode & 07777, 0644U);
}

TEST_F(FeaturesFileTest, ALinkAFolderAndAFileWithTwoNamesAreRefused) {
  {
    auto writer = open();
  }
  const std::string real = folder_ + "/real";
  std::filesystem::rename(path_, real);
  std::filesystem::create_symlink(real, path_);
  EXPECT_EQ(refusal().code, ErrorCode::denied);
  EXPECT_THAT(refusal().sentence, ::testing::HasSubstr("is a symbolic link"));
  const holdfast_features_page* page = nullptr;
  EXPECT_EQ(holdfast_features_map(path_.c_str(), &page), ELOOP);
  std::filesystem::remove(path_);
  std::filesystem::create_hard_link(real, path_);
  EXPECT_THAT(refusal().sentence, ::testing::HasSubstr("has 2 names"));
  std::filesystem::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0644), 0);
  EXPECT_THAT(refusal().sentence, ::testing::HasSubstr("is no regular file"));
  EXPECT_EQ(holdfast_features_map(path_.c_str(), &page), EINVAL);
}

TEST_F(FeaturesFileTest, AnotherUsersFileIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  {
    auto writer = open();
  }
  ASSERT_EQ(::chown(path_.c_str(), 65534, 65534), 0);
  EXPECT_EQ(refusal().code, ErrorCode::denied);
  EXPECT_THAT(refusal().sentence, ::testing::HasSubstr("belongs to user 65534"));
}

TEST_F(FeaturesFileTest, AnotherLayoutOrAnotherFileIsRefusedAndLeftAsItIs) {
  {
    auto writer = open();
  }
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(12);
  file.put(2);  // the layout
  file.flush();
  EXPECT_EQ(refusal().code, ErrorCode::unsupported);
  EXPECT_THAT(refusal().sentence, ::testing::HasSubstr("has layout 2 of 512 bytes"));
  const holdfast_features_page* page = nullptr;
  EXPECT_EQ(holdfast_features_map(path_.c_str(), &page), EPROTONOSUPPORT);
  file.seekp(0);
  file.put('X');
  file.flush();
  EXPECT_THAT(refusal().sentence, ::testing::HasSubstr("is no features page"));
  EXPECT_EQ(holdfast_features_map(path_.c_str(), &page), EINVAL);
  std::filesystem::resize_file(path_, 100);
  EXPECT_THAT(refusal().sentence, ::testing::HasSubstr("has 100 bytes"));
  EXPECT_EQ(std::filesystem::file_size(path_), 100U);
}

TEST_F(FeaturesFileTest, AFileKilledInItsMakingIsMadeToTheEnd) {
  std::filesystem::create_directories(folder_ + "/run");
  std::ofstream(path_).flush();
  const holdfast_features_page* page = nullptr;
  EXPECT_EQ(holdfast_features_map(path_.c_str(), &page), ENODATA);
  const auto inode = status().st_ino;
  auto writer = open();
  EXPECT_EQ(status().st_ino, inode);
  EXPECT_NE(map(), nullptr);
}

}  // namespace
}  // namespace holdfast
