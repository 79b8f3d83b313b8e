#include "tca/canary_file.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <memory>

#include "host/new_file.h"

namespace holdfast {
namespace {

tl::unexpected<Error> refuse(const std::string& path, int error) {
  const bool denied = error == EACCES || error == EPERM || error == EROFS;
  return fail(error == ENOENT ? ErrorCode::absent
              : denied        ? ErrorCode::denied
                              : ErrorCode::failed,
              fmt::format("{}: {}", path, ::strerrordesc_np(error)));
}

Result<std::unique_ptr<OpenLedger>> parse(std::string text, const std::string& path) {
  auto open = std::make_unique<OpenLedger>();
  open->text = std::move(text);
  auto ledger = parse_ledger(open->text, path);
  if (!ledger) return tl::unexpected(ledger.error());
  open->ledger = std::move(*ledger);
  return open;
}

Result<std::string> all_of(int fd, const std::string& path, std::size_t limit) {
  std::string text;
  const auto read = read_regular(fd, text, limit);
  if (!read) return refuse(path, static_cast<int>(read.error()));
  return text;
}

}  // namespace

Result<std::string> read_text_file(const std::string& path, std::size_t limit) {
  const auto file = open_at(AT_FDCWD, path.c_str(), O_RDONLY);
  if (!file) return refuse(path, static_cast<int>(file.error()));
  return all_of(file->fd(), path, limit);
}

Result<std::unique_ptr<OpenLedger>> read_ledger(const CanaryFiles& files) {
  auto text = read_text_file(files.ledger(), kLargestLedger);
  if (!text) return tl::unexpected(text.error());
  return parse(std::move(*text), files.ledger());
}

Result<LedgerWriter> LedgerWriter::open(const CanaryFiles& files, Make make) {
  const auto path = files.ledger();
  const int more = make == Make::yes ? O_CREAT | O_EXCL : 0;
  Descriptor file(::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | more, 0644));
  if (!file && errno == EEXIST) {
    return fail(ErrorCode::usage, fmt::format("{}: there is a canary already; a ledger is never "
                                              "begun anew",
                                              path));
  }
  if (!file) return refuse(path, errno);
  while (::flock(file.fd(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return refuse(path, errno);
    return fail(ErrorCode::failed,
                fmt::format("{}: another holdfast-tca is writing to it; try again", path));
  }
  LedgerWriter writer(path, std::move(file));
  if (auto read = writer.reread(); !read) return tl::unexpected(read.error());
  if (make == Make::yes) sync_folder(files.folder);
  if (writer.ledger().torn.empty()) return writer;
  writer.notice_ = writer.ledger().torn + "; a line of the ledger says so from now on";
  const auto line = torn_line(writer.ledger(), wall_time_now());
  const auto sound = static_cast<off_t>(writer.ledger().sound_bytes);
  if (::ftruncate(writer.file_.fd(), sound) != 0) return refuse(path, errno);
  if (auto told = writer.append(line); !told) return tl::unexpected(told.error());
  return writer;
}

Result<void> LedgerWriter::reread() {
  if (::lseek(file_.fd(), 0, SEEK_SET) != 0) return refuse(path_, errno);
  auto text = all_of(file_.fd(), path_, kLargestLedger);
  if (!text) return tl::unexpected(text.error());
  auto open = parse(std::move(*text), path_);
  if (!open) return tl::unexpected(open.error());
  open_ = std::move(*open);
  return {};
}

Result<void> LedgerWriter::append(const std::string& line) {
  struct stat before{};
  if (::fstat(file_.fd(), &before) != 0) return refuse(path_, errno);
  ssize_t put = 0;
  do {
    put = ::write(file_.fd(), line.data(), line.size());
  } while (put < 0 && errno == EINTR);
  if (put != static_cast<ssize_t>(line.size())) {
    const int error = put < 0 ? errno : ENOSPC;
    if (put > 0 && ::ftruncate(file_.fd(), before.st_size) != 0) return refuse(path_, errno);
    return refuse(path_, error);
  }
  if (::fsync(file_.fd()) != 0) return refuse(path_, errno);
  return reread();
}

std::string wall_time_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(std::time(nullptr)));
}

}  // namespace holdfast
