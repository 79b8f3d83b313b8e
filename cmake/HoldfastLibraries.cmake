# Debian's libraries, each behind one target, linked from archives where Debian ships them.
function(holdfast_library name)
  cmake_parse_arguments(L "" "" "ARCHIVES;HEADERS" ${ARGN})
  add_library(${name} INTERFACE)
  foreach(archive ${L_ARCHIVES})
    find_library(HOLDFAST_${archive} NAMES lib${archive}.a REQUIRED)
    target_link_libraries(${name} INTERFACE ${HOLDFAST_${archive}})
  endforeach()
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
# In the order of their needs: bpf's symbols in elf, elf's in z.
holdfast_library(holdfast_libbpf ARCHIVES bpf elf z)
holdfast_library(holdfast_libxdp ARCHIVES xdp)
target_link_libraries(holdfast_libxdp INTERFACE holdfast_libbpf)
holdfast_library(holdfast_liburing ARCHIVES uring)
holdfast_library(holdfast_yaml ARCHIVES yaml-cpp)
holdfast_library(holdfast_sqlite ARCHIVES sqlite3)
target_link_libraries(holdfast_sqlite INTERFACE m)
holdfast_library(holdfast_tls ARCHIVES ssl crypto)
# Boost.Beast and Boost.Asio are headers; 1.74, Debian's default, has no asio::awaitable for clang 19.
find_package(Boost 1.81 REQUIRED)
target_link_libraries(holdfast_tls INTERFACE Boost::headers)
