#include "agent/gateway_gauge_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "host/descriptor.h"
#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::size_t kLargest = std::size_t{256} << 10U;

}  // namespace

GatewayGaugeFiles::GatewayGaugeFiles(const std::vector<std::string>& paths) {
  for (const auto& path : paths) {
    files_.push_back(
        {.path = path,
         .state = {"gateway " + path, SourceState::absent, "no gateway writes it", 0}});
  }
}

/// Is there a text that was not there before? The error says why what is there cannot be read.
Result<bool> GatewayGaugeFiles::look(File& file, std::int64_t wall_ns, std::string& text) {
  const auto refuse = [](std::errc error) {
    return fail(ErrorCode::failed, fmt::format("it cannot be read: {}", errno_name(error)));
  };
  const auto opened = open_at(AT_FDCWD, file.path.c_str(), O_RDONLY | O_NOFOLLOW);
  const bool is_gone = !opened && opened.error() == std::errc::no_such_file_or_directory;
  if (!opened && !is_gone) return refuse(opened.error());
  struct stat status{};
  if (opened && ::fstat(opened->fd(), &status) != 0) return refuse(last_error());
  const std::int64_t written_ns =
      std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  if (is_gone || written_ns < wall_ns - kOldNs || written_ns > wall_ns + kOldNs) {
    file.state.state = SourceState::absent;
    file.state.why = "no gateway writes it";
    return false;
  }
  if (written_ns == file.written_ns && status.st_ino == file.inode) return false;
  file.written_ns = written_ns;
  file.inode = status.st_ino;
  if (const auto read = read_regular(opened->fd(), text, kLargest); !read) {
    return refuse(read.error());
  }
  return true;
}

std::vector<GatewayGauges> GatewayGaugeFiles::read(std::int64_t wall_ns) {
  std::vector<GatewayGauges> out;
  for (auto& file : files_) {
    const auto is_new = look(file, wall_ns, text_);
    if (is_new && !*is_new) continue;
    auto gauges = is_new ? gateway_gauges_from_json(text_)
                         : Result<GatewayGauges>(tl::unexpected<Error>(is_new.error()));
    if (!gauges) {
      file.state.state = SourceState::degraded;
      file.state.why = gauges.error().sentence;
      continue;
    }
    ++file.state.events;
    file.state.state = SourceState::watching;
    file.state.why.clear();
    gauges->gateway = file.path;
    gauges->at_ns = wall_ns;
    out.push_back(*std::move(gauges));
  }
  return out;
}

std::vector<WatchSource> GatewayGaugeFiles::states() const {
  std::vector<WatchSource> out;
  for (const auto& file : files_) out.push_back(file.state);
  return out;
}

}  // namespace holdfast
