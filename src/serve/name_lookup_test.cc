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

TEST(NameLookup, FindsAnAddressOnceForEachTimeThatItIsBegun) {
  NameLookup lookup("127.0.0.3");
  EXPECT_FALSE(lookup.take()) << "none was begun";
  for (int time = 0; time < 2; ++time) {
    lookup.begin();
    lookup.begin();
    const auto found = wait_for(lookup);
    EXPECT_EQ(found.error, "");
    EXPECT_EQ(found.addresses, std::vector<std::string>{"127.0.0.3"});
    EXPECT_FALSE(lookup.take()) << "taken already";
  }
}

TEST(NameLookup, ANameThatThereIsNotIsAnErrorAndNoAddress) {
  const auto found = look_up("no name has a blank");
  EXPECT_NE(found.error, "");
  EXPECT_TRUE(found.addresses.empty());
}

}  // namespace
}  // namespace holdfast
