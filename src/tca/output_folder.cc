#include "tca/output_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace holdfast {
namespace {

tl::unexpected<Error> refuse(const std::string& path, int error) {
  const bool is_denied = error == EACCES || error == EPERM || error == EROFS;
  return fail(is_denied ? ErrorCode::denied : ErrorCode::failed,
              fmt::format("{}: could not be written: {}", path, std::strerror(error)));
}

}  // namespace

Result<OutputFolder> OutputFolder::open(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return refuse(path, error.value());
  }
  return OutputFolder(path);
}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : path_(std::move(other.path_)), files_(std::exchange(other.files_, {})) {}

OutputFolder::~OutputFolder() {
  for (const File& file : files_) {
    if (file.descriptor >= 0) {
      ::close(file.descriptor);
    }
    ::unlink(file.hidden_path.c_str());
  }
}

Result<std::size_t> OutputFolder::begin(const std::string& name) {
  File file{.path = path_ + "/" + name, .hidden_path = path_ + "/." + name + "-XXXXXX"};
  file.descriptor = ::mkostemp(file.hidden_path.data(), O_CLOEXEC);
  if (file.descriptor < 0) {
    return refuse(file.path, errno);
  }
  ::fchmod(file.descriptor, 0644);
  files_.push_back(std::move(file));
  return files_.size() - 1;
}

Result<void> OutputFolder::write(std::size_t file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(files_[file].descriptor, bytes.data(), bytes.size());
    if (wrote >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    } else if (errno != EINTR) {
      return refuse(files_[file].path, errno);
    }
  }
  return {};
}

Result<void> OutputFolder::publish() {
  for (File& file : files_) {
    if (::close(std::exchange(file.descriptor, -1)) != 0) {
      return refuse(file.path, errno);
    }
  }
  for (const File& file : files_) {
    if (::rename(file.hidden_path.c_str(), file.path.c_str()) != 0) {
      return refuse(file.path, errno);
    }
  }
  files_.clear();
  return {};
}

}  // namespace holdfast
