#include "host/redaction.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "host/capture.h"
#include "host/gzip.h"
#include "host/memory_source.h"
#include "host/pseudonyms.h"
#include "host/recording_source.h"
#include "host/redacted_text.h"

namespace holdfast {
namespace {

/// A fixed sequence (splitmix64) in the place of the kernel's randomness.
std::function<std::uint64_t()> sequence() {
  return [state = std::uint64_t{7}]() mutable {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  };
}

RedactionRules rules() {
  return {.known_program = [](std::string_view name) { return name == "irqbalance"; },
          .random = sequence()};
}

int shared_bits(std::uint32_t a, std::uint32_t b) { return a == b ? 32 : __builtin_clz(a ^ b); }

TEST(Pseudonyms, KeepWhichAddressesShareAPrefix) {
  Pseudonyms pseudonyms(sequence());
  const std::vector<std::uint32_t> addresses{0x0a000001, 0x0a000002, 0x0a000101, 0x0a800001,
                                             0xc0a80101, 0xc0a80202, 0xe0000001, 0xe8010203};
  int changed = 0;
  for (const auto a : addresses) {
    changed += pseudonyms.ipv4(a) != a;
    EXPECT_EQ(pseudonyms.ipv4(a) >> 24U, a >> 24U);
    for (const auto b : addresses) {
      EXPECT_EQ(shared_bits(pseudonyms.ipv4(a), pseudonyms.ipv4(b)), shared_bits(a, b));
    }
  }
  EXPECT_GE(changed, 7);
  EXPECT_EQ(pseudonyms.ipv4(0x7f000001), 0x7f000001U);
  EXPECT_EQ(pseudonyms.ipv4(0), 0U);
}

TEST(Pseudonyms, StandInForAddressesInText) {
  Pseudonyms pseudonyms(sequence());
  const std::string text = pseudonyms.in_text("dst-ip 10.1.2.3 mac 52:54:00:AA:bb:01 v 1.2.3");
  EXPECT_EQ(text.find("10.1.2.3"), std::string::npos);
  EXPECT_EQ(text.find("52:54"), std::string::npos);
  EXPECT_TRUE(text.starts_with("dst-ip 10."));
  EXPECT_TRUE(text.ends_with(" v 1.2.3"));
  EXPECT_EQ(pseudonyms.in_text("52:54:00:aa:bb:01"), pseudonyms.in_text("52:54:00:AA:BB:01"));
  EXPECT_EQ(pseudonyms.in_text("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(pseudonyms.in_text("::1"), "::1");
  EXPECT_TRUE(pseudonyms.in_text("fe80::5054:ff:feaa:bb01").starts_with("fe80:"));
  EXPECT_NE(pseudonyms.in_text("fe80::5054:ff:feaa:bb01"), "fe80::5054:ff:feaa:bb01");
  const std::string key = "6d:5a:56:da:25:5b:0e:c2:41:67";  // of RSS: longer than a MAC address
  EXPECT_EQ(pseudonyms.in_text(key), key);
}

TEST(RedactedText, ASocketHasTheSameAddressInEveryTable) {
  Pseudonyms pseudonyms(sequence());
  const std::string header = "  sl  local_address rem_address st\n";
  const auto tcp = redacted_socket_table(
      header + "   0: 0302010A:0016 0100007F:1F90 01 0:0 0:0 0 1017 0 4242 1\n", pseudonyms);
  const auto tcp6 = redacted_socket_table(
      header +
          "   0: 0000000000000000FFFF00000302010A:0016 00000000000000000000000001000000:0000 "
          "0A 0:0 0:0 0 0 0 4243 1\n",
      pseudonyms);
  const auto word = [](const std::string& text, std::size_t index) {
    return std::string(words_of(text.substr(text.find('\n') + 1)).at(index));
  };
  EXPECT_NE(word(tcp, 1), "0302010A:0016");
  EXPECT_EQ(word(tcp, 2), "0100007F:1F90");
  EXPECT_EQ(word(tcp, 7), "1000");
  EXPECT_EQ(word(tcp6, 1), "0000000000000000FFFF0000" + word(tcp, 1));
  EXPECT_EQ(word(tcp6, 2), "00000000000000000000000001000000:0000");
  EXPECT_EQ(redacted_socket_table(header + "damaged 0302010A\n", pseudonyms), header + "\n");
}

TEST(RedactedText, ARouteStillHoldsTheAddressesOfItsNetwork) {
  Pseudonyms pseudonyms(sequence());
  const auto text = redacted_routes(
      "Iface Destination Gateway\neth0\t0002010A\t0102010A\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
      pseudonyms);
  const auto words = words_of(std::string_view(text).substr(text.find('\n') + 1));
  const auto number = [&](std::size_t i) { return *parse_number<std::uint32_t>(words[i], 16); };
  EXPECT_NE(words[1], "0002010A");
  EXPECT_EQ(number(2) & 0x00ffffffU, number(1));
}

TEST(Redaction, KeepsTheKernelParametersThatAreRead) {
  EXPECT_EQ(
      redacted_kernel_line("BOOT_IMAGE=/vmlinuz root=/dev/secret isolcpus=1-3 quiet "
                           "nohz_full=1-3 license=KEY irqaffinity=0 intel_idle.max_cstate=1\n"),
      "isolcpus=1-3 nohz_full=1-3 irqaffinity=0 intel_idle.max_cstate=1\n");
}

TEST(Redaction, LetsNoSecretIntoTheCapture) {
  MemorySource host;
  const std::string stat = " S 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 8 0 0\n";
  host.add_file("/proc/sys/kernel/hostname", "secrethost\n");
  host.add_file("/proc/cmdline", "root=secretdisk isolcpus=2\n");
  host.add_file("/proc/2/stat", "2 (kthreadd) S 0 0 0\n");
  host.add_file("/proc/30/stat", "30 (irq/25-eth0) S 2 0 0\n");
  host.add_file("/proc/30/comm", "irq/25-eth0\n");
  host.add_file("/proc/7/stat", "7 (irqbalance)" + stat);
  host.add_file("/proc/7/cmdline", std::string("/usr/sbin/irqbalance\0--foreground\0", 34));
  host.add_file("/proc/90/stat", "90 (secretbot)" + stat);
  host.add_file("/proc/90/task/91/stat", "91 (secret worker)" + stat);
  host.add_file("/proc/90/status", "Name:\tsecretbot\nUid:\t1017\t1017\t1017\t1017\nThreads:\t2\n");
  host.add_file("/proc/90/cmdline", std::string("/opt/secretbot\0--key=secret\0", 28));
  host.add_file("/proc/90/environ", "TOKEN=secret");
  host.add_file("/proc/90/cgroup", "0::/system.slice/secretbot.service\n");
  host.add_link("/proc/90/exe", "/opt/secretbot");
  host.add_link("/proc/90/fd/3", "socket:[4242]");
  host.add_link("/proc/90/fd/4", "/data/secret.db");
  host.add_file("/sys/class/net/eth0/address", "5e:c2:e7:00:00:01\n");
  host.add_file("/sys/devices/virtual/dmi/id/product_serial", "secret serial\n");
  host.add_file("/etc/cron.d/x",
                "# secret of secrethost\n* * root ethtool -G eth0 # 10.1.2.3 secrethost\n");
  host.add_file("/var/lib/dpkg/status",
                "Package: secretpkg\nStatus: install ok installed\n\nPackage: irqbalance\n"
                "Status: hold ok installed\nMaintainer: secret\n");
  Record rule;
  rule.set("dst-ip", std::string("10.1.2.3"));
  rule.set("dst-ip-mask", std::string("255.255.255.255"));
  rule.set("address", std::string("5e:c2:e7:00:00:01"));
  host.add_answer({"ethtool-ioctl", "ntuple", "eth0"}, std::vector{rule});

  RecordingSource source(host);
  std::string text;
  for (const char* path :
       {"/proc/sys/kernel/hostname", "/proc/cmdline", "/proc/2/stat", "/proc/30/stat",
        "/proc/30/comm", "/proc/7/stat", "/proc/7/cmdline", "/proc/90/stat",
        "/proc/90/task/91/stat", "/proc/90/status", "/proc/90/cmdline", "/proc/90/environ",
        "/proc/90/cgroup", "/sys/class/net/eth0/address",
        "/sys/devices/virtual/dmi/id/product_serial", "/etc/cron.d/x", "/var/lib/dpkg/status"}) {
    ASSERT_TRUE(source.read_file(path, text)) << path;
  }
  ASSERT_TRUE(source.read_link("/proc/90/exe"));
  ASSERT_TRUE(source.list("/proc/90/fd"));
  ASSERT_TRUE(source.ask({"ethtool-ioctl", "ntuple", "eth0"}));

  Recording first = source.recording();
  Recording later = source.recording();
  redact(first, later, rules());
  const auto tar = gunzip(capture_bytes(first, later, {.hostname = "host", .redacted = true}),
                          std::size_t{1} << 24);
  ASSERT_TRUE(tar);
  for (const char* secret : {"secret", "5e:c2:e7", "10.1.2.3", "1017", "/opt"}) {
    const auto at = tar->find(secret);
    EXPECT_EQ(at, std::string::npos) << secret << " stands in: " << tar->substr(at, 80);
  }
  const auto bytes_of = [&](const char* path) { return first.entries.at(path).bytes; };
  EXPECT_EQ(bytes_of("/proc/30/comm"), "irq/25-eth0\n");
  EXPECT_EQ(bytes_of("/proc/7/cmdline"), std::string("/usr/sbin/irqbalance\0--foreground\0", 34));
  EXPECT_TRUE(bytes_of("/proc/90/stat").starts_with("90 (program-"));
  EXPECT_EQ(bytes_of("/proc/90/stat"), later.entries.at("/proc/90/stat").bytes);
  EXPECT_EQ(bytes_of("/proc/90/fd/3"), "socket:[4242]");
  EXPECT_EQ(bytes_of("/proc/cmdline"), "isolcpus=2\n");
  EXPECT_TRUE(bytes_of("/etc/cron.d/x").starts_with("\n* * root ethtool -G eth0 # 10."));
  EXPECT_EQ(bytes_of("/var/lib/dpkg/status"), "Package: irqbalance\nStatus: hold ok installed\n");
  EXPECT_EQ(*first.answers.begin()->second.answer->at(0).text("dst-ip-mask"), "255.255.255.255");
}

}  // namespace
}  // namespace holdfast
