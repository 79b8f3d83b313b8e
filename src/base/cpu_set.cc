#include "base/cpu_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kWordBits = 64;

Result<std::uint32_t> parse_cpu(std::string_view text, std::string_view whole) {
  const auto number = parse_number<std::uint32_t>(text);
  if (!number) {
    return fail(ErrorCode::malformed,
                fmt::format("CPU list \"{}\": \"{}\" is not a CPU number", whole, text));
  }
  if (*number >= CpuSet::kMaxCpus) {
    return fail(ErrorCode::malformed, fmt::format("CPU list \"{}\": CPU {} is beyond {}", whole,
                                                  *number, CpuSet::kMaxCpus - 1));
  }
  return *number;
}

// "first-last[:used/group]"
Result<CpuSet> parse_range(std::string_view range, std::string_view whole) {
  const auto colon = range.find(':');
  const auto ends = split(range.substr(0, colon), '-');
  const auto first = parse_cpu(ends.front(), whole);
  if (!first) return tl::unexpected(first.error());
  const auto last = parse_cpu(ends.back(), whole);
  if (!last) return tl::unexpected(last.error());
  if (ends.size() > 2 || *last < *first) {
    return fail(ErrorCode::malformed,
                fmt::format("CPU list \"{}\": \"{}\" is not a range", whole, range));
  }
  if (colon == std::string_view::npos) return CpuSet::range(*first, *last);
  const auto parts = split(range.substr(colon + 1), '/');
  const auto used = parse_number<std::uint32_t>(parts.front());
  const auto group = parse_number<std::uint32_t>(parts.back());
  if (parts.size() != 2 || !used || !group || *group == 0 || *used > *group) {
    return fail(ErrorCode::malformed,
                fmt::format("CPU list \"{}\": \"{}\" has no stride used/group", whole, range));
  }
  CpuSet set;
  for (std::uint32_t cpu = *first; cpu <= *last; ++cpu) {
    if ((cpu - *first) % *group < *used) set.add(CpuId{cpu});
  }
  return set;
}

}  // namespace

CpuSet::CpuSet(std::initializer_list<std::uint32_t> cpus) {
  for (const auto cpu : cpus) add(CpuId{cpu});
}

CpuSet CpuSet::range(std::uint32_t first, std::uint32_t last) {
  CpuSet set;
  for (std::uint32_t cpu = first; cpu <= last && cpu < kMaxCpus; ++cpu) set.add(CpuId{cpu});
  return set;
}

Result<CpuSet> CpuSet::parse_list(std::string_view text) {
  text = trim(text);
  CpuSet set;
  if (text.empty()) return set;
  for (const auto piece : split(text, ',')) {
    const auto range = parse_range(trim(piece), text);
    if (!range) return tl::unexpected(range.error());
    set |= *range;
  }
  return set;
}

Result<CpuSet> CpuSet::parse_mask(std::string_view text) {
  text = trim(text);
  CpuSet set;
  const auto groups = split(text, ',');
  std::uint32_t base = static_cast<std::uint32_t>(groups.size() - 1) * 32;
  for (const auto group : groups) {
    const auto bits = parse_number<std::uint32_t>(group, 16);
    // A mask of one group may be longer than 32 bits in hand-written files; the kernel writes
    // groups.
    if (!bits || group.size() > 8) {
      return fail(
          ErrorCode::malformed,
          fmt::format("CPU mask \"{}\": \"{}\" is not 1 to 8 hexadecimal digits", text, group));
    }
    for (std::uint32_t bit = 0; bit < 32; ++bit) {
      if ((*bits >> bit & 1) == 0) continue;
      if (base + bit >= kMaxCpus) {
        return fail(ErrorCode::malformed, fmt::format("CPU mask \"{}\": CPU {} is beyond {}", text,
                                                      base + bit, kMaxCpus - 1));
      }
      set.add(CpuId{base + bit});
    }
    base -= 32;
  }
  return set;
}

void CpuSet::add(CpuId cpu) {
  HOLDFAST_CHECK(cpu.value < kMaxCpus);
  const std::size_t word = cpu.value / kWordBits;
  if (word >= words_.size()) words_.resize(word + 1);
  words_[word] |= std::uint64_t{1} << (cpu.value % kWordBits);
}

