#include "host/interrupts.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

#include "model/vector.h"

namespace holdfast {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kPath = "/proc/interrupts";

// Linux 6.18, a KVM guest with virtio on PCI (two rows are left out).
constexpr std::string_view kLinux618 =
    "           CPU0       CPU1       \n"
    " 24:          1          0  IO-APIC   5-edge      ACPI:Ged\n"
    " 26:          0         13  IO-APIC   4-edge      ttyS0\n"
    " 37:          0          0 PCI-MSIX-0000:00:03.0   0-edge      virtio2-config\n"
    " 38:          0        371 PCI-MSIX-0000:00:03.0   1-edge      virtio2-input.0\n"
    " 39:        316          0 PCI-MSIX-0000:00:03.0   2-edge      virtio2-output.0\n"
    "NMI:          0          0   Non-maskable interrupts\n"
    "LOC:      43144      36920   Local timer interrupts\n"
    "ERR:          0\n"
    "MIS:          0\n"
    "PIN:          0          0   Posted-interrupt notification event\n";

struct Parsed {
  InterruptTable table;
  Diagnostics diagnostics;

  const InterruptRow& row(std::uint32_t irq) const { return *table.find(IrqNumber{irq}); }
  CpuCounts counts(std::uint32_t irq) const {
    CpuCounts counts;
    for (const auto& cell : table.counts_of(row(irq))) counts.push_back({cell.cpu, cell.count});
    return counts;
  }
};

Parsed parse(std::string_view text, const InterruptFilter& filter = {},
             CellDecoder decoder = best_cell_decoder()) {
  Parsed parsed;
  parse_interrupts(text, kPath, filter, parsed.table, parsed.diagnostics, decoder);
  return parsed;
}

TEST(Interrupts, AreReadFromANewKernel) {
  const auto parsed = parse(kLinux618);
  EXPECT_TRUE(parsed.diagnostics.empty());
  EXPECT_EQ(parsed.table.rows.size(), 5U);
  EXPECT_EQ(parsed.counts(38), (CpuCounts{{CpuId{1}, 371}}));
  EXPECT_EQ(parsed.counts(39), (CpuCounts{{CpuId{0}, 316}}));
  EXPECT_TRUE(parsed.counts(37).empty());
  EXPECT_EQ(parsed.row(38).text,
            (InterruptText{"PCI-MSIX-0000:00:03.0", "1", "edge", "virtio2-input.0"}));
}

TEST(Interrupts, WithoutANumberAreThereOnlyWhenAskedFor) {
  EXPECT_EQ(parse(kLinux618).table.find("LOC"), nullptr);
  const auto parsed = parse(kLinux618, {.named = true});
  EXPECT_TRUE(parsed.diagnostics.empty());
  const auto* loc = parsed.table.find("LOC");
  ASSERT_NE(loc, nullptr);
  EXPECT_EQ(loc->text.actions, "Local timer interrupts");
  EXPECT_THAT(parsed.table.counts_of(*loc),
              ElementsAre(InterruptCell{CpuId{0}, 43144}, InterruptCell{CpuId{1}, 36920}));
  EXPECT_FALSE(parsed.table.find("ERR")->counted) << "its number belongs to no CPU";
}

TEST(Interrupts, HaveColumnsForOnlineCpusOnly) {
  const auto parsed = parse(
      "            CPU0       CPU2       CPU10      \n"
      "   4:          7          0 4294967295   IO-APIC   4-edge      ttyS0\n");
  EXPECT_EQ(parsed.counts(4), (CpuCounts{{CpuId{0}, 7}, {CpuId{10}, 4294967295U}}));
}

TEST(Interrupts, OutOfTheirColumnsAreReadByWords) {
  const auto parsed = parse(
      " CPU0 CPU1\n"
      "4: 7 4294967295 IO-APIC 4-edge ttyS0\n"
      " 5:          7         12\tIO-APIC   5-edge      rtc0\n");
  EXPECT_TRUE(parsed.diagnostics.empty());
  EXPECT_EQ(parsed.counts(4), (CpuCounts{{CpuId{0}, 7}, {CpuId{1}, 4294967295}}));
  EXPECT_EQ(parsed.row(4).text.chip, "IO-APIC");
  EXPECT_EQ(parsed.counts(5), (CpuCounts{{CpuId{0}, 7}, {CpuId{1}, 12}}));
}

TEST(Interrupts, WithANumberBeyondTheKernelsThirtyTwoBitsAreNotBelieved) {
  std::string header = "     ";
  std::string dense = "   7:";
  std::string sparse = "   8:";
  std::string fine = "   9:";
  for (int cpu = 0; cpu < 64; ++cpu) {
    header += fmt::format(" CPU{:<7}", cpu);
    dense += fmt::format(" {:10}", cpu == 40 ? 4294967296 : 1234567);
    sparse += fmt::format(" {:10}", cpu == 40 ? 4294967296 : 0);
    fine += fmt::format(" {:10}", cpu == 40 ? 4294967295 : 1234567);
  }
  const std::string text = header + "\n" + dense + "  IO-APIC 7-edge a\n" + sparse +
                           "  IO-APIC 8-edge b\n" + fine + "  IO-APIC 9-edge c\n";
  for (const auto decoder : {CellDecoder::words, best_cell_decoder()}) {
    const auto parsed = parse(text, {}, decoder);
    EXPECT_FALSE(parsed.row(7).counted);
    EXPECT_FALSE(parsed.row(8).counted);
    EXPECT_TRUE(parsed.row(9).counted);
    ASSERT_FALSE(parsed.diagnostics.empty());
    EXPECT_THAT(parsed.diagnostics[0].sentence, HasSubstr("interrupt 7: 40 counts"));
  }
}

TEST(Interrupts, AreAllNamedButCountedOnlyWhenWanted) {
  const std::vector<IrqNumber> irqs{IrqNumber{24}};
  const std::vector<std::string_view> words{"virtio2-in"};
  const auto parsed = parse(kLinux618, {.everything = false, .irqs = irqs, .action_words = words});
  EXPECT_EQ(parsed.table.rows.size(), 5U);
  EXPECT_EQ(parsed.counts(24), (CpuCounts{{CpuId{0}, 1}}));
  EXPECT_EQ(parsed.counts(38), (CpuCounts{{CpuId{1}, 371}}));
  EXPECT_FALSE(parsed.row(39).counted);
  EXPECT_EQ(parsed.row(39).text.actions, "virtio2-output.0");
}

TEST(Interrupts, WithTooFewCountsStayWithoutThem) {
  const auto parsed = parse(
      "           CPU0       CPU1       \n"
      " 24:          1  IO-APIC   5-edge      ACPI:Ged\n"
      " 26:          0         13  IO-APIC   4-edge      ttyS0\n");
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].path, kPath);
  EXPECT_EQ(parsed.diagnostics[0].line, 2);
  EXPECT_THAT(parsed.diagnostics[0].sentence, HasSubstr("interrupt 24: 1 counts"));
  EXPECT_FALSE(parsed.row(24).counted);
  EXPECT_EQ(parsed.counts(26), (CpuCounts{{CpuId{1}, 13}}));
}

