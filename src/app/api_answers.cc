#include "app/api_answers.h"

namespace almoner::app {
namespace {

// Joined so that no two lists of parts are the same text.
std::string Joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts)
    text.append(std::to_string(part.size())).append(":").append(part);
  return text;
}

// Of this home, and longer than an epoch: what is sealed under it goes after a day.
SecretBytes AnswerKey(const keys::Keys& keys) {
  const crypto::Digest key = keys.Suppressed("api-kept", "1");
  return SecretBytes::CopyOf(BytesView(key));
}

Bytes Sealed(const keys::Keys& keys, const AnswerName& name, const KeptAnswer& answer) {
  Writer out;
  out.U8(1).Sized(answer.location).Sized(answer.body);
  return keys.Seal(AnswerKey(keys), keys::SealedField::kApiAnswer, name.finder, {},
                   std::move(out).bytes());
}

Result<KeptAnswer> Opened(const keys::Keys& keys, const AnswerName& name, BytesView sealed) {
  const SecretBytes plain =
      TRY(keys.Open(AnswerKey(keys), keys::SealedField::kApiAnswer, name.finder, {}, sealed));
  Reader in(plain.view());
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "A kept answer is in an unknown format.");
  KeptAnswer kept;
  kept.location = AsText(TRY(in.Sized()));
  kept.body = AsText(TRY(in.Sized()));
  TRY(in.Done());
  return kept;
}

}  // namespace

AnswerName NameAnswer(const App& app, const StaffId& by, std::string_view call,
                      std::string_view key, std::string_view asked) {
  const std::string who = by.text();
  return {.finder = app.keys().Suppressed("api-answer", Joined({who, call, key})),
          .asked = app.keys().Suppressed("api-asked", asked)};
}

Result<Before> BeginAnswer(App& app, const AnswerName& name) {
  const Time now = app.clock().Now();
  return app.store().Write([&](store::Tx& tx) -> Result<Before> {
    TRY(tx.Execute("DELETE FROM api_answer WHERE at <= $1", now - kAnswerKept));
    const auto row = TRY(tx.Maybe("SELECT asked, status, kept FROM api_answer WHERE finder = $1",
                                  BytesView(name.finder)));
    if (!row) {
      const Bytes nothing;
      TRY(tx.ExecuteOne(
          "INSERT INTO api_answer (finder, asked, at, status, kept) VALUES ($1, $2, $3, 0, $4)",
          BytesView(name.finder), BytesView(name.asked), now, nothing));
      return Before(NotYet());
    }
    if (!crypto::SameDigest(name.asked, TRY(row->Blob(0)))) return Before(Otherwise());
    const std::int64_t status = TRY(row->Int(1));
    if (status == 0) return Before(Busy());
    KeptAnswer kept = TRY(Opened(app.keys(), name, TRY(row->Blob(2))));
    kept.status = static_cast<int>(status);
    return Before(std::move(kept));
  });
}

Status KeepAnswer(App& app, const AnswerName& name, const KeptAnswer& answer) {
  const Bytes sealed = Sealed(app.keys(), name, answer);
  return app.store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE api_answer SET status = $2, kept = $3 WHERE finder = $1",
                   BytesView(name.finder), std::int64_t{answer.status}, sealed));
    return {};
  });
}

Status ForgetAnswer(App& app, const AnswerName& name) {
  return app.store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("DELETE FROM api_answer WHERE finder = $1", BytesView(name.finder)));
    return {};
  });
}

}  // namespace almoner::app
