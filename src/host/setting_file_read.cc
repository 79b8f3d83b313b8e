#include "host/setting_file_read.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>

#include "base/text.h"
#include "model/setting_path.h"

namespace holdfast {
namespace {

constexpr std::size_t kFirstRoom = 4096;  // a page: all but the counts of many CPUs
constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

std::string irq_path(IrqNumber irq, IrqFile file) {
  switch (file) {
    case IrqFile::counts: return fmt::format("/sys/kernel/irq/{}/per_cpu_count", irq.value);
    case IrqFile::requested: return fmt::format("/proc/irq/{}/smp_affinity_list", irq.value);
    case IrqFile::effective: break;
  }
  return fmt::format("/proc/irq/{}/effective_affinity_list", irq.value);
}

bool is_interrupt(SettingKind kind) {
  return kind == SettingKind::vector || kind == SettingKind::device_irq;
}

std::optional<std::string> listed(const Result<CpuSet>& cpus) {
  if (!cpus) return std::nullopt;
  return cpus->to_list();
}

std::string words_joined(std::string_view text) {
  std::string joined;
  for (const auto word : words_of(text)) {
    if (!joined.empty()) joined += ' ';
    joined += word;
  }
  return joined;
}

std::optional<std::string> number_text(std::string_view text) {
  const auto number = parse_number<std::uint64_t>(text);
  if (!number) return std::nullopt;
  return fmt::format("{}", *number);
}

}  // namespace

std::optional<std::string> parse_setting_file(SettingKind kind, std::string_view text) {
  text = trim(text);
  switch (kind) {
    case SettingKind::vector:
    case SettingKind::device_irq: return listed(CpuSet::parse_list(text));
    case SettingKind::default_smp_affinity:
    case SettingKind::xps:
    case SettingKind::rps: return listed(CpuSet::parse_mask(text));
    case SettingKind::rps_flow_count:
    case SettingKind::napi_defer_hard_irqs:
    case SettingKind::gro_flush_timeout: return number_text(text);
    case SettingKind::threaded_napi:
      if (text != "0" && text != "1") return std::nullopt;
      return text == "1" ? "on" : "off";
    case SettingKind::sysctl: return words_joined(text);
    default: return std::nullopt;
  }
}

std::optional<CpuCounts> parse_per_cpu_count(std::string_view text) {
  constexpr std::string_view kZero = "0,", kZeros = "0,0,0,0,";  // what nearly all of it is
  text = trim(text);
  CpuCounts counts;
  for (std::uint32_t cpu = 0; cpu < CpuSet::kMaxCpus; ++cpu) {
    for (; text.starts_with(kZeros); cpu += 4) text.remove_prefix(kZeros.size());
    for (; text.starts_with(kZero); ++cpu) text.remove_prefix(kZero.size());
    std::uint64_t count = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || cpu >= CpuSet::kMaxCpus) return std::nullopt;
    if (count > 0) counts.push_back({CpuId{cpu}, count});
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    if (text.empty()) return counts;
    if (text.front() != ',') return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

bool SettingFileReader::read(int fd) {
  if (buffer_.size() < kFirstRoom) buffer_.resize(kFirstRoom);
  std::size_t filled = 0;
  while (true) {
    const auto got =
        ::pread(fd, buffer_.data() + filled, buffer_.size() - filled, static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    filled += static_cast<std::size_t>(got);
    // A file that fits with room to spare was given whole: one call instead of two.
    if (got == 0 || filled < buffer_.size()) break;
    if (buffer_.size() >= kMostBytes) return false;
    buffer_.resize(buffer_.size() * 2);
  }
  length_ = filled;
  return filled > 0;
}

std::optional<std::string_view> SettingFileReader::text(const std::string& path) {
  if (path.empty()) return std::nullopt;
  if (const auto kept = kept_.find(path); kept != kept_.end()) {
    if (read(kept->second.fd())) return std::string_view(buffer_.data(), length_);
    kept_.erase(kept);  // the interrupt is gone, or is another one now
  }
  auto file = open_at(AT_FDCWD, (root_ + path).c_str(), O_RDONLY);
  if (!file || !read(file->fd())) return std::nullopt;
  if (kept_.size() + kept_irq_files_ < most_kept_) kept_.emplace(path, *std::move(file));
  return std::string_view(buffer_.data(), length_);
}

std::optional<std::string_view> SettingFileReader::kept_text(IrqNumber irq, IrqFile file) {
  const auto kept = kept_of_irqs_.find(irq.value);
  if (kept == kept_of_irqs_.end()) return std::nullopt;
  Descriptor& descriptor = kept->second[static_cast<std::size_t>(file)];
  if (!descriptor) return std::nullopt;
  if (read(descriptor.fd())) return std::string_view(buffer_.data(), length_);
  descriptor.reset();  // the interrupt is gone, or is another one now
  --kept_irq_files_;
  return std::nullopt;
}

std::optional<std::string_view> SettingFileReader::irq_text(IrqNumber irq, IrqFile file) {
  if (const auto kept = kept_text(irq, file)) return kept;
  auto opened = open_at(AT_FDCWD, (root_ + irq_path(irq, file)).c_str(), O_RDONLY);
  if (!opened || !read(opened->fd())) return std::nullopt;
  if (kept_.size() + kept_irq_files_ < most_kept_) {
    kept_of_irqs_[irq.value][static_cast<std::size_t>(file)] = *std::move(opened);
    ++kept_irq_files_;
  }
  return std::string_view(buffer_.data(), length_);
}

void SettingFileReader::reopen() {
  kept_.clear();
  kept_of_irqs_.clear();
  kept_irq_files_ = 0;
}

std::optional<std::string> SettingFileReader::value(const SettingObject& object) {
  const auto found = is_interrupt(object.kind) && object.irq
                         ? irq_text(*object.irq, IrqFile::requested)
                         : text(setting_path_of(object));
  if (!found) return std::nullopt;
  return parse_setting_file(object.kind, *found);
}

std::optional<CpuSet> SettingFileReader::cpus(IrqNumber irq, IrqFile file) {
  const auto found = irq_text(irq, file);
  if (!found) return std::nullopt;
  auto cpus = CpuSet::parse_list(trim(*found));
  if (!cpus) return std::nullopt;
  return *std::move(cpus);
}

std::optional<CpuSet> SettingFileReader::requested(IrqNumber irq) {
  return cpus(irq, IrqFile::requested);
}

std::optional<CpuSet> SettingFileReader::effective(IrqNumber irq) {
  return cpus(irq, IrqFile::effective);
}

std::optional<CpuCounts> SettingFileReader::counts(IrqNumber irq) {
  const auto found = irq_text(irq, IrqFile::counts);
  if (!found) return std::nullopt;
  return parse_per_cpu_count(*found);
}

}  // namespace holdfast
