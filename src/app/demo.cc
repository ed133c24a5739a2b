#include "app/demo.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

#include "app/accounts.h"
#include "app/cast.h"
#include "app/certificate.h"
#include "app/check.h"
#include "app/embedded.h"
#include "app/training.h"
#include "app/upkeep.h"
#include "paper/folder.h"
#include "rights/access.h"
#include "rights/collation.h"
#include "rights/erasure.h"

namespace almoner::app {
namespace {

using notice::Index;

// The real time, plus what the demonstration has moved it by.
class MovedClock : public Clock {
 public:
  explicit MovedClock(const Clock& real) : real_(real) {}
  [[nodiscard]] Time Now() const override { return real_.Now() + by_; }
  void Move(std::chrono::microseconds by) { by_ += by; }

 private:
  const Clock& real_;
  std::chrono::microseconds by_{0};
};

// Nobody, nothing: what a step has not made yet.
template <class AnyId>
AnyId Unset() {
  return AnyId::From(Bytes(AnyId::kSize)).value();
}

class Demo {
 public:
  Demo(const DemoOptions& options, Random& random, const Clock& clock, std::ostream& out)
      : options_(options), random_(random), clock_(clock), out_(out) {}

  Status Run() {
    TRY(MakeHome());
    TRY(RecordPeople());
    TRY(RefuseAndAllow());
    TRY(FindAndWithdraw());
    TRY(AnswerAccess());
    TRY(AnswerErasure());
    if (!options_.today && until_) TRY(Forget(*until_));
    return Prove();
  }

 private:
  void Step(std::string_view title) { fmt::print(out_, "\n{}. {}\n", ++step_, title); }
  void Say(std::string_view text) { fmt::print(out_, "   {}\n", text); }
  void Show(std::string_view verdict, const gate::Explanation& words) {
    fmt::print(out_, "   {}: {}\n      why:  {}\n", verdict, words.what, words.why);
    if (!words.next.empty()) fmt::print(out_, "      next: {}\n", words.next);
  }

  // What must be allowed for the story to go on.
  template <class T>
  Result<T> Allowed(gate::Outcome<T> outcome) {
    auto answer = TRY(std::move(outcome));
    if (answer) return *std::move(answer);
    Show("REFUSED", answer.error().words);
    return Fail(Code::kInternal, "A step of the demonstration was refused that had to be allowed.");
  }
  template <class T>
  Status Refused(gate::Outcome<T> outcome) {
    auto answer = TRY(std::move(outcome));
    if (answer)
      return Fail(Code::kInternal,
                  "A step of the demonstration was allowed that had to be refused.");
    Show("REFUSED", answer.error().words);
    return {};
  }

  Result<StaffId> Account(std::string_view name, std::string_view login, Index role) {
    const SecretBytes password = NewPassword(random_);
    const StaffId id = TRY(AddStaff(
        *app_, std::nullopt,
        {Personal(std::string(name)), Personal(std::string(login)), Personal(std::string())},
        &password, {notice().roles[role].id}));
    if (options_.today)
      fmt::print(out_, "   sign-in: {:<10} password: {}   ({})\n", login, password.text(),
                 notice().roles[role].name);
    return id;
  }

  Status MakeHome() {
    Step("A notice is compiled, and a home is made under it.");
    const FirstAccount first{Personal(std::string("First administrator")),
                             Personal(std::string("admin")), options_.os_user,
                             NewPassword(random_)};
    TRY(App::Create(options_.settings, options_.notice, first, random_, clock_));
    app_ = TRY(App::Open(options_.settings.home, random_, clock_));
    cast_ = TRY(FindCast(notice()));
    fmt::print(
        out_,
        "   {}: notice {} with {} clauses, {} purposes, {} kinds of data, {} retention rules.\n",
        notice().organisation.name, notice().version, notice().clauses.size(),
        notice().activities.size(), notice().categories.size(), notice().retention.size());
    worker_ = TRY(Account("Sam Rivers", "sam", cast_.care_role));
    stranger_ = TRY(Account("Jo Fields", "jo", cast_.care_role));
    news_ = cast_.news_role == cast_.care_role ? worker_
                                               : TRY(Account("Kit Moor", "kit", cast_.news_role));
    officer_ = TRY(Account("Ada Banks", "ada", cast_.officer_role));
    approver_ = TRY(Account("Nia Bell", "nia", cast_.officer_role));
    return TrainEverybody(*app_, officer_, "The harbour college");
  }

