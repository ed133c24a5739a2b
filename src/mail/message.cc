#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "mail/mail.h"

namespace almoner::mail {
namespace {

constexpr std::size_t kLongest = 254;      // RFC 5321, 4.5.3.1.3, without the brackets
constexpr std::size_t kLongestLocal = 64;  // 4.5.3.1.1
constexpr std::size_t kLongestLabel = 63;  // RFC 1035, 2.3.4

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322, 3.2.3.
bool IsAtomChar(char c) {
  return IsLetterOrDigit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").contains(c);
}

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel && !label.starts_with('-') &&
         !label.ends_with('-') &&
         std::ranges::all_of(label, [](char c) { return IsLetterOrDigit(c) || c == '-'; });
}

template <class Is>
bool AllBetweenDots(std::string_view text, Is is) {
  for (std::size_t from = 0;;) {
    const std::size_t dot = text.find('.', from);
    if (!is(text.substr(from, dot - from))) return false;
    if (dot == std::string_view::npos) return true;
    from = dot + 1;
  }
}

bool IsAtom(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsAtomChar);
}

bool IsAddress(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && at <= kLongestLocal && text.size() <= kLongest &&
         AllBetweenDots(text.substr(0, at), IsAtom) && AllBetweenDots(text.substr(at + 1), IsLabel);
}

std::string Joined(const std::vector<Address>& addresses) {
  std::string text;
  for (const Address& address : addresses) text += (text.empty() ? "" : ",\r\n ") + address.text();
  return text;
}

}  // namespace

Result<Address> Address::Parse(std::string_view text) {
  if (!IsAddress(text))
    return Fail(Code::kInvalid, "This is no e-mail address that mail can be sent to.");
  return Address(std::string(text));
}

std::string_view Address::domain() const {
  return std::string_view(text_).substr(text_.rfind('@') + 1);
}

Result<Address> Address::Tagged(std::string_view tag) const {
  const std::size_t at = text_.rfind('@');
  return Parse(text_.substr(0, at) + "+" + std::string(tag) + text_.substr(at));
}

namespace {

std::string IdOf(const Message& message, Random& random) {
  if (message.id.empty()) {
    Bytes id(16);
    random.Fill(id);
    return ToHex(id);
  }
  CHECK(std::ranges::all_of(message.id, IsLetterOrDigit));
  return message.id;
}

}  // namespace

std::vector<std::string> HeadersOf(const Message& message, Time now, Random& random) {
  CHECK(std::ranges::all_of(message.subject, [](char c) { return c >= ' ' && c <= '~'; }));
  CHECK(!message.to.empty());
  const std::chrono::sys_seconds at{
      std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(now.micros()))};
  return {
      fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0000", at),
      fmt::format("From: {}", message.from.text()),
      fmt::format("To: {}", Joined(message.to)),
      fmt::format("Subject: {}", message.subject),
      fmt::format("Message-ID: <{}@{}>", IdOf(message, random), message.from.domain()),
      "Auto-Submitted: auto-generated",  // RFC 3834: nobody's out-of-office note answers it
  };
}

}  // namespace almoner::mail
