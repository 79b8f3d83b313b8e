#include "tca/sensitivity_parse.h"

#include <CLI/CLI.hpp>

#include "base/text.h"

namespace holdfast {

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  for (const auto name : split(list, ',')) {
    if (!trim(name).empty()) names.emplace_back(trim(name));
  }
  return names;
}

void add_sensitivity_options(CLI::App& verb, CdtCommand& command, SensitivityWords& words) {
  auto& columns = command.sensitivity;
  const auto option = [&](const char* name, std::string& value, const char* sentence,
                          const char* type = "COLUMN") {
    verb.add_option(name, value, sentence)->type_name(type);
  };
  option("--host", columns.host, "whose regime it is (default host)");
  option("--session", columns.session, "a day or a part of one (default session)");
  option("--window", columns.window,
         "a number that ascends with time, of the regime (default bucket; \"\": no shifts)");
  option("--date", columns.date,
         "within it paths of the regime are exchanged (default: --session)");
  verb.add_option("--draws", command.draws, "exchanges of paths (default 199; 0: none)")
      ->type_name("N")
      ->check(CLI::Range(0, 100000));
  option("--negative-exposure", words.negative_exposures, "what moves no cost of these orders",
         "COLUMNS");
  option("--negative-outcome", words.negative_outcomes, "what drift cannot move", "COLUMNS");
  option("--lead", words.leads, "the regime that comes later", "COLUMNS");
  option("--vam", columns.vam, "the regime's dose, for other thresholds of it");
  option("--since-change", columns.since_change,
         "seconds since the regime changed, for other washouts");
}

Result<void> take_sensitivity(const SensitivityWords& words, CdtCommand& command) {
  if (command.part != CdtPart::sensitivity) return {};
  auto& columns = command.sensitivity;
  columns.negative_exposures = names_in(words.negative_exposures);
  columns.negative_outcomes = names_in(words.negative_outcomes);
  columns.leads = names_in(words.leads);
  if (columns.date.empty()) columns.date = columns.session;
  if (!columns.window.empty() && (columns.host.empty() || columns.session.empty())) {
    return fail(ErrorCode::usage,
                "analysis rows: --window needs --host and --session, or give --window \"\"");
  }
  return {};
}

}  // namespace holdfast
