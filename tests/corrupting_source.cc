#include "corrupting_source.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

constexpr std::size_t kEndless = std::size_t{4} << 20;

std::string key_of(const Question& question) {
  return fmt::format("{} {} {}", question.family, question.command, question.object);
}

// The middle of the line that stands in the middle of the text.
std::size_t middle_of(const std::string& text) {
  if (text.size() < 2) return text.size();
  const auto before = text.rfind('\n', text.size() / 2 - 1);
  const std::size_t start = before == std::string::npos ? 0 : before + 1;
  const auto end = std::min(text.find('\n', start), text.size());
  return start + (end - start) / 2;
}

// The first run of digits at or after the middle, else the last before it, replaced.
std::string with_number(std::string text, std::string_view number) {
  constexpr std::string_view kDigits = "0123456789";
  auto first = text.find_first_of(kDigits, middle_of(text));
  if (first == std::string::npos) first = text.find_first_of(kDigits);
  if (first == std::string::npos) return text + std::string(number);
  const auto end = std::min(text.find_first_not_of(kDigits, first), text.size());
  return text.replace(first, end - first, number);
}

std::string with_carriage_returns(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

RecordValue other_type(const RecordValue& value) {
  if (std::holds_alternative<std::uint64_t>(value)) return std::string("\x1b[31m\xff");
  if (std::holds_alternative<std::string>(value)) return std::vector<std::uint64_t>{~0ULL, 0};
  if (std::holds_alternative<std::vector<Record>>(value)) return std::uint64_t{1} << 63;
  return std::vector<Record>{Record{}};
}

}  // namespace

const char* name_of(Damage damage) {
  switch (damage) {
    case Damage::none: return "none";
    case Damage::cut_line: return "cut in a line";
    case Damage::empty: return "empty";
    case Damage::binary_line: return "a binary line";
    case Damage::nul_bytes: return "NUL bytes";
    case Damage::endless_line: return "an endless line";
    case Damage::beyond_64_bits: return "a number beyond 64 bits";
    case Damage::negative: return "a negative number";
    case Damage::crlf: return "CRLF";
    case Damage::invalid_utf8: return "invalid UTF-8";
    case Damage::escapes: return "terminal escapes";
    case Damage::denied: return "EACCES";
    case Damage::broken: return "EIO";
    case Damage::loop: return "a loop of links";
    case Damage::wrong_types: return "wrong types";
  }
  return "";
}

std::vector<Damage> damages_of(Reading reading) {
  switch (reading) {
    case Reading::file:
      return {Damage::cut_line,     Damage::empty,          Damage::binary_line, Damage::nul_bytes,
              Damage::endless_line, Damage::beyond_64_bits, Damage::negative,    Damage::crlf,
              Damage::invalid_utf8, Damage::escapes,        Damage::denied,      Damage::broken};
    case Reading::folder: return {Damage::empty, Damage::denied, Damage::broken, Damage::loop};
    case Reading::link: return {Damage::loop, Damage::denied, Damage::escapes, Damage::empty};
    case Reading::answer:
      return {Damage::wrong_types, Damage::empty, Damage::denied, Damage::broken};
  }
  return {};
}

std::string damaged(std::string text, Damage damage) {
  switch (damage) {
    case Damage::cut_line: text.resize(middle_of(text)); break;
    case Damage::empty: text.clear(); break;
    case Damage::binary_line: text.insert(middle_of(text), "\n\x01\xff\x80 garbage\x7f\n"); break;
    case Damage::nul_bytes: text.insert(middle_of(text), 7, '\0'); break;
    case Damage::endless_line: text.insert(middle_of(text), kEndless, '7'); break;
    case Damage::beyond_64_bits: return with_number(std::move(text), "99999999999999999999999");
    case Damage::negative: return with_number(std::move(text), "-5");
    case Damage::crlf: return with_carriage_returns(text);
    case Damage::invalid_utf8: text.insert(middle_of(text), "\xc3\x28\xf0\x90\xed\xa0\x80"); break;
    case Damage::escapes: text.insert(middle_of(text), "\x1b]0;owned\x07\x1b[31m"); break;
    default: break;
  }
  return text;
}

void CorruptingSource::corrupt(std::string path, Damage damage) {
  path_ = std::move(path);
  damage_ = damage;
}

ReadResult<void> CorruptingSource::failure(std::string_view path) const {
  if (path != path_) return {};
  if (damage_ == Damage::denied) return tl::unexpected(std::errc::permission_denied);
  if (damage_ == Damage::broken) return tl::unexpected(std::errc::io_error);
  if (damage_ == Damage::loop) return tl::unexpected(std::errc::too_many_symbolic_link_levels);
  return {};
}

ReadResult<void> CorruptingSource::read_file(std::string_view path, std::string& out,
                                             std::size_t limit) {
  out.clear();
  if (const auto failed = failure(path); !failed) return failed;
  auto read = inner_.read_file(path, out, limit);
  if (!read) return read;
  readings_.insert_or_assign(std::string(path), Reading::file);
  if (path == path_) out = damaged(std::move(out), damage_);
  if (out.size() <= limit) return {};
  out.clear();
  return tl::unexpected(std::errc::file_too_large);
}

ReadResult<void> CorruptingSource::read_start(std::string_view path, std::string& out,
                                              std::size_t size) {
  const auto read = read_file(path, out, kLargeFile);
  if (read && out.size() > size) out.resize(size);
  return read;
}

ReadResult<std::vector<FolderEntry>> CorruptingSource::list(std::string_view path) {
  if (const auto failed = failure(path); !failed) return tl::unexpected(failed.error());
  auto entries = inner_.list(path);
  if (!entries) return entries;
  readings_.insert_or_assign(std::string(path), Reading::folder);
  if (path == path_ && damage_ == Damage::empty) entries->clear();
  return entries;
}

ReadResult<std::string> CorruptingSource::read_link(std::string_view path) {
  if (const auto failed = failure(path); !failed) return tl::unexpected(failed.error());
  auto target = inner_.read_link(path);
  if (!target) return target;
  readings_.insert_or_assign(std::string(path), Reading::link);
  if (path == path_) *target = damaged(std::move(*target), damage_);
  return target;
}

ReadResult<std::vector<Record>> CorruptingSource::ask(const Question& question) {
  const std::string key = key_of(question);
  if (const auto failed = failure(key); !failed) return tl::unexpected(failed.error());
  auto answer = inner_.ask(question);
  if (!answer) return answer;
  readings_.insert_or_assign(key, Reading::answer);
  if (key != path_) return answer;
  if (damage_ == Damage::empty) answer->clear();
  if (damage_ != Damage::wrong_types) return answer;
  for (auto& record : *answer) {
    for (auto& [name, value] : record.fields) value = other_type(value);
  }
  return answer;
}

}  // namespace holdfast