void CpuSet::remove(CpuId cpu) {
  const std::size_t word = cpu.value / kWordBits;
  if (word >= words_.size()) return;
  words_[word] &= ~(std::uint64_t{1} << (cpu.value % kWordBits));
  trim_words();
}

bool CpuSet::contains(CpuId cpu) const {
  const std::size_t word = cpu.value / kWordBits;
  return word < words_.size() && (words_[word] >> (cpu.value % kWordBits) & 1) != 0;
}

std::size_t CpuSet::size() const {
  std::size_t count = 0;
  for (const auto word : words_) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

std::optional<CpuId> CpuSet::first() const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i] != 0) {
      return CpuId{static_cast<std::uint32_t>(i * kWordBits) +
                   static_cast<std::uint32_t>(std::countr_zero(words_[i]))};
    }
  }
  return std::nullopt;
}

std::vector<CpuId> CpuSet::to_vector() const {
  std::vector<CpuId> cpus;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    for (std::uint64_t bits = words_[i]; bits != 0; bits &= bits - 1) {
      cpus.push_back(CpuId{static_cast<std::uint32_t>(i * kWordBits) +
                           static_cast<std::uint32_t>(std::countr_zero(bits))});
    }
  }
  return cpus;
}

bool CpuSet::is_subset_of(const CpuSet& other) const { return (*this - other).empty(); }

bool CpuSet::intersects(const CpuSet& other) const {
  const std::size_t shared = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < shared; ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

std::string CpuSet::to_list() const {
  std::string text;
  const auto bits = static_cast<std::uint32_t>(words_.size()) * kWordBits;
  // The first CPU from `at` on that is in the set, or out of it.
  const auto next = [&](std::uint32_t at, bool in) {
    while (at < bits) {
      const std::uint64_t word = in ? words_[at / kWordBits] : ~words_[at / kWordBits];
      const std::uint64_t rest = word >> at % kWordBits;
      if (rest != 0) return at + static_cast<std::uint32_t>(std::countr_zero(rest));
      at = (at / kWordBits + 1) * kWordBits;
    }
    return bits;
  };
  for (std::uint32_t first = next(0, true); first < bits;) {
    const std::uint32_t end = next(first, false);
    if (!text.empty()) text += ',';
    text += fmt::to_string(first);
    if (end - first > 1) text += fmt::format("-{}", end - 1);
    first = next(end, true);
  }
  return text;
}

std::string CpuSet::to_mask(std::uint32_t cpus) const {
  const auto past_last = static_cast<std::uint32_t>(words_.size()) * kWordBits;
  std::uint32_t groups = (std::max(cpus, 1U) + 31) / 32;
  for (std::uint32_t cpu = groups * 32; cpu < past_last; ++cpu) {
    if (contains(CpuId{cpu})) groups = cpu / 32 + 1;
  }
  std::string text;
  for (std::uint32_t group = groups; group-- > 0;) {
    const std::size_t word = group / 2;
    const std::uint64_t bits = word < words_.size() ? words_[word] : 0;
    const auto half = static_cast<std::uint32_t>(bits >> (group % 2 * 32));
    // The kernel pads every group but the first; the first gets as many digits as its CPUs need.
    const std::uint32_t digits = text.empty() ? ((cpus - 1) % 32) / 4 + 1 : 8;
    if (!text.empty()) text += ',';
    text += fmt::format("{:0{}x}", half, digits);
  }
  return text;
}

CpuSet& CpuSet::operator|=(const CpuSet& other) {
  if (other.words_.size() > words_.size()) words_.resize(other.words_.size());
  for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

CpuSet& CpuSet::operator&=(const CpuSet& other) {
  words_.resize(std::min(words_.size(), other.words_.size()));
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  trim_words();
  return *this;
}

CpuSet& CpuSet::operator-=(const CpuSet& other) {
  const std::size_t shared = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < shared; ++i) words_[i] &= ~other.words_[i];
  trim_words();
  return *this;
}

void CpuSet::trim_words() {
  while (!words_.empty() && words_.back() == 0) words_.pop_back();
}

}  // namespace holdfast
