// Record: one decoded answer of the kernel, names and values, as netlink or an ioctl gave it.
//
// The names are those of the kernel's netlink specifications (Documentation/netlink/specs):
// "rx-max", "combined-count". A Record is what a capture stores, as JSON, so that a reconstructed
// host can be written by hand and an answer reads the same live and recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace holdfast {

struct Record;

/// A number, a text (also "aa:bb:…" for binary), numbers, texts, or nested records.
using RecordValue = std::variant<std::uint64_t, std::string, std::vector<std::uint64_t>,
                                 std::vector<std::string>, std::vector<Record>>;

struct Record {
  std::vector<std::pair<std::string, RecordValue>> fields;  // in the order of the answer

  void set(std::string_view name, RecordValue value);
  std::optional<std::uint64_t> number(std::string_view name) const;
  /// The same, as 32 bits; nullopt also when it does not fit.
  std::optional<std::uint32_t> number32(std::string_view name) const;
  const std::string* text(std::string_view name) const;
  const std::vector<std::uint64_t>* numbers(std::string_view name) const;
  const std::vector<std::string>* texts(std::string_view name) const;
  const std::vector<Record>* records(std::string_view name) const;

  friend bool operator==(const Record&, const Record&);
};

}  // namespace holdfast
