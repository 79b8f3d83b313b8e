# Debian's libraries, each behind one target, linked from archives where Debian ships them. ARCHIVES stand in the order
# of their needs, NEEDS are targets whose symbols they use: most linkers look at an archive once, and CMake puts them in
# an order that is right for that only when it knows who needs whom.
function(holdfast_library name)
  cmake_parse_arguments(L "" "" "ARCHIVES;HEADERS;NEEDS" ${ARGN})
  add_library(${name} INTERFACE)
  set(needed ${L_NEEDS})
  list(REVERSE L_ARCHIVES)
  foreach(archive ${L_ARCHIVES})
    find_library(HOLDFAST_${archive} NAMES lib${archive}.a REQUIRED)
    if(NOT TARGET holdfast_archive_${archive})
      add_library(holdfast_archive_${archive} STATIC IMPORTED)
      set_target_properties(holdfast_archive_${archive} PROPERTIES IMPORTED_LOCATION ${HOLDFAST_${archive}})
    endif()
    target_link_libraries(holdfast_archive_${archive} INTERFACE ${needed})
    set(needed holdfast_archive_${archive})
  endforeach()
  target_link_libraries(${name} INTERFACE ${needed})
  foreach(header ${L_HEADERS})
    target_include_directories(${name} SYSTEM INTERFACE ${header})
  endforeach()
endfunction()

find_package(fmt 9 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)

# Debian has no libfmt.a: compile fmt's own instantiations once, from its headers.
add_library(holdfast_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt_library.cc)
target_include_directories(holdfast_fmt SYSTEM PUBLIC
  $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>
  $<TARGET_PROPERTY:tl::expected,INTERFACE_INCLUDE_DIRECTORIES>)

add_library(holdfast_json INTERFACE)
target_link_libraries(holdfast_json INTERFACE nlohmann_json::nlohmann_json)
add_library(holdfast_cli11 INTERFACE)
target_link_libraries(holdfast_cli11 INTERFACE CLI11::CLI11)

holdfast_library(holdfast_netlink ARCHIVES nl-genl-3 nl-3 HEADERS /usr/include/libnl3)
holdfast_library(holdfast_zlib ARCHIVES z)
holdfast_library(holdfast_libbpf ARCHIVES bpf elf z)
holdfast_library(holdfast_libxdp ARCHIVES xdp NEEDS holdfast_libbpf)
holdfast_library(holdfast_liburing ARCHIVES uring)
holdfast_library(holdfast_yaml ARCHIVES yaml-cpp)
holdfast_library(holdfast_sqlite ARCHIVES sqlite3 NEEDS m)
holdfast_library(holdfast_tls ARCHIVES ssl crypto)
# Boost.Beast and Boost.Asio are headers; 1.74, Debian's default, has no asio::awaitable for clang 19.
find_package(Boost 1.81 REQUIRED)
target_link_libraries(holdfast_tls INTERFACE Boost::headers)
add_library(holdfast_boost_math INTERFACE)
target_link_libraries(holdfast_boost_math INTERFACE Boost::headers)
if(HOLDFAST_TCA)
  # Headers only. SYSTEM: its templates are not written for -Wconversion. MPL 2.0 parts alone, and no threads of its own.
  find_path(HOLDFAST_EIGEN Eigen/Core PATH_SUFFIXES eigen3 REQUIRED)
  add_library(holdfast_eigen INTERFACE)
  target_include_directories(holdfast_eigen SYSTEM INTERFACE ${HOLDFAST_EIGEN})
  target_compile_definitions(holdfast_eigen INTERFACE EIGEN_MPL2_ONLY EIGEN_DONT_PARALLELIZE)
  find_package(DuckDB REQUIRED)
  add_library(holdfast_duckdb INTERFACE)
  # Its library has a C++ runtime of its own beside the one that is linked into our programs: neither may take the
  # other's symbols.
  target_link_libraries(holdfast_duckdb INTERFACE DuckDB::DuckDB)
  target_link_options(holdfast_duckdb INTERFACE -Wl,--exclude-libs=libstdc++.a -Wl,--exclude-libs=libgcc_eh.a)
endif()
