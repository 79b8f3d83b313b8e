#include "host/recording.h"

#include <iterator>

namespace holdfast {

std::set<std::string> Recording::names_in(std::string_view folder) const {
  std::string prefix(folder == "/" ? "" : folder);
  prefix += '/';
  std::set<std::string> names;
  auto entry = entries.lower_bound(prefix);
  while (entry != entries.end() && entry->first.starts_with(prefix)) {
    const auto end = entry->first.find('/', prefix.size());
    std::string name = entry->first.substr(prefix.size(), end - prefix.size());
    // Behind all that lies below this name: '0' is the byte behind '/'.
    entry = end == std::string::npos ? std::next(entry) : entries.lower_bound(prefix + name + '0');
    if (!name.empty()) names.insert(std::move(name));
  }
  return names;
}

}  // namespace holdfast