  Status RecordPeople() {
    Step("A member of staff records a person, and a note that is about two.");
    const notice::Category& identity = notice().categories[cast_.identity];
    const Time now = clock_.Now();
    auto added = TRY(
        Allowed(app_->gate().AddPerson({.actor = worker_, .purpose = Care().id},
                                       {cast_.kind, identity.id, Fiction(identity, now, false)})));
    person_ = added.subject;
    Show("RECORDED", added.changed.words);
    const auto other = TRY(
        Allowed(app_->gate().AddPerson({.actor = worker_, .purpose = Care().id},
                                       {cast_.kind, identity.id, Fiction(identity, now, true)})));
    neighbour_ = other.subject;
    TRY(AssignNews());
    vault::Content note;
    note.source = "self";
    note.event_at = now;
    note.nature = vault::Nature::kOpinion;
    note.fields.push_back(
        {"text",
         Personal(std::string("Margaret O'Shea is short of breath on the stairs. Piotr carries "
                              "her shopping; Margaret's son rings on Sundays."))});
    const notice::Category& notes = notice().categories[cast_.notes];
    const auto written = TRY(Allowed(app_->gate().AddRecord(
        {.actor = worker_, .purpose = Care().id},
        {notes.id, note, {{person_, vault::Part::kAbout}, {neighbour_, vault::Part::kAbout}}})));
    Say(fmt::format("A note about both is sealed once, its key wrapped for each (record {}).",
                    written.record.text().substr(0, 8)));
    return {};
  }

  // Whoever sends news may be assigned to people too.
  Status AssignNews() {
    if (news_ == worker_ || notice().everyone[cast_.news_role]) return {};
    TRY(Administer(*app_, std::nullopt, "staff.assigned", [&](const keys::Change& change) {
      return staff::Assign(change, {.staff = news_,
                                    .kind = staff::AssignmentKind::kCaseload,
                                    .target = ToBytes(AsText(person_.bytes())),
                                    .since = change.now,
                                    .until = std::nullopt});
    }));
    return {};
  }

  Status RefuseAndAllow() {
    Step("An unlawful reading is refused, and the clause is quoted.");
    const notice::Category& notes = notice().categories[cast_.notes];
    TRY(Refused(
        app_->gate().Open({.actor = stranger_, .purpose = Care().id, .subjects = {person_}})));
    TRY(Refused(app_->gate().Open({.actor = news_,
                                   .purpose = Marketing().id,
                                   .subjects = {person_},
                                   .categories = {notes.id}})));
    Step("A lawful one is allowed, and written down before the data leaves the vault.");
    auto opened = TRY(Allowed(
        app_->gate().Open({.actor = worker_, .purpose = Care().id, .subjects = {person_}})));
    Show("ALLOWED", opened.words);
    for (const vault::Record& record :
         TRY(vault::Reveal(std::move(opened.permit), app_->keys(), clock_)))
      for (const vault::FieldValue& field : record.content.fields)
        Say(fmt::format("   {} / {}: {}", record.label.category, field.field,
                        field.value.Expose()));
    return {};
  }

  Result<gate::Changed> TellConsent(consent::Kind kind) {
    const consent::Event event{.id = EventId::New(random_),
                               .subject = person_,
                               .consent = notice().consents[cast_.consent].id,
                               .kind = kind,
                               .at = clock_.Now(),
                               .means = consent::Means::kInPerson};
    return Allowed(app_->gate().TakeConsent(
        {.actor = worker_, .purpose = Care().id}, event,
        Personal(std::string("said so at home, form kept in the office"))));
  }

  Status FindAndWithdraw() {
    Step("She is found by a misspelt name, although no name is stored in plain.");
    auto found = TRY(Allowed(app_->gate().Find({.actor = worker_, .purpose = Care().id},
                                               {Personal(std::string("Margret Oshea"))})));
    Say(fmt::format("“Margret Oshea” finds {} of 2 people.", found.subjects.size()));
    if (found.subjects.size() != 1 || found.subjects.front() != person_)
      return Fail(Code::kInternal, "The search did not find the person.");
    Step("She says yes to news; later she says no, and only that use stops.");
    TRY(TellConsent(consent::Kind::kGiven));
    const notice::Category& leaflet = notice().categories[cast_.leaflet];
    const auto news = TRY(Allowed(app_->gate().AddRecord(
        {.actor = news_, .purpose = Marketing().id},
        {leaflet.id, Fiction(leaflet, clock_.Now(), false), {{person_, vault::Part::kAbout}}})));
    Show("ALLOWED", news.changed.words);
    TRY(TellConsent(consent::Kind::kWithdrawn));
    TRY(Refused(
        app_->gate().Open({.actor = news_, .purpose = Marketing().id, .subjects = {person_}})));
    return {};
  }

