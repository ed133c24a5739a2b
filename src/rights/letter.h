// Letters, from the templates of pages/letters/: one voice, plain words, every refusal with its
// ground in law and with the ways to complain. A ground whose naming would defeat it is not named:
// the letter then is `answered`, which says to everybody the same (law/exemptions.yaml, silent).
#pragma once

#include "paper/document.h"
#include "rights/conduct.h"

namespace almoner::rights {

struct Letter {
  std::string title;
  std::string text;  // as it may go by e-mail
  Bytes pdf;
  Bytes docx;              // the same, to be edited in a word processor before it goes
  std::string needs = {};  // what the person needs beside print: "an interpreter, in Polish"
  gate::Changed changed;   // that it was made is recorded
};

struct LetterOptions {
  // The kind of the event that it tells of; "": the last that has one; "told:ID": the last to that
  // recipient of the notice.
  std::string about = {};
  std::string recipient = {};  // name and address for the window of the envelope, a line each
  paper::Print print = paper::Print::kStandard;
  // In Easy Read: short sentences, one thing in each, in large print. Letters to others than who
  // asked are not in it (kInvalid).
  bool easy = false;
  std::string by = "post";            // or "email", "hand": how it goes to the person
  paper::Letterhead letterhead = {};  // how the organisation's own paper looks
};

// kNotFound: nothing of this request is told by a letter, or not that; kInvalid: the letter is told
// to more than one (`told`), and the address is missing; kRefused: it may not go that way, or to
// them, for the person's safety (safety/may.h).
//
// What the person needs is met without being asked for: large print, Easy Read.
gate::Outcome<Letter> WriteLetter(const Context& context, const StaffId& actor, const State& state,
                                  const LetterOptions& options);

// The text of the letter about one event, for the case file; nothing: no letter tells of it.
// Whether and when it was sent is not known here.
Result<std::optional<std::string>> LetterAbout(const Context& context, const State& state,
                                               const FileEvent& event);

// That text as a PDF, without an address.
Result<Bytes> LetterAsPdf(const Context& context, const State& state, std::string_view text);

// The kinds of event of this request that a letter tells of, oldest first.
[[nodiscard]] std::vector<std::string> Letters(const State& state);

}  // namespace almoner::rights
