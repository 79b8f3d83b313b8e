// The holdfast program: the command line of module `cli`.
#include "cli/main.h"

int main(int argc, char** argv) { return holdfast::run_command_line(argc, argv); }
