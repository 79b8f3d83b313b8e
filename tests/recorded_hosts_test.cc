// Every host of tests/hosts is read from its files; its map of vectors to queues is compared with
// expected_vectors.txt, which was written by hand from the drivers' rules, not by this program.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "host/folder_source.h"
#include "host/snapshot.h"
#include "model/json.h"

namespace holdfast {
namespace {

namespace fs = std::filesystem;

const fs::path kHosts = fs::path(HOLDFAST_SOURCE_DIR) / "tests/hosts";

std::vector<fs::path> recorded_hosts() {
  std::vector<fs::path> hosts;
  for (const auto& entry : fs::directory_iterator(kHosts)) {
    if (fs::is_directory(entry.path() / "root" / "proc")) hosts.push_back(entry.path());
  }
  std::sort(hosts.begin(), hosts.end());
  return hosts;
}

HostSnapshot snapshot_of(const fs::path& host) {
  auto source = FolderSource::open((host / "root").string());
  EXPECT_TRUE(source) << source.error().sentence;
  return read_snapshot(**source);
}

std::string queues_text(const std::vector<QueueIndex>& queues) {
  std::string text;
  for (const auto queue : queues) {
    text += (text.empty() ? "" : ",") + std::to_string(queue.value);
  }
  return text.empty() ? "-" : text;
}

class RecordedHost : public testing::TestWithParam<fs::path> {};

TEST_P(RecordedHost, MapsItsVectorsToQueuesAsTheDriverDoes) {
  const auto host = snapshot_of(GetParam());
  std::ifstream file(GetParam() / "expected_vectors.txt");
  int compared = 0;
  for (std::string line; std::getline(file, line);) {
    const auto words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    ASSERT_EQ(words.size(), 5U) << line;
    const auto irq = parse_number<std::uint32_t>(words[0]);
    ASSERT_TRUE(irq) << line;
    const Vector* vector = host.find_vector(IrqNumber{*irq});
    ASSERT_NE(vector, nullptr) << line;
    const std::string nic = vector->nic.empty() ? "-" : vector->nic;
    EXPECT_EQ(nic, words[1]) << line << "  action " << vector->action;
    EXPECT_EQ(name_of(vector->role), words[2]) << line << "  action " << vector->action;
    EXPECT_EQ(queues_text(vector->rx_queues), words[3]) << line << "  action " << vector->action;
    EXPECT_EQ(queues_text(vector->tx_queues), words[4]) << line << "  action " << vector->action;
    ++compared;
  }
  EXPECT_GT(compared, 0) << "no expectation in " << GetParam();
}

TEST_P(RecordedHost, IsReadWithoutAMalformedByte) {
  const auto host = snapshot_of(GetParam());
  for (const auto& item : host.diagnostics) {
    EXPECT_NE(item.code, ErrorCode::malformed)
        << item.path << ':' << item.line << ' ' << item.sentence;
  }
  EXPECT_FALSE(host.topology.online.empty());
  EXPECT_FALSE(host.nics.empty());
}

TEST_P(RecordedHost, GivesTheSameBytesTwice) {
  EXPECT_EQ(to_json(snapshot_of(GetParam())), to_json(snapshot_of(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(All, RecordedHost, testing::ValuesIn(recorded_hosts()),
                         [](const auto& instance) {
                           std::string name = instance.param.filename().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace holdfast