TEST(Interrupts, OfAFileWithoutAHeaderAreNone) {
  for (const std::string_view text :
       {"", "\n", "24: 1 IO-APIC\n", "CPU1 CPU0\n1: 0 0\n", "CPU99999\n", "CPU\n"}) {
    const auto parsed = parse(text);
    EXPECT_TRUE(parsed.table.rows.empty()) << text;
    ASSERT_EQ(parsed.diagnostics.size(), 1U) << text;
    EXPECT_EQ(parsed.diagnostics[0].line, 1) << text;
  }
}

TEST(Interrupts, OfRubbishCostOneDiagnostic) {
  std::string text = "CPU0\n";
  for (int i = 0; i < 1000; ++i) text += "\x7f\xff\n";
  const auto parsed = parse(text);
  EXPECT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics.back().sentence,
            "\"\x7f\xff\", expected \"number: counts\"; 999 more like it");
}

TEST(Interrupts, KeepTheLastRowOfATruncatedFile) {
  const auto parsed = parse("           CPU0       CPU1       \n 24:          1          3");
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].line, 2);
  EXPECT_EQ(parsed.diagnostics[0].sentence, "the file ends in this line");
  EXPECT_EQ(parsed.counts(24), (CpuCounts{{CpuId{0}, 1}, {CpuId{1}, 3}}));
}

