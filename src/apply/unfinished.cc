#include "apply/unfinished.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "apply/lock.h"
#include "base/text.h"
#include "host/descriptor.h"

namespace holdfast {
namespace {

constexpr std::size_t kTail = 8192;  // an end line is shorter, whatever its sentence

// Does the file end with an end line? One that we may not read counts as finished.
bool is_finished(const std::string& path) {
  const auto file = open_at(AT_FDCWD, path.c_str(), O_RDONLY | O_NOFOLLOW);
  struct stat status{};
  if (!file || ::fstat(file->fd(), &status) != 0 || !S_ISREG(status.st_mode)) return true;
  const auto size = static_cast<std::size_t>(status.st_size);
  std::string tail(std::min(size, kTail), '\0');
  const ssize_t got =
      ::pread(file->fd(), tail.data(), tail.size(), static_cast<off_t>(size - tail.size()));
  if (got < 0) return true;
  tail.resize(static_cast<std::size_t>(got));
  if (!tail.ends_with('\n')) return false;
  tail.pop_back();
  const auto line = tail.rfind('\n');
  return std::string_view(tail)
      .substr(line == std::string::npos ? 0 : line + 1)
      .starts_with(R"({"what":"end")");
}

struct Unfinished {
  std::string id, path;
};

// By the first bytes of its begin line.
bool is_bench(const Unfinished& journal) {
  const auto file = open_at(AT_FDCWD, journal.path.c_str(), O_RDONLY | O_NOFOLLOW);
  std::string head(64, '\0');
  const ssize_t got = file ? ::pread(file->fd(), head.data(), head.size(), 0) : -1;
  if (got < 0) return false;
  head.resize(static_cast<std::size_t>(got));
  return head.find(R"("kind":"bench")") != std::string::npos;
}

std::optional<Unfinished> unfinished_in(const std::string& folder) {
  auto opened = open_at(AT_FDCWD, folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (!opened) return std::nullopt;
  const auto entries = list_folder(std::move(*opened));
  if (!entries) return std::nullopt;
  for (const auto& entry : *entries) {
    std::string_view name = entry.name;
    if (!name.ends_with(".jsonl")) continue;
    name.remove_suffix(std::string_view(".jsonl").size());
    if (!parse_number<std::uint32_t>(name)) continue;
    std::string path = folder + '/' + entry.name;
    if (!is_finished(path)) return Unfinished{std::string(name), std::move(path)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> unfinished_sentence(const JournalFolders& folders,
                                               const std::string& lock_path) {
  auto found = unfinished_in(folders.runtime);
  if (!found) found = unfinished_in(folders.persistent);
  if (!found || ApplyLock::is_held(lock_path)) return std::nullopt;
  constexpr std::string_view kBack =
      "and the host may be half changed; holdfast recover puts back what was";
  if (is_bench(*found)) return fmt::format("bench {} was not finished, {}", found->id, kBack);
  return fmt::format("apply {} was not finished, {}, holdfast recover --forward finishes it",
                     found->id, kBack);
}

}  // namespace holdfast
