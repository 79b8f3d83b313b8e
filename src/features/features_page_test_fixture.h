// A features page in a folder of its own, and a trading process's view of it.
#pragma once

#include <gtest/gtest.h>
#include <holdfast/features.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "base/check.h"
#include "features/features_page.h"

namespace holdfast {

inline constexpr std::int64_t kNow = 1'000'000'000'000;

class FeaturesPageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / "holdfast-features-XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/run/features";
  }
  void TearDown() override {
    holdfast_features_unmap(page_);
    std::filesystem::remove_all(folder_);
  }

  FeaturesPage open() {
    auto page = FeaturesPage::open(path_);
    HOLDFAST_CHECK(page);
    return std::move(*page);
  }
  const holdfast_features_page* map() {
    if (page_ == nullptr) {
      EXPECT_EQ(holdfast_features_map(path_.c_str(), &page_), 0);
    }
    return page_;
  }
  struct stat status() const {
    struct stat status{};
    EXPECT_EQ(::lstat(path_.c_str(), &status), 0);
    return status;
  }
  Error refusal() const {
    auto page = FeaturesPage::open(path_);
    EXPECT_FALSE(page);
    return page ? Error{} : page.error();
  }

  std::string folder_, path_;
  const holdfast_features_page* page_ = nullptr;
};

}  // namespace holdfast
