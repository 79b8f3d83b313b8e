// The holdfast-gateway program: the command line of module `gateway`.
#include "gateway/main.h"

int main(int argc, char** argv) { return holdfast::run_gateway(argc, argv); }
