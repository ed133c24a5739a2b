// `almoner mail`: what became of letters, and what comes back.
#include <fmt/format.h>

#include "app/accounts.h"
#include "app/courier.h"
#include "cli/command.h"
#include "mail/report.h"

namespace almoner::cli {
namespace {

constexpr std::int64_t kMostListed = 500;

std::string When(const std::optional<Time>& time) { return time ? time->seconds_text() : "-"; }

Result<int> ListLetters(Shell& shell, app::App& app) {
  TRY(shell.ActorWith("administer"));
  const auto letters =
      TRY(app.store().Read([](store::ReadTx& tx) { return outbox::List(tx, kMostListed); }));
  std::string text;
  json::array list;
  for (const outbox::Fact& letter : letters) {
    text +=
        fmt::format("{}  {}  {}  {}  {}  {}{}\n", letter.id.text(), letter.kind, Name(letter.state),
                    letter.made.seconds_text(), When(letter.due ? letter.due : letter.ended),
                    letter.outcome.empty() ? "-" : letter.outcome,
                    letter.tries > 1 ? fmt::format(", {} tries", letter.tries) : "");
    json::object one{{"id", letter.id.text()},      {"kind", letter.kind},
                     {"state", Name(letter.state)}, {"made", letter.made.text()},
                     {"tries", letter.tries},       {"outcome", letter.outcome},
                     {"whole", letter.whole}};
    if (letter.due) one["due"] = letter.due->text();
    if (letter.ended) one["ended"] = letter.ended->text();
    list.push_back(std::move(one));
  }
  return shell.Print(text.empty() ? "There are no letters.\n" : text,
                     {{"letters", std::move(list)}}, "almoner.mail.list/1");
}

Result<int> Retry(Shell& shell, app::App& app, const std::string& id) {
  const auto letter = TRY(outbox::LetterId::Parse(id));
  const StaffId actor = TRY(shell.ActorWith("administer"));
  TRY(app::Administer(app, actor, "letter.retried",
                      [&](const keys::Change& change) { return outbox::Retry(change, letter); }));
  return shell.Print("It is sent again, as soon as a server runs with [mail] in almoner.toml.",
                     {{"letter", letter.text()}}, "almoner.mail.retried/1");
}

// As it comes: what stands in a mail need not be UTF-8.
Result<std::string> MessageFrom(std::istream& in) {
  std::string text;
  char buffer[4096];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > mail::kMostReport)
      return almoner::Fail(Code::kInvalid, "A delivery status notification is at most 1 MB long.");
  }
  if (text.empty())
    return almoner::Fail(Code::kInvalid, "Nothing came on standard input; give one message there.");
  return text;
}

// For an alias of a mail server, and so without an account. What is no notification ends with 0
// too: a server that is told otherwise would send an answer to whoever wrote it.
Result<int> Bounced(Shell& shell, app::App& app) {
  const std::string message = TRY(MessageFrom(shell.world.in));
  const auto print = [&](const char* text, bool marked) {
    return shell.Print(text, {{"marked", marked}}, "almoner.mail.bounced/1");
  };
  const auto returned = app::TakeReturned(app, message);
  if (!returned && returned.error().code == Code::kInvalid)
    return print("This is no delivery status notification; nothing was done.", false);
  if (!returned) return std::unexpected(returned.error());
  switch (*returned) {
    case app::Returned::kMarked:
      return print("The letter is marked as bounced.", true);
    case app::Returned::kNotFailed:
      return print("The letter is on its way or arrived; nothing was done.", false);
    case app::Returned::kNotOurs:
      return print("It is about no letter that is known here; nothing was done.", false);
  }
  std::unreachable();
}

}  // namespace

void AddMail(Shell& shell) {
  const auto id = std::make_shared<std::string>();
  CLI::App* const mail = Noun(shell, "mail", "Letters by e-mail: what became of them");
  Command(shell, mail, "list", "What waits, was sent, or came back",
          [&shell](app::App& app) { return ListLetters(shell, app); });
  CLI::App* const retry =
      Command(shell, mail, "retry", "Send one again that did not arrive or is held back",
              [&shell, id](app::App& app) { return Retry(shell, app, *id); });
  retry->add_option("id", *id, "Its id, from `mail list`")->required();
  Command(shell, mail, "bounced", "Take in a message that came back, on standard input",
          [&shell](app::App& app) { return Bounced(shell, app); });
}

}  // namespace almoner::cli
