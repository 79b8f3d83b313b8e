#include "table/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace holdfast {
namespace {

constexpr std::size_t kPiece = 1 << 20;

tl::unexpected<Error> refuse(const std::string& name, int error) {
  const auto code = error == ENOENT                     ? ErrorCode::absent
                    : error == EACCES || error == EPERM ? ErrorCode::denied
                                                        : ErrorCode::failed;
  return fail(code, fmt::format("{}: cannot be read: {}", name, ::strerrordesc_np(error)));
}

// 0, or the errno of the call that failed.
int copy_all(int from, int to) {
  std::vector<char> piece(kPiece);
  for (;;) {
    const ssize_t got = ::read(from, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) return 0;
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = ::write(to, piece.data() + done, static_cast<std::size_t>(got - done));
      if (put < 0 && errno != EINTR) return errno;
      if (put > 0) done += put;
    }
  }
}

// What can be read only once goes to a file that can be read again, and has no name.
Result<Descriptor> keep(const std::string& name, int from) {
  const char* folder = ::getenv("TMPDIR");
  std::string path = std::string(folder != nullptr ? folder : "/tmp") + "/holdfast-XXXXXX";
  Descriptor file(::mkostemp(path.data(), O_CLOEXEC));
  if (!file) {
    return fail(ErrorCode::failed,
                fmt::format("{}: cannot be kept in {}: {}", name, path, ::strerrordesc_np(errno)));
  }
  ::unlink(path.c_str());
  if (const int error = copy_all(from, file.fd())) {
    return fail(ErrorCode::failed,
                fmt::format("{}: cannot be kept in {}: {}", name, path.substr(0, path.rfind('/')),
                            ::strerrordesc_np(error)));
  }
  return file;
}

std::string hexadecimal(const unsigned char* bytes, unsigned size) {
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

}  // namespace

Result<InputFile> InputFile::open(const std::string& path) {
  const bool is_standard = path == "-";
  const std::string name = is_standard ? "standard input" : path;
  Descriptor file(is_standard ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                              : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  struct stat status{};
  if (!file || ::fstat(file.fd(), &status) != 0) return refuse(name, errno);
  if (S_ISDIR(status.st_mode)) return refuse(name, EISDIR);
  if (is_standard || !S_ISREG(status.st_mode)) {
    auto kept = keep(name, file.fd());
    if (!kept) return tl::unexpected(kept.error());
    file = std::move(*kept);
    if (::fstat(file.fd(), &status) != 0) return refuse(name, errno);
  }
  InputFile input(name, std::move(file));
  input.bytes_ = static_cast<std::uint64_t>(status.st_size);
  if (auto known = input.find_format(); !known) return tl::unexpected(known.error());
  return input;
}

Result<void> InputFile::find_format() {
  if (bytes_ == 0) {
    return fail(ErrorCode::malformed,
                fmt::format("{}: is empty; a line with the names of the columns is needed", name_));
  }
  const auto first = read(0, 4);
  if (!first) return tl::unexpected(first.error());
  if (first->starts_with("\x1f\x8b") || *first == "\x28\xb5\x2f\xfd") {
    return fail(ErrorCode::unsupported,
                fmt::format("{}: is compressed; unpack it, or give - and the rows on standard "
                            "input",
                            name_));
  }
  format_ = *first == "PAR1" ? FileFormat::parquet : FileFormat::csv;
  return {};
}

std::string InputFile::path() const { return fmt::format("/proc/self/fd/{}", file_.fd()); }

Result<std::string> InputFile::read(std::uint64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = ::pread(file_.fd(), bytes.data() + filled, size - filled,
                                static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refuse(name_, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<std::string> InputFile::sha256() const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  for (std::uint64_t offset = 0;;) {
    const auto piece = read(offset, kPiece);
    if (!piece) return tl::unexpected(piece.error());
    if (piece->empty()) break;
    EVP_DigestUpdate(context.get(), piece->data(), piece->size());
    offset += piece->size();
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  return hexadecimal(digest.data(), size);
}

}  // namespace holdfast
