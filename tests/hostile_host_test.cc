// Recorded hosts of which one file, folder, link or answer has gone bad: that one is named, once,
// and every fact that comes from elsewhere stays.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "corrupting_source.h"
#include "host/folder_source.h"
#include "host/snapshot.h"
#include "model/json.h"
#include "plan/audit.h"

namespace holdfast {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostDiagnostics = 2;

struct Host {
  const char* name;
  std::size_t damages;  // how many kinds of damage each file takes, in turn
  std::size_t stride;   // 1: every shape of file is damaged, 3: every third
};

struct Reads {
  HostSnapshot host;
  Sample sample;
  Diagnostics diagnostics;  // of both
};

Reads read_all(HostSource& source) {
  Reads out;
  out.host = read_snapshot(source);
  out.sample = read_sample(source, Instant{1'000'000'000}, out.host.nics);
  out.diagnostics = out.host.diagnostics;
  for (const auto* more : {&out.host.counters.diagnostics, &out.sample.diagnostics}) {
    for (const auto& item : *more) {
      // What both readings of a file say is said once here.
      if (std::find(out.diagnostics.begin(), out.diagnostics.end(), item) ==
          out.diagnostics.end()) {
        out.diagnostics.push_back(item);
      }
    }
  }
  return out;
}

/// What a file of this path feeds: the parts of the snapshot that may change with it, and which of
/// a part's items, where only one may.
struct Feeds {
  std::string_view prefix;
  std::vector<std::string_view> parts;
};

const std::vector<Feeds>& table_of_feeds() {
  static const std::vector<Feeds> table{
      {"/proc/interrupts", {"vectors", "counters"}},
      {"/proc/irq/default_smp_affinity", {"settings"}},
      {"/proc/irq", {"vectors"}},
      {"/proc/net/softnet_stat", {"counters"}},
      {"/proc/softirqs", {"counters"}},
      {"/proc/stat", {"counters"}},
      {"/proc/diskstats", {"counters"}},
      {"/proc/net/vlan", {"nics"}},
      {"/proc/net/bonding", {"nics"}},
      {"/proc/net", {"flows", "threads", "vectors", "nics", "irqbalance"}},
      {"/proc/sys", {"settings"}},
      {"/proc/cmdline", {"settings", "topology"}},
      {"/proc/cpuinfo", {"settings", "topology"}},
      {"/proc/meminfo", {"settings"}},
      {"/proc/config.gz", {"settings"}},
      {"/proc", {"threads", "flows", "writers", "irqbalance", "vectors", "nics", "counters"}},
      {"/sys/class/net", {"nics", "vectors", "flows", "bypassed"}},
      {"/sys/bus/pci", {"nics", "vectors", "bypassed"}},
      {"/sys/devices/system/cpu", {"topology", "settings", "threads", "counters"}},
      {"/sys/devices/system/node", {"topology"}},
      {"/sys/devices/system", {"settings"}},
      {"/sys/devices/virtual/workqueue", {"settings"}},
      {"/sys/devices", {"nics", "vectors", "bypassed"}},
      {"/sys/class", {"settings"}},
      {"/sys", {"settings", "nics", "bypassed", "topology"}},
      {"/", {"settings", "writers", "irqbalance"}},
      {"irqbalance ", {"irqbalance"}},
      {"", {"nics", "vectors", "flows", "counters"}},  // a question about an interface
  };
  return table;
}

const Feeds& feeds_of(std::string_view path) {
  for (const auto& row : table_of_feeds()) {
    if (path.starts_with(row.prefix)) return row;
  }
  return table_of_feeds().back();
}

std::string_view component_after(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return {};
  path.remove_prefix(prefix.size());
  return path.substr(0, path.find('/'));
}

/// The one item of `part` that a file feeds; empty when it may be any.
std::string item_fed(std::string_view path, std::string_view part) {
  std::string_view item;
  if (part == "nics") item = component_after(path, "/sys/class/net/");
  if (part == "nics" && path.front() != '/') item = path.substr(path.rfind(' ') + 1);
  if (part == "vectors") item = component_after(path, "/proc/irq/");
  if (part == "threads" && path != "/proc/net") {
    item = component_after(path, "/proc/");
    if (item.find_first_not_of("0123456789") != std::string_view::npos) item = {};
  }
  return std::string(item);
}

std::string identity(const Json& item, std::string_view part) {
  if (part == "nics") return item.at("name");
  if (part == "vectors") return std::to_string(item.at("irq").get<std::uint32_t>());
  return std::to_string(item.at("process").get<std::uint32_t>());
}

/// The items of `part`, but for the one that may change.
std::vector<Json> others(const Json& host, std::string_view part, const std::string& but) {
  std::vector<Json> out;
  for (const auto& item : host.at(std::string(part))) {
    if (identity(item, part) != but) out.push_back(item);
  }
  return out;
}

void expect_the_rest_stays(const std::string& path, const Json& before, const Json& after) {
  const auto& fed = feeds_of(path).parts;
  for (const auto& [part, value] : before.items()) {
    if (part == "diagnostics") continue;
    if (std::find(fed.begin(), fed.end(), part) == fed.end()) {
      const bool same = after.contains(part) && after.at(part) == value;
      EXPECT_TRUE(same) << part << " changed: "
                        << Json::diff(value, after.value(part, Json())).dump().substr(0, 400);
      continue;
    }
    const auto item = item_fed(path, part);
    if (item.empty()) continue;
    EXPECT_EQ(others(before, part, item), others(after, part, item)) << part << " but " << item;
  }
}

Diagnostics added(const Diagnostics& before, const Diagnostics& after) {
  Diagnostics out;
  for (const auto& item : after) {
    if (std::find(before.begin(), before.end(), item) == before.end()) out.push_back(item);
  }
  return out;
}

void expect_it_is_named(const std::string& path, Reading reading, Damage damage,
                        const Diagnostics& said) {
  EXPECT_LE(said.size(), kMostDiagnostics);
  for (const auto& item : said) {
    EXPECT_EQ(item.path, path) << item.sentence;
    // A PCI configuration space has no lines, and what is missing stands on none.
    const bool has_line = !path.ends_with("/config") && !item.sentence.starts_with("no ");
    if (reading == Reading::file && item.code == ErrorCode::malformed && has_line) {
      EXPECT_GT(item.line, 0) << item.sentence;
    }
  }
  const bool failed = damage == Damage::denied || damage == Damage::broken;
  if (failed && reading != Reading::link) {
    EXPECT_FALSE(said.empty()) << "a failure without a word";
  }
}

/// The profiles take turns.
void expect_audit_ends(const Reads& reads, const Reads& later, std::size_t turn) {
  constexpr ProfileName kProfiles[] = {ProfileName::any, ProfileName::trading,
                                       ProfileName::ena_trading, ProfileName::high_pps};
  const auto& profile = profile_of(kProfiles[turn % std::size(kProfiles)]);
  const auto findings = audit({reads.host, reads.sample, later.sample, profile});
  EXPECT_TRUE(Json::accept(to_json(findings)));
}

/// The path with every number made one, so that the files of a thousand vectors count once.
std::string shape_of(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) out += c;
    if (digit && (out.empty() || out.back() != '#')) out += '#';
  }
  return out;
}

/// One reading of each shape: the middle one.
std::vector<std::pair<std::string, Reading>> chosen(
    const std::map<std::string, Reading>& readings) {
  std::map<std::string, std::vector<std::pair<std::string, Reading>>> shapes;
  for (const auto& item : readings) {
    shapes[shape_of(item.first) + static_cast<char>(item.second)].push_back(item);
  }
  std::vector<std::pair<std::string, Reading>> out;
  for (const auto& [shape, items] : shapes) out.push_back(items[items.size() / 2]);
  return out;
}

class HostileHost : public testing::TestWithParam<Host> {};

TEST_P(HostileHost, NamesTheOneBadFileAndKeepsTheRest) {
  auto folder = FolderSource::open(std::string(HOLDFAST_SOURCE_DIR "/tests/hosts/") +
                                   GetParam().name + "/root");
  ASSERT_TRUE(folder);
  CorruptingSource source(**folder);
  const Reads whole = read_all(source);
  const Json before = Json::parse(to_json(whole.host));
  std::size_t turn = 0;
  const auto readings = chosen(source.readings());
  for (std::size_t at = 0; at < readings.size(); at += GetParam().stride) {
    const auto& [path, reading] = readings[at];
    const auto damages = damages_of(reading);
    for (std::size_t i = 0; i < std::min(GetParam().damages, damages.size()); ++i) {
      const Damage damage = damages[turn++ % damages.size()];
      SCOPED_TRACE(testing::Message() << path << ", " << name_of(damage));
      source.corrupt(path, damage);
      const Reads bad = read_all(source);
      expect_it_is_named(path, reading, damage, added(whole.diagnostics, bad.diagnostics));
      expect_the_rest_stays(path, before, Json::parse(to_json(bad.host)));
      expect_audit_ends(bad, whole, turn);
    }
  }
  EXPECT_GT(readings.size(), 60U);
}

TEST(HostileTable, CutOrBinaryInTheMiddleIsNamedOnceWithItsLine) {
  auto folder = FolderSource::open(HOLDFAST_SOURCE_DIR "/tests/hosts/virtio-2cpu/root");
  ASSERT_TRUE(folder);
  CorruptingSource source(**folder);
  const Reads whole = read_all(source);
  for (const auto* path : {"/proc/interrupts", "/proc/softirqs", "/proc/stat", "/proc/diskstats",
                           "/proc/net/softnet_stat"}) {
    for (const Damage damage : {Damage::cut_line, Damage::binary_line}) {
      SCOPED_TRACE(testing::Message() << path << ", " << name_of(damage));
      source.corrupt(path, damage);
      const auto said = added(whole.diagnostics, read_all(source).diagnostics);
      ASSERT_EQ(said.size(), 1U);
      EXPECT_EQ(said[0].path, path);
      EXPECT_GT(said[0].line, 0);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Recorded, HostileHost,
                         testing::Values(Host{"virtio-2cpu", 4, 1}, Host{"dual-socket-64", 1, 4},
                                         Host{"ena", 1, 1}, Host{"mlx5", 1, 2},
                                         Host{"256-cpu", 1, 4}),
                         [](const auto& instance) {
                           std::string name = instance.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return "Of_" + name;
                         });

}  // namespace
}  // namespace holdfast
