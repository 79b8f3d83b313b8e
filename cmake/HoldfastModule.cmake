# holdfast_module(name [PURE] [MODULES …] [LIBRARIES …]): src/name/*.cc as a library, src/name/*_test.cc
# as one test program. A PURE module's objects may not refer to the operating system (tools/lint_pure).
set_property(GLOBAL PROPERTY HOLDFAST_PURE "")
function(holdfast_module name)
  cmake_parse_arguments(M "PURE" "" "MODULES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(TRANSFORM M_MODULES PREPEND holdfast_module_ OUTPUT_VARIABLE modules)
  if(sources)
    add_library(holdfast_module_${name} STATIC ${sources})
    target_link_libraries(holdfast_module_${name} PUBLIC holdfast_options ${modules} ${M_LIBRARIES})
    if(HOLDFAST_FUZZ)
      target_compile_options(holdfast_module_${name} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
  else()
    add_library(holdfast_module_${name} INTERFACE)
    target_link_libraries(holdfast_module_${name} INTERFACE holdfast_options ${modules} ${M_LIBRARIES})
  endif()
  if(tests AND HOLDFAST_TESTS)
    holdfast_test(${name} ${tests} MODULES ${name})
  endif()
endfunction()

# holdfast_test(name sources… MODULES …): a GoogleTest program whose tests ctest knows one by one.
function(holdfast_test name)
  cmake_parse_arguments(T "" "" "MODULES" ${ARGN})
  find_package(GTest REQUIRED)
  find_library(HOLDFAST_rapidcheck rapidcheck REQUIRED)
  include(GoogleTest)
  list(TRANSFORM T_MODULES PREPEND holdfast_module_)
  add_executable(${name}_test ${T_UNPARSED_ARGUMENTS})
  target_link_libraries(${name}_test PRIVATE holdfast_options ${T_MODULES} ${HOLDFAST_rapidcheck}
                        GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name}_test PRIVATE HOLDFAST_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  if(HOLDFAST_FUZZ)
    # Optimising a test's assertions, with sanitizers, takes longer than running them.
    target_compile_options(${name}_test PRIVATE -O0)
  endif()
  gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 300)
endfunction()

# holdfast_program(name main.cc MODULES …): a program at the top of the build folder.
function(holdfast_program name main)
  cmake_parse_arguments(P "" "" "MODULES" ${ARGN})
  list(TRANSFORM P_MODULES PREPEND holdfast_module_)
  add_executable(${name} ${main})
  target_link_libraries(${name} PRIVATE holdfast_options ${P_MODULES})
endfunction()

# holdfast_default_linker_test(name main.cc MODULES …): the program linked as `./dev run` does, which installs no mold:
# Debian's own linker minds the order of archives.
function(holdfast_default_linker_test name main)
  cmake_parse_arguments(P "" "" "MODULES" ${ARGN})
  if(NOT HOLDFAST_TESTS OR HOLDFAST_SANITIZE)
    return()
  endif()
  holdfast_program(${name}_bfd ${main} MODULES ${P_MODULES})
  target_link_options(${name}_bfd PRIVATE -fuse-ld=bfd)
  add_test(NAME ${name}.links_with_the_default_linker COMMAND ${name}_bfd --version)
endfunction()
