// A folder of new files that appear together, or not at all. They are not brought to the disk:
// what is written here can be made again.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

class OutputFolder {
 public:
  /// Makes the folder where there is none.
  static Result<OutputFolder> open(const std::string& path);
  OutputFolder(OutputFolder&& other) noexcept;
  OutputFolder& operator=(OutputFolder&&) = delete;
  /// Without publish() nothing of it is left.
  ~OutputFolder();

  /// Begins a file; the number is what write() wants. Until publish() its name is another.
  Result<std::size_t> begin(const std::string& name);
  Result<void> write(std::size_t file, std::string_view bytes);
  /// What the file is called until then, for somebody else who writes it by its name.
  const std::string& hidden_path(std::size_t file) const { return files_[file].hidden_path; }
  /// Gives all files their names; what had these is replaced.
  Result<void> publish();

 private:
  struct File {
    std::string path, hidden_path;
    int descriptor = -1;
  };
  explicit OutputFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
  std::vector<File> files_;
};

}  // namespace holdfast
