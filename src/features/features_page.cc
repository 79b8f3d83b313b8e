#include "features/features_page.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <holdfast/features.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string_view>
#include <utility>

namespace holdfast {
namespace {

static_assert(HOLDFAST_SAFE_CONTAIN == static_cast<int>(Regime::safe_contain));
constexpr std::uint64_t kLayout =
    std::uint64_t{HOLDFAST_FEATURES_LAYOUT} << 32 | HOLDFAST_FEATURES_BYTES;

std::uint64_t load(const void* page, std::size_t word) {
  return __atomic_load_n(&static_cast<const std::uint64_t*>(page)[word], __ATOMIC_ACQUIRE);
}
void store(void* page, std::size_t word, std::uint64_t value) {
  __atomic_store_n(&static_cast<std::uint64_t*>(page)[word], value, __ATOMIC_RELEASE);
}

// The writer's half of holdfast_features_try_copy: odd while the words are under way. Each is a
// release, so that none can be seen before the odd sequence; the even one comes after all of them.
void write_words(void* page, const holdfast_features& features) {
  const std::uint64_t sequence = load(page, HOLDFAST_FEATURES_SEQUENCE_WORD) | 1;
  store(page, HOLDFAST_FEATURES_SEQUENCE_WORD, sequence);
  const char* from = reinterpret_cast<const char*>(&features);
  for (std::size_t i = 0; i < HOLDFAST_FEATURES_WORDS; ++i) {
    std::uint64_t word = 0;
    std::memcpy(&word, from + 8 * i, 8);
    store(page, HOLDFAST_FEATURES_FIRST_WORD + i, word);
  }
  store(page, HOLDFAST_FEATURES_SEQUENCE_WORD, sequence + 1);
}

void write_unknown(void* page, std::uint32_t state) {
  holdfast_features nothing;
  holdfast_features_conservative(&nothing);
  nothing.state = state;
  write_words(page, nothing);
}

double or_nan(const std::optional<double>& value) {
  return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

// Cut before a character of UTF-8 that does not fit whole; `to` is zero.
template <std::size_t size>
void put_text(char (&to)[size], std::string_view text) {
  std::size_t length = std::min(text.size(), size - 1);
  if (length < text.size()) {
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
  }
  text.copy(to, length);
}

tl::unexpected<Error> refuse(const std::string& path, int error) {
  if (error == ELOOP) {
    return fail(ErrorCode::denied,
                fmt::format("the features page {} is a symbolic link; remove it", path));
  }
  const bool denied = error == EACCES || error == EPERM || error == EROFS;
  return fail(denied ? ErrorCode::denied : ErrorCode::failed,
              fmt::format("the features page {} cannot be made: {}{}", path,
                          ::strerrordesc_np(error), denied ? " (run as root)" : ""));
}

// Of the file that is there: nullopt when it may become, or is, our page.
std::optional<Error> fault_of(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorCode::denied, fmt::format("{} is no regular file; remove it", path)};
  }
  if (status.st_uid != ::geteuid()) {
    return Error{ErrorCode::denied, fmt::format("{} belongs to user {}, not to {}; remove it", path,
                                                status.st_uid, ::geteuid())};
  }
  if (status.st_nlink != 1) {
    return Error{ErrorCode::denied,
                 fmt::format("{} has {} names; remove it", path, status.st_nlink)};
  }
  if (status.st_size != 0 && status.st_size != HOLDFAST_FEATURES_FILE_BYTES) {
    return Error{ErrorCode::unsupported,
                 fmt::format("{} has {} bytes, a features page {}: it is another program's; stop "
                             "that, or remove the file",
                             path, status.st_size, HOLDFAST_FEATURES_FILE_BYTES)};
  }
  return std::nullopt;
}

// A file killed in its making has no magic, and nothing else that anybody relies on.
Result<void> begin(const std::string& path, void* page) {
  const std::uint64_t magic = load(page, HOLDFAST_FEATURES_MAGIC_WORD);
  const std::uint64_t layout = load(page, HOLDFAST_FEATURES_LAYOUT_WORD);
  if (magic == 0) {
    store(page, HOLDFAST_FEATURES_LAYOUT_WORD, kLayout);
    write_unknown(page, HOLDFAST_FEATURES_UNWRITTEN);
    store(page, HOLDFAST_FEATURES_MAGIC_WORD, HOLDFAST_FEATURES_MAGIC);
    return {};
  }
  if (magic != HOLDFAST_FEATURES_MAGIC || layout != kLayout) {
    return fail(ErrorCode::unsupported,
                magic != HOLDFAST_FEATURES_MAGIC
                    ? fmt::format("{} is no features page; remove it", path)
                    : fmt::format("{} has layout {} of {} bytes, this holdfast writes {} of {}: "
                                  "remove it, and restart what reads it",
                                  path, layout >> 32, layout & 0xffffffff, HOLDFAST_FEATURES_LAYOUT,
                                  HOLDFAST_FEATURES_BYTES));
  }
  if (load(page, HOLDFAST_FEATURES_SEQUENCE_WORD) & 1) {
    write_unknown(page, HOLDFAST_FEATURES_STOPPED);
  }
  return {};
}

}  // namespace

