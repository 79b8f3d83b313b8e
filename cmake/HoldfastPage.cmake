# The dashboard, web/dist/index.html, inside the program. ./dev web makes it; it is committed, so that a build needs no
# node.
set(HOLDFAST_DASHBOARD ${CMAKE_SOURCE_DIR}/web/dist/index.html)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/serve/dashboard.cc PROPERTIES
  COMPILE_DEFINITIONS HOLDFAST_DASHBOARD="${HOLDFAST_DASHBOARD}" OBJECT_DEPENDS ${HOLDFAST_DASHBOARD})
