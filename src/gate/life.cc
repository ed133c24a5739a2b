#include "gate/life.h"

#include "account/account.h"
#include "gate/internal.h"
#include "outbox/news.h"

namespace almoner::gate {

Result<standing::Life> LoadLifeBeside(store::ReadTx& tx, const keys::Keys& keys,
                                      const notice::Notice& notice, const SubjectId& subject,
                                      Time now) {
  standing::Life life(notice);
  const auto withdrawn = TRY(consent::WithdrawnTimes(tx, keys, notice, subject));
  for (std::size_t i = 0; i < withdrawn.size(); ++i)
    if (withdrawn[i]) life.withdrawn[i] = LondonDate(*withdrawn[i]);
  for (const staff::Use& use : TRY(staff::ServicesUsed(tx, keys, subject))) {
    if (use.since > now) continue;
    const bool over = use.until && *use.until <= now;
    life.SawService(LondonDate(use.since),
                    over ? std::optional(LondonDate(*use.until)) : std::nullopt);
  }
  // Two days at the most of one person: opened here, since what they decide is decided here.
  const auto key = [&]() -> Result<SecretBytes> {
    const auto wrapped = TRY(keys::Load(tx, subject.bytes(), keys::Kind::kEvidence));
    return keys.Unwrap(subject.bytes(), keys::Kind::kEvidence, wrapped);
  };
  TRY(standing::Tell(keys, notice, TRY(standing::LifeEvents(tx, keys, subject)), key, life));
  return life;
}

Result<standing::Life> LoadLife(store::ReadTx& tx, const keys::Keys& keys,
                                const notice::Notice& notice, const SubjectId& subject,
                                const std::vector<vault::SealedRecord>& rows, Time now) {
  standing::Life life = TRY(LoadLifeBeside(tx, keys, notice, subject, now));
  for (const vault::SealedRecord& row : rows)
    if (row.grip.subject == subject)
      life.SawRecord(notice.FindCategory(row.label.category), LondonDate(row.label.recorded_at));
  return life;
}

namespace {

Status CheckHappening(const notice::Notice& notice, const standing::LifeEvent& event, Date on,
                      Date today) {
  if (sys_days(on) > sys_days(today))
    return Fail(Code::kInvalid, "What happened cannot have happened in the future.");
  if (event.kind != standing::Happening::kEvent) {
    if (event.rule.empty()) return {};
    return Fail(Code::kInvalid, "Only an event belongs to a rule; leave the rule out.");
  }
  for (const notice::Retention& rule : notice.retention)
    if (rule.id == event.rule && rule.trigger == notice::Trigger::kEvent && !rule.event_of)
      return {};
  return Fail(Code::kInvalid,
              "The notice has no such retention rule that begins at an event somebody records.");
}

}  // namespace

Outcome<Changed> Gate::RecordLife(Ask ask, standing::LifeEvent event, const Personal<Date>& on) {
  const Time now = context_.clock.Now();
  TRY(CheckHappening(context_.notice, event, on.Expose(), LondonDate(now)));
  event.id = EventId::New(context_.random);
  event.recorded = now;
  ask.subjects = {event.subject};
  ask.action = Action::kAttend;
  const SecretBytes key = TRY(EvidenceKey(event.subject));
  std::vector<consent::Ready> ended;
  if (event.kind == standing::Happening::kDeath) ended = TRY(ConsentsThatEnd(ask, event, key));
  const auto ready = standing::Make(context_.keys, key, std::move(event), on);
  return Act(ask, "life.recorded", [&](const Change& change) -> Status {
    for (const consent::Ready& consent : ended) {
      TRY(consent::Insert(change, consent));
      TRY(outbox::Announce(
          change, "consent.withdrawn",
          {{"person", consent.event.subject.text()}, {"consent", consent.event.consent}}));
    }
    // Nobody signs in as somebody who has died.
    if (ready.event.kind == standing::Happening::kDeath)
      TRY(account::Forget(change, ready.event.subject));
    return standing::Insert(change, ready);
  });
}

// What somebody said yes to was theirs to give and ends with them.
Result<std::vector<consent::Ready>> Gate::ConsentsThatEnd(const Ask& ask,
                                                          const standing::LifeEvent& death,
                                                          const SecretBytes& key) const {
  struct Ending {
    notice::ConsentSet given;
    std::int64_t next = 1;
  };
  const auto now = TRY(context_.store.Read([&](store::ReadTx& tx) -> Result<Ending> {
    Ending all;
    all.given = TRY(consent::Given(tx, context_.keys, context_.notice, death.subject));
    all.next = TRY(consent::NextSeq(tx, death.subject));
    return all;
  }));
  std::vector<consent::Ready> ended;
  for (std::size_t i = 0; i < context_.notice.consents.size(); ++i) {
    if (!now.given[i]) continue;
    consent::Event event{.id = EventId::New(context_.random),
                         .subject = death.subject,
                         .seq = now.next + std::ssize(ended),
                         .consent = context_.notice.consents[i].id,
                         .wording = context_.notice.consents[i].version,
                         .kind = consent::Kind::kWithdrawn,
                         .at = death.recorded};
    event.taken_by = ask.actor;
    ended.push_back(consent::Seal(context_.keys, key, std::move(event),
                                  Personal(std::string("The person has died."))));
  }
  return ended;
}

std::optional<Personal<Date>> BirthIn(const notice::Category& category,
                                      const vault::Content& content) {
  for (const notice::Field& field : category.fields) {
    const std::string* const value = notice::TellsBirth(field) ? content.Find(field.id) : nullptr;
    if (value == nullptr) continue;
    if (const auto date = ParseDate(*value)) return Personal(*date);
  }
  return std::nullopt;
}

std::optional<standing::ReadyLifeEvent> Gate::BirthOf(const SubjectId& subject,
                                                      const SecretBytes& evidence_key,
                                                      const notice::Category& category,
                                                      const vault::Content& content) const {
  const auto birth = BirthIn(category, content);
  if (!birth) return std::nullopt;
  return standing::Make(context_.keys, evidence_key,
                        {.id = EventId::New(context_.random),
                         .subject = subject,
                         .kind = standing::Happening::kBirth,
                         .rule = {},
                         .recorded = context_.clock.Now()},
                        *birth);
}

}  // namespace almoner::gate
