#include "host/kernel_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/gzip.h"
#include "host/memory_source.h"

namespace holdfast {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string compressed() { return gzip("CONFIG_KASAN=y\nCONFIG_LOCKDEP=y\n"); }

TEST(KernelConfig, NamesTheOptionsThatCostSpeed) {
  EXPECT_THAT(debug_options_of("# CONFIG_KCSAN is not set\n"
                               "CONFIG_KASAN=y\nCONFIG_KASAN_GENERIC=y\nCONFIG_LOCKDEP=m\n"
                               "CONFIG_PROVE_LOCKING=y\nCONFIG_HZ=250\n"),
              ElementsAre("KASAN", "PROVE_LOCKING"));
}

TEST(KernelConfig, IsInflatedWhereBootHasNone) {
  MemorySource host;
  host.add_file("/proc/config.gz", compressed());
  Diagnostics diagnostics;
  EXPECT_THAT(read_debug_options(host, "6.18.0", diagnostics), ElementsAre("KASAN", "LOCKDEP"));
  EXPECT_TRUE(diagnostics.empty());
}

TEST(KernelConfig, CutShortOrGarbledIsNamed) {
  for (const std::string& bytes :
       {std::string("not gzip"), std::string(), compressed().substr(0, 20)}) {
    MemorySource host;
    host.add_file("/proc/config.gz", bytes);
    Diagnostics diagnostics;
    EXPECT_THAT(read_debug_options(host, "", diagnostics), IsEmpty());
    ASSERT_EQ(diagnostics.size(), 1U);
    EXPECT_EQ(diagnostics[0].path, "/proc/config.gz");
    EXPECT_EQ(diagnostics[0].code, ErrorCode::malformed);
  }
}

TEST(KernelConfig, WithLockdepShowsItInProc) {
  MemorySource host;
  host.add_file("/proc/lockdep_stats", "");
  Diagnostics diagnostics;
  EXPECT_THAT(read_debug_options(host, "6.1", diagnostics), ElementsAre("LOCKDEP"));
}

}  // namespace
}  // namespace holdfast
