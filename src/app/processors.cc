#include "app/processors.h"

#include <toml++/toml.h>

#include <algorithm>

#include "app/front.h"
#include "app/telling_steps.h"
#include "crypto/hash.h"
#include "hooks/tell.h"
#include "safety/may.h"

namespace almoner::app {
namespace {

Detail LineOf(const toml::node& node) {
  return Detail("line", static_cast<std::int64_t>(node.source().begin.line));
}

Result<std::string> TextOf(const toml::node& node) {
  const auto value = node.value<std::string>();
  if (value) return *value;
  return Fail(Code::kInvalid, "A setting in almoner.toml must be text in quotes.", LineOf(node));
}

Status TakeSetting(std::string_view key, const toml::node& node, ProcessorAt& at) {
  if (key == "opendsr") {
    at.opendsr = TRY(TextOf(node));
    TRY(hooks::Endpoint::Parse(at.opendsr));
  } else if (key == "domain") {
    at.domain = TRY(TextOf(node));
  } else if (key == "certificate") {
    at.certificate = OperatorPath(TRY(TextOf(node)));
  } else if (key == "token-file") {
    at.token_file = OperatorPath(TRY(TextOf(node)));
  } else if (key == "certificates") {
    at.certificates = OperatorPath(TRY(TextOf(node)));
  } else if (key == "inside" && node.is_boolean()) {
    at.inside = node.value<bool>().value_or(false);
  } else {
    return Fail(Code::kInvalid,
                "A processor in almoner.toml has opendsr, domain, certificate, token-file, "
                "certificates and inside (true or false); see docs/operate/settings.md.",
                Detail::Id("setting", key), LineOf(node));
  }
  return {};
}

Result<std::map<std::string, ProcessorAt>> ProcessorsOf(const toml::node& node) {
  std::map<std::string, ProcessorAt> all;
  const auto bad = [](const toml::node& at) {
    return Fail(Code::kInvalid, "`processors` in almoner.toml are tables: [processors.cloud].",
                LineOf(at));
  };
  const toml::table* const tables = node.as_table();
  if (tables == nullptr) return bad(node);
  for (const auto& [id, value] : *tables) {
    const toml::table* const table = value.as_table();
    if (table == nullptr) return bad(value);
    ProcessorAt& at = all.try_emplace(std::string(id.str())).first->second;
    for (const auto& [key, setting] : *table) TRY(TakeSetting(key, setting, at));
    if (at.opendsr.empty() || at.domain.empty() || at.certificate.path().empty())
      return Fail(Code::kInvalid,
                  "A processor in almoner.toml needs opendsr, domain and certificate.",
                  LineOf(value));
  }
  return all;
}

Result<ProcessorAt> FindProcessor(App& app, std::string_view recipient) {
  const auto all = TRY(ReadProcessors(app.settings().home));
  const auto found = all.find(std::string(recipient));
  if (found != all.end()) return found->second;
  return Fail(Code::kNotFound,
              "almoner.toml says not where this processor takes requests; see "
              "docs/operate/settings.md, or ask it by letter.");
}

Result<hooks::Processor> Reached(const ProcessorAt& at) {
  auto endpoint = TRY(hooks::Endpoint::Parse(at.opendsr));
  auto key = TRY(hooks::ProcessorKey::Read(at.certificate, at.domain));
  hooks::Processor processor{.endpoint = std::move(endpoint)};
  processor.key = std::move(key);
  processor.limits.inside = at.inside;
  processor.limits.certificates = at.certificates;
  if (at.token_file) {
    const SecretBytes token = TRY(ReadFile(*at.token_file, Access::kOwnerOnly, 4096));
    std::string text(token.text());
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    processor.sign_in.push_back({.name = "Authorization", .value = "Bearer " + text});
  }
  return processor;
}

// What is asked, and which step of the request it goes with.
struct Wanted {
  hooks::DsrType type = hooks::DsrType::kErasure;
  rights::Step step = rights::Step::kTell;
};

Result<Wanted> WantedBy(const rights::State& state) {
  switch (state.right) {
    case law::Right::kErasure:
      return Wanted{};
    case law::Right::kAccess:
      return Wanted{.type = hooks::DsrType::kAccess, .step = rights::Step::kSearch};
    case law::Right::kPortability:
      return Wanted{.type = hooks::DsrType::kPortability, .step = rights::Step::kCarryOut};
    default:
      return Fail(Code::kInvalid,
                  "OpenDSR knows requests for erasure, access and portability; tell the processor "
                  "of anything else by webhook or letter.");
  }
}

Status MayAsk(App& app, const rights::State& state, const Wanted& wanted,
              std::string_view recipient) {
  const notice::Notice& notice = app.notice();
  const auto index = notice.FindRecipient(recipient);
  if (!index || notice.recipients[*index].kind != "processor")
    return Fail(
        Code::kInvalid,
        "By the notice this is no processor: it is told by webhook or letter, and never who "
        "it is.");
  if (wanted.type == hooks::DsrType::kErasure) {
    if (state.in_part)
      return Fail(Code::kConflict,
                  "Only a part was erased, and OpenDSR cannot say which; write a letter.");
    return rights::MayTell(app.rights(), state, recipient);
  }
  const auto allowed = rights::Allowed(state);
  if (std::ranges::find(allowed, wanted.step) == allowed.end())
    return Fail(Code::kConflict, "The request is not at a step at which a processor is asked.");
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  return app.store().Read([&](store::ReadTx& tx) -> Status {
    for (const std::string_view who : {recipient, std::string_view(notice.recipients[*index].name)})
      TRY(safety::MustMaySend(tx, app.keys(), *state.subject, {.recipient = who}));
    return {};
  });
}

// The same UUID whenever the same is asked of the same processor again.
Result<hooks::DsrId> IdOf(const rights::State& state, std::string_view recipient,
                          hooks::DsrType type, const hooks::Reference& reference) {
  crypto::Digest hash =
      crypto::Sha256(ToBytes("opendsr " + state.id.text() + " " + std::string(recipient) + " " +
                             std::to_string(static_cast<int>(type)) + " " + reference.text()));
  hash[6] = static_cast<std::uint8_t>((hash[6] & 0x0FU) | 0x40U);
  hash[8] = static_cast<std::uint8_t>((hash[8] & 0x3FU) | 0x80U);
  std::string text = ToHex(BytesView(hash)).substr(0, 32);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return hooks::DsrId::Parse(text);
}

Result<EventId> MessageOf(const hooks::DsrId& id) {
  std::string text = id.text();
  std::erase(text, '-');
  return EventId::Parse(text);
}

std::optional<std::string> CallbackFor(App& app, std::string_view recipient) {
  const auto front = ReadFront(app.settings().home);
  if (!front || !front->website) return std::nullopt;
  return *front->website + "/hooks/" + std::string(recipient) + "/opendsr";
}

struct Asked {
  bool taken = false;
  std::string expected;  // when it will be done; "" where it was not taken
};

Result<Asked> Send(App& app, const ProcessorAt& at, const rights::State& state,
                   std::string_view recipient, const hooks::DsrId& id,
                   const hooks::Reference& reference) {
  const Wanted wanted = TRY(WantedBy(state));
  hooks::DsrRequest request{.id = id,
                            .type = wanted.type,
                            .submitted = state.events.front().at,
                            .identities = {{.type = hooks::IdentityType::kControllerCustomerId,
                                            .value = Personal(reference.text())}}};
  request.callback = CallbackFor(app, recipient);
  const hooks::Processor processor = TRY(Reached(at));
  const auto receipt = hooks::Submit(processor, request, app.clock().Now());
  if (receipt) return Asked{.taken = true, .expected = ToText(LondonDate(receipt->expected))};
  if (receipt.error().code == Code::kUnavailable) return Asked{};
  return std::unexpected(receipt.error());
}

rights::Facts FactsOf(std::string_view recipient, const EventId& message,
                      const hooks::Reference& reference, const Asked& asked) {
  rights::Facts facts{{"recipient", std::string(recipient)},
                      {"message", message.text()},
                      {"reference", reference.text()}};
  if (!asked.taken) return facts;
  facts["how"] = "OpenDSR, reference " + reference.text() + ", to be done by " + asked.expected;
  facts["expected"] = asked.expected;
  return facts;
}

// How it is recorded: whoever erases for us was told; whoever looks for us was asked.
std::string_view TakenKind(const rights::State& state) {
  return state.right == law::Right::kErasure ? "told" : "processor-asked";
}

std::string_view InWords(hooks::DsrStatus status) {
  switch (status) {
    case hooks::DsrStatus::kPending:
      return "They have it and have not begun.";
    case hooks::DsrStatus::kInProgress:
      return "They are at it.";
    case hooks::DsrStatus::kCompleted:
      return "They have done it.";
    case hooks::DsrStatus::kCancelled:
      return "They do not do it. Ask them why.";
  }
  std::unreachable();
}

}  // namespace

Result<std::map<std::string, ProcessorAt>> ReadProcessors(const OperatorPath& home) {
  const auto bytes = TRY(ReadFile(home / "almoner.toml", Access::kAnyone, 1 << 20));
  try {
    for (const auto& [key, node] : toml::parse(bytes.text()))
      if (key == "processors") return ProcessorsOf(node);
  } catch (const toml::parse_error& error) {
    return Fail(Code::kInvalid, "almoner.toml is not well-formed TOML.",
                Detail("line", static_cast<std::int64_t>(error.source().begin.line)));
  }
  return std::map<std::string, ProcessorAt>();
}

Result<std::vector<std::string>> AskableProcessors(App& app, const rights::State& state) {
  std::vector<std::string> ids;
  const auto wanted = WantedBy(state);
  if (!wanted) return ids;
  const auto all = TRY(ReadProcessors(app.settings().home));
  for (const notice::Recipient& recipient : app.notice().recipients)
    if (all.contains(recipient.id) && MayAsk(app, state, *wanted, recipient.id))
      ids.push_back(recipient.id);
  return ids;
}

gate::Outcome<SentTo> AskProcessor(App& app, const StaffId& actor, const rights::State& state,
                                   std::string_view recipient, std::string_view reference) {
  const ProcessorAt at = TRY(FindProcessor(app, recipient));
  const Wanted wanted = TRY(WantedBy(state));
  TRY(MayAsk(app, state, wanted, recipient));
  const hooks::Reference known = TRY(hooks::Reference::Parse(reference));
  const hooks::DsrId id = TRY(IdOf(state, recipient, wanted.type, known));
  const EventId message = TRY(MessageOf(id));
  auto seen = TRY(rights::Look(app.rights(), actor, state.id));  // decided before anything goes out
  if (!seen) return gate::Refuse<SentTo>(std::move(seen).error());
  const Asked asked = TRY(Send(app, at, state, recipient, id, known));
  if (!asked.taken) TRY(BeingTried(app, message));
  const std::optional<Time> due =
      asked.taken ? std::nullopt
                  : hooks::NextAttempt(app.clock().Now(), 1, std::nullopt, app.random());
  auto changed = TRY(rights::Advance(
      app.rights(), actor, state, wanted.step,
      asked.taken ? Literal("request.recipient-told") : Literal("request.recipient-not-reached"),
      std::string(asked.taken ? TakenKind(state) : std::string_view("processor-asking")),
      FactsOf(recipient, message, known, asked), [&](const gate::Change& change) {
        return NoteTelling(change.tx, message, state.id, 1, due);
      }));
  if (!changed) return gate::Refuse<SentTo>(std::move(changed).error());
  return SentTo{.taken = asked.taken, .changed = *std::move(changed)};
}

Status RetryAsking(App& app, const rights::State& state, const rights::FileEvent& asking,
                   std::int64_t tries) {
  const std::string recipient = FactOf(asking, "recipient");
  const EventId message = TRY(EventId::Parse(FactOf(asking, "message")));
  const hooks::Reference known = TRY(hooks::Reference::Parse(FactOf(asking, "reference")));
  const Wanted wanted = TRY(WantedBy(state));
  const auto end = [&](store::Tx& tx) {
    return NoteTelling(tx, message, state.id, tries, std::nullopt);
  };
  const auto at = FindProcessor(app, recipient);
  const auto id = IdOf(state, recipient, wanted.type, known);
  const auto asked = !at   ? Result<Asked>(std::unexpected(at.error()))
                     : !id ? Result<Asked>(std::unexpected(id.error()))
                           : Send(app, *at, state, recipient, *id, known);
  if (asked && asked->taken)
    return RecordTelling(app, state.id, "request.recipient-told", std::string(TakenKind(state)),
                         FactsOf(recipient, message, known, *asked), end);
  const auto next = asked ? hooks::NextAttempt(app.clock().Now(), static_cast<int>(tries),
                                               std::nullopt, app.random())
                          : std::nullopt;
  if (next)
    return app.store().Write(
        [&](store::Tx& tx) { return NoteTelling(tx, message, state.id, tries, next); });
  return RecordTelling(app, state.id, "request.recipient-not-reached", "telling-failed",
                       {{"recipient", recipient}, {"message", message.text()}}, end);
}

Status TakeProcessorNews(App& app, std::string_view recipient, const hooks::Headers& headers,
                         std::string_view body) {
  const auto at = FindProcessor(app, recipient);
  const auto callback = CallbackFor(app, recipient);
  if ((!at && at.error().code == Code::kNotFound) || !callback)
    return Fail(Code::kRefused, "The message is not signed by a processor that we know.");
  if (!at) return std::unexpected(at.error());
  const auto key = TRY(hooks::ProcessorKey::Read(at->certificate, at->domain));
  const Status signed_by_them = key.Verify(headers, body, app.clock().Now());
  if (!signed_by_them) return Fail(Code::kRefused, "The message is not signed by that processor.");
  const hooks::DsrNews news = TRY(hooks::ReadDsrCallback(body, *callback));
  const EventId message = TRY(MessageOf(news.request));
  const auto row = TRY(app.store().Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT request FROM telling WHERE message = $1", message);
  }));
  if (!row) return Fail(Code::kNotFound, "Nothing of that id was asked of this processor.");
  const RequestId request = TRY(row->As<RequestId>(0));
  const rights::State state = TRY(rights::Load(app.rights(), request));
  const std::string digest = ToHex(crypto::Sha256(AsBytes(body)));
  for (const rights::FileEvent& event : state.events)
    if (FactOf(event, "webhook") == digest) return {};  // it came before
  const rights::FileEvent* const asked = EventOf(state, TakenKind(state), message);
  if (asked == nullptr && EventOf(state, "processor-asking", message) != nullptr)
    return Fail(Code::kConflict, "It is not recorded yet that this was taken; send it again.");
  if (asked == nullptr || FactOf(*asked, "recipient") != recipient)
    return Fail(Code::kNotFound, "Nothing of that id was asked of this processor.");
  rights::Facts facts{{"recipient", std::string(recipient)},
                      {"words", std::string(InWords(news.status))},
                      {"expected", ToText(LondonDate(news.expected))},
                      {"webhook", digest}};
  if (news.results) facts["found"] = std::to_string(*news.results);
  return RecordTelling(app, request, "request.recipient-replied",
                       state.right == law::Right::kErasure ? "replied" : "processor-replied",
                       std::move(facts), [](store::Tx&) -> Status { return {}; });
}

}  // namespace almoner::app
