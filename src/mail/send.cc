#include <fmt/format.h>

#include <algorithm>

#include "mail/curl.h"
#include "mail/sender.h"

namespace almoner::mail {
namespace {

constexpr long kConnectSeconds = 15;
constexpr long kSeconds = 60;

// As they are sent (RFC 5322, 2.1).
std::string WithLineEnds(std::string_view text) {
  std::string ended;
  for (const char c : text) {
    if (c == '\n') ended += '\r';
    ended += c;
  }
  return ended;
}

std::string UrlOf(const Relay& relay) {
  const bool bare = !relay.host.contains(':');
  return fmt::format("{}://{}{}{}:{}", relay.security == Security::kTls ? "smtps" : "smtp",
                     bare ? "" : "[", relay.host, bare ? "" : "]", relay.port);
}

void Secure(CURL* handle, const Relay& relay) {
  Set(handle, CURLOPT_USE_SSL,
      static_cast<long>(relay.security == Security::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  Set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (relay.certificates) Set(handle, CURLOPT_CAINFO, relay.certificates->path().c_str());
}

enum class SignedIn : std::uint8_t { kOtherwise, kByKeptToken };

Result<SignedIn> SignIn(CURL* handle, const Relay& relay, std::optional<Tokens>& tokens, Time now) {
  if (relay.user.empty()) return SignedIn::kOtherwise;
  Set(handle, CURLOPT_USERNAME, relay.user.c_str());
  if (!tokens) {
    const SecretBytes password = TRY(ReadSecretLine(*relay.password_file));
    Set(handle, CURLOPT_PASSWORD, password.text().data());
    return SignedIn::kOtherwise;
  }
  const Tokens::Token token = TRY(tokens->Get(now));
  Set(handle, CURLOPT_XOAUTH2_BEARER, token.text.text().data());
  Set(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");  // never what the relay would like better
  return token.kept ? SignedIn::kByKeptToken : SignedIn::kOtherwise;
}

Status Told(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return {};
    case CURLE_COULDNT_RESOLVE_HOST:
      return Fail(Code::kUnavailable, "The mail relay's name is not known; check `host`.");
    case CURLE_COULDNT_CONNECT:
      return Fail(Code::kUnavailable,
                  "The mail relay does not answer; check `host` and `port`, and that it runs.");
    case CURLE_OPERATION_TIMEDOUT:
      return Fail(Code::kUnavailable, "The mail relay did not answer in time.");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return Fail(Code::kRefused,
                  "The mail relay's certificate is not one for its name that this machine trusts; "
                  "see `certificates`.");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED:
      return Fail(Code::kRefused,
                  "The mail relay offers no TLS here, so nothing was sent; check `port` and "
                  "`security`.");
    case CURLE_LOGIN_DENIED:
      return Fail(
          Code::kRefused,
          "The mail relay does not take `user` with the password in `password-file`, or with "
          "the token of `oauth-client`.");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
      return Fail(Code::kRefused, "The mail relay did not take the message; its own log says why.");
    default:
      return Fail(Code::kUnavailable, "The mail could not be handed in.",
                  Detail("curl", static_cast<std::int64_t>(code)));
  }
}

// How far the conversation came: what was said last that matters.
enum class Stage : std::uint8_t { kGreeting, kSender, kRecipient, kData, kBody };

struct Course {
  const std::stop_token& stop;
  Stage stage = Stage::kGreeting;
};

// Sees each command that goes out, and keeps none: there are secrets among them.
int Watch(CURL*, curl_infotype type, char* data, std::size_t size, void* into) {
  Stage& stage = static_cast<Course*>(into)->stage;
  const std::string_view text(data, size);
  if (type == CURLINFO_DATA_OUT) stage = Stage::kBody;
  if (type != CURLINFO_HEADER_OUT || stage == Stage::kBody) return 0;
  if (text.starts_with("MAIL FROM")) stage = Stage::kSender;
  if (text.starts_with("RCPT TO")) stage = Stage::kRecipient;
  if (text.starts_with("DATA")) stage = Stage::kData;
  return 0;
}

// What is not yet on its way may be broken off without a doubt about what became of it.
int BreakOff(void* from, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const Course& course = *static_cast<const Course*>(from);
  return course.stop.stop_requested() && course.stage != Stage::kBody ? 1 : 0;
}

void Follow(CURL* handle, Course& course) {
  Set(handle, CURLOPT_VERBOSE, 1L);
  Set(handle, CURLOPT_DEBUGFUNCTION, &Watch);
  Set(handle, CURLOPT_DEBUGDATA, static_cast<void*>(&course));
  Set(handle, CURLOPT_NOPROGRESS, 0L);
  Set(handle, CURLOPT_XFERINFOFUNCTION, &BreakOff);
  Set(handle, CURLOPT_XFERINFODATA, static_cast<void*>(&course));
}

// Not about this address or this message, though it is permanent: the operator has to see to it
// (RFC 4954, 6; RFC 3207, 4), and then it goes.
bool IsOurs(long reply) {
  constexpr long kOurs[] = {500, 501, 502, 503, 504, 530, 534, 535, 538};
  return std::ranges::find(kOurs, reply) != std::ranges::end(kOurs);
}

constexpr long kGoAhead = 354;

Fate FateOf(CURLcode code, Stage stage, long reply) {
  if (code == CURLE_OK) return Fate::kTaken;
  if (stage == Stage::kBody && reply == kGoAhead) return Fate::kUnknown;
  const bool about_it = stage >= Stage::kRecipient;
  return about_it && reply / 100 == 5 && !IsOurs(reply) ? Fate::kNever : Fate::kNotNow;
}

void SetEnvelope(CURL* handle, const Message& message, List& to) {
  const Address& sender = message.bounces ? *message.bounces : message.from;
  Set(handle, CURLOPT_MAIL_FROM, sender.text().c_str());
  for (const Address& address : message.to) to.Add(address.text());
  Set(handle, CURLOPT_MAIL_RCPT, to.get());
  Set(handle, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);  // one closed mailbox keeps it from nobody
}

Mime BodyOf(CURL* handle, const std::string& text) {
  Mime mime(curl_mime_init(handle));
  CHECK(mime != nullptr);
  curl_mimepart* const part = curl_mime_addpart(mime.get());
  CHECK(curl_mime_data(part, text.data(), text.size()) == CURLE_OK);
  CHECK(curl_mime_type(part, "text/plain; charset=utf-8") == CURLE_OK);
  CHECK(curl_mime_encoder(part, "quoted-printable") == CURLE_OK);
  return mime;
}

Handed NotTried(Error error) { return {.why = std::unexpected(std::move(error))}; }

}  // namespace

Sender::Sender(Relay relay) : relay_(std::move(relay)) {
  if (relay_.token) tokens_.emplace(*relay_.token);
}

Handed Sender::Hand(const Message& message, Time now, Random& random, const std::stop_token& stop) {
  bool stale = false;
  Handed handed = Try(message, now, random, stop, stale);
  if (!stale) return handed;
  tokens_->Drop();
  return Try(message, now, random, stop, stale);
}

Handed Sender::Try(const Message& message, Time now, Random& random, const std::stop_token& stop,
                   bool& stale) {
  const Handle handle = NewHandle();
  CURL* const curl = handle.get();
  const std::string url = UrlOf(relay_);
  Set(curl, CURLOPT_URL, url.c_str());
  Set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  Set(curl, CURLOPT_PROXY, "");
  Set(curl, CURLOPT_NOSIGNAL, 1L);
  Set(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  Set(curl, CURLOPT_TIMEOUT, kSeconds);
  Secure(curl, relay_);
  auto signed_in = SignIn(curl, relay_, tokens_, now);
  if (!signed_in) return NotTried(std::move(signed_in).error());
  List to;
  SetEnvelope(curl, message, to);
  List headers;
  for (const std::string& line : HeadersOf(message, now, random)) headers.Add(line);
  Set(curl, CURLOPT_HTTPHEADER, headers.get());
  const std::string text = WithLineEnds(message.text);
  const Mime mime = BodyOf(curl, text);
  Set(curl, CURLOPT_MIMEPOST, mime.get());
  Course course{.stop = stop};
  Follow(curl, course);
  const CURLcode code = curl_easy_perform(curl);
  long reply = 0;
  CHECK(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply) == CURLE_OK);
  stale = code == CURLE_LOGIN_DENIED && *signed_in == SignedIn::kByKeptToken;
  return {.fate = FateOf(code, course.stage, reply),
          .reply = reply,
          .reached = course.stage >= Stage::kSender,
          .why = Told(code)};
}

Status Send(const Relay& relay, const Message& message, Time now, Random& random) {
  return Sender(relay).Hand(message, now, random).why;
}

}  // namespace almoner::mail
