#include "serve/access.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/check.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::string_view kCookie = "__Host-holdfast";
constexpr std::size_t kShortestToken = 16, kLongestToken = 1024;

using Digest = std::array<unsigned char, 32>;

Digest digest_of(std::string_view key, std::string_view text) {
  Digest digest{};
  unsigned int length = digest.size();
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
  return digest;
}

/// Of the digests, so that not even the length shows.
bool same(std::string_view left, std::string_view right) {
  const auto a = digest_of("compare", left), b = digest_of("compare", right);
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view cookie_of(std::string_view field) {
  for (auto piece : split(field, ';')) {
    piece = trim(piece);
    if (piece.starts_with(kCookie) && piece.substr(kCookie.size()).starts_with("=")) {
      return piece.substr(kCookie.size() + 1);
    }
  }
  return {};
}

}  // namespace

Access::Access(std::string token) : token_(std::move(token)) {
  std::array<unsigned char, 32> key{};
  HOLDFAST_CHECK(RAND_bytes(key.data(), key.size()) == 1);
  const std::string_view text(reinterpret_cast<const char*>(key.data()), key.size());
  for (const auto byte : digest_of(text, token_)) pass_ += fmt::format("{:02x}", byte);
}

bool Access::is_token(std::string_view text) const { return same(text, token_); }

bool Access::admits(const Request& request) const {
  if (open()) return true;
  constexpr std::string_view kScheme = "Bearer ";
  if (request.authorization.starts_with(kScheme)) {
    return is_token(std::string_view(request.authorization).substr(kScheme.size()));
  }
  const auto shown = cookie_of(request.cookie);
  return !shown.empty() && same(shown, pass_);
}

std::string Access::cookie() const {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict", kCookie, pass_);
}

Result<std::string> read_token(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    return fail(ErrorCode::failed, fmt::format("--token-file {}: {}", path, std::strerror(errno)));
  }
  struct stat facts{};
  std::array<char, kLongestToken + 1> bytes{};
  const bool told = ::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
  const auto size = told ? ::read(fd, bytes.data(), bytes.size()) : -1;
  ::close(fd);
  if (size < 0) return fail(ErrorCode::usage, fmt::format("--token-file {}: no plain file", path));
  if ((facts.st_mode & 077U) != 0) {
    return fail(ErrorCode::usage,
                fmt::format("--token-file {}: mode {:04o} lets others than its owner read or "
                            "write it; chmod 600 {}",
                            path, facts.st_mode & 07777U, path));
  }
  std::string_view rest(bytes.data(), static_cast<std::size_t>(size));
  const auto token = trim(next_line(rest).value_or(""));
  if (token.size() < kShortestToken || token.size() > kLongestToken) {
    return fail(ErrorCode::usage,
                fmt::format("--token-file {}: the first line has {} characters, expected {} to {}; "
                            "openssl rand -hex 32 makes one",
                            path, token.size(), kShortestToken, kLongestToken));
  }
  return std::string(token);
}

}  // namespace holdfast
