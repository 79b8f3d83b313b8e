#include "host/live_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "host/temporary_folder.h"

namespace holdfast {
namespace {

TEST(LiveSource, ReadsProcfsFilesWhoseSizeIsZero) {
  LiveSource host;
  std::string text;
  ASSERT_TRUE(host.read_file("/proc/self/status", text));
  EXPECT_NE(text.find("\nPid:\t" + std::to_string(::getpid()) + "\n"), std::string::npos);
}

TEST(LiveSource, ReadsFilesOfEverySizeWhole) {
  TemporaryFolder folder;
  LiveSource host;
  std::string text;
  for (const std::size_t size : {0U, 1U, 4095U, 65535U, 65536U, 65537U, 131073U, 1048576U}) {
    std::string expected(size, 'x');
    if (size > 0) expected.back() = '\n';
    folder.write("file", expected);
    ASSERT_TRUE(host.read_file(folder.at("file"), text)) << size;
    EXPECT_TRUE(text == expected) << size;
  }
  folder.write("file", std::string(1048577, 'x'));
  EXPECT_EQ(host.read_file(folder.at("file"), text).error(), std::errc::file_too_large);
}

TEST(LiveSource, BoundsAFileThatHasNoSize) {
  LiveSource host;
  std::string text;
  ASSERT_TRUE(host.read_file("/proc/self/maps", text));
  EXPECT_EQ(host.read_file("/proc/self/maps", text, 100).error(), std::errc::file_too_large);
  EXPECT_EQ(text, "");
}

TEST(LiveSource, IsNotHeldByAFifo) {
  TemporaryFolder folder;
  ASSERT_EQ(::mkfifo(folder.at("fifo").c_str(), 0600), 0);
  LiveSource host;
  std::string text;
  EXPECT_EQ(host.read_file(folder.at("fifo"), text).error(), std::errc::invalid_argument);
  EXPECT_EQ(host.read_file("/dev/null", text).error(), std::errc::invalid_argument);
  EXPECT_EQ(host.read_file("/proc", text).error(), std::errc::invalid_argument);
}

TEST(LiveSource, ListsAFolderSortedWithTheKindsOfItsEntries) {
  TemporaryFolder folder;
  folder.write("b", "");
  folder.link("a", "b");
  folder.make_folder("c");
  ASSERT_EQ(::mkfifo(folder.at("d").c_str(), 0600), 0);
  LiveSource host;
  const std::vector<FolderEntry> expected{{"a", EntryKind::link},
                                          {"b", EntryKind::file},
                                          {"c", EntryKind::folder},
                                          {"d", EntryKind::other}};
  EXPECT_EQ(*host.list(folder.path()), expected);
  EXPECT_EQ(*host.read_link(folder.at("a")), "b");
  EXPECT_EQ(host.list(folder.at("none")).error(), std::errc::no_such_file_or_directory);
}

TEST(LiveSource, ReadsALinkLongerThanItsFirstGuess) {
  TemporaryFolder folder;
  const std::string target(1000, 'x');
  folder.link("long", target);
  EXPECT_EQ(*LiveSource().read_link(folder.at("long")), target);
}

TEST(LiveSource, PassesQuestionsOn) {
  LiveSource mute;
  EXPECT_EQ(mute.ask({"ethtool", "rings-get", "eth0"}).error(), std::errc::operation_not_supported);
  LiveSource host([](const Question& question) -> ReadResult<std::vector<Record>> {
    Record record;
    record.set("asked", std::string(question.command));
    return std::vector{record};
  });
  EXPECT_EQ(*host.ask({"ethtool", "rings-get", "eth0"})->at(0).text("asked"), "rings-get");
}

TEST(LiveSource, AFileInPiecesHasTheSameLines) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/interrupts";
  std::string text;
  for (int row = 0; row < 400; ++row) text += std::string(900, 'x') + std::to_string(row) + "\n";
  text += std::string(600'000, 'y') + "\nand an end without one";
  std::ofstream(path) << text;
  LiveSource source;
  std::string together;
  std::size_t pieces = 0;
  ASSERT_TRUE(source.read_pieces(path, HostSource::kLargeFile, [&](std::string_view piece) {
    ++pieces;
    EXPECT_FALSE(piece.empty());
    together += piece;
    EXPECT_TRUE(piece.back() == '\n' || together.size() == text.size());
  }));
  EXPECT_EQ(together, text);
  EXPECT_GT(pieces, 3U);
  EXPECT_EQ(source.read_pieces(path, 1000, [](std::string_view) {}).error(),
            std::errc::file_too_large);
}

}  // namespace
}  // namespace holdfast
