#include "model/finding.h"

namespace holdfast {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::critical: return "critical";
    case Severity::warning: return "warning";
    case Severity::advice: return "advice";
    case Severity::note: return "note";
  }
  return "note";
}

}  // namespace holdfast
