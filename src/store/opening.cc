#include "store/opening.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "base/text.h"
#include "store/schema.h"

namespace holdfast {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLastEvent = "holdfast.last-event";
// Beyond this a check of every page would hold the agent's start up; damage then shows when it is
// met, and is set aside as well.
constexpr std::uintmax_t kCheckedBytes = 64 << 20;

std::string path_of(const std::string& folder) { return folder + '/' + kDatabaseName; }

// An empty file of the right mode: SQLite gives its side files the mode and group of this one, so
// that whoever may read the one may read them all.
Result<void> make_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);
  struct stat status{};
  const int error = fd < 0 || ::fstat(fd, &status) != 0 ? errno : 0;
  if (fd >= 0) ::close(fd);
  if (error == 0 && S_ISREG(status.st_mode)) return {};
  const bool denied = error == EACCES || error == EPERM || error == EROFS || error == ELOOP;
  return fail(denied ? ErrorCode::denied : ErrorCode::failed,
              fmt::format("the store {} cannot be opened: {}", path,
                          error == 0       ? "it is no regular file"
                          : error == ELOOP ? "it is a symbolic link"
                                           : ::strerrordesc_np(error)));
}

Result<SqliteDatabase> open_sound(const std::string& path) {
  auto database = SqliteDatabase::open(path, SqliteDatabase::Access::write);
  if (!database) return database;
  // auto_vacuum only takes before the first table is made.
  if (auto set = database->execute("PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;"
                                   "PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216;"
                                   "PRAGMA cache_size=-1000");
      !set) {
    return tl::unexpected<Error>(set.error());
  }
  if (auto migrated = migrate(*database); !migrated) {
    return tl::unexpected<Error>(migrated.error());
  }
  std::error_code ignored;
  if (fs::file_size(path, ignored) <= kCheckedBytes) {
    auto check = database->prepare("PRAGMA quick_check(1)");
    if (!check) return tl::unexpected<Error>(check.error());
    auto row = check->step();
    if (!row) return tl::unexpected<Error>(row.error());
    if (*row && check->text(0) != "ok") return fail(ErrorCode::malformed, check->text(0));
  }
  database->keep_side_files();
  return database;
}

}  // namespace

Result<std::string> set_aside(const std::string& folder, const std::string& why) {
  const std::string path = path_of(folder);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::string aside = fmt::format("{}.corrupt-{:%Y%m%dT%H%M%SZ}", path, now);
  std::error_code error;
  // A second one in the same second would overwrite the first.
  for (int i = 2; fs::exists(aside, error) && i < 100; ++i) {
    aside = fmt::format("{}.corrupt-{:%Y%m%dT%H%M%SZ}-{}", path, now, i);
  }
  fs::rename(path, aside, error);
  if (error) {
    return fail(ErrorCode::failed,
                fmt::format("the store {} is damaged ({}) and cannot be set aside: {}", path, why,
                            error.message()));
  }
  // A log of the old one must not be played into the new one.
  std::error_code ignored;
  fs::rename(path + "-wal", aside + "-wal", ignored);
  fs::remove(path + "-shm", ignored);
  return fmt::format("the store {} was damaged ({}); it was set aside as {}, and a new one begun",
                     path, why, aside);
}

Result<SqliteDatabase> open_store(const std::string& folder, std::string& note) {
  std::error_code error;
  if (!fs::exists(folder, error) && fs::create_directories(folder, error)) {
    ::chmod(folder.c_str(), 0750);
  }
  const auto real = fs::canonical(folder, error);
  if (error) {
    return fail(ErrorCode::failed,
                fmt::format("the store's folder {} cannot be made: {}", folder, error.message()));
  }
  const std::string path = path_of(real);
  if (auto made = make_file(path); !made) return tl::unexpected<Error>(made.error());
  auto database = open_sound(path);
  if (!database && database.error().code == ErrorCode::malformed) {
    auto told = set_aside(real, database.error().sentence);
    if (!told) return tl::unexpected<Error>(told.error());
    note = *told;
    if (auto made = make_file(path); !made) return tl::unexpected<Error>(made.error());
    database = open_sound(path);
  }
  if (!database) {
    return fail(database.error().code,
                fmt::format("the store {} cannot be opened: {}", path, database.error().sentence));
  }
  return database;
}

std::uint64_t last_event_beside(const std::string& folder) {
  const std::string path = folder + '/' + kLastEvent;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return 0;
  char text[32];
  const auto got = ::read(fd, text, sizeof text);
  ::close(fd);
  if (got <= 0) return 0;
  return parse_number(trim({text, static_cast<std::size_t>(got)})).value_or(0);
}

void keep_last_event(const std::string& folder, std::uint64_t number) {
  const std::string path = folder + '/' + kLastEvent;
  const int fd =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);
  if (fd < 0) return;  // the database has it too
  const std::string text = fmt::format("{:020}\n", number);
  [[maybe_unused]] const auto written = ::pwrite(fd, text.data(), text.size(), 0);
  ::close(fd);
}

}  // namespace holdfast
