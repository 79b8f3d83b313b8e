# DuckDB's library with the header of the tree: target DuckDB::DuckDB. Looked for in DuckDB_ROOT, in
# third_party/node_modules (./dev deps puts it there), then where the system keeps libraries.
string(REGEX REPLACE "^(x86_64|AMD64)$" "x64" machine "${CMAKE_SYSTEM_PROCESSOR}")
find_library(DuckDB_LIBRARY duckdb
             HINTS ${CMAKE_SOURCE_DIR}/third_party/node_modules/@duckdb/node-bindings-linux-${machine})
find_path(DuckDB_INCLUDE_DIR duckdb.h PATHS ${CMAKE_SOURCE_DIR}/third_party/duckdb NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "holdfast-tca needs it: run ./dev deps test, which gets it by npm, or give -DDuckDB_ROOT=FOLDER with libduckdb.so in it, or build without holdfast-tca by -DHOLDFAST_TCA=OFF.")
if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES IMPORTED_LOCATION ${DuckDB_LIBRARY} IMPORTED_SONAME libduckdb.so)
  target_include_directories(DuckDB::DuckDB SYSTEM INTERFACE ${DuckDB_INCLUDE_DIR})
endif()
