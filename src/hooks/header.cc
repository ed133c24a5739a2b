#include "hooks/header.h"

#include <algorithm>

namespace almoner::hooks {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool SameName(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, Lower, Lower);
}

Result<std::string_view> Only(const Headers& headers, Literal name) {
  const auto is = [&](const Header& header) { return SameName(header.name, name.view()); };
  const auto found = std::ranges::find_if(headers, is);
  if (found == headers.end())
    return Fail(Code::kInvalid, "A header is missing that the signature needs.",
                Detail("header", name));
  if (std::find_if(found + 1, headers.end(), is) != headers.end())
    return Fail(Code::kInvalid, "A header of the signature is there twice.",
                Detail("header", name));
  return std::string_view(found->value);
}

}  // namespace almoner::hooks
