#include "host/folder_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "host/recorded_answer.h"

namespace holdfast {
namespace {

bool names_an_entry(std::string_view name) { return !name.empty() && name != "." && name != ".."; }

}  // namespace

Result<std::unique_ptr<FolderSource>> FolderSource::open(const std::string& folder) {
  auto root = open_at(AT_FDCWD, folder.c_str(), O_PATH | O_DIRECTORY);
  if (root) return std::make_unique<FolderSource>(RootFolder(std::move(*root)));
  const auto code = root.error() == std::errc::permission_denied           ? ErrorCode::denied
                    : root.error() == std::errc::no_such_file_or_directory ? ErrorCode::absent
                                                                           : ErrorCode::failed;
  return fail(code, fmt::format("{} cannot be opened as a host's root: {}", folder,
                                std::make_error_code(root.error()).message()));
}

ReadResult<std::unique_ptr<FolderSource>> FolderSource::inside(std::string_view path) {
  auto place = root_.locate(path, true);
  if (!place) return tl::unexpected(place.error());
  struct stat status{};
  if (::fstat(place->fd(), &status) != 0) return tl::unexpected(last_error());
  if (!S_ISDIR(status.st_mode)) return tl::unexpected(std::errc::not_a_directory);
  return std::make_unique<FolderSource>(RootFolder(std::move(*place)));
}

FolderSource::FolderSource(RootFolder root) : root_(std::move(root)) {
  // Read before errors_ is set: the file itself has no recorded error.
  auto errors = RecordedErrors::of(*this, diagnostics_);
  errors_ = std::move(errors);
  modes_ = RecordedModes::of(*this, diagnostics_);
}

ReadResult<int> FolderSource::place_of(std::string_view folder) {
  for (const auto& open : recent_) {
    if (open.place && open.path == folder) return open.place.fd();
  }
  auto place = root_.locate(folder, true);
  if (!place) return tl::unexpected(place.error());
  OpenFolder& slot = recent_[next_recent_];
  next_recent_ = (next_recent_ + 1) % recent_.size();
  slot.path.assign(folder);
  slot.place = std::move(*place);
  return slot.place.fd();
}

std::string FolderSource::canonical(std::string_view path, bool follow_last) {
  return canonical_path(path, follow_last,
                        [this](const std::string& at) -> ReadResult<std::string> {
                          const auto place = place_of(folder_of(at));
                          if (!place) return tl::unexpected(place.error());
                          return read_link_at(*place, std::string(name_in_folder(at)).c_str());
                        });
}

std::optional<std::errc> FolderSource::error_of(std::string_view path) {
  return errors_.find(path, [this](const std::string& at) -> ReadResult<std::string> {
    const auto place = place_of(folder_of(at));
    if (!place) return tl::unexpected(place.error());
    return read_link_at(*place, std::string(name_in_folder(at)).c_str());
  });
}

ReadResult<Descriptor> FolderSource::open_entry(std::string_view path, EntryKind wanted,
                                                bool follow_last) {
  const auto name = as_c_string(name_in_folder(path), name_);
  if (!name) return tl::unexpected(name.error());
  const auto place = place_of(folder_of(path));
  if (!place) return tl::unexpected(place.error());
  struct stat status{};
  if (::fstatat(*place, *name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return tl::unexpected(last_error());
  }
  if (S_ISLNK(status.st_mode)) {
    if (!follow_last) return tl::unexpected(std::errc::too_many_symbolic_link_levels);
    const std::string target = canonical(path, true);
    if (const auto error = errors_.at(target)) return tl::unexpected(*error);
    return open_entry(target, wanted, false);
  }
  // Looked at before it is opened: to open a device can be to act on it.
  if (wanted == EntryKind::file) {
    if (!S_ISREG(status.st_mode)) return tl::unexpected(std::errc::invalid_argument);
    return open_at(*place, *name, O_RDONLY | O_NOFOLLOW);
  }
  if (!S_ISDIR(status.st_mode)) return tl::unexpected(std::errc::not_a_directory);
  return open_at(*place, *name, O_RDONLY | O_NOFOLLOW | O_DIRECTORY);
}

ReadResult<void> FolderSource::read_file(std::string_view path, std::string& out,
                                         std::size_t limit) {
  out.clear();
  if (const auto error = error_of(path)) return tl::unexpected(*error);
  if (!names_an_entry(name_in_folder(path))) return tl::unexpected(std::errc::invalid_argument);
  const auto file = open_entry(path, EntryKind::file, true);
  if (!file) return tl::unexpected(file.error());
  return read_regular(file->fd(), out, limit);
}

ReadResult<void> FolderSource::read_pieces(std::string_view path, std::size_t limit,
                                           const std::function<void(std::string_view)>& take) {
  if (const auto error = error_of(path)) return tl::unexpected(*error);
  if (!names_an_entry(name_in_folder(path))) return tl::unexpected(std::errc::invalid_argument);
  const auto file = open_entry(path, EntryKind::file, true);
  if (!file) return tl::unexpected(file.error());
  return read_regular_pieces(file->fd(), limit, take);
}

ReadResult<std::vector<FolderEntry>> FolderSource::list(std::string_view path) {
  const std::string plain =
      names_an_entry(name_in_folder(path)) ? std::string(path) : canonical(path, true);
  if (const auto error = error_of(plain)) return tl::unexpected(*error);
  if (plain == "/") {
    const auto root = root_.locate("/", true);
    if (!root) return tl::unexpected(root.error());
    auto readable = open_at(root->fd(), ".", O_RDONLY | O_DIRECTORY);
    if (!readable) return tl::unexpected(readable.error());
    auto entries = list_folder(std::move(*readable));
    // The folder holdfast belongs to the recording; the host has none.
    if (entries) std::erase_if(*entries, [](const FolderEntry& e) { return e.name == "holdfast"; });
    return entries;
  }
  auto folder = open_entry(plain, EntryKind::folder, true);
  if (!folder) return tl::unexpected(folder.error());
  return list_folder(std::move(*folder));
}

ReadResult<std::string> FolderSource::read_link(std::string_view path) {
  if (const auto error = error_of(path)) return tl::unexpected(*error);
  if (!names_an_entry(name_in_folder(path))) return tl::unexpected(std::errc::invalid_argument);
  const auto name = as_c_string(name_in_folder(path), name_);
  if (!name) return tl::unexpected(name.error());
  const auto place = place_of(folder_of(path));
  if (!place) return tl::unexpected(place.error());
  return read_link_at(*place, *name);
}

ReadResult<std::uint32_t> FolderSource::mode(std::string_view path) {
  if (const auto error = error_of(path)) return tl::unexpected(*error);
  std::string place(path);
  for (const bool resolved : {false, true}) {
    const auto name = as_c_string(name_in_folder(place), name_);
    if (!name) return tl::unexpected(name.error());
    const auto folder = place_of(folder_of(place));
    if (!folder) return tl::unexpected(folder.error());
    struct stat status{};
    if (::fstatat(*folder, *name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      return tl::unexpected(last_error());
    }
    if (S_ISLNK(status.st_mode)) {
      if (resolved) break;
      place = canonical(path, true);
      if (const auto error = errors_.at(place)) return tl::unexpected(*error);
      continue;
    }
    const std::uint32_t usual = S_ISDIR(status.st_mode) ? kFolderMode : kFileMode;
    // The canonical path costs a system call per component, and most hosts have no such file.
    return modes_.empty() ? usual : modes_.at(canonical(place, true)).value_or(usual);
  }
  return tl::unexpected(std::errc::too_many_symbolic_link_levels);
}

ReadResult<std::vector<Record>> FolderSource::ask(const Question& question) {
  return recorded_answer(*this, question, diagnostics_);
}

}  // namespace holdfast
