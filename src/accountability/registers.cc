#include "accountability/registers.h"

namespace almoner::accountability {
namespace {

FactRule Channel() {
  return {.name = "channel",
          .type = Type::kWord,
          .required = true,
          .what = "how it came",
          .words = {"letter", "phone", "in-person", "email", "portal"},
          .mendable = true};
}

FactRule Words(Literal what, bool required = true) {
  return {.name = "words", .type = Type::kText, .required = required, .what = what};
}

// An enquiry becomes a request that is there, and not some other file.
Status GuardEnquiry(const Taking& taking) {
  if (taking.step.name.view() != "became-request") return {};
  const RequestId request = TRY(RequestId::Parse(Get(taking.facts, "request")));
  const auto row = TRY(taking.tx.Maybe("SELECT kind FROM file WHERE id = $1", request));
  if (row && TRY(row->Text(0)) == "request") return {};
  return Fail(Code::kInvalid, "There is no such rights request; open it first.",
              Detail("fact", Literal("request")));
}

}  // namespace

const Register& Enquiries() {
  static const Register all{
      .kind = "enquiry",
      .looked = "enquiry.read",
      .listed = "enquiries.listed",
      .purposes = {"law.rights"},
      .steps = {{.name = "received",
                 .action = "enquiry.received",
                 .from = {""},
                 .to = "received",
                 .facts = {Channel(),
                           {.name = "on",
                            .type = Type::kDate,
                            .required = true,
                            .what = "the day it came",
                            .mendable = true},
                           {.name = "topic",
                            .type = Type::kWord,
                            .required = true,
                            .what = "what it is about",
                            .words = {"services", "notice", "security", "sharing", "other"},
                            .mendable = true},
                           Words("what was asked")}},
                {.name = "answered",
                 .action = "enquiry.answered",
                 .from = {"received", "passed-on"},
                 .to = "answered",
                 .facts = {Words("what was answered")}},
                {.name = "passed-on",
                 .action = "enquiry.passed-on",
                 .from = {"received", "passed-on"},
                 .to = "passed-on",
                 .facts = {{.name = "to",
                            .type = Type::kIds,
                            .required = true,
                            .what = "a role or recipient of the notice"},
                           Words("what they are to do", false)}},
                {.name = "became-request",
                 .action = "enquiry.became-request",
                 .from = {"received", "passed-on"},
                 .to = "became-request",
                 .facts = {{.name = "request",
                            .type = Type::kFile,
                            .required = true,
                            .what = "the rights request that it turned out to be"}}},
                {.name = "closed",
                 .action = "enquiry.closed",
                 .from = {"answered", "passed-on", "became-request"},
                 .to = "closed"},
                Correction("enquiry.corrected")},
      .guard = GuardEnquiry};
  return all;
}

const Register& DetailChanges() {
  static const Register all{
      .kind = "detail-change",
      .looked = "detail-change.read",
      .listed = "detail-changes.listed",
      .purposes = {"law.rights"},
      .steps = {{.name = "reported",
                 .action = "detail-change.reported",
                 .from = {""},
                 .to = "reported",
                 .facts = {{.name = "detail",
                            .type = Type::kWord,
                            .required = true,
                            .what = "what kind of detail",
                            .words = {"name", "address", "telephone", "email", "date-of-birth",
                                      "next-of-kin", "gp", "identifier", "other"},
                            .mendable = true},
                           {.name = "from",
                            .type = Type::kWord,
                            .required = true,
                            .what = "who says so",
                            .words = {"self", "family", "representative", "professional", "staff",
                                      "returned-post", "other"},
                            .mendable = true},
                           Channel(),
                           Words("what it is now")}},
                {.name = "checked",
                 .action = "detail-change.checked",
                 .from = {"reported"},
                 .to = "checked",
                 .facts = {{.name = "how",
                            .type = Type::kWord,
                            .required = true,
                            .what = "how it is known to be right",
                            .words = {"known-in-person", "called-back", "document-seen",
                                      "asked-the-person", "their-own-record"}},
                           Words("what was found", false)}},
                {.name = "recorded",
                 .action = "detail-change.recorded",
                 .from = {"checked"},
                 .to = "recorded"},
                {.name = "declined",
                 .action = "detail-change.declined",
                 .from = {"reported", "checked"},
                 .to = "declined",
                 .facts = {Words("why not")}},
                {.name = "closed",
                 .action = "detail-change.closed",
                 .from = {"recorded", "declined"},
                 .to = "closed"},
                Correction("detail-change.corrected")},
      .of_somebody = true};
  return all;
}

}  // namespace almoner::accountability
