#include "serve/name_lookup.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace holdfast {
namespace {

FoundAddresses wait_for(NameLookup& lookup) {
  for (int turn = 0; turn < 3000; ++turn) {
    if (auto found = lookup.take()) return *found;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ADD_FAILURE() << "no answer in 30 s";
  return {};
}

TEST(NameLookup, FindsAnAddressWithItsPortOnceForEachTimeThatItIsBegun) {
  NameLookup lookup("127.0.0.3", 8080);
  EXPECT_FALSE(lookup.take()) << "none was begun";
  for (int time = 0; time < 2; ++time) {
    lookup.begin();
    lookup.begin();
    const auto found = wait_for(lookup);
    EXPECT_EQ(found.error, "");
    ASSERT_EQ(found.endpoints.size(), 1U);
    EXPECT_EQ(found.endpoints[0].address().to_string(), "127.0.0.3");
    EXPECT_EQ(found.endpoints[0].port(), 8080);
    EXPECT_FALSE(lookup.take()) << "taken already";
  }
}

TEST(NameLookup, ANameThatThereIsNotIsAnErrorAndNoAddress) {
  const auto found = look_up("no name has a blank", 80);
  EXPECT_NE(found.error, "");
  EXPECT_TRUE(found.endpoints.empty());
}

}  // namespace
}  // namespace holdfast
