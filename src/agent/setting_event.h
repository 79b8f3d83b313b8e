// The event that begins as every one of a setting does: which it is, where it is, what is wanted.
#pragma once

#include "agent/watched_settings.h"
#include "model/event.h"

namespace holdfast {

/// Of a setting that has a wanted value; `from` is what it is now, `to` empty.
Event setting_event(const WatchedSetting& setting, EventKind kind, EventCause cause);

}  // namespace holdfast
