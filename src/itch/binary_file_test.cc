#include "itch/binary_file.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

using Stream = std::vector<std::uint8_t>;

TEST(BinaryFile, EndsAtTheMarkWhereverItIsCut) {
  Stream file;
  append_binary_file(file, Stream{'A', 1});
  append_binary_file(file, Stream{'D'});
  append_binary_file_end(file);
  EXPECT_EQ(file, (Stream{0, 2, 'A', 1, 0, 1, 'D', 0, 0}));
  append_binary_file(file, Stream{'X'});
  for (std::size_t cut = 0; cut <= file.size(); ++cut) {
    BinaryFileReader reader;
    std::string types;
    for (const auto piece : {std::span(file).first(cut), std::span(file).subspan(cut)}) {
      reader.feed(piece);
      while (const auto message = reader.next()) types += static_cast<char>(message->front());
    }
    EXPECT_EQ(types, "AD") << cut;
    EXPECT_TRUE(reader.has_ended()) << cut;
    EXPECT_EQ(reader.bytes_behind_end(), 3U) << cut;
  }
}

TEST(BinaryFile, SaysThatAFileIsCut) {
  BinaryFileReader reader;
  const Stream file = {0, 1, 'D', 0, 2, 'A'};
  reader.feed(file);
  EXPECT_TRUE(reader.next());
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.has_ended());
  EXPECT_EQ(reader.unfinished(), 3U);
}

}  // namespace
}  // namespace holdfast
