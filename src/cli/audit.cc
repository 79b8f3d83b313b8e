#include "plan/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/printable.h"
#include "base/text.h"
#include "cli/input.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "model/json.h"

namespace holdfast {
namespace {

constexpr double kDefaultInterval = 1;

Style style_of(Severity severity) {
  switch (severity) {
    case Severity::critical: return Style::red;
    case Severity::warning: return Style::yellow;
    case Severity::advice: return Style::cyan;
    case Severity::note: return Style::dim;
  }
  return Style::plain;
}

std::string indented(const char* title, std::string_view text, const Screen& screen) {
  std::string out;
  bool first = true;
  while (const auto line = next_line(text)) {
    out += fmt::format("  {} {}\n",
                       styled(screen, Style::dim, fmt::format("{:<8}", first ? title : "")),
                       printable(*line));
    first = false;
  }
  return out;
}

// Prose under its title, wrapped to the terminal.
std::string prose(const char* title, std::string_view text, const Screen& screen) {
  constexpr std::size_t kIndent = 11;
  std::string lines = wrapped(printable(text), screen.columns, kIndent);
  return fmt::format("  {} {}", styled(screen, Style::dim, fmt::format("{:<8}", title)),
                     lines.substr(std::min(kIndent, lines.size())));
}

std::string text_of(const Finding& finding, const Screen& screen) {
  const auto severity =
      styled(screen, style_of(finding.severity), fmt::format("{:<8}", name_of(finding.severity)));
  std::string out =
      fmt::format("{}  {}  {}\n", severity, styled(screen, Style::bold, printable(finding.object)),
                  styled(screen, Style::dim, finding.rule));
  out += prose("", finding.sentence, screen);
  for (const auto& item : finding.evidence) {
    out += indented("evidence", fmt::format("{}: {}", item.source, item.value), screen);
  }
  out += prose("why", finding.why, screen);
  if (!finding.fix.policy.empty()) out += indented("policy", finding.fix.policy, screen);
  if (!finding.fix.shell.empty()) out += indented("shell", finding.fix.shell, screen);
  if (!finding.reference.empty()) out += prose("see", finding.reference, screen);
  return out;
}

std::string summary_of(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto severity :
       {Severity::critical, Severity::warning, Severity::advice, Severity::note}) {
    const auto count = std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.severity == severity;
    });
    if (count > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name_of(severity));
  }
  return text.empty() ? "nothing found" : text;
}

std::string brief_text(const std::vector<Finding>& findings, const Screen& screen) {
  Table table({{"severity", false, false},
               {"rule", false, false},
               {"object", false, false},
               {"finding", false, true}});
  for (const auto& finding : findings) {
    table.add({{std::string(name_of(finding.severity)), style_of(finding.severity)},
               {finding.rule},
               {finding.object, Style::bold},
               {finding.sentence}});
  }
  return table.empty() ? std::string{} : table.to_text(screen);
}

std::string rule_table(const Screen& screen) {
  Table table({{"no", true, false},
               {"rule", false, false},
               {"severity", false, false},
               {"looks for", false, true}});
  for (const auto& rule : audit_rules()) {
    table.add({{fmt::to_string(rule.number)},
               {std::string(rule.id), Style::bold},
               {std::string(name_of(rule.severity)), style_of(rule.severity)},
               {std::string(rule.sentence)}});
  }
  return table.to_text(screen);
}

int exit_status(const std::vector<Finding>& findings, const AuditOptions& options) {
  if (!options.fail_on) return kDone;
  const bool severe = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.severity <= *options.fail_on;
  });
  return severe ? kDiffers : kDone;
}

}  // namespace

int run_audit(const AuditOptions& options) {
  const Screen screen = Screen::of_standard_output();
  if (options.list) {
    fmt::print("{}", options.json ? rules_to_json(audit_rules()) + "\n" : rule_table(screen));
    return kDone;
  }
  const auto view =
      view_host(options.input, {}, options.input.interval_seconds.value_or(kDefaultInterval));
  if (!view) return report(view.error());
  const auto findings =
      audit({view->host, view->earlier, view->later, profile_of(options.profile)});
  if (options.json) {
    fmt::print("{}\n", to_json(findings));
    return exit_status(findings, options);
  }
  if (options.brief) {
    fmt::print("{}", brief_text(findings, screen));
  } else {
    for (const auto& finding : findings) fmt::print("{}\n", text_of(finding, screen));
  }
  fmt::print("{}\n", summary_of(findings));
  std::fflush(stdout);
  report(view->host.diagnostics);
  return exit_status(findings, options);
}

}  // namespace holdfast
