#include "host/snapshot.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "host/memory_source.h"

namespace holdfast {
namespace {

TEST(SnapshotFiles, AreThoseThatWereAskedForAndAreThere) {
  MemorySource source;
  source.add_file("/etc/sysctl.d/60-holdfast.conf", "net.core.somaxconn = 4096\n");
  source.add_file("/etc/other", "x\n");
  const HostSnapshot host =
      read_snapshot(source, {.files = {"/etc/sysctl.d/60-holdfast.conf", "/etc/none"}});
  ASSERT_EQ(host.files.size(), 1U);
  EXPECT_EQ(host.files.at("/etc/sysctl.d/60-holdfast.conf"), "net.core.somaxconn = 4096\n");
}

TEST(SnapshotFiles, ThatCannotBeReadAreDiagnosed) {
  MemorySource source;
  source.add_error("/etc/secret", std::errc::permission_denied);
  const HostSnapshot host = read_snapshot(source, {.files = {"/etc/secret"}});
  EXPECT_TRUE(host.files.empty());
  EXPECT_TRUE(std::any_of(
      host.diagnostics.begin(), host.diagnostics.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.path == "/etc/secret" && diagnostic.code == ErrorCode::denied;
      }));
}

}  // namespace
}  // namespace holdfast
