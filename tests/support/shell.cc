#include "support/shell.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>

#include "base/result.h"

namespace almoner {

Answer Shell(const std::string& command) {
  Answer answer{};
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  CHECK(pipe != nullptr);
  std::array<char, 65536> buffer{};
  while (const std::size_t read = fread(buffer.data(), 1, buffer.size(), pipe))
    answer.text.append(buffer.data(), read);
  answer.code = WEXITSTATUS(pclose(pipe));
  return answer;
}

}  // namespace almoner
