#include "agent/gateway_gauge_files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace holdfast {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kNowNs = 1'800'000'000'000'000'000;
constexpr const char* kText = R"({"seconds": 3, "rings": [{"ring": "events", "published": 5}]})";

class GatewayGaugeFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / "holdfast-gauges-XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/gateway";
    files_ = GatewayGaugeFiles({path_});
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  // As a gateway does: a new file in the place of the old one.
  void put(const std::string& text, std::int64_t written_ns) {
    std::ofstream(path_ + ".new") << text;
    const timespec time{written_ns / 1'000'000'000, written_ns % 1'000'000'000};
    const timespec times[] = {time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, (path_ + ".new").c_str(), times, 0), 0);
    std::filesystem::rename(path_ + ".new", path_);
  }
  WatchSource state() const { return files_.states().at(0); }

  std::string folder_, path_;
  GatewayGaugeFiles files_{{}};
};

TEST_F(GatewayGaugeFilesTest, EachNewFileIsTakenOnce) {
  put(kText, kNowNs - 1000);
  const auto gauges = files_.read(kNowNs);
  ASSERT_THAT(gauges, SizeIs(1));
  EXPECT_EQ(gauges[0].gateway, path_);
  EXPECT_EQ(gauges[0].at_ns, kNowNs);
  EXPECT_EQ(gauges[0].rings.at(0).published, 5U);
  EXPECT_EQ(state().state, SourceState::watching);
  EXPECT_THAT(files_.read(kNowNs), IsEmpty());
  put(kText, kNowNs);
  EXPECT_THAT(files_.read(kNowNs), SizeIs(1));
  EXPECT_EQ(state().events, 2U);
}

TEST_F(GatewayGaugeFilesTest, AFileThatIsNotThereOrOldIsAbsentAndNoError) {
  EXPECT_THAT(files_.read(kNowNs), IsEmpty());
  EXPECT_EQ(state().state, SourceState::absent);
  put(kText, kNowNs - GatewayGaugeFiles::kOldNs - 1);
  EXPECT_THAT(files_.read(kNowNs), IsEmpty());
  EXPECT_EQ(state().state, SourceState::absent);
  put(kText, kNowNs);
  EXPECT_THAT(files_.read(kNowNs), SizeIs(1));
  EXPECT_THAT(files_.read(kNowNs + GatewayGaugeFiles::kOldNs + 1), IsEmpty());
  EXPECT_EQ(state().state, SourceState::absent);  // its gateway was killed
}

TEST_F(GatewayGaugeFilesTest, WhatIsNoGatewaysFileIsToldAndTheNextGoodOneTaken) {
  put("{\"seconds\": 1, \"rings\": 5}", kNowNs);
  EXPECT_THAT(files_.read(kNowNs), IsEmpty());
  EXPECT_EQ(state().state, SourceState::degraded);
  EXPECT_THAT(state().why, HasSubstr("/rings"));
  put(std::string((256 << 10) + 1, ' '), kNowNs + 1);
  EXPECT_THAT(files_.read(kNowNs), IsEmpty());
  EXPECT_THAT(state().why, HasSubstr("cannot be read"));
  put(kText, kNowNs + 2);
  EXPECT_THAT(files_.read(kNowNs), SizeIs(1));
  EXPECT_EQ(state().state, SourceState::watching);
}

TEST_F(GatewayGaugeFilesTest, NeitherALinkNorAFifoNorAFolderIsReadOrWaitedFor) {
  std::ofstream(folder_ + "/other") << kText;
  std::filesystem::create_symlink(folder_ + "/other", path_);
  EXPECT_THAT(files_.read(kNowNs), IsEmpty());
  EXPECT_EQ(state().state, SourceState::degraded);
  for (const bool is_fifo : {true, false}) {
    std::filesystem::remove(path_);
    ASSERT_EQ(is_fifo ? ::mkfifo(path_.c_str(), 0600) : ::mkdir(path_.c_str(), 0700), 0);
    struct stat status{};
    ASSERT_EQ(::stat(path_.c_str(), &status), 0);
    EXPECT_THAT(files_.read(std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000), IsEmpty());
    EXPECT_EQ(state().state, SourceState::degraded) << is_fifo;
  }
}

}  // namespace
}  // namespace holdfast
