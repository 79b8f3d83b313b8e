#include "host/repeated_source.h"

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kSweepsUntilAllAreRenewed = 8;
constexpr std::size_t kMostRemembered = 65536;  // a bound, not a limit to reach

struct IrqPath {
  IrqNumber irq;
  std::string_view file;
};

/// "/proc/irq/38/node"
std::optional<IrqPath> irq_path_of(std::string_view path) {
  constexpr std::string_view kFolder = "/proc/irq/";
  if (!path.starts_with(kFolder)) return std::nullopt;
  path.remove_prefix(kFolder.size());
  const auto slash = path.find('/');
  const auto irq = parse_number<std::uint32_t>(path.substr(0, slash));
  if (!irq || slash == std::string_view::npos) return std::nullopt;
  return IrqPath{IrqNumber{*irq}, path.substr(slash + 1)};
}

}  // namespace

void RepeatedSource::forget() {
  facts_.clear();
  texts_.clear();
}

bool RepeatedSource::is_due(IrqNumber irq) const {
  return irq.value % kSweepsUntilAllAreRenewed == sweep_ % kSweepsUntilAllAreRenewed;
}

ReadResult<void> RepeatedSource::read_fact(std::string_view path, IrqNumber irq,
                                           const std::string* Facts::* fact, std::string& out,
                                           std::size_t limit) {
  const auto known = facts_.find(irq.value);
  if (known != facts_.end() && known->second.*fact && !is_due(irq)) {
    out = *(known->second.*fact);
    return {};
  }
  const auto read = source_->read_file(path, out, limit);
  if (read && facts_.size() < kMostRemembered) {
    facts_[irq.value].*fact = &*texts_.insert(out).first;
  } else if (known != facts_.end()) {
    known->second.*fact = nullptr;
  }
  return read;
}

ReadResult<void> RepeatedSource::read_file(std::string_view path, std::string& out,
                                           std::size_t limit) {
  const auto at = irq_path_of(path);
  if (!at) return source_->read_file(path, out, limit);
  if (at->file == "node") return read_fact(path, at->irq, &Facts::node, out, limit);
  if (at->file == "affinity_hint") return read_fact(path, at->irq, &Facts::hint, out, limit);
  std::optional<std::string_view> kept;
  if (at->file == "smp_affinity_list") kept = files_.kept_text(at->irq, IrqFile::requested);
  if (at->file == "effective_affinity_list") kept = files_.kept_text(at->irq, IrqFile::effective);
  if (!kept) return source_->read_file(path, out, limit);
  out.assign(*kept);
  return {};
}

ReadResult<std::uint32_t> RepeatedSource::mode(std::string_view path) {
  const auto at = irq_path_of(path);
  if (!at || at->file != "smp_affinity") return source_->mode(path);
  const auto known = facts_.find(at->irq.value);
  if (known != facts_.end() && known->second.mode && !is_due(at->irq)) return *known->second.mode;
  const auto mode = source_->mode(path);
  if (mode && facts_.size() < kMostRemembered) {
    facts_[at->irq.value].mode = *mode;
  } else if (known != facts_.end()) {
    known->second.mode.reset();
  }
  return mode;
}

}  // namespace holdfast
