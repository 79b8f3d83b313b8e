# Warnings, sanitizers and the linker, the same for every target of ours (holdfast_options).
add_library(holdfast_options INTERFACE)
target_include_directories(holdfast_options INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
target_compile_definitions(holdfast_options INTERFACE HOLDFAST_VERSION="${PROJECT_VERSION}")
target_compile_options(holdfast_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fno-omit-frame-pointer
  # Designated initialisers that leave the rest at its default are how tables are written here.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of g++ 12 in inlined std::string and std::vector code (GCC PR 105329, 105651).
  target_compile_options(holdfast_options INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

if(HOLDFAST_SANITIZE)
  add_compile_options(-fsanitize=${HOLDFAST_SANITIZE} -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${HOLDFAST_SANITIZE})
endif()
if(NOT HOLDFAST_SANITIZE)
  # The program runs on distributions with an older libstdc++ (README, "Where it runs").
  add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-static-libstdc++>
                   $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-static-libgcc>)
endif()

find_program(HOLDFAST_MOLD mold)
if(HOLDFAST_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
find_program(HOLDFAST_CCACHE ccache)
if(HOLDFAST_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HOLDFAST_CCACHE})
endif()
