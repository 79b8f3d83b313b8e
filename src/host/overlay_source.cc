#include "host/overlay_source.h"

#include "host/recorded_answer.h"

namespace holdfast {
namespace {

constexpr std::string_view kMarker = ".absent";
constexpr std::size_t kMaxEntries = 1'000'000;
constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxFolders = 65'536;

std::string child_of(const std::string& folder, std::string_view name) {
  std::string path = folder == "/" ? "" : folder;
  path += '/';
  path += name;
  return path;
}

}  // namespace

OverlaySource::OverlaySource(std::shared_ptr<HostSource> top, std::shared_ptr<HostSource> base)
    : top_(std::move(top)), base_(std::move(base)) {
  errors_ = RecordedErrors::of(*top_, diagnostics_);
  index("/", "/", 0);
}

void OverlaySource::index(const std::string& folder, const std::string& canonical, int depth) {
  const auto listed = top_->list(folder);
  if (!listed) return;
  for (const auto& entry : *listed) {
    if (entries_.size() + hidden_.size() >= kMaxEntries || depth >= kMaxDepth) {
      if (!diagnostics_.empty() && diagnostics_.back().code == ErrorCode::too_large) return;
      diagnose(diagnostics_, ErrorCode::too_large, folder, 0,
               "an overlay ends here: it has over 1,000,000 entries or 64 folders in each other");
      return;
    }
    const std::string_view name = entry.name;
    if (depth == 0 && name == "holdfast") continue;  // the recording's own folder
    if (entry.kind == EntryKind::file && name.ends_with(kMarker) && name.size() > kMarker.size()) {
      hidden_.insert(child_of(canonical, name.substr(0, name.size() - kMarker.size())));
      continue;
    }
    const std::string path = child_of(folder, name);
    std::string place = child_of(canonical, name);
    if (entry.kind == EntryKind::folder) {
      place = canonical_path(place, true, [this](const auto& at) { return link_at(at); });
    }
    entries_.insert_or_assign(place, TopEntry{entry.kind, path});
    if (entry.kind == EntryKind::folder) index(path, place, depth + 1);
  }
}

ReadResult<std::string> OverlaySource::link_at(const std::string& canonical) {
  const auto entry = entries_.find(canonical);
  if (entry == entries_.end()) return base_->read_link(canonical);
  if (entry->second.kind == EntryKind::link) return top_->read_link(entry->second.path);
  return tl::unexpected(std::errc::invalid_argument);
}

const std::string& OverlaySource::canonical_folder(std::string_view folder) {
  std::string key(folder);
  const auto known = folders_.find(key);
  if (known != folders_.end()) return known->second;
  if (folders_.size() >= kMaxFolders) folders_.clear();
  auto canonical = canonical_path(folder, true, [this](const auto& at) { return link_at(at); });
  return folders_.emplace(std::move(key), std::move(canonical)).first->second;
}

bool OverlaySource::is_hidden(std::string_view canonical) const {
  if (hidden_.empty()) return false;
  for (; !canonical.empty(); canonical = folder_of(canonical)) {
    if (hidden_.contains(std::string(canonical))) return true;
  }
  return false;
}

ReadResult<std::string> OverlaySource::locate(std::string_view path, bool follow_last) {
  const auto name = name_in_folder(path);
  std::string canonical;
  if (name.empty() || name == "." || name == "..") {
    canonical = canonical_folder(path);
  } else {
    canonical = child_of(canonical_folder(folder_of(path)), name);
    if (follow_last && link_at(canonical)) {
      canonical = canonical_path(canonical, true, [this](const auto& at) { return link_at(at); });
    }
  }
  if (is_hidden(canonical)) return tl::unexpected(std::errc::no_such_file_or_directory);
  if (const auto error = errors_.at(canonical)) return tl::unexpected(*error);
  return canonical;
}

ReadResult<void> OverlaySource::read_file(std::string_view path, std::string& out,
                                          std::size_t limit) {
  out.clear();
  const auto canonical = locate(path, true);
  if (!canonical) return tl::unexpected(canonical.error());
  const auto entry = entries_.find(*canonical);
  if (entry == entries_.end()) return base_->read_file(*canonical, out, limit);
  return top_->read_file(entry->second.path, out, limit);
}

ReadResult<std::vector<FolderEntry>> OverlaySource::list(std::string_view path) {
  const auto canonical = locate(path, true);
  if (!canonical) return tl::unexpected(canonical.error());
  const auto own = entries_.find(*canonical);
  const bool in_top = own != entries_.end();
  if (in_top && own->second.kind != EntryKind::folder) {
    return tl::unexpected(std::errc::not_a_directory);
  }
  auto below = base_->list(*canonical);
  if (!below && !in_top) return below;
  std::map<std::string, EntryKind> merged;
  if (below) {
    for (const auto& entry : *below) {
      if (!is_hidden(child_of(*canonical, entry.name))) merged.emplace(entry.name, entry.kind);
    }
  }
  const std::string prefix = child_of(*canonical, "");
  auto entry = entries_.lower_bound(prefix);
  while (entry != entries_.end() && entry->first.starts_with(prefix)) {
    const auto end = entry->first.find('/', prefix.size());
    const std::string name = entry->first.substr(prefix.size(), end - prefix.size());
    const bool direct = end == std::string::npos;
    merged.insert_or_assign(name, direct ? entry->second.kind : EntryKind::folder);
    // A name with entries of its own below it: go on behind them ('0' is the byte behind '/').
    entry = direct ? std::next(entry) : entries_.lower_bound(prefix + name + '0');
  }
  std::vector<FolderEntry> entries;
  for (auto& [name, kind] : merged) entries.push_back({name, kind});
  return entries;
}

ReadResult<std::string> OverlaySource::read_link(std::string_view path) {
  const auto canonical = locate(path, false);
  if (!canonical) return tl::unexpected(canonical.error());
  return link_at(*canonical);
}

ReadResult<std::uint32_t> OverlaySource::mode(std::string_view path) {
  const auto canonical = locate(path, true);
  if (!canonical) return tl::unexpected(canonical.error());
  const auto entry = entries_.find(*canonical);
  // A change of a file's bytes leaves its bits: they come from the base where that has the file.
  const auto below = base_->mode(*canonical);
  if (entry == entries_.end() || below) return below;
  return top_->mode(entry->second.path);
}

ReadResult<std::vector<Record>> OverlaySource::ask(const Question& question) {
  std::string marker;
  if (top_->read_file(answer_path(question) + std::string(kMarker), marker)) {
    return tl::unexpected(std::errc::operation_not_supported);
  }
  auto answer = top_->ask(question);
  if (answer || answer.error() != std::errc::operation_not_supported) return answer;
  return base_->ask(question);
}

Diagnostics OverlaySource::diagnostics() const {
  Diagnostics all = diagnostics_;
  for (const auto& source : {top_, base_}) {
    const auto more = source->diagnostics();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace holdfast
