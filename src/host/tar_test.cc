#include "host/tar.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>

#include "host/live_source.h"
#include "host/tar_header.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

struct Member {
  EntryKind kind;
  std::string path;
  std::string text;  // content or target
  friend bool operator==(const Member&, const Member&) = default;
};

Result<std::vector<Member>> members_of(std::string_view archive) {
  std::vector<Member> members;
  TarReader reader(archive);
  while (true) {
    auto entry = reader.next();
    if (!entry) return tl::unexpected(entry.error());
    if (!*entry) return members;
    auto& found = **entry;
    members.push_back({found.kind, found.path,
                       found.kind == EntryKind::link ? found.target : std::string(found.bytes)});
  }
}

std::string archive_of(const std::vector<Member>& members) {
  TarWriter writer;
  for (const auto& member : members) {
    switch (member.kind) {
      case EntryKind::file: writer.add_file(member.path, member.text); break;
      case EntryKind::folder: writer.add_folder(member.path); break;
      case EntryKind::link: writer.add_link(member.path, member.text); break;
      case EntryKind::other: writer.add_other(member.path); break;
    }
  }
  return writer.finish();
}

const std::vector<Member> kMembers{
    {EntryKind::folder, "/proc", ""},
    {EntryKind::file, "/proc/stat", "cpu 1 2 3\n"},
    {EntryKind::file, "/proc/empty", ""},
    {EntryKind::file, "/proc/block", std::string(kTarBlock, 'x')},
    {EntryKind::link, "/sys/class/net/eth0", "../../devices/virtio2/net/eth0"},
    {EntryKind::other, "/run/irqbalance/irqbalance1.sock", ""},
    {EntryKind::file, "/long/" + std::string(200, 'n'), "long name"},
    {EntryKind::link, "/long/" + std::string(120, 'l'), "/" + std::string(300, 't')},
    {EntryKind::folder, "/long/" + std::string(94, 'd'), ""},
};

/// Runs a shell command; its exit status.
int run(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Tar, GivesBackWhatItTook) { EXPECT_EQ(*members_of(archive_of(kMembers)), kMembers); }

TEST(Tar, KeepsAnyContentAndAnyTarget) {
  EXPECT_TRUE(rc::check([](const std::string& content, unsigned size) {
    std::string target(1 + size % 500, 't');
    const std::vector<Member> members{
        {EntryKind::file, "/file", content},
        {EntryKind::link, "/" + std::string(1 + size % 255, 'l'), target}};
    const auto back = members_of(archive_of(members));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == members);
  }));
}

