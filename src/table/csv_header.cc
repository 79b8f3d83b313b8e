#include "table/csv_header.h"

#include <fmt/format.h>

#include <set>

namespace holdfast {
namespace {

// Takes a name off `rest`, up to the "," or the end of the line behind it.
Result<std::string> take_name(std::string_view& rest) {
  std::string name;
  if (!rest.starts_with('"')) {
    const auto end = std::min(rest.find_first_of(",\r\n"), rest.size());
    name = rest.substr(0, end);
    rest.remove_prefix(end);
    return name;
  }
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] != '"') {
      name += rest[at];
    } else if (at + 1 < rest.size() && rest[at + 1] == '"') {
      name += rest[at++];
    } else {
      rest.remove_prefix(at + 1);
      if (rest.empty() || rest.find_first_of(",\r\n") == 0) return name;
      return fail(ErrorCode::malformed,
                  fmt::format("line 1: something stands behind the closed quote of \"{}\"", name));
    }
  }
  return fail(ErrorCode::malformed, "line 1: a quote is not closed");
}

}  // namespace

Result<std::vector<std::string>> read_csv_header(std::string_view text, bool is_all) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!is_all && text.find_first_of("\r\n") == text.npos) {
    return fail(
        ErrorCode::malformed,
        fmt::format("line 1: has no end within {} bytes; is this a CSV file?", text.size()));
  }
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (;;) {
    auto name = take_name(text);
    if (!name) return tl::unexpected(name.error());
    if (name->empty()) {
      return fail(ErrorCode::malformed,
                  fmt::format("line 1: column {} has no name", names.size() + 1));
    }
    if (!seen.insert(*name).second) {
      return fail(ErrorCode::malformed,
                  fmt::format("line 1: the column \"{}\" stands there twice", *name));
    }
    names.push_back(std::move(*name));
    if (!text.starts_with(',')) return names;
    text.remove_prefix(1);
  }
}

}  // namespace holdfast
