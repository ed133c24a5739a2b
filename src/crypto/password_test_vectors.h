// Argon2id: PHC strings made by the reference implementation (phc-winner-argon2, by way of
// argon2-cffi 25.1), which shares no code with the library that is tested.
#pragma once

#include <string_view>

namespace almoner::crypto {

struct PasswordVector {
  std::string_view password;
  std::string_view phc;
};

using namespace std::string_view_literals;  // NOLINT(google-build-using-namespace): a NUL inside

// clang-format off
inline constexpr PasswordVector kPasswordVectors[] = {
    {"correct horse battery staple",
     "$argon2id$v=19$m=19456,t=2,p=1$YWxtb25lci1zYWx0LTAwMQ$dUMCk8eoTsZVLHlUeU7lHrFVCx3JxDSvme3s56Wzp6U"},
    {"",
     "$argon2id$v=19$m=19456,t=2,p=1$YWxtb25lci1zYWx0LTAwMg$rZMlYIZab06B6Mn2EVB55huR3KHqME0CulY9gkHBy1I"},
    {"Llanfair\xC2\xADpwll \xF0\x9F\x98\x80",
     "$argon2id$v=19$m=19456,t=2,p=1$YWxtb25lci1zYWx0LTAwMw$uMGU8Lbs90gX370AtTAx3fwvbynpFuFSfZ98SsuQDY0"},
    {"nul\0inside"sv,
     "$argon2id$v=19$m=19456,t=2,p=1$YWxtb25lci1zYWx0LTAwNA$OCfRE3VInWJOitJCts6OLQXibl3xMquL8Q2EBG9IugA"},
    {"correct horse battery staple",  // other parameters than ours: still checked by what the string says
     "$argon2id$v=19$m=8192,t=1,p=1$YWxtb25lci1zYWx0LTAwNQ$oweVhaEK2nQIr5tvCZwWQIIbpsA8WC/whN7CujomRCw"},
};
// clang-format on

// Argon2i, the other variant, over the same password: not taken.
inline constexpr std::string_view kArgon2i =
    "$argon2i$v=19$m=8192,t=3,p=1$YWxtb25lci1zYWx0LTAwNg$wam2Y+OtovVwSRVu8PrXgkC9QGgdDhy9kCuYgIx+"
    "xZU";

}  // namespace almoner::crypto
