// The words for an event's kind and cause in the tables: those of model/event.h's name_of.
#pragma once

#include <optional>
#include <string_view>

#include "model/event.h"

namespace holdfast {

std::string_view word_of(EventKind kind);
std::string_view word_of(EventCause cause);
std::optional<EventKind> kind_of_word(std::string_view word);
std::optional<EventCause> cause_of_word(std::string_view word);

}  // namespace holdfast
