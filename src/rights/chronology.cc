#include "rights/chronology.h"

#include <fmt/format.h>

#include "rights/collation.h"
#include "rights/events.h"

namespace almoner::rights {
namespace {

struct Telling {
  const notice::Notice& notice;
  const Facts& facts;

  [[nodiscard]] std::string operator[](const char* key) const { return Get(facts, key); }
  [[nodiscard]] bool Is(const char* key, std::string_view value) const {
    return Get(facts, key) == value;
  }
  [[nodiscard]] std::string Category() const {
    const std::string id = Get(facts, "category");
    const std::string words = RuledInWords(notice, id);
    return words.empty() ? id : words;
  }
  [[nodiscard]] std::string Recipient() const {
    const std::string id = Get(facts, "recipient");
    const auto index = notice.FindRecipient(id);
    return index ? notice.recipients[*index].name : id;
  }
};

std::string Ruled(const Telling& e) {
  const std::string what = e["record"].empty() ? e.Category() : "One record of " + e.Category();
  std::string text = what + (e.Is("ruling", "yes") ? ": yes" : ": no");
  if (!e["ground"].empty()) text += ", on " + e["ground"];
  if (!e["known"].empty()) text += ", known to the person already: " + e["known"];
  if (!e["reason"].empty()) text += ", because: " + e["reason"];
  return text + ".";
}

// " on 2026-11-12", where it was recorded later than it came.
std::string OnItsDay(const Telling& e) { return e["came"].empty() ? "" : " on " + e["came"]; }

std::string AuthorityShown(const Telling& e) {
  std::string text = "Authority was shown" + OnItsDay(e) + ": " + e["evidence"];
  if (!e["type"].empty()) text += "; " + e["type"];
  if (!e["registered"].empty()) text += "; registered on " + e["registered"];
  if (!e["orders"].empty()) text += "; court orders: " + e["orders"];
  if (!e["view"].empty()) text += "; the child " + e["view"];
  if (!e["understands"].empty())
    text += e.Is("understands", "yes") ? " and understands" : " and does not understand yet";
  if (!e["reason"].empty()) text += " (" + e["reason"] + ")";
  return text + ".";
}

std::string NotMade(const Telling& e) {
  if (e.Is("why", "refused"))
    return "It was not made: whoever asked for it may not, by the notice, or not any more.";
  if (e.Is("why", "rulings")) return "It was not made: something is not ruled on, or not any more.";
  return "It was not made: it was begun three times, and broke off.";
}

using Teller = std::string (*)(const Telling&);

const std::map<std::string_view, Teller>& Tellers() {
  static const std::map<std::string_view, Teller> all = {
      {"received",
       [](const Telling& e) {
         return fmt::format("Received by {} on {}: {}{}.", e["channel"], e["received"], e["right"],
                            e["about"].empty() ? "" : ", about " + e["about"]);
       }},
      {"acknowledged", [](const Telling&) -> std::string { return "Acknowledged."; }},
      {"identity-asked",
       [](const Telling& e) { return "Proof of identity was asked for: " + e["asked"] + "."; }},
      {"identity-confirmed",
       [](const Telling& e) {
         return "Identity was confirmed" + OnItsDay(e) + ": " + e["how"] + ".";
       }},
      {"authority-asked",
       [](const Telling& e) {
         return fmt::format("Somebody asks for the person, as {}, for: {}. They are to show it.",
                            e["kind"], e["scope"]);
       }},
      {"authority-shown", AuthorityShown},
      {"risk-noted",
       [](const Telling&) -> std::string { return "Whoever asks may be a danger to the person."; }},
      {"risk-decided",
       [](const Telling& e) {
         return "It was decided under safeguarding: " + e["answer"] +
                (e["said"].empty() ? "." : ". Asked alone, the person said: " + e["said"]);
       }},
      {"capacity",
       [](const Telling& e) -> std::string {
         return e.Is("can", "yes") ? "The person can decide about this."
                                   : "The person cannot decide about this.";
       }},
      {"asked", [](const Telling&) -> std::string { return "A question was put."; }},
      {"answered", [](const Telling& e) { return "The answer came" + OnItsDay(e) + "."; }},
      {"fee-asked",
       [](const Telling& e) {
         return fmt::format("A fee of {} pence was asked for ({}): {}.", e["pence"], e["why"],
                            e["working"]);
       }},
      {"fee-paid", [](const Telling& e) { return "The fee was paid" + OnItsDay(e) + "."; }},
      {"extended",
       [](const Telling& e) { return "Extended by two months, for " + e["why"] + "."; }},
      {"date-proposed",
       [](const Telling& e) {
         return fmt::format("Another day of receipt was given, {}: {}.", e["received"],
                            e["reason"]);
       }},
      {"date-confirmed",
       [](const Telling&) -> std::string { return "That day of receipt was confirmed."; }},
      {"date-declined",
       [](const Telling&) -> std::string { return "That day of receipt was not confirmed."; }},
      {"progress", [](const Telling&) -> std::string { return "Told how it is going."; }},
      {"searched",
       [](const Telling& e) {
         return fmt::format("Searched by {}: {} ({}), for {}{}; {} found.", e["who"], e["where"],
                            e["kind"], e["terms"], e["dates"].empty() ? "" : ", " + e["dates"],
                            e["found"]);
       }},
      {"opinion-asked",
       [](const Telling& e) {
         return fmt::format("{} was asked for an opinion on {}.", e["of"], e.Category());
       }},
      {"opinion",
       [](const Telling& e) {
         return fmt::format(
             "{}, on {}, of {}: {}.", e["of"], e["obtained"], e.Category(),
             e.Is("harm", "yes") ? "likely to do serious harm" : "not likely to do serious harm");
       }},
      {"ruled", Ruled},
      {"redacted",
       [](const Telling& e) {
         return fmt::format("Words were taken out of record {} ({}), on {}.", e["record"],
                            e["field"], e["ground"]);
       }},
      {"restored",
       [](const Telling& e) {
         return "What was taken out of record " + e["record"] + " stays in.";
       }},
      {"drafting",
       [](const Telling&) -> std::string { return "A draft was begun, in the background."; }},
      {"making",
       [](const Telling&) -> std::string {
         return "The pack was asked for, to be made in the background.";
       }},
      {"making-failed", NotMade},
      {"drafted",
       [](const Telling& e) { return "A draft was made (SHA-256 " + e["sha256"] + ")."; }},
      {"approved", [](const Telling&) -> std::string { return "Approved by somebody else."; }},
      {"delivered",
       [](const Telling& e) {
         return fmt::format("Delivered (to: {}): {} (SHA-256 {}).", e["to"], e["how"], e["sha256"]);
       }},
      {"delivered-again",
       [](const Telling& e) {
         return fmt::format("Delivered once more (to: {}): {}.", e["to"], e["how"]);
       }},
      {"fetched",
       [](const Telling&) -> std::string {
         return "The pack was fetched from the website, with link or account and the code.";
       }},
      {"fetched-again",
       [](const Telling&) -> std::string {
         return "The pack was fetched once more by the same, within the hour.";
       }},
      {"not-fetched",
       [](const Telling&) -> std::string {
         return "The pack was not fetched in its time, and is put away.";
       }},
      {"decided",
       [](const Telling& e) {
         return "Decided: " + e["outcome"] + (e["ground"].empty() ? "" : ", on " + e["ground"]) +
                ".";
       }},
      {"carried-out",
       [](const Telling& e) {
         return e["how"].empty() ? std::string("Carried out.") : "Carried out: " + e["how"] + ".";
       }},
      {"carried-out-in-part",
       [](const Telling&) -> std::string { return "Carried out in part; the rest is held."; }},
      {"told", [](const Telling& e) { return e.Recipient() + " was told: " + e["how"] + "."; }},
      {"telling",
       [](const Telling& e) {
         return e.Recipient() + " did not take the webhook; it is tried again.";
       }},
      {"processor-asked",
       [](const Telling& e) { return e.Recipient() + " was asked: " + e["how"] + "."; }},
      {"processor-asking",
       [](const Telling& e) {
         return e.Recipient() + " does not take requests now; it is tried again by itself.";
       }},
      {"processor-replied",
       [](const Telling& e) {
         return e.Recipient() + " has answered: " + e["words"] +
                (e["found"].empty() ? "" : " Found: " + e["found"] + ".");
       }},
      {"telling-failed",
       [](const Telling& e) {
         return e.Recipient() + " could not be told by webhook and is written to instead.";
       }},
      {"replied", [](const Telling& e) { return e.Recipient() + " answered."; }},
      {"lifting-told",
       [](const Telling&) -> std::string {
         return "The person was told that the restriction ends.";
       }},
      {"lifted", [](const Telling&) -> std::string { return "The restriction was lifted."; }},
      {"closed", [](const Telling& e) { return "Closed: " + e["outcome"] + "."; }},
  };
  return all;
}

}  // namespace

std::vector<Happened> Chronology(const notice::Notice& notice, const State& state) {
  std::vector<Happened> all;
  for (const FileEvent& event : state.events) {
    Happened one{.at = event.at, .what = event.kind + "."};
    if (const auto teller = Tellers().find(event.kind); teller != Tellers().end())
      one.what = teller->second({.notice = notice, .facts = event.facts});
    if (const auto by = StaffId::Parse(Get(event.facts, "by"))) one.by = *by;
    one.words = Get(event.facts, "words");
    if (const std::string doubt = Get(event.facts, "doubt"); !doubt.empty()) one.words = doubt;
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace almoner::rights