Result<FeaturesPage> FeaturesPage::open(const std::string& path) {
  std::error_code made;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), made);
  if (made) return refuse(path, made.value());
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
  if (fd < 0) return refuse(path, errno);
  struct stat status{};
  std::optional<Error> fault;
  int error = ::fstat(fd, &status) == 0 ? 0 : errno;
  if (error == 0) fault = fault_of(path, status);
  void* page = MAP_FAILED;
  if (error == 0 && !fault) {
    // Whatever the umask was: everybody reads, the owner writes.
    if (::fchmod(fd, 0644) != 0) error = errno;
    if (error == 0 && status.st_size == 0) {
      error = ::posix_fallocate(fd, 0, HOLDFAST_FEATURES_FILE_BYTES);
    }
    if (error == 0) {
      page = ::mmap(nullptr, HOLDFAST_FEATURES_FILE_BYTES, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_POPULATE, fd, 0);
      if (page == MAP_FAILED) error = errno;
    }
  }
  ::close(fd);
  if (fault) return tl::unexpected<Error>(*fault);
  if (error != 0) return refuse(path, error);
  FeaturesPage opened(page);
  if (auto begun = begin(path, page); !begun) {
    ::munmap(std::exchange(opened.page_, nullptr), HOLDFAST_FEATURES_FILE_BYTES);
    return tl::unexpected<Error>(begun.error());
  }
  return opened;
}

FeaturesPage::FeaturesPage(FeaturesPage&& other) noexcept
    : page_(std::exchange(other.page_, nullptr)) {}

FeaturesPage& FeaturesPage::operator=(FeaturesPage&& other) noexcept {
  std::swap(page_, other.page_);
  return *this;
}

FeaturesPage::~FeaturesPage() {
  if (page_ == nullptr) return;
  write_unknown(page_, HOLDFAST_FEATURES_STOPPED);
  ::munmap(page_, HOLDFAST_FEATURES_FILE_BYTES);
}

void FeaturesPage::write(const Features& features, std::int64_t now_ns) {
  holdfast_features out;
  std::memset(&out, 0, sizeof out);
  out.written_ns = now_ns;
  out.state = HOLDFAST_FEATURES_LIVE;
  out.regime = static_cast<std::uint32_t>(features.regime);
  out.queue_safe = features.gates.queue_safe ? 1 : 0;
  out.conservative = features.gates.conservative ? 1 : 0;
  out.burst_pacing = features.gates.burst_pacing;
  out.aggression_cap = features.gates.aggression_cap;
  out.regime_since_ns = features.regime_since_ns;
  out.events = features.events;
  out.vam_effective = or_nan(features.vam_effective);
  out.vam_delivered = or_nan(features.vam_delivered);
  out.nrs_ewma = or_nan(features.nrs_ewma);
  out.sad_delta = or_nan(features.sad_delta);
  out.hj95_ns = or_nan(features.hj95_ns);
  out.hj95x_ratio = or_nan(features.hj95x_ratio);
  out.tail_uplift_bps = or_nan(features.tail_uplift_bps);
  out.tail_uplift_low_bps = or_nan(features.tail_uplift_low_bps);
  put_text(out.policy, features.policy);
  put_text(out.policy_version, features.policy_version);
  write_words(page_, out);
}

}  // namespace holdfast
