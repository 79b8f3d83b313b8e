// The answers of the kernel as JSON: how a capture keeps them, and how a reconstructed host is
// written by hand. docs/answers.md has the form of every question's answer.
//
// An answer is an array of objects, one per record, or {"error": "EOPNOTSUPP"}. A value is a whole
// number from 0 to 2^64-1, a text, or a list of numbers, of texts or of objects. `true` and `false`
// are read as 1 and 0. An empty list is read as an empty list of numbers: no answer holds an empty
// list of another kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "host/source.h"

namespace holdfast {

/// Pretty: one field on a line, or one record where records are many and short. Ends in a newline.
/// Bytes that are not UTF-8 become U+FFFD.
std::string answer_to_json(const ReadResult<std::vector<Record>>& answer);

/// The outer Result fails when `text` is not an answer: malformed (the sentence names `path`, the
/// line, what stands there and what was expected), or too_large beyond 16 MiB. The inner one is the
/// answer itself.
Result<ReadResult<std::vector<Record>>> answer_from_json(std::string_view text,
                                                         std::string_view path);

}  // namespace holdfast
