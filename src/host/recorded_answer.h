// Where a capture keeps the kernel's answers: holdfast/answers/<family>/<command>/<object>.json,
// and …/<command>.json for a question without an object.
#pragma once

#include <string>

#include "base/diagnostic.h"
#include "host/source.h"

namespace holdfast {

inline constexpr std::string_view kAnswersFolder = "/holdfast/answers";

/// '/' and '%' of a name become %2F and %25, as does the first dot of a name that is only dots.
std::string answer_path(const Question& question);

/// The answer as `files` keeps it. Absent: operation_not_supported. Malformed: bad_message, and
/// once per path a diagnostic.
ReadResult<std::vector<Record>> recorded_answer(HostSource& files, const Question& question,
                                                Diagnostics& diagnostics);

}  // namespace holdfast
