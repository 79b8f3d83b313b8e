# `cmake --install` and the Debian package (./dev package).
include(GNUInstallDirs)
install(TARGETS holdfast RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
