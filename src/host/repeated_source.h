// RepeatedSource: another source as a resident reads it, whole, again and again. Interrupts' places
// come through the descriptors that its windows keep open, and what stays as it is for as long as
// there is the interrupt (node, hint, mode) from memory, of which each sweep renews an eighth.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "host/setting_file_read.h"
#include "host/source.h"

namespace holdfast {

class RepeatedSource final : public HostSource {
 public:
  /// `files` are of the same host, and outlive this.
  RepeatedSource(std::unique_ptr<HostSource> source, SettingFileReader& files)
      : source_(std::move(source)), files_(files) {}

  /// The host is read whole once more.
  void begin_sweep() { ++sweep_; }
  /// Interrupts may have got other numbers: nothing that is remembered is believed any more.
  void forget();

  ReadResult<void> read_file(std::string_view path, std::string& out,
                             std::size_t limit = kSmallFile) override;
  ReadResult<void> read_start(std::string_view path, std::string& out, std::size_t size) override {
    return source_->read_start(path, out, size);
  }
  ReadResult<void> read_pieces(std::string_view path, std::size_t limit,
                               const std::function<void(std::string_view)>& take) override {
    return source_->read_pieces(path, limit, take);
  }
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override {
    return source_->list(path);
  }
  ReadResult<std::string> read_link(std::string_view path) override {
    return source_->read_link(path);
  }
  ReadResult<std::uint32_t> mode(std::string_view path) override;
  ReadResult<std::vector<Record>> ask(const Question& question) override {
    return source_->ask(question);
  }
  Diagnostics diagnostics() const override { return source_->diagnostics(); }

 private:
  /// Of one interrupt; null or absent: not read yet, or not readable.
  struct Facts {
    const std::string *node = nullptr, *hint = nullptr;
    std::optional<std::uint32_t> mode;  // of smp_affinity
  };
  bool is_due(IrqNumber irq) const;
  ReadResult<void> read_fact(std::string_view path, IrqNumber irq, const std::string* Facts::* fact,
                             std::string& out, std::size_t limit);

  std::unique_ptr<HostSource> source_;
  SettingFileReader& files_;
  std::unordered_map<std::uint32_t, Facts> facts_;
  std::unordered_set<std::string> texts_;  // each once: most interrupts have the same
  std::uint32_t sweep_ = 0;
};

}  // namespace holdfast
