// Events out of JSON text; to_json(Event) is in model/event.h. docs/schema/event.schema.json.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/event.h"

namespace holdfast {

/// One event, as to_json wrote it. malformed: one sentence that names the key (as a JSON pointer)
/// and what was expected.
Result<Event> event_from_json(std::string_view line);

}  // namespace holdfast
