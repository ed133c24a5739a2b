#include "hooks/opendsr.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"
#include "crypto/hash.h"
#include "hooks/fields.h"

namespace almoner::hooks {
namespace {

namespace json = boost::json;

constexpr std::array kStatuses = {DsrStatus::kPending, DsrStatus::kInProgress,
                                  DsrStatus::kCompleted, DsrStatus::kCancelled};
constexpr std::array<std::size_t, 4> kDashes = {8, 13, 18, 23};

const char* Word(DsrType type) {
  switch (type) {
    case DsrType::kErasure:
      return "erasure";
    case DsrType::kAccess:
      return "access";
    case DsrType::kPortability:
      return "portability";
  }
  std::unreachable();
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (std::ranges::find(kDashes, i) != kDashes.end() ? c != '-' : !hex) return false;
  }
  return text[14] == '4' && std::string_view("89ab").contains(text[19]);
}

Result<json::object> ToJson(const Identity& identity) {
  const std::string& value = identity.value.Expose();
  if (value.empty() || !IsUtf8(value))
    return Fail(Code::kInvalid, "An identity of the person is empty or not UTF-8.");
  const bool raw = identity.format == IdentityFormat::kRaw;
  const bool email = identity.type == IdentityType::kEmail;
  return json::object{
      {"identity_type", email ? "email" : "controller_customer_id"},
      {"identity_value", raw ? value : ToHex(crypto::Sha256(std::string_view(value)))},
      {"identity_format", raw ? "raw" : "sha256"},
  };
}

Result<DsrStatus> StatusOf(std::string_view name) {
  const auto found = std::ranges::find(kStatuses, name, [](DsrStatus one) { return Name(one); });
  if (found == kStatuses.end())
    return Fail(Code::kInvalid, "The processor names a status that OpenDSR does not know.");
  return *found;
}

}  // namespace

DsrId DsrId::New(Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.Fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);  // RFC 9562, 5.4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
  std::string text = ToHex(bytes);
  for (const std::size_t dash : kDashes) text.insert(dash, 1, '-');
  return DsrId(std::move(text));
}

Result<DsrId> DsrId::Parse(std::string_view text) {
  if (!IsUuid(text))
    return Fail(Code::kInvalid, "The id of an OpenDSR request is a UUID of version 4.");
  return DsrId(std::string(text));
}

Result<Personal<std::string>> ToDsr(const DsrRequest& request) {
  if (request.identities.empty())
    return Fail(Code::kInvalid, "A request to a processor has to say whom it is about.");
  json::array identities;
  for (const Identity& identity : request.identities) identities.push_back(TRY(ToJson(identity)));
  json::object body = {
      {"regulation", "gdpr"},
      {"subject_request_id", request.id.text()},
      {"subject_request_type", Word(request.type)},
      {"submitted_time", request.submitted.seconds_text()},
      {"subject_identities", std::move(identities)},
      {"api_version", "2.0"},
  };
  if (request.callback) body["status_callback_urls"] = json::array{*request.callback};
  return Personal<std::string>(ToText(body));
}

Result<DsrReceipt> ReadDsrReceipt(std::string_view body, const DsrId& request) {
  const json::object receipt = TRY(ObjectOf(body));
  const std::string id = TRY(TextOf(receipt, "subject_request_id"));
  if (id != request.text())
    return Fail(Code::kInvalid, "The processor's receipt is of another request.");
  std::string controller = TRY(TextOf(receipt, "controller_id"));
  const Time received = TRY(TimeOf(receipt, "received_time"));
  const Time expected = TRY(TimeOf(receipt, "expected_completion_time"));
  return DsrReceipt{
      .controller = std::move(controller), .received = received, .expected = expected};
}

std::string_view Name(DsrStatus status) {
  switch (status) {
    case DsrStatus::kPending:
      return "pending";
    case DsrStatus::kInProgress:
      return "in_progress";
    case DsrStatus::kCompleted:
      return "completed";
    case DsrStatus::kCancelled:
      return "cancelled";
  }
  std::unreachable();
}

Result<DsrNews> ReadDsrCallback(std::string_view body, std::string_view callback) {
  const json::object news = TRY(ObjectOf(body));
  const std::string named = TRY(TextOf(news, "status_callback_url"));
  if (named != callback)
    return Fail(Code::kRefused, "The processor's message is for another callback.");
  DsrId request = TRY(DsrId::Parse(TRY(TextOf(news, "subject_request_id"))));
  const DsrStatus status = TRY(StatusOf(TRY(TextOf(news, "request_status"))));
  const Time expected = TRY(TimeOf(news, "expected_completion_time"));
  const std::optional<std::int64_t> results = TRY(OptionalCountOf(news, "results_count"));
  return DsrNews{
      .request = std::move(request), .status = status, .expected = expected, .results = results};
}

}  // namespace almoner::hooks
