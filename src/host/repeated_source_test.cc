#include "host/repeated_source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "host/folder_source.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

struct RepeatedHost {
  RepeatedHost() {
    put("proc/irq/38/node", "1\n");
    put("proc/irq/38/affinity_hint", "00000004\n");
    put("proc/irq/38/smp_affinity", "4\n");
    put("proc/irq/38/smp_affinity_list", "2\n");
    put("proc/irq/38/effective_affinity_list", "2\n");
  }
  void put(const std::string& path, std::string_view text) {
    const auto file = std::filesystem::path(folder.path()) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  std::string text(std::string_view path) {
    std::string out;
    return source.read_file(path, out) ? out : "absent";
  }

  TemporaryFolder folder;
  SettingFileReader files{folder.path()};
  RepeatedSource source{*FolderSource::open(folder.path()), files};
};

TEST(RepeatedSource, WhatAnInterruptKeepsIsRenewedWithinEightSweeps) {
  RepeatedHost host;
  host.source.begin_sweep();
  EXPECT_EQ(host.text("/proc/irq/38/node"), "1\n");
  EXPECT_EQ(host.text("/proc/irq/38/affinity_hint"), "00000004\n");
  host.put("proc/irq/38/node", "0\n");
  host.put("proc/irq/38/affinity_hint", "00000008\n");
  int old = 0;
  for (int sweep = 0; sweep < 8; ++sweep) {
    host.source.begin_sweep();
    old += host.text("/proc/irq/38/node") == "1\n" ? 1 : 0;
    static_cast<void>(host.text("/proc/irq/38/affinity_hint"));
  }
  EXPECT_GT(old, 0) << "nothing was remembered";
  host.source.begin_sweep();
  EXPECT_EQ(host.text("/proc/irq/38/node"), "0\n");
  EXPECT_EQ(host.text("/proc/irq/38/affinity_hint"), "00000008\n");
}

TEST(RepeatedSource, WhatIsForgottenIsReadAnew) {
  RepeatedHost host;
  EXPECT_EQ(host.text("/proc/irq/38/node"), "1\n");
  EXPECT_EQ(host.source.mode("/proc/irq/38/smp_affinity"), 0644U);
  host.put("proc/irq/38/node", "0\n");
  host.source.forget();
  EXPECT_EQ(host.text("/proc/irq/38/node"), "0\n");
}

TEST(RepeatedSource, AMaskIsNeverRemembered) {
  RepeatedHost host;
  EXPECT_EQ(host.text("/proc/irq/38/smp_affinity_list"), "2\n");
  EXPECT_EQ(host.files.requested(IrqNumber{38}), CpuSet{2}) << "kept open from here on";
  host.put("proc/irq/38/smp_affinity_list", "0-3\n");
  EXPECT_EQ(host.text("/proc/irq/38/smp_affinity_list"), "0-3\n");
  EXPECT_EQ(host.text("/proc/irq/39/smp_affinity_list"), "absent");
}

TEST(RepeatedSource, OfAnInterruptThatIsGoneNothingIsLeft) {
  RepeatedHost host;
  EXPECT_EQ(host.text("/proc/irq/38/node"), "1\n");
  std::filesystem::remove_all(std::filesystem::path(host.folder.path()) / "proc/irq/38");
  for (int sweep = 0; sweep < 8; ++sweep) {
    host.source.begin_sweep();
    static_cast<void>(host.text("/proc/irq/38/node"));
  }
  EXPECT_EQ(host.text("/proc/irq/38/node"), "absent");
  EXPECT_EQ(host.text("/proc/irq/38/smp_affinity_list"), "absent");
}

}  // namespace
}  // namespace holdfast
