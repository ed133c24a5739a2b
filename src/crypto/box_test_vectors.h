// Sealed boxes, in hexadecimal. The key pair: RFC 7748, section 6.1 (Bob's). The sealed text was
// made by a program that shares no code with the library that is tested (X25519 and Poly1305 of
// OpenSSL, Salsa20 written from its specification).
#pragma once

#include <string_view>

namespace almoner::crypto {

// clang-format off
inline constexpr std::string_view kBoxSecret =
    "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
inline constexpr std::string_view kBoxPublic =
    "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";

inline constexpr std::string_view kSealedFor =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
inline constexpr std::string_view kSealedText = "The key ledger, sealed.";
inline constexpr std::string_view kSealedBox =
    "7d9c24316539825c1896e57f28197746793ce60cbee3ad47da9d07b85fa55e2a0a4bda456c0e7374072a28567ef6128a"
    "af9748b86d1c2e113da1c8e3f92555dcf013d07aed904a";
// clang-format on

}  // namespace almoner::crypto
