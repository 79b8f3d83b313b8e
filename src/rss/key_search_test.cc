#include "rss/key_search.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "rss/toeplitz.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

HashInput any_input() {
  const auto source = Endpoint{*rc::gen::container<Bytes>(4, rc::gen::arbitrary<std::uint8_t>()),
                               *rc::gen::arbitrary<std::uint16_t>()};
  const auto target = Endpoint{Bytes{10, 0, 0, 1}, 443};
  return hash_input(source, target, true);
}

std::size_t queues_under(const Bytes& key, const std::vector<HashInput>& inputs,
                         const std::vector<std::uint32_t>& table) {
  std::set<std::uint32_t> queues;
  for (const auto& input : inputs) {
    queues.insert(table[toeplitz_hash(key, input.span()) % table.size()]);
  }
  return queues.size();
}

RC_GTEST_PROP(KeySearchLaw, TheKeyIsSymmetricAndKeepsItsPromise, ()) {
  std::vector<HashInput> inputs;
  const auto count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) inputs.push_back(any_input());
  std::vector<std::uint32_t> table(128);
  for (std::uint32_t i = 0; i < 128; ++i) table[i] = i % 8;
  const auto found = spreading_key(inputs, table, 40);
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->key.size() == 40U);
  RC_ASSERT(is_symmetric_key(found->key));
  RC_ASSERT(queues_under(found->key, inputs, table) == found->queues_used);
}

TEST(KeySearch, FlowsWithOneXorOfWordsCannotBeSeparated) {
  const Endpoint here{{10, 0, 0, 1}, 443};
  const std::vector<HashInput> inputs{hash_input({{10, 0, 0, 9}, 1000}, here, true),
                                      hash_input({{10, 0, 0, 9}, 1000}, here, true)};
  const auto found = spreading_key(inputs, std::vector<std::uint32_t>{0, 1, 2, 3}, 40);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->queues_used, 1U);
}

TEST(KeySearch, AKeyTooShortForTheInputIsRefused) {
  const std::vector<HashInput> inputs{
      hash_input({{10, 0, 0, 9}, 1000}, {{10, 0, 0, 1}, 443}, true)};
  EXPECT_FALSE(spreading_key(inputs, std::vector<std::uint32_t>{0, 1}, 15));
  EXPECT_FALSE(spreading_key({}, std::vector<std::uint32_t>{0, 1}, 40));
}

}  // namespace
}  // namespace holdfast
