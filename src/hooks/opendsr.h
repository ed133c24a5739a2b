// OpenDSR 2.0 (github.com/opengdpr/OpenDSR), the controller's side: the request that a processor is
// asked to carry out for us, its receipt, and its word on how far it is. Pure.
//
// Only for processors, who hold on our behalf what the request is about: the request names the
// person. Its three types are erasure, access and portability; there are none for rectification or
// restriction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/personal.h"
#include "base/random.h"
#include "base/time.h"

namespace almoner::hooks {

enum class DsrType : std::uint8_t { kErasure, kAccess, kPortability };

// By what the processor finds the person. The standard knows more kinds, all of advertisers.
enum class IdentityType : std::uint8_t { kControllerCustomerId, kEmail };
enum class IdentityFormat : std::uint8_t { kRaw, kSha256 };  // MD5 and SHA-1 hide nothing

struct Identity {
  IdentityType type = IdentityType::kControllerCustomerId;
  Personal<std::string> value;  // raw in any case; of kSha256 its digest is sent, in hex
  IdentityFormat format = IdentityFormat::kRaw;
};

// A UUID of version 4 in lower case: one for each request to each processor, and the same when it
// is sent again.
class DsrId {
 public:
  static DsrId New(Random& random);
  static Result<DsrId> Parse(std::string_view text);  // kInvalid: it is none
  [[nodiscard]] const std::string& text() const { return text_; }
  friend bool operator==(const DsrId&, const DsrId&) = default;

 private:
  explicit DsrId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct DsrRequest {
  DsrId id;
  DsrType type = DsrType::kErasure;
  Time submitted;  // by the person, to us
  std::vector<Identity> identities;
  std::optional<std::string> callback = {};  // where its status is to be told
};
// kInvalid: it identifies nobody, or a value is empty or no UTF-8.
Result<Personal<std::string>> ToDsr(const DsrRequest& request);

// That a processor has taken a request.
struct DsrReceipt {
  std::string controller;  // how the processor calls us
  Time received;
  Time expected;  // when it will be done
};
// The body of an answer of status 201. What it echoes of the request is not kept, as the standard
// wants. kInvalid: it is no receipt, or of another request.
Result<DsrReceipt> ReadDsrReceipt(std::string_view body, const DsrId& request);

enum class DsrStatus : std::uint8_t { kPending, kInProgress, kCompleted, kCancelled };
[[nodiscard]] std::string_view Name(DsrStatus status);  // as the standard has it: "in_progress"

struct DsrNews {
  DsrId request;
  DsrStatus status = DsrStatus::kPending;
  Time expected;
  std::optional<std::int64_t> results = {};  // how many were found
};
// What a processor posts to `callback`, which it has to name. Where it says that results can be
// fetched is not read: access and portability are answered from what it hands over, not from a link
// that a message brings. REQUIRES: its signature was checked (ProcessorKey). kInvalid: it is no
// such message; kRefused: it is for another callback.
Result<DsrNews> ReadDsrCallback(std::string_view body, std::string_view callback);

}  // namespace almoner::hooks
