/* main.c - countersign-supervisor, started by `countersign serve`; the program itself is serve.c. */
#include "supervisor.h"

int main(int argc, char **argv)
{
    return supervisor_run(argc, argv);
}