  Status RuleOnEverything(const RequestId& request) {
    const rights::Context rights = app_->rights();
    auto state = TRY(rights::Load(rights, request));
    const auto collected = TRY(Allowed(rights::Collect(rights, officer_, state)));
    for (const std::string& category : collected.unruled) {
      Say(fmt::format("'{}' is sensitive: it leaves only because someone ruled that it may.",
                      category));
      rights::Ruling ruling{.yes = true, .ground = ""};
      if (rights::IsHealth(notice(), category)) {
        ruling.known = "her support worker wrote it with her";
        Say("It is about her health, and leaves because she knows it already.");
      }
      TRY(Allowed(rights::Rule(rights, officer_, state, category, ruling)));
      state = TRY(rights::Load(rights, request));
    }
    return {};
  }

  Status AnswerAccess() {
    Step("She asks for her data. The clock is worked out from the law and the notice.");
    const rights::Context rights = app_->rights();
    const RequestId request = TRY(Allowed(
        rights::Open(rights, officer_,
                     {law::Right::kAccess, person_, LondonDate(clock_.Now()), "letter",
                      Personal(std::string("Please send me everything you have about me."))})));
    auto state = TRY(rights::Load(rights, request));
    for (const std::string& reason : TRY(rights::Clock(rights, state)).steps) Say(reason);
    if (const auto early = rights::Draft(rights, officer_, state); early)
      return Fail(Code::kInternal, "A draft was made before anyone ruled on sensitive data.");
    TRY(RuleOnEverything(request));
    state = TRY(rights::Load(rights, request));
    TRY(Allowed(rights::Draft(rights, officer_, state)));
    Say("A draft is made, watermarked on every page. It cannot be delivered.");
    state = TRY(rights::Load(rights, request));
    if (rights::Approve(rights, officer_, state))
      return Fail(Code::kInternal, "A draft was approved by the one who made it.");
    TRY(Allowed(rights::Approve(rights, approver_, state)));
    Say("Whoever made it cannot approve it; a second pair of eyes has.");
    state = TRY(rights::Load(rights, request));
    TRY(Allowed(rights::ConfirmIdentity(rights, officer_, state, "known to her support worker")));
    state = TRY(rights::Load(rights, request));
    const auto pack = TRY(Allowed(
        rights::Deliver(rights, officer_, state, {.to = "hand", .how = "handed over in person"})));
    TRY(paper::WriteFolder(options_.pack, pack.files));
    Say(fmt::format("Her identity is confirmed, and the reviewed pack goes out: {}",
                    options_.pack.path().string()));
    state = TRY(rights::Load(rights, request));
    TRY(Allowed(rights::Close(rights, officer_, state, "granted")));
    return {};
  }

  Status AnswerErasure() {
    Step(
        "She asks to be forgotten. What may go goes at once; what must stay is refused, with "
        "reason and date.");
    const rights::Context rights = app_->rights();
    erasure_ = TRY(Allowed(rights::Open(rights, officer_,
                                        {law::Right::kErasure, person_, LondonDate(clock_.Now()),
                                         "phone", Personal(std::string("Please delete me."))})));
    auto state = TRY(rights::Load(rights, erasure_));
    TRY(Allowed(
        rights::ConfirmIdentity(rights, officer_, state, "called back on the number we hold")));
    for (const rights::Proposal& proposal :
         TRY(Allowed(rights::Propose(rights, officer_, TRY(rights::Load(rights, erasure_)))))) {
      if (proposal.erase)
        Say(fmt::format("ERASE  {} ({} record(s)): {}", proposal.category_name, proposal.records,
                        proposal.reason));
      else
        Say(fmt::format("KEEP   {} ({} record(s)): {}{}", proposal.category_name, proposal.records,
                        proposal.reason,
                        proposal.until ? " It goes after " + ToWords(*proposal.until) + "." : ""));
      if (proposal.until && (!until_ || sys_days(*proposal.until) > sys_days(*until_)))
        until_ = proposal.until;
      state = TRY(rights::Load(rights, erasure_));
      TRY(Allowed(rights::Rule(rights, officer_, state, proposal.category,
                               {.yes = proposal.erase, .ground = proposal.ground})));
    }
    state = TRY(rights::Load(rights, erasure_));
    const auto alone = rights::CarryOut(rights, officer_, state);
    if (alone || alone.error().code != Code::kRefused)
      return Fail(Code::kInternal, "Whoever read what is held decided its erasure alone.");
    TRY(Allowed(rights::ApproveErasure(rights, approver_, state)));
    Say("Whoever has read what is held cannot decide that alone; a second pair of eyes has.");
    state = TRY(rights::Load(rights, erasure_));
    const auto done = TRY(Allowed(rights::CarryOut(rights, officer_, state)));
    if (!done.erased || !until_)
      return Fail(Code::kInternal, "Nothing was erased, or nothing had to be kept.");
    Say(fmt::format("{} record(s) destroyed, row and key.", done.erased->records));
    state = TRY(rights::Load(rights, erasure_));
    TRY(Allowed(rights::Close(rights, officer_, state, "part-granted")));
    return {};
  }

