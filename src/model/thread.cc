#include "model/thread.h"

namespace holdfast {

std::string_view name_of(SchedulingPolicy policy) {
  switch (policy) {
    case SchedulingPolicy::other: return "other";
    case SchedulingPolicy::fifo: return "fifo";
    case SchedulingPolicy::rr: return "rr";
    case SchedulingPolicy::batch: return "batch";
    case SchedulingPolicy::idle: return "idle";
    case SchedulingPolicy::deadline: return "deadline";
    case SchedulingPolicy::ext: return "ext";
  }
  return "other";
}

}  // namespace holdfast
