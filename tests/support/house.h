// A small organisation for tests: Harbour Lights (notices/example.yaml) on either engine, with a
// clock that the test holds, a care worker, another one, a receptionist and a data protection
// officer. Lives above the gate.
#pragma once

#include <gtest/gtest.h>

#include "audit/log.h"
#include "audit/rows.h"
#include "gate/gate.h"
#include "notice/compile.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner {

inline notice::Notice CompileNotice(std::string_view text) {
  const auto bases = law::LoadBases();
  EXPECT_THAT(bases, IsOk());
  auto compiled = notice::Compile(text, *bases);
  if (!compiled)
    for (const notice::Finding& finding : compiled.error())
      ADD_FAILURE() << notice::ToText(finding, "notice");
  return *std::move(compiled);
}

// The value of an outcome that has to be allowed; says why when it is not.
template <class T>
T Allowed(gate::Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error("failed: " + outcome.error().Text());
  if (!*outcome) throw std::runtime_error("refused: " + (*outcome).error().words.what);
  return **std::move(outcome);
}

MATCHER_P(RefusedBy, rule, std::string("is refused by the rule ") + std::string(gate::Name(rule))) {
  if (!arg) {
    *result_listener << "it failed: " << arg.error().Text();
    return false;
  }
  if (*arg) {
    *result_listener << "it was allowed";
    return false;
  }
  *result_listener << "by " << gate::Name((*arg).error().rule);
  return (*arg).error().rule == rule;
}

