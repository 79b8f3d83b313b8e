// The holdfast-tca program: the command line of module `tca`.
#include "tca/main.h"

int main(int argc, char** argv) { return holdfast::run_tca(argc, argv); }
