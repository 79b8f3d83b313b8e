#include "model/agent_status.h"

namespace holdfast {

std::string_view name_of(SourceState state) {
  switch (state) {
    case SourceState::watching: return "watching";
    case SourceState::degraded: return "degraded";
    case SourceState::absent: return "absent";
  }
  return "absent";
}

}  // namespace holdfast
