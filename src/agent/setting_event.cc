#include "agent/setting_event.h"

namespace holdfast {

Event setting_event(const WatchedSetting& setting, EventKind kind, EventCause cause) {
  Event event;
  event.kind = kind;
  event.object = setting.object;
  event.subject = label_of(setting.object);
  event.from = setting.value;
  event.wanted = *setting.wanted;
  event.cause = cause;
  return event;
}

}  // namespace holdfast
