// CorruptingSource: a recorded host of which one file, folder, link or answer has gone bad.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/source.h"

namespace holdfast {

enum class Reading { file, folder, link, answer };

enum class Damage {
  none,
  // of text
  cut_line,
  empty,
  binary_line,
  nul_bytes,
  endless_line,
  beyond_64_bits,
  negative,
  crlf,
  invalid_utf8,
  escapes,
  // of any reading
  denied,
  broken,
  // of links
  loop,
  // of answers
  wrong_types,
};

const char* name_of(Damage damage);
std::vector<Damage> damages_of(Reading reading);
/// `text` damaged in its middle; the same for the same text.
std::string damaged(std::string text, Damage damage);

class CorruptingSource final : public HostSource {
 public:
  explicit CorruptingSource(HostSource& inner) : inner_(inner) {}

  /// From now on exactly this reading, by the path that the reader asks for, is damaged.
  void corrupt(std::string path, Damage damage);
  /// All that was read with success, and how.
  const std::map<std::string, Reading>& readings() const { return readings_; }

  ReadResult<void> read_file(std::string_view path, std::string& out, std::size_t limit) override;
  ReadResult<void> read_start(std::string_view path, std::string& out, std::size_t size) override;
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override;
  ReadResult<std::string> read_link(std::string_view path) override;
  ReadResult<std::uint32_t> mode(std::string_view path) override { return inner_.mode(path); }
  ReadResult<std::vector<Record>> ask(const Question& question) override;
  Diagnostics diagnostics() const override { return inner_.diagnostics(); }

 private:
  /// The failure that the damage makes of a reading of `path`.
  ReadResult<void> failure(std::string_view path) const;

  HostSource& inner_;
  std::map<std::string, Reading> readings_;
  std::string path_;
  Damage damage_ = Damage::none;
};

}  // namespace holdfast
