#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "host/tar.h"
#include "host/tar_header.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxLongName = std::size_t{64} << 10;  // bytes of a pax or GNU name header

/// "/a/b" of "a/b", "./a//b/"; nullopt when it holds "..", is too long or too deep.
std::optional<std::string> absolute_path(std::string_view written) {
  if (written.size() > TarReader::kMaxPath || written.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::string path;
  std::size_t depth = 0;
  for (const auto piece : split(written, '/')) {
    if (piece.empty() || piece == ".") continue;
    if (piece == ".." || ++depth > TarReader::kMaxDepth) return std::nullopt;
    path += '/';
    path += piece;
  }
  return path.empty() ? "/" : path;
}

/// The value of `key` in a pax extended header: lines of "<length> <key>=<value>\n".
std::optional<std::string> pax_value(std::string_view bytes, std::string_view key) {
  std::optional<std::string> value;
  while (!bytes.empty()) {
    const auto space = bytes.find(' ');
    if (space == std::string_view::npos) break;
    const auto size = parse_number<std::size_t>(bytes.substr(0, space));
    if (!size || *size <= space + 1 || *size > bytes.size()) break;
    auto record = bytes.substr(space + 1, *size - space - 1);
    bytes.remove_prefix(*size);
    if (record.ends_with('\n')) record.remove_suffix(1);
    const auto equals = record.find('=');
    if (equals != std::string_view::npos && record.substr(0, equals) == key) {
      value = record.substr(equals + 1);
    }
  }
  return value;
}

bool is_zero(std::string_view block) {
  return std::all_of(block.begin(), block.end(), [](char c) { return c == '\0'; });
}

std::string_view without_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

}  // namespace

tl::unexpected<Error> TarReader::malformed(std::string_view what) const {
  return fail(ErrorCode::malformed, fmt::format("tar header at byte {}: {}", header_, what));
}

Result<std::string_view> TarReader::content(std::uint64_t size) {
  const std::size_t left = archive_.size() - at_;
  if (size > left) {
    return malformed(fmt::format("states {} bytes of content, {} are left", size, left));
  }
  const auto bytes = archive_.substr(at_, static_cast<std::size_t>(size));
  const std::size_t padded = (bytes.size() + kTarBlock - 1) / kTarBlock * kTarBlock;
  at_ += std::min(padded, left);
  return bytes;
}

Result<TarEntry> TarReader::entry_of(std::string_view header, std::string_view bytes,
                                     LongNames names) const {
  std::string written(tar_text(header, kTarName));
  const auto prefix = tar_text(header, kTarPrefix);
  // GNU tar keeps times where ustar has the prefix, and says so in its magic.
  const bool has_prefix = tar_text(header, kTarMagic) == "ustar" && !prefix.empty();
  if (has_prefix) written = fmt::format("{}/{}", prefix, written);
  if (names.path) written = std::move(*names.path);
  auto path = absolute_path(written);
  if (!path) {
    return malformed(fmt::format("the name \"{}\" leaves the archive or is too long or deep",
                                 written.substr(0, 80)));
  }
  TarEntry entry{.path = std::move(*path)};
  std::string target(names.target ? *names.target : std::string(tar_text(header, kTarTarget)));
  const char type = header[kTarType.at];
  switch (type) {
    case '\0':
    case '0':
    case '7': entry.bytes = bytes; break;
    case '1': {
      auto original = absolute_path(target);
      if (!original) return malformed("a hard link leaves the archive");
      entry.kind = EntryKind::link;
      entry.target = std::move(*original);
      break;
    }
    case '2':
      if (target.empty() || target.size() > kMaxPath) return malformed("a link without a target");
      entry.kind = EntryKind::link;
      entry.target = std::move(target);
      break;
    case '3':
    case '4':
    case '6': entry.kind = EntryKind::other; break;
    case '5': entry.kind = EntryKind::folder; break;
    default: return malformed(fmt::format("type {:#04x} is not one that a capture holds", type));
  }
  // Archives from before ustar mark a folder by the last byte of its name alone.
  if (entry.kind == EntryKind::file && written.ends_with('/')) entry.kind = EntryKind::folder;
  return entry;
}

Result<std::optional<TarEntry>> TarReader::next() {
  LongNames names;
  while (true) {
    header_ = at_;
    if (archive_.size() - at_ < kTarBlock)
      return malformed("the archive ends without its end mark");
    const auto header = archive_.substr(at_, kTarBlock);
    if (is_zero(header)) return std::nullopt;
    if (tar_number(header, kTarChecksum) != tar_checksum(header)) {
      return malformed("the checksum is wrong");
    }
    const auto size = tar_number(header, kTarSize);
    if (!size) return malformed("the size is not a number");
    at_ += kTarBlock;
    const char type = header[kTarType.at];
    const bool has_content = type == '\0' || type == '0' || type == '7' || type > '9' || type < '0';
    const auto bytes = content(has_content ? *size : 0);
    if (!bytes) return tl::unexpected(bytes.error());
    const bool is_name = type == 'x' || type == 'L' || type == 'K';
    if (is_name && bytes->size() > kMaxLongName) return malformed("a name of over 64 KiB");
    if (type == 'x') {
      if (auto path = pax_value(*bytes, "path")) names.path = std::move(path);
      if (auto target = pax_value(*bytes, "linkpath")) names.target = std::move(target);
    } else if (type == 'L') {
      names.path = without_nul(*bytes);
    } else if (type == 'K') {
      names.target = without_nul(*bytes);
    } else if (type != 'g') {
      auto entry = entry_of(header, *bytes, std::move(names));
      if (!entry) return tl::unexpected(entry.error());
      return std::optional(std::move(*entry));
    }
  }
}

}  // namespace holdfast
