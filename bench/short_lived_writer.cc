// The shortest life of a writer: one file, one write, and gone. For watch_bench.
#include <fcntl.h>
#include <unistd.h>

int main(int count, char** words) {
  if (count != 2) return 2;
  const int file = ::open(words[1], O_WRONLY);
  return file >= 0 && ::write(file, "2", 1) == 1 ? 0 : 1;
}
