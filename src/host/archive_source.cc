#include "host/archive_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/gzip.h"
#include "host/recorded_answer.h"
#include "host/tar.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxUnpacked = std::size_t{1} << 30;
constexpr std::string_view kGzipMagic = "\x1f\x8b";

void add(MemorySource& files, std::string_view path, const TarEntry& entry) {
  switch (entry.kind) {
    case EntryKind::file: files.add_file(path, std::string(entry.bytes)); break;
    case EntryKind::folder: files.add_folder(path); break;
    case EntryKind::link: files.add_link(path, entry.target); break;
    case EntryKind::other: files.add_other(path); break;
  }
}

/// Every folder on a path may become a node that holds the path so far: a few bytes in an archive
/// can ask for many.
std::size_t memory_of_names(std::string_view path) {
  const auto depth = static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
  return path.size() * depth;
}

/// What is left of `path` below `folder`; empty when it is not there.
std::string_view below(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder)) return {};
  path.remove_prefix(folder.size());
  return path.starts_with('/') ? path : std::string_view{};
}

Result<ArchivedHosts> read_tar(std::string_view bytes) {
  MemorySource now;
  MemorySource later;
  bool has_later = false;
  std::size_t names = 0;
  TarReader reader(bytes);
  while (true) {
    const auto entry = reader.next();
    if (!entry) return tl::unexpected(entry.error());
    if (!*entry) break;
    const std::string& path = (*entry)->path;
    names += memory_of_names(path);
    if (names > kMaxUnpacked) {
      return fail(ErrorCode::too_large, "holds more names than 1 GiB of memory can");
    }
    if (path == "/") continue;
    if (const auto path_later = below(path, kLaterFolder); !path_later.empty()) {
      add(later, path_later, **entry);
      has_later = true;
    } else {
      add(now, path, **entry);
    }
  }
  ArchivedHosts hosts;
  hosts.now = std::make_unique<ArchiveSource>(std::move(now));
  if (has_later) hosts.later = std::make_unique<ArchiveSource>(std::move(later));
  return hosts;
}

}  // namespace

ArchiveSource::ArchiveSource(MemorySource files) : files_(std::move(files)) {
  errors_ = RecordedErrors::of(files_, diagnostics_);
  modes_ = RecordedModes::of(files_, diagnostics_);
}

std::optional<std::errc> ArchiveSource::error_of(std::string_view path, bool follow_last) {
  if (errors_.empty()) return std::nullopt;
  const LinkReader links = [this](const std::string& at) { return files_.read_link(at); };
  if (const auto error = errors_.find(path, links)) return error;
  if (!follow_last || !files_.read_link(path)) return std::nullopt;
  return errors_.at(canonical_path(path, true, links));
}

ReadResult<void> ArchiveSource::read_file(std::string_view path, std::string& out,
                                          std::size_t limit) {
  out.clear();
  if (const auto error = error_of(path, true)) return tl::unexpected(*error);
  return files_.read_file(path, out, limit);
}

ReadResult<std::vector<FolderEntry>> ArchiveSource::list(std::string_view path) {
  if (const auto error = error_of(path, true)) return tl::unexpected(*error);
  auto entries = files_.list(path);
  if (entries && path == "/") {
    // The folder holdfast belongs to the recording; the host has none.
    std::erase_if(*entries, [](const FolderEntry& entry) { return entry.name == "holdfast"; });
  }
  return entries;
}

ReadResult<std::string> ArchiveSource::read_link(std::string_view path) {
  if (const auto error = error_of(path, false)) return tl::unexpected(*error);
  return files_.read_link(path);
}

ReadResult<std::uint32_t> ArchiveSource::mode(std::string_view path) {
  if (const auto error = error_of(path, true)) return tl::unexpected(*error);
  const auto usual = files_.mode(path);
  if (!usual || modes_.empty()) return usual;
  const LinkReader links = [this](const std::string& at) { return files_.read_link(at); };
  return modes_.at(canonical_path(path, true, links)).value_or(*usual);
}

ReadResult<std::vector<Record>> ArchiveSource::ask(const Question& question) {
  return recorded_answer(files_, question, diagnostics_);
}

Result<ArchivedHosts> read_archive(std::string_view bytes) {
  if (!bytes.starts_with(kGzipMagic)) return read_tar(bytes);
  const auto unpacked = gunzip(bytes, kMaxUnpacked);
  if (!unpacked) return tl::unexpected(unpacked.error());
  return read_tar(*unpacked);
}

}  // namespace holdfast
