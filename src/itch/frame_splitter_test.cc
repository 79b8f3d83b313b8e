#include "itch/frame_splitter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace holdfast {
namespace {

using Frames = std::vector<std::vector<std::uint8_t>>;

Frames frames_of(std::span<const std::uint8_t> stream, const std::vector<std::size_t>& pieces) {
  FrameSplitter splitter;
  Frames frames;
  const auto feed = [&](std::size_t bytes) {
    // On the heap by itself, so that a byte too far is seen.
    const std::vector<std::uint8_t> piece(stream.begin(),
                                          stream.begin() + static_cast<std::ptrdiff_t>(bytes));
    stream = stream.subspan(bytes);
    splitter.feed(piece);
    while (const auto frame = splitter.next()) frames.emplace_back(frame->begin(), frame->end());
  };
  for (const auto bytes : pieces) feed(std::min(bytes, stream.size()));
  feed(stream.size());
  EXPECT_EQ(splitter.unfinished(), 0U);
  return frames;
}

TEST(FrameSplitter, GivesTheSameFramesUnderEverySplitInThree) {
  const Frames frames = {{1, 2, 3}, {}, {4}, std::vector<std::uint8_t>(300, 5), {0, 0}};
  std::vector<std::uint8_t> stream;
  for (const auto& frame : frames) append_frame(stream, frame);
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (std::size_t second = 0; second + first <= stream.size(); ++second) {
      ASSERT_EQ(frames_of(stream, {first, second}), frames) << first << ' ' << second;
    }
  }
  ASSERT_EQ(frames_of(stream, std::vector<std::size_t>(stream.size(), 1)), frames);
}

TEST(FrameSplitter, HoldsTheLongestFrame) {
  const Frames frames = {std::vector<std::uint8_t>(65'535, 7), {8}};
  std::vector<std::uint8_t> stream;
  for (const auto& frame : frames) append_frame(stream, frame);
  EXPECT_EQ(frames_of(stream, {1, 1, 65'534}), frames);
}

TEST(FrameSplitter, DoesNotCopyAFrameThatIsWhole) {
  std::vector<std::uint8_t> stream;
  append_frame(stream, std::vector<std::uint8_t>{1, 2, 3});
  FrameSplitter splitter;
  splitter.feed(stream);
  EXPECT_EQ(splitter.next()->data(), stream.data() + 2);
  EXPECT_FALSE(splitter.next());
}

TEST(FrameSplitter, ForgetsWhatItHolds) {
  FrameSplitter splitter;
  const std::vector<std::uint8_t> cut = {0, 9, 1}, whole = {0, 1, 7};
  splitter.feed(cut);
  EXPECT_FALSE(splitter.next());
  EXPECT_EQ(splitter.unfinished(), 3U);
  EXPECT_EQ(splitter.drop(), 3U);
  splitter.feed(whole);
  EXPECT_EQ(splitter.next()->front(), 7);
}

RC_GTEST_PROP(FrameSplitter, GivesWhatWasAppended,
              (const Frames& frames, const std::vector<std::uint8_t>& pieces)) {
  std::vector<std::uint8_t> stream;
  for (const auto& frame : frames) append_frame(stream, frame);
  RC_ASSERT(frames_of(stream, {pieces.begin(), pieces.end()}) == frames);
}

}  // namespace
}  // namespace holdfast
