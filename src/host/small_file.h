// One small file, one value. A file that does not exist is absent without a word; one that cannot
// be read, or does not hold what it should, is absent with a diagnostic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/cpu_set.h"
#include "base/diagnostic.h"
#include "host/source.h"

namespace holdfast {

/// Reads many small files through one buffer.
class SmallFileReader {
 public:
  SmallFileReader(HostSource& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  /// The bytes without blanks at either end. The view lives until the next call of any method.
  std::optional<std::string_view> text(std::string_view path,
                                       std::size_t limit = HostSource::kSmallFile);
  std::optional<std::uint64_t> number(std::string_view path);
  /// As `number`; absent also when it is negative, which is how the kernel says "none".
  std::optional<std::uint32_t> number_or_none(std::string_view path);
  std::optional<CpuSet> cpu_list(std::string_view path);
  std::optional<CpuSet> cpu_mask(std::string_view path);

  HostSource& source() { return source_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  HostSource& source_;
  Diagnostics& diagnostics_;
  std::string buffer_;
};

}  // namespace holdfast