TEST(Tar, IsReadByTheSystemsTar) {
  if (run("tar --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "there is no tar(1) here";
  TemporaryFolder folder;
  folder.write("archive.tar", archive_of(kMembers));
  folder.make_folder("out");
  ASSERT_EQ(run("tar xf " + folder.at("archive.tar") + " -C " + folder.at("out") + " 2>" +
                folder.at("complaints")),
            0);
  LiveSource files;
  std::string text;
  ASSERT_TRUE(files.read_file(folder.at("complaints"), text));
  EXPECT_EQ(text, "");
  for (const auto& member : kMembers) {
    const std::string path = folder.at("out") + member.path;
    if (member.kind == EntryKind::file) {
      ASSERT_TRUE(files.read_file(path, text)) << path;
      EXPECT_EQ(text, member.text);
    } else if (member.kind == EntryKind::link) {
      EXPECT_EQ(*files.read_link(path), member.text);
    } else if (member.kind == EntryKind::folder) {
      EXPECT_TRUE(files.list(path)) << path;
    } else {
      struct stat status{};
      ASSERT_EQ(::lstat(path.c_str(), &status), 0);
      EXPECT_TRUE(S_ISFIFO(status.st_mode));
    }
  }
}

TEST(Tar, ReadsWhatTheSystemsTarWrites) {
  if (run("tar --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "there is no tar(1) here";
  TemporaryFolder folder;
  const std::string deep = "in/" + std::string(90, 'a') + '/' + std::string(120, 'b');
  folder.write(deep, "deep");
  folder.link("in/link", std::string(150, 't'));
  for (const char* format : {"gnu", "pax", "ustar"}) {
    const bool long_links = std::string_view(format) != "ustar";
    if (!long_links) {
      std::filesystem::remove(folder.at("in/link"));
      std::filesystem::rename(folder.at(deep), folder.at("in/" + std::string(90, 'a') + "/short"));
    }
    ASSERT_EQ(run(std::string("tar cf ") + folder.at("out.tar") + " --format=" + format + " -C " +
                  folder.at("in") + " ."),
              0);
    std::string bytes;
    ASSERT_TRUE(LiveSource().read_file(folder.at("out.tar"), bytes));
    const auto members = members_of(bytes);
    ASSERT_TRUE(members) << members.error().sentence;
    const auto has = [&](const Member& wanted) {
      return std::find(members->begin(), members->end(), wanted) != members->end();
    };
    const std::string name = long_links ? std::string(120, 'b') : "short";
    EXPECT_TRUE(has({EntryKind::file, '/' + std::string(90, 'a') + '/' + name, "deep"})) << format;
    EXPECT_EQ(has({EntryKind::link, "/link", std::string(150, 't')}), long_links) << format;
  }
}

TEST(Tar, RefusesEveryArchiveCutShort) {
  const std::string whole = archive_of(kMembers);
  const std::size_t needed = whole.size() - kTarBlock;  // one block of zeros is an end mark
  for (std::size_t size = 0; size < needed; size += size % kTarBlock == 0 ? 1 : kTarBlock - 1) {
    const auto back = members_of(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(back) << size;
    ASSERT_EQ(back.error().code, ErrorCode::malformed);
  }
}

TEST(Tar, RefusesANameThatLeavesTheArchive) {
  for (const char* path : {"/../etc/passwd", "/a/../../b", "/.."}) {
    const auto back = members_of(archive_of({{EntryKind::file, path, ""}}));
    ASSERT_FALSE(back) << path;
    EXPECT_EQ(back.error().code, ErrorCode::malformed);
  }
  std::string deep;
  for (std::size_t i = 0; i <= TarReader::kMaxDepth; ++i) deep += "/d";
  EXPECT_FALSE(members_of(archive_of({{EntryKind::file, deep, ""}})));
  const std::string endless = '/' + std::string(TarReader::kMaxPath + 1, 'n');
  EXPECT_FALSE(members_of(archive_of({{EntryKind::file, endless, ""}})));
}

TEST(Tar, BelievesNoLength) {
  std::string archive = archive_of({{EntryKind::file, "/a", "content"}});
  const auto restate = [&](std::string_view size) {
    archive.replace(kTarSize.at, size.size(), size);
    archive.replace(kTarChecksum.at, 7, [&] {
      char text[8];
      std::snprintf(text, sizeof text, "%06o",
                    static_cast<unsigned>(tar_checksum(std::string_view(archive).substr(0, 512))));
      return std::string(text, 7);
    }());
    return members_of(archive);
  };
  EXPECT_FALSE(restate(std::string("77777777777\0", 12)));
  EXPECT_FALSE(restate(std::string("\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12)));
  EXPECT_FALSE(restate(std::string("9999999    \0", 12)));
  EXPECT_TRUE(restate(std::string("00000000007\0", 12)));
}

TEST(Tar, NamesTheByteOfADamagedHeader) {
  std::string archive = archive_of({{EntryKind::file, "/a", "x"}, {EntryKind::file, "/b", "y"}});
  archive[1024] = 'c';
  const auto back = members_of(archive);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().sentence, "tar header at byte 1024: the checksum is wrong");
}

}  // namespace
}  // namespace holdfast
