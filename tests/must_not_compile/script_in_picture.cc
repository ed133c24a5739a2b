#include "picture/svg.h"
int main() {
  almoner::picture::Writer writer;
#ifdef WRONG
  writer.Leaf("script", {});
#else
  writer.Leaf("rect", {});
#endif
  return 0;
}
