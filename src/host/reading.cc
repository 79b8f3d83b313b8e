#include "host/reading.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <time.h>

#include "host/archive_source.h"
#include "host/errno_name.h"
#include "host/folder_source.h"
#include "host/overlay_source.h"

namespace holdfast {
namespace {

Error about(const std::string& path, const Error& error) {
  return {error.code, fmt::format("{}: {}", path, error.sentence)};
}

/// The reading of a recorded host; with `top`, its second sample.
Result<HostReading> reading_of(const std::string& path, std::shared_ptr<HostSource> now,
                               std::shared_ptr<HostSource> top, bool must_be_capture) {
  HostReading reading{.now = std::move(now), .origin = path};
  std::string text;
  const auto read = reading.now->read_file(kCaptureFile, text);
  if (!read && !must_be_capture && read.error() == std::errc::no_such_file_or_directory) {
    return reading;
  }
  const std::string file = path + std::string(kCaptureFile);
  if (!read) {
    return fail(ErrorCode::malformed,
                fmt::format("{} is not a capture: its holdfast/capture.json cannot be read ({})",
                            path, errno_name(read.error())));
  }
  auto description = parse_capture_description(text);
  if (!description) return tl::unexpected(about(file, description.error()));
  reading.at = description->at;
  if (top && description->later_at) {
    reading.later = std::make_shared<OverlaySource>(std::move(top), reading.now);
    reading.later_at = *description->later_at;
  }
  reading.description = std::move(*description);
  return reading;
}

Result<HostReading> open_folder(const std::string& path, bool must_be_capture) {
  auto now = FolderSource::open(path);
  if (!now) return tl::unexpected(now.error());
  std::shared_ptr<HostSource> top;
  if (auto later = (*now)->inside(kLaterFolder)) top = std::move(*later);
  return reading_of(path, std::move(*now), std::move(top), must_be_capture);
}

}  // namespace

Instant monotonic_now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return {std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec};
}

Result<HostReading> open_capture(const std::string& path) {
  if (open_at(AT_FDCWD, path.c_str(), O_PATH | O_DIRECTORY)) return open_folder(path, true);
  std::string bytes;
  if (const auto read = LiveSource().read_file(path, bytes, HostSource::kLargeFile); !read) {
    const auto code = read.error() == std::errc::no_such_file_or_directory ? ErrorCode::absent
                      : read.error() == std::errc::permission_denied       ? ErrorCode::denied
                                                                           : ErrorCode::failed;
    return fail(code, fmt::format("{} cannot be read: {}", path,
                                  std::make_error_code(read.error()).message()));
  }
  auto hosts = read_archive(bytes);
  if (!hosts) return tl::unexpected(about(path, hosts.error()));
  return reading_of(path, std::move(hosts->now), std::move(hosts->later), true);
}

Result<HostReading> open_root(const std::string& path, LiveSource::Ask ask) {
  if (path != "/") return open_folder(path, false);
  return HostReading{.now = std::make_shared<LiveSource>(std::move(ask)),
                     .at = monotonic_now(),
                     .origin = path,
                     .live = true};
}

}  // namespace holdfast
