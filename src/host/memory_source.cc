#include "host/memory_source.h"

#include <deque>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr int kMaxLinks = 40;  // as the kernel's own bound (MAXSYMLINKS)

std::string key_of(const Question& question) {
  std::string key(question.family);
  for (const auto part : {question.command, question.object}) {
    key += '\0';
    key += part;
  }
  return key;
}

void push_front(std::deque<std::string>& components, std::string_view path) {
  const auto pieces = split(path, '/');
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    if (!piece->empty() && *piece != ".") components.emplace_front(*piece);
  }
}

void drop_last(std::string& path) {
  const auto slash = path.rfind('/');
  path.resize(slash == std::string::npos ? 0 : slash);
}

}  // namespace

void MemorySource::add(std::string_view path, Node node) {
  for (auto slash = path.find('/', 1); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    nodes_.try_emplace(std::string(path.substr(0, slash)), Folder{});
  }
  nodes_.insert_or_assign(std::string(path), std::move(node));
}

void MemorySource::add_file(std::string_view path, std::string bytes) {
  add(path, File{std::move(bytes)});
}

void MemorySource::add_folder(std::string_view path) { add(path, Folder{}); }

void MemorySource::add_link(std::string_view path, std::string target) {
  add(path, Link{std::move(target)});
}

void MemorySource::add_other(std::string_view path) { add(path, Other{}); }

void MemorySource::add_error(std::string_view path, std::errc error) { add(path, error); }

void MemorySource::set_mode(std::string_view path, std::uint32_t mode) {
  modes_.insert_or_assign(std::string(path), mode);
}

void MemorySource::add_answer(const Question& question, ReadResult<std::vector<Record>> answer) {
  answers_.insert_or_assign(key_of(question), std::move(answer));
}

ReadResult<std::string> MemorySource::resolve(std::string_view path, bool keep_last) const {
  std::deque<std::string> rest;
  push_front(rest, path);
  std::string resolved;  // "" is the root
  int links = 0;
  while (!rest.empty()) {
    const std::string component = std::move(rest.front());
    rest.pop_front();
    if (component == "..") {
      drop_last(resolved);
      continue;
    }
    const std::string next = resolved + '/' + component;
    const auto node = nodes_.find(next);
    const Link* link = node == nodes_.end() ? nullptr : std::get_if<Link>(&node->second);
    if (!link || (keep_last && rest.empty())) {
      resolved = next;
      continue;
    }
    if (++links > kMaxLinks) return tl::unexpected(std::errc::too_many_symbolic_link_levels);
    if (link->target.starts_with('/')) resolved.clear();
    push_front(rest, link->target);
  }
  return resolved.empty() ? "/" : resolved;
}

ReadResult<void> MemorySource::read_file(std::string_view path, std::string& out,
                                         std::size_t limit) {
  out.clear();
  const auto resolved = resolve(path, false);
  if (!resolved) return tl::unexpected(resolved.error());
  const auto node = nodes_.find(*resolved);
  if (node == nodes_.end()) return tl::unexpected(std::errc::no_such_file_or_directory);
  if (const auto* error = std::get_if<std::errc>(&node->second)) return tl::unexpected(*error);
  const auto* file = std::get_if<File>(&node->second);
  if (!file) return tl::unexpected(std::errc::invalid_argument);
  if (file->bytes.size() > limit) return tl::unexpected(std::errc::file_too_large);
  out = file->bytes;
  return {};
}

ReadResult<std::vector<FolderEntry>> MemorySource::list(std::string_view path) {
  const auto resolved = resolve(path, false);
  if (!resolved) return tl::unexpected(resolved.error());
  const auto folder = nodes_.find(*resolved);
  if (folder == nodes_.end()) return tl::unexpected(std::errc::no_such_file_or_directory);
  if (const auto* error = std::get_if<std::errc>(&folder->second)) return tl::unexpected(*error);
  if (!std::holds_alternative<Folder>(folder->second)) {
    return tl::unexpected(std::errc::not_a_directory);
  }
  const std::string prefix = *resolved == "/" ? "/" : *resolved + '/';
  std::vector<FolderEntry> entries;
  for (auto node = nodes_.upper_bound(prefix);
       node != nodes_.end() && node->first.starts_with(prefix); ++node) {
    const std::string_view name = std::string_view(node->first).substr(prefix.size());
    if (name.find('/') != std::string_view::npos) continue;
    const EntryKind kind = std::holds_alternative<Folder>(node->second)  ? EntryKind::folder
                           : std::holds_alternative<Link>(node->second)  ? EntryKind::link
                           : std::holds_alternative<Other>(node->second) ? EntryKind::other
                                                                         : EntryKind::file;
    entries.push_back({std::string(name), kind});
  }
  return entries;
}

ReadResult<std::string> MemorySource::read_link(std::string_view path) {
  const auto resolved = resolve(path, true);
  if (!resolved) return tl::unexpected(resolved.error());
  const auto node = nodes_.find(*resolved);
  if (node == nodes_.end()) return tl::unexpected(std::errc::no_such_file_or_directory);
  const auto* link = std::get_if<Link>(&node->second);
  if (!link) return tl::unexpected(std::errc::invalid_argument);
  return link->target;
}

ReadResult<std::uint32_t> MemorySource::mode(std::string_view path) {
  const auto resolved = resolve(path, false);
  if (!resolved) return tl::unexpected(resolved.error());
  const auto node = nodes_.find(*resolved);
  if (node == nodes_.end()) return tl::unexpected(std::errc::no_such_file_or_directory);
  const auto mode = modes_.find(*resolved);
  if (mode != modes_.end()) return mode->second;
  return std::holds_alternative<Folder>(node->second) ? 0755U : 0644U;
}

ReadResult<std::vector<Record>> MemorySource::ask(const Question& question) {
  const auto answer = answers_.find(key_of(question));
  if (answer == answers_.end()) return tl::unexpected(std::errc::operation_not_supported);
  return answer->second;
}

}  // namespace holdfast
