#include "picture/svg.h"
int main() {
  almoner::picture::Writer writer;
#ifdef WRONG
  writer.Leaf("rect", {{"style", 1.0}});
#else
  writer.Leaf("rect", {{"width", 1.0}});
#endif
  return 0;
}
