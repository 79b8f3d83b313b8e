// A CSV or Parquet file to be read: opened once, so that the bytes that are hashed are those that
// are read, whatever becomes of its name.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "host/descriptor.h"

namespace holdfast {

enum class FileFormat { csv, parquet };

class InputFile {
 public:
  /// `path` "-": standard input. That, and what is no ordinary file, is kept in a nameless file in
  /// $TMPDIR. Refuses what is absent, unreadable, a folder, empty or compressed. The first bytes
  /// tell the format.
  static Result<InputFile> open(const std::string& path);

  /// For sentences: the path, or "standard input".
  const std::string& name() const { return name_; }
  /// A name under which this process reaches the open file.
  std::string path() const;
  FileFormat format() const { return format_; }
  std::uint64_t bytes() const { return bytes_; }
  /// At most `size` bytes from `offset` on.
  Result<std::string> read(std::uint64_t offset, std::size_t size) const;
  /// Of all of it, 64 small hexadecimal digits.
  Result<std::string> sha256() const;

 private:
  InputFile(std::string name, Descriptor file) : name_(std::move(name)), file_(std::move(file)) {}
  Result<void> find_format();
  std::string name_;
  Descriptor file_;
  FileFormat format_ = FileFormat::csv;
  std::uint64_t bytes_ = 0;
};

}  // namespace holdfast