class House {
 public:
  explicit House(store::Store& store, std::string_view notice_text = {})
      : notice_(
            CompileNotice(notice_text.empty() ? NoticeText("example") : std::string(notice_text))),
        store_(store) {
    EXPECT_THAT(keys::Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    auto ledger = keys::Ledger::Open(folder_ / "keys", random_);
    EXPECT_THAT(ledger, IsOk());
    ledger_ = *std::move(ledger);
    keys_ = std::make_unique<keys::Keys>(HomeId::New(random_), *ledger_, random_);
    EXPECT_THAT(store_.Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "notice.published", "done");
      const keys::Change change{.tx = tx, .keys = *keys_, .entry = entry, .now = entry.at};
      TRY(versions::Add(change, notice_, "the text of the notice"));
      TRY(versions::Enforce(change, random_, notice_, std::nullopt, true));
      return audit::Append(tx, entry);
    }),
                IsOk());
    EXPECT_THAT(MakePrivateFolder(document_folder()), IsOk());
    documents_ = std::make_unique<vault::DocumentFolder>(document_folder(), *keys_);
    gate_ = GateOver(store_);
    worker = Hire("Sam Rivers", "support-worker");
    stranger = Hire("Jo Fields", "support-worker");
    receptionist = Hire("Lee Marsh", "receptionist");
    officer = Hire("Ada Banks", "data-protection-officer");
    second_officer = Hire("Nia Bell", "data-protection-officer");
  }

  // A door by the first notice, over another store: one that fails, say.
  std::unique_ptr<gate::Gate> GateOver(store::Store& store) {
    gate::Context context{store, *keys_, notice_, clock_, random_};
    context.documents = documents_.get();
    return std::make_unique<gate::Gate>(std::move(context));
  }

  StaffId Hire(const std::string& name, std::string_view role) {
    const auto ready = staff::Prepare(
        *keys_, {Personal(name), Personal("login of " + name), Personal(std::string())},
        std::nullopt);
    EXPECT_THAT(ready, IsOk());
    EXPECT_THAT(Amend([&](const keys::Change& change) -> Status {
                  TRY(staff::Insert(change, *ready));
                  return staff::GiveRole(change, ready->id, role, std::nullopt);
                }),
                IsOk());
    return ready->id;
  }

  // A change outside the gate, with its entry.
  Status Amend(const std::function<Status(const keys::Change&)>& amend) {
    return store_.Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "test.amended", "done");
      TRY(amend({.tx = tx, .keys = *keys_, .entry = entry, .now = entry.at}));
      return audit::Append(tx, entry);
    });
  }

  static vault::Content Text(const std::string& field, const std::string& value) {
    vault::Content content;
    content.source = "self";
    content.fields.push_back({field, Personal(value)});
    return content;
  }

  // In the worker's caseload.
  SubjectId Person(const std::string& name, const std::string& phone = "01632 960001") {
    vault::Content content = Text("name", name);
    content.fields.push_back({"phone", Personal(phone)});
    return Allowed(gate_->AddPerson({.actor = worker, .purpose = "support"},
                                    {"service-user", "contact-details", std::move(content)}))
        .subject;
  }

  RecordId Note(const std::vector<vault::Person>& people, const std::string& text) {
    return Allowed(gate_->AddRecord({.actor = worker, .purpose = "support"},
                                    {"support-notes", Text("text", text), people}))
        .record;
  }
  RecordId Note(const SubjectId& person, const std::string& text) {
    return Note({{person, vault::Part::kAbout}}, text);
  }

  gate::Changed Consent(const SubjectId& person, consent::Kind kind) {
    return Allowed(gate_->TakeConsent({.actor = worker, .purpose = "support"},
                                      {.id = EventId::New(random_),
                                       .subject = person,
                                       .consent = "newsletter",
                                       .kind = kind,
                                       .at = clock_.Now()},
                                      Personal(std::string("said at home"))));
  }

  // From now on: a restriction, an objection to an activity, or a hold on a category ("": all).
  standing::Mark Mark(const SubjectId& person, standing::Kind kind, std::string scope = "",
                      std::string ground = "legal-claim") {
    return {.id = EventId::New(random_),
            .subject = person,
            .kind = kind,
            .scope = std::move(scope),
            .ground = std::move(ground),
            .since = clock_.Now(),
            .until = std::nullopt};
  }

  std::vector<vault::Record> Reveal(gate::Opened opened) {
    auto records = vault::Reveal(std::move(opened.permit), *keys_, clock_);
    if (!records) throw std::runtime_error(records.error().Text());
    return *std::move(records);
  }
  // Every text that `actor` may read of the person for the purpose.
  std::vector<std::string> Texts(const StaffId& actor, std::string_view purpose,
                                 const SubjectId& person) {
    std::vector<std::string> texts;
    for (const vault::Record& record : Reveal(Allowed(
             gate_->Open({.actor = actor, .purpose = std::string(purpose), .subjects = {person}}))))
      for (const vault::FieldValue& field : record.content.fields)
        texts.push_back(field.value.Expose());
    return texts;
  }

  std::int64_t Count(Literal sql) {
    const auto count = store_.Read(
        [&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.One(sql)).Int(0); });
    return count.value();
  }

  // Puts a later version in force, with all its steps recorded, and decides by it from now on.
  void Publish(std::string_view text) {
    auto next = std::make_unique<const notice::Notice>(CompileNotice(text));
    EXPECT_THAT(Amend([&](const keys::Change& change) -> Status {
                  TRY(versions::Add(change, *next, text));
                  const auto record = [&](std::string kind, std::string step) {
                    return versions::Record(change, {.id = EventId::New(random_),
                                                     .hash = next->hash,
                                                     .kind = std::move(kind),
                                                     .step = std::move(step),
                                                     .note = {},
                                                     .at = change.now,
                                                     .staff = officer});
                  };
                  TRY(record("checked", ""));
                  for (const notice::Approval& step : next->more.document.approval)
                    TRY(record("approved", step.id));
                  return versions::Enforce(change, random_, *next, officer, false);
                }),
                IsOk());
    const auto reigns =
        store_.Read([&](store::ReadTx& tx) { return versions::Reigns(tx, *keys_); });
    EXPECT_THAT(reigns, IsOk());
    std::vector<versions::Past> history;
    for (const versions::Reign& reign : *reigns)
      for (const notice::Notice* const older : all_)
        if (older->hash == reign.hash)
          history.push_back(versions::MakePast(*older, reign.from, reign.until, *next));
    gate::Context context{store_, *keys_, *next, clock_, random_, std::move(history)};
    context.documents = documents_.get();
    gate_ = std::make_unique<gate::Gate>(std::move(context));
    all_.push_back(next.get());
    later_.push_back(std::move(next));
  }

  gate::Gate& gate() { return *gate_; }
  store::Store& store() { return store_; }
  const keys::Keys& keys() { return *keys_; }
  keys::Ledger& ledger() { return *ledger_; }
  FakeClock& clock() { return clock_; }
  FixedRandom& random() { return random_; }
  const notice::Notice& notice() { return *all_.back(); }
  OperatorPath key_folder() { return folder_ / "keys"; }
  vault::DocumentFolder& documents() { return *documents_; }
  OperatorPath document_folder() { return folder_ / "files"; }

 private:
  TempDir folder_;
  FakeClock clock_{"2026-11-02T09:00:00Z"};
  FixedRandom random_{7};
  notice::Notice notice_;
  std::vector<std::unique_ptr<const notice::Notice>> later_;
  std::vector<const notice::Notice*> all_ = {&notice_};
  store::Store& store_;
  std::unique_ptr<keys::Ledger> ledger_;
  std::unique_ptr<keys::Keys> keys_;
  std::unique_ptr<vault::DocumentFolder> documents_;
  std::unique_ptr<gate::Gate> gate_;

 public:
  StaffId worker = StaffId::New(random_);
  StaffId stranger = worker, receptionist = worker, officer = worker, second_officer = worker;
};

// A test over a House on each engine. Whatever it does, rows and log agree at its end, both ways.
class HouseTest : public StoreTest {
 protected:
  void TearDown() override {
    const auto differ = store().Read([](store::ReadTx& tx) { return audit::CompareRows(tx); });
    ASSERT_THAT(differ, IsOk());
    EXPECT_EQ(differ->unknown.size(), 0U) << "rows that the log does not know";
    EXPECT_EQ(differ->lost.size(), 0U) << "rows that went without a word";
    EXPECT_EQ(differ->unheard.size(), 0U) << "rows destroyed that nobody wrote";
  }
  explicit HouseTest(std::string_view notice_text = {}) : house(store(), notice_text) {}
  House house;
};

}  // namespace almoner
