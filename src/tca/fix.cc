#include <fmt/format.h>

#include "fix/fix_log.h"
#include "table/input_file.h"
#include "tca/fix_command.h"
#include "tca/fix_tables.h"
#include "tca/output.h"
#include "tca/output_folder.h"
#include "tca/verbs.h"
#include "verbs/progress_line.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

class LogReading {
 public:
  explicit LogReading(const FixCommand& command) : command_(command), orders_(command.orders) {}

  Result<FixReading> read() {
    for (const auto& log : command_.logs) {
      if (auto done = read_log(log); !done) return tl::unexpected(done.error());
    }
    auto tables = orders_.tables();
    if (!tables) return tl::unexpected(tables.error());
    reading_.tables = std::move(*tables);
    return std::move(reading_);
  }

 private:
  Result<void> read_log(const std::string& path) {
    const auto file = InputFile::open(path);
    if (!file) return tl::unexpected(file.error());
    const auto sha256 = file->sha256();
    if (!sha256) return tl::unexpected(sha256.error());
    reading_.inputs.push_back({file->name(), *sha256, file->bytes()});
    FixLog log;
    std::uint64_t offset = 0;
    for (;;) {
      const auto step = log.next();
      if (step == FixStep::end) return {};
      if (step == FixStep::more) {
        auto fed = feed(*file, offset, log);
        if (!fed) return fed;
        continue;
      }
      const auto done =
          step == FixStep::message ? orders_.take(log.entry()) : damaged(log.damage());
      if (!done) {
        return fail(done.error().code, fmt::format("{}: {}", file->name(), done.error().sentence));
      }
      if (step == FixStep::damaged && reading_.first_damage.empty()) {
        reading_.first_damage = fmt::format("{}: {}", file->name(), log.damage());
      }
    }
  }

  Result<void> feed(const InputFile& file, std::uint64_t& offset, FixLog& log) {
    if (StopSignal::came()) {
      return fail(ErrorCode::failed, "stopped by a signal; no file was left behind");
    }
    const auto bytes = file.read(offset, kPiece);
    if (!bytes) return tl::unexpected(bytes.error());
    offset += bytes->size();
    log.append(*bytes);
    if (offset >= file.bytes() || bytes->empty()) log.finish();
    if (progress_.is_due()) {
      progress_.draw(
          fmt::format("{} of {} MB of {}", offset >> 20U, file.bytes() >> 20U, file.name()));
    }
    return {};
  }

  Result<void> damaged(const std::string& damage) {
    ++reading_.damaged;
    if (command_.skips_damage) return {};
    return fail(ErrorCode::malformed, damage + "; --skip-damaged counts it and goes on");
  }

  const FixCommand& command_;
  FixOrders orders_;
  FixReading reading_;
  ProgressLine progress_{false};
};

template <class Row, class LineOf>
Result<void> write_rows(OutputFolder& folder, const char* name, const char* header,
                        const std::vector<Row>& rows, LineOf line_of) {
  const auto file = folder.begin(name);
  if (!file) return tl::unexpected(file.error());
  std::string text = std::string(header) + '\n';
  for (const auto& row : rows) {
    text += line_of(row);
    if (text.size() < kPiece) continue;
    if (auto wrote = folder.write(*file, text); !wrote) return wrote;
    text.clear();
  }
  return folder.write(*file, text);
}

Result<void> write_orders(const FixCommand& command, const FixTables& tables) {
  auto folder = OutputFolder::open(command.output);
  if (!folder) return tl::unexpected(folder.error());
  const auto& host = command.orders.host;
  auto wrote = write_rows(*folder, "parent_orders.csv", kFixParentsHeader, tables.parents,
                          [&](const FixParent& row) { return fix_parent_line(row, host); });
  if (!wrote) return wrote;
  wrote = write_rows(*folder, "child_orders.csv", kFixChildrenHeader, tables.children,
                     [&](const FixChild& row) { return fix_child_line(row, host); });
  if (!wrote) return wrote;
  wrote =
      write_rows(*folder, "exec_reports.csv", kFixReportsHeader, tables.reports, fix_report_line);
  if (!wrote) return wrote;
  return folder->publish();
}

}  // namespace

int run_fix(const FixCommand& command) {
  const StopSignal stop;
  const auto reading = LogReading(command).read();
  if (!reading) return report_tca(reading.error());
  if (reading->tables.counts.orders == 0 && reading->tables.counts.reports == 0) {
    return report_tca({ErrorCode::malformed,
                       fmt::format("{}: has no order and no report in FIX: a message begins with "
                                   "8=FIX",
                                   command.logs.front())});
  }
  const auto wrote = write_orders(command, reading->tables);
  if (!wrote) return report_tca(wrote.error());
  return write_outputs([&] { return fix_text(command, *reading); },
                       {{command.json, [&] { return fix_json(*reading); }}});
}

}  // namespace holdfast
