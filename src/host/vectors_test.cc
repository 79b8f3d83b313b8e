#include "host/vectors.h"

#include <gtest/gtest.h>

#include "host/memory_source.h"
#include "model/sample.h"

namespace holdfast {
namespace {

constexpr std::string_view kInterrupts =
    "           CPU0       CPU1       \n"
    " 24:          1          0  IO-APIC   5-edge      ACPI:Ged\n"
    " 36:          0      78034 PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0\n"
    " 38:          0        371 PCI-MSIX-0000:00:03.0   1-edge      virtio2-input.0\n"
    "NMI:          0          0   Non-maskable interrupts\n";

MemorySource virtio_guest() {
  MemorySource host;
  host.add_file("/proc/interrupts", std::string(kInterrupts));
  for (const std::string irq : {"24", "36", "38", "40"}) {
    const auto folder = "/proc/irq/" + irq + "/";
    host.add_file(folder + "smp_affinity_list", "0-1\n");
    host.add_file(folder + "smp_affinity", "3\n");
    host.add_file(folder + "effective_affinity_list", "1\n");
    host.add_file(folder + "effective_affinity", "2\n");
    host.add_file(folder + "affinity_hint", "0\n");
    host.add_file(folder + "node", "0\n");
  }
  host.set_mode("/proc/irq/36/smp_affinity", 0444);
  return host;
}

TEST(Vectors, JoinTheTableWithTheAffinityFiles) {
  auto host = virtio_guest();
  host.add_file("/proc/irq/38/affinity_hint", "00000000,00000002\n");
  Diagnostics diagnostics;
  const auto vectors = read_vectors(host, {}, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(vectors.size(), 3U);
  const auto& input = vectors[2];
  EXPECT_EQ(input.irq, IrqNumber{38});
  EXPECT_EQ(input.action, "virtio2-input.0");
  EXPECT_EQ(input.chip, "PCI-MSIX-0000:00:03.0");
  EXPECT_EQ(input.trigger, "edge");
  EXPECT_EQ(input.requested, (CpuSet{0, 1}));
  EXPECT_EQ(input.effective, CpuSet{1});
  EXPECT_EQ(input.hint, CpuSet{1});
  EXPECT_EQ(input.node, NumaNode{0});
  EXPECT_FALSE(input.managed);
  EXPECT_EQ(input.counts, (CpuCounts{{CpuId{1}, 371}}));
  EXPECT_FALSE(vectors[0].hint) << "all zeros is no hint";
}

TEST(Vectors, AreManagedWhereNobodyMayWriteTheirMask) {
  auto host = virtio_guest();
  Diagnostics diagnostics;
  const auto vectors =
      read_vectors(host, {.everything = false, .irqs = {IrqNumber{36}}}, diagnostics);
  ASSERT_EQ(vectors.size(), 1U);
  EXPECT_TRUE(vectors[0].managed);
}

TEST(Vectors, AskedForByNumberExistWithoutARow) {
  auto host = virtio_guest();
  Diagnostics diagnostics;
  const VectorFilter filter{.everything = false,
                            .irqs = {IrqNumber{99}, IrqNumber{40}, IrqNumber{38}, IrqNumber{40}}};
  const auto vectors = read_vectors(host, filter, diagnostics);
  ASSERT_EQ(vectors.size(), 2U) << "99 does not exist";
  EXPECT_EQ(vectors[0].irq, IrqNumber{38});
  EXPECT_EQ(vectors[1].irq, IrqNumber{40});
  EXPECT_EQ(vectors[1].action, "");
  EXPECT_EQ(vectors[1].requested, (CpuSet{0, 1}));
  EXPECT_TRUE(diagnostics.empty());
}

TEST(Vectors, AreFoundByAWordInTheirAction) {
  auto host = virtio_guest();
  Diagnostics diagnostics;
  const auto vectors = read_vectors(
      host, {.everything = false, .irqs = {}, .action_words = {"virtio2-"}}, diagnostics);
  ASSERT_EQ(vectors.size(), 1U);
  EXPECT_EQ(vectors[0].irq, IrqNumber{38});
}

TEST(Vectors, OfAnOldKernelHaveMasksOnly) {
  MemorySource host;
  host.add_file(
      "/proc/interrupts",
      "            CPU0       CPU1       \n  72:          5          0   PCI-MSI-edge      eth0\n");
  host.add_file("/proc/irq/72/smp_affinity", "00000000,00000002\n");
  Diagnostics diagnostics;
  const auto vectors = read_vectors(host, {}, diagnostics);
  ASSERT_EQ(vectors.size(), 1U);
  EXPECT_EQ(vectors[0].requested, CpuSet{1});
  EXPECT_FALSE(vectors[0].effective);
  EXPECT_FALSE(vectors[0].node);
  EXPECT_TRUE(diagnostics.empty());
}

TEST(Vectors, SayWhatTheyWereNotAllowedToRead) {
  auto host = virtio_guest();
  host.add_error("/proc/irq/38/affinity_hint", std::errc::permission_denied);
  host.add_file("/proc/irq/38/node", "-1\n");
  host.add_file("/proc/irq/38/smp_affinity_list", "0-rubbish\n");
  Diagnostics diagnostics;
  const auto vectors =
      read_vectors(host, {.everything = false, .irqs = {IrqNumber{38}}}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 2U);
  EXPECT_EQ(diagnostics[0].path, "/proc/irq/38/smp_affinity_list");
  EXPECT_EQ(diagnostics[0].code, ErrorCode::malformed);
  EXPECT_EQ(diagnostics[1].path, "/proc/irq/38/affinity_hint");
  EXPECT_EQ(diagnostics[1].code, ErrorCode::denied);
  EXPECT_EQ(vectors[0].requested, (CpuSet{0, 1})) << "from the mask";
  EXPECT_FALSE(vectors[0].node);
}

TEST(Vectors, RepeatedInAHostileFileAreKeptOnce) {
  MemorySource host;
  host.add_file("/proc/interrupts", "CPU0\n9: 1 a\n3: 2 b\n9: 3 c\n");
  Diagnostics diagnostics;
  const auto vectors = read_vectors(host, {}, diagnostics);
  ASSERT_EQ(vectors.size(), 2U);
  EXPECT_EQ(vectors[0].irq, IrqNumber{3});
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].sentence, "rows that repeat an interrupt's number: 1");
}

TEST(Vectors, AreCountedForASampleWithOneFile) {
  auto host = virtio_guest();
  Diagnostics diagnostics;
  const auto counts =
      read_irq_counts(host, {.everything = false, .irqs = {IrqNumber{38}}}, diagnostics);
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].irq, IrqNumber{38});
  EXPECT_EQ(counts[0].counts, (CpuCounts{{CpuId{1}, 371}}));
}

}  // namespace
}  // namespace holdfast
