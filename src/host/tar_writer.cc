#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "host/tar.h"
#include "host/tar_header.h"

namespace holdfast {
namespace {

constexpr std::size_t kEndMark = 2 * kTarBlock;

using Header = std::array<char, kTarBlock>;

void put(Header& header, TarField field, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), field.size),
              header.begin() + static_cast<std::ptrdiff_t>(field.at));
}

void put_octal(Header& header, TarField field, std::uint64_t number) {
  put(header, field, fmt::format("{:0{}o}", number, field.size - 1));
}

/// One record of a pax header: its length counts its own digits.
std::string pax_record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;  // ' ', '=' and the newline
  std::size_t size = rest + 1;
  while (size != rest + std::to_string(size).size()) ++size;
  return fmt::format("{} {}={}\n", size, key, value);
}

}  // namespace

void TarWriter::header(char type, std::string_view name, std::string_view target,
                       std::uint64_t size) {
  Header header{};
  put(header, kTarName, name);
  put_octal(header, kTarMode, type == '5' ? 0755 : 0644);
  put_octal(header, kTarUid, 0);
  put_octal(header, kTarGid, 0);
  put_octal(header, kTarSize, size);
  put_octal(header, kTarTime, 0);
  header[kTarType.at] = type;
  put(header, kTarTarget, target);
  put(header, kTarMagic, std::string_view("ustar\00000", 8));
  const auto sum = tar_checksum({header.data(), header.size()});
  put(header, kTarChecksum, fmt::format("{:06o}", sum));
  header[kTarChecksum.at + 7] = ' ';
  archive_.append(header.data(), header.size());
}

void TarWriter::content(std::string_view bytes) {
  archive_ += bytes;
  archive_.resize((archive_.size() + kTarBlock - 1) / kTarBlock * kTarBlock);
}

void TarWriter::add(char type, std::string_view path, std::string_view target,
                    std::string_view bytes) {
  HOLDFAST_CHECK(path.starts_with('/') && path.size() > 1);
  std::string name(path.substr(1));
  if (type == '5') name += '/';
  std::string extended;
  if (name.size() > kTarName.size) extended += pax_record("path", name);
  if (target.size() > kTarTarget.size) extended += pax_record("linkpath", target);
  if (!extended.empty()) {
    header('x', "pax", {}, extended.size());
    content(extended);
  }
  header(type, name, target, bytes.size());
  content(bytes);
}

void TarWriter::add_file(std::string_view path, std::string_view bytes) {
  add('0', path, {}, bytes);
}

void TarWriter::add_folder(std::string_view path) { add('5', path, {}, {}); }

void TarWriter::add_link(std::string_view path, std::string_view target) {
  add('2', path, target, {});
}

void TarWriter::add_other(std::string_view path) { add('6', path, {}, {}); }

std::string TarWriter::finish() {
  archive_.append(kEndMark, '\0');
  return std::exchange(archive_, {});
}

}  // namespace holdfast
