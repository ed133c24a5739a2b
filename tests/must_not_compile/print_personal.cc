#include <iostream>
#include <string>

#include "base/personal.h"
int main() {
  const almoner::Personal<std::string> name(std::string("Ana"));
#ifdef WRONG
  std::cout << name;
#else
  std::cout << name.Expose().size();
#endif
}
