#include "tca/output.h"

#include <algorithm>
#include <cstdio>

#include "host/new_file.h"
#include "tca/verbs.h"

namespace holdfast {

int write_outputs(const std::function<std::string()>& summary, const std::vector<Output>& outputs) {
  if (std::ranges::find(outputs, "-", &Output::path) == outputs.end()) {
    std::fputs(summary().c_str(), stdout);
  }
  for (const auto& output : outputs) {
    if (output.path.empty()) continue;
    const auto text = output.text();
    if (output.path == "-") {
      std::fputs(text.c_str(), stdout);
      continue;
    }
    const auto written = write_new_file(output.path, text, Overwrite::yes, 0644);
    if (!written) return report_tca(written.error());
  }
  return kVerbDone;
}

}  // namespace holdfast
