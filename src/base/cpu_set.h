// CpuSet: a set of logical CPUs, read and written in the kernel's two notations.
//
// The list notation is "0-3,8,10-11" (also "0-15:2/4"); the mask notation is hexadecimal in comma
// groups of 32 bits, most significant first: "00000001,00000003". Sources: the kernel's
// lib/bitmap-str.c (bitmap_parselist, bitmap_parse).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace holdfast {

class CpuSet {
 public:
  /// CPUs are below this bound: the largest NR_CPUS that Linux can be built with on x86-64.
  static constexpr std::uint32_t kMaxCpus = 8192;

  CpuSet() = default;
  CpuSet(std::initializer_list<std::uint32_t> cpus);
  /// CPUs first…last, both included; empty when last < first.
  static CpuSet range(std::uint32_t first, std::uint32_t last);
  static Result<CpuSet> parse_list(std::string_view text);
  static Result<CpuSet> parse_mask(std::string_view text);

  void add(CpuId cpu);
  void remove(CpuId cpu);
  bool contains(CpuId cpu) const;
  bool empty() const { return words_.empty(); }
  std::size_t size() const;
  /// The lowest CPU of the set; nullopt when it is empty.
  std::optional<CpuId> first() const;
  std::vector<CpuId> to_vector() const;
  bool is_subset_of(const CpuSet& other) const;
  bool intersects(const CpuSet& other) const;

  /// "0-3,8"; "" when empty.
  std::string to_list() const;
  /// "00000001,0000000f" as smp_affinity shows it for `cpus` possible CPUs; "0" when empty.
  std::string to_mask(std::uint32_t cpus) const;

  CpuSet& operator|=(const CpuSet& other);
  CpuSet& operator&=(const CpuSet& other);
  CpuSet& operator-=(const CpuSet& other);
  friend CpuSet operator|(CpuSet a, const CpuSet& b) { return a |= b; }
  friend CpuSet operator&(CpuSet a, const CpuSet& b) { return a &= b; }
  friend CpuSet operator-(CpuSet a, const CpuSet& b) { return a -= b; }
  friend bool operator==(const CpuSet&, const CpuSet&) = default;

 private:
  void trim_words();
  std::vector<std::uint64_t> words_;  // little-endian; the last word is never 0
};

}  // namespace holdfast
