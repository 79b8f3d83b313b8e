#include "host/kernel_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/memory_source.h"

namespace holdfast {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// printf 'CONFIG_KASAN=y\nCONFIG_LOCKDEP=y\n' | gzip -n9
constexpr unsigned char kGzip[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x73, 0xf6, 0xf7, 0x73, 0xf3, 0x74,
    0x8f, 0xf7, 0x76, 0x0c, 0x76, 0xf4, 0xb3, 0xad, 0xe4, 0x72, 0x86, 0x70, 0x7d, 0xfc, 0x9d, 0xbd,
    0x5d, 0x5c, 0x03, 0x80, 0x02, 0x00, 0xa2, 0x80, 0x11, 0x00, 0x20, 0x00, 0x00, 0x00};

std::string gzip() { return {reinterpret_cast<const char*>(kGzip), sizeof kGzip}; }

TEST(KernelConfig, NamesTheOptionsThatCostSpeed) {
  EXPECT_THAT(debug_options_of("# CONFIG_KCSAN is not set\n"
                               "CONFIG_KASAN=y\nCONFIG_KASAN_GENERIC=y\nCONFIG_LOCKDEP=m\n"
                               "CONFIG_PROVE_LOCKING=y\nCONFIG_HZ=250\n"),
              ElementsAre("KASAN", "PROVE_LOCKING"));
}

TEST(KernelConfig, IsInflatedWhereBootHasNone) {
  MemorySource host;
  host.add_file("/proc/config.gz", gzip());
  Diagnostics diagnostics;
  EXPECT_THAT(read_debug_options(host, "6.18.0", diagnostics), ElementsAre("KASAN", "LOCKDEP"));
  EXPECT_TRUE(diagnostics.empty());
}

TEST(KernelConfig, CutShortOrGarbledIsNamed) {
  for (const std::string& bytes : {std::string("not gzip"), std::string(), gzip().substr(0, 20)}) {
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
