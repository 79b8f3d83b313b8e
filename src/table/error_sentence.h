// DuckDB's errors have many lines, with advice about its own options; here each is one sentence.
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

/// Of a CSV file: "line 3: column \"y\" has \"oops\", which is no number". What is not known
/// stands as DuckDB's own first line.
std::string csv_error_sentence(std::string_view text);

/// Of anything else: its first line, without DuckDB's name for the kind of error and without
/// `path`, which is no name that the reader gave.
std::string first_line_of_error(std::string_view text, std::string_view path);

}  // namespace holdfast
