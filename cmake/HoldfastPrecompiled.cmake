# Headers that nearly every file reads, read once: two fifths of clang's time went into them. The modules have them
# only where clang compiles: g++'s release build, and `./dev run`, still see that each source includes what it uses.
set(HOLDFAST_STANDARD_HEADERS <algorithm> <array> <chrono> <cstdint> <cstring> <functional> <map> <memory> <optional>
                              <set> <span> <string> <string_view> <tuple> <utility> <variant> <vector>
                              <fmt/format.h> <tl/expected.hpp>)

# holdfast_precompiled(name headers…): an object library whose precompiled header others use.
function(holdfast_precompiled name)
  set(source ${CMAKE_BINARY_DIR}/${name}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Compiled with ${name}'s precompiled header.\n")
  add_library(${name} OBJECT ${source})
  target_precompile_headers(${name} PRIVATE ${ARGN})
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    # Without the time of the headers within, ccache knows the same header again.
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

function(holdfast_precompiled_module target)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    return()
  endif()
  if(NOT TARGET holdfast_module_headers)
    holdfast_precompiled(holdfast_module_headers ${HOLDFAST_STANDARD_HEADERS})
    target_link_libraries(holdfast_module_headers PRIVATE holdfast_options holdfast_fmt)
    if(HOLDFAST_FUZZ)
      target_compile_options(holdfast_module_headers PRIVATE -fsanitize=fuzzer-no-link)
    endif()
  endif()
  target_precompile_headers(${target} REUSE_FROM holdfast_module_headers)
endfunction()

# A test's own code, assertions for the most part, takes longer to optimise than to run.
function(holdfast_precompiled_test target)
  if(NOT TARGET holdfast_test_headers)
    holdfast_precompiled(holdfast_test_headers ${HOLDFAST_STANDARD_HEADERS} <gmock/gmock.h> <gtest/gtest.h>)
    target_link_libraries(holdfast_test_headers PRIVATE holdfast_options holdfast_fmt GTest::gmock)
    target_compile_definitions(holdfast_test_headers PRIVATE HOLDFAST_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_compile_options(holdfast_test_headers PRIVATE -O0)
  endif()
  target_compile_options(${target} PRIVATE -O0)
  target_precompile_headers(${target} REUSE_FROM holdfast_test_headers)
endfunction()