// A table as a kernel would print it, with `holes` among the CPUs.
std::string generated_table() {
  const auto columns = *rc::gen::inRange(1, 150);
  std::string text = "            ";
  for (int cpu = 0; cpu < columns; ++cpu) text += fmt::format("CPU{:<8}", 2 * cpu);
  text += '\n';
  const auto rows = *rc::gen::inRange(0, 6);
  for (int row = 0; row < rows; ++row) {
    text += row % 3 == 2 ? std::string(" NMI:") : fmt::format("{:4}:", row);
    const auto nonzero_percent = *rc::gen::element(0, 2, 50, 100);
    for (int cpu = 0; cpu < columns; ++cpu) {
      const bool nonzero = *rc::gen::inRange(0, 100) < nonzero_percent;
      text += fmt::format(" {:10}", nonzero ? *rc::gen::arbitrary<std::uint32_t>() : 0U);
    }
    text += *rc::gen::element<std::string>("  IO-APIC   5-edge      ACPI:Ged\n",
                                           " PCI-MSIX-0000:00:03.0   1-edge      a b, c\n", "\n",
                                           "5-edge\n", "");
  }
  return text;
}

void mutate(std::string& text) {
  const auto changes = *rc::gen::inRange(0, 4);
  for (int i = 0; i < changes; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto byte = *rc::gen::element(' ', '0', '7', '\n', ':', 'x', '\t', '\0', '-');
    switch (*rc::gen::inRange(0, 4)) {
      case 0: text[at] = byte; break;
      case 1: text.insert(at, 1, byte); break;
      case 2: text.erase(at, 1); break;
      default: text.resize(at + 1); break;
    }
  }
}

bool same(const Parsed& a, const Parsed& b) {
  if (a.diagnostics != b.diagnostics) return false;
  if (a.table.rows.size() != b.table.rows.size()) return false;
  for (std::size_t i = 0; i < a.table.rows.size(); ++i) {
    const auto& x = a.table.rows[i];
    const auto& y = b.table.rows[i];
    if (x.label != y.label || x.irq != y.irq || x.counted != y.counted || !(x.text == y.text) ||
        !std::ranges::equal(a.table.counts_of(x), b.table.counts_of(y))) {
      return false;
    }
  }
  return true;
}

TEST(Interrupts, AreTheSameWithAndWithoutVectorInstructions) {
  if (best_cell_decoder() == CellDecoder::words) GTEST_SKIP() << "this processor has no AVX2";
  rc::check([] {
    auto text = generated_table();
    mutate(text);
    for (const bool everything : {true, false}) {
      const std::vector<IrqNumber> irqs{IrqNumber{1}, IrqNumber{3}};
      const InterruptFilter filter{.everything = everything, .irqs = irqs, .named = true};
      RC_ASSERT(
          same(parse(text, filter, CellDecoder::avx2), parse(text, filter, CellDecoder::words)));
    }
  });
}

TEST(Interrupts, AreTheSameWholeAndInPieces) {
  rc::check([] {
    auto text = generated_table();
    mutate(text);
    const InterruptFilter filter{.named = true};
    const auto whole = parse(text, filter);
    InterruptTable table;
    Diagnostics diagnostics;
    std::size_t rows = 0;
    InterruptParser parser("/proc/interrupts", filter, table, diagnostics);
    std::string_view rest = text;
    while (!rest.empty()) {
      auto end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      if (end < rest.size() && *rc::gen::arbitrary<bool>()) {
        end = std::min(rest.find('\n', end), rest.size() - 1) + 1;
      }
      const std::vector<char> piece(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(end));
      rest.remove_prefix(end);
      parser.take({piece.data(), piece.size()});
      for (const auto& row : table.rows) {
        RC_ASSERT(rows < whole.table.rows.size());
        const auto& same = whole.table.rows[rows++];
        RC_ASSERT(row.label == same.label);
        RC_ASSERT(row.text == same.text);
        RC_ASSERT(row.counted == same.counted);
        RC_ASSERT(std::ranges::equal(table.counts_of(row), whole.table.counts_of(same)));
      }
    }
    parser.end();
    RC_ASSERT(rows == whole.table.rows.size());
    RC_ASSERT(diagnostics == whole.diagnostics);
  });
}

}  // namespace
}  // namespace holdfast