  Status Forget(const Date& until) {
    Step(
        fmt::format("The clock is moved past {}; two people look, and retention destroys the rest.",
                    ToWords(until)));
    clock_.Move(
        std::chrono::days((sys_days(until) - sys_days(LondonDate(clock_.Now()))).count() + 1));
    for (const retention::Due& due :
         TRY(retention::FindDue(app_->gate().context(), app_->clock().Now()))) {
      if (due.empty) continue;  // nothing to decide
      for (const StaffId& who : {officer_, approver_})
        TRY(Allowed(retention::Decide(
            app_->gate(), who,
            {.subject = due.subject, .rule = {}, .until = {}, .why = Personal(std::string())})));
    }
    Say("Whoever has read what is due cannot decide that alone either; the two agree.");
    const RetentionRun done = TRY(RunRetention(*app_, officer_));
    for (const retention::Swept& swept : done.batches)
      Say(fmt::format("{} record(s) of {} people destroyed together; nothing is left of {}.",
                      swept.records, swept.people, swept.gone));
    for (const retention::Erased& erased : done.erased) {
      if (!erased.person) continue;
      Say(fmt::format("{} record(s) destroyed, {} kept for others without this person; keys gone.",
                      erased.records, erased.masked));
      if (erased.subject == person_) last_ = erased;
    }
    if (!last_ && done.batches.empty())
      return Fail(Code::kInternal, "Retention left the person in place.");
    const auto found = TRY(Allowed(app_->gate().Find({.actor = officer_, .purpose = "law.rights"},
                                                     {Personal(std::string("Margaret"))})));
    Say(fmt::format("A search for her by the data protection officer now finds {} people.",
                    found.subjects.size()));
    Say(fmt::format(
        "{} accountability files went as well: the law asks for them for three years only.",
        done.files));
    Say("That it was done, and who had looked, remains in files that name nobody, each with a key "
        "of its own.");
    Step("A certificate says so, with a proof that anyone can check without trusting us.");
    const Certificate certificate =
        TRY(last_ ? Certify(*app_, *last_) : Certify(*app_, done.batches.back()));
    out_ << certificate.text << certificate.proof;
    Step(
        "The epoch of keys is closed: what is left is wrapped anew, and the old keys are "
        "destroyed.");
    const Rotated rotated = TRY(RotateKeys(*app_, std::nullopt));
    Say(fmt::format("Epoch {} begins; {} keys re-wrapped.", rotated.epoch, rotated.rewrapped));
    return {};
  }

  Status Prove() {
    Step("Everything is verified: the log from its first entry, and every sealed row against it.");
    TRY(app_->log().Seal());
    const Checked checked = TRY(CheckAll(*app_, {.witness = app_->WitnessFile()}));
    Say(checked.text());
    if (!checked.good()) return Fail(Code::kCorrupt, "The log does not verify.");
    return {};
  }

  [[nodiscard]] const notice::Notice& notice() const { return app_->notice(); }
  [[nodiscard]] const notice::Activity& Care() const { return notice().activities[cast_.care]; }
  [[nodiscard]] const notice::Activity& Marketing() const {
    return notice().activities[cast_.marketing];
  }

  const DemoOptions& options_;
  Random& random_;
  MovedClock clock_;
  std::ostream& out_;
  int step_ = 0;
  std::unique_ptr<App> app_;
  Cast cast_{};
  SubjectId person_ = Unset<SubjectId>();
  SubjectId neighbour_ = Unset<SubjectId>();
  StaffId worker_ = Unset<StaffId>();
  StaffId stranger_ = worker_;
  StaffId officer_ = worker_;
  StaffId approver_ = worker_;
  StaffId news_ = worker_;
  RequestId erasure_ = Unset<RequestId>();
  std::optional<Date> until_;
  std::optional<retention::Erased> last_;
};

}  // namespace

std::string ExampleNotice() {
  for (const EmbeddedFile& file : Embedded())
    if (file.path == "example.yaml") return std::string(file.text);
  CHECK(false);
}

Status RunDemo(const DemoOptions& options, Random& random, const Clock& clock, std::ostream& out) {
  return Demo(options, random, clock, out).Run();
}

}  // namespace almoner::app
