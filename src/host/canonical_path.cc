#include "host/canonical_path.h"

#include <vector>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr int kMaxLinks = 40;
constexpr std::size_t kMaxPath = 4096;  // PATH_MAX

/// Puts the components of `path` on `rest`, first one on top.
void push(std::vector<std::string>& rest, std::string_view path) {
  const auto pieces = split(path, '/');
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    if (!piece->empty() && *piece != ".") rest.emplace_back(*piece);
  }
}

}  // namespace

std::string_view name_in_folder(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string canonical_path(std::string_view path, bool follow_last, const LinkReader& read_link) {
  std::vector<std::string> rest;
  push(rest, path);
  std::string resolved;  // "" is the root
  int links = 0;
  while (!rest.empty()) {
    const std::string component = std::move(rest.back());
    rest.pop_back();
    if (component == "..") {
      resolved.resize(folder_of(resolved).size());
      continue;
    }
    const std::size_t folder_size = resolved.size();
    resolved += '/';
    resolved += component;
    if (resolved.size() > kMaxPath) break;
    if (links == kMaxLinks || (rest.empty() && !follow_last)) continue;
    const auto target = read_link(resolved);
    if (!target) continue;
    ++links;
    resolved.resize(target->starts_with('/') ? 0 : folder_size);
    push(rest, *target);
  }
  return resolved.empty() ? "/" : resolved;
}

}  // namespace holdfast
