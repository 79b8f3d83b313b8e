#include "tca/table_input.h"

#include <CLI/CLI.hpp>

namespace holdfast {

void add_table_input(CLI::App& verb, TableInput& input) {
  verb.add_option("--threads", input.database.threads,
                  "threads to read and compute with (default: one per CPU); results do not depend "
                  "on them")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U));
  verb.add_option("--memory", input.database.memory,
                  "what DuckDB may hold at once, as 4GB (default: four fifths of what there is)")
      ->type_name("SIZE");
  verb.add_option("--null", input.null_words,
                  "a word that means nothing is there, as NA, in any column of a CSV file; may be "
                  "given more than once")
      ->type_name("WORD")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace holdfast
