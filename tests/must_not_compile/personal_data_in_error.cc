#include "base/result.h"
almoner::Status Lookup(const std::string& email) {
#ifdef WRONG
  return almoner::Fail(almoner::Code::kNotFound, email.c_str());
#else
  (void)email;
  return almoner::Fail(almoner::Code::kNotFound, "No such person.");
#endif
}
int main() { return Lookup("a@charity.example") ? 1 : 0; }
