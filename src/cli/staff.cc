#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"

namespace almoner::cli {
namespace {

struct Options {
  std::string staff, kind = "caseload", target, relation;
  std::vector<std::string> roles;
};

// {"name": "…", "login": "…", "os-user": "…"} on standard input.
Result<int> Add(Shell& shell, app::App& app, const Options& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  staff::Profile profile;
  for (vault::FieldValue& field : TRY(shell.FieldsFromInput())) {
    if (field.field == "name")
      profile.name = std::move(field.value);
    else if (field.field == "login")
      profile.login = std::move(field.value);
    else if (field.field == "os-user")
      profile.os_user = std::move(field.value);
    else
      return almoner::Fail(Code::kInvalid, "A staff account has name, login and os-user.");
  }
  if (profile.name.Expose().empty() || profile.login.Expose().empty())
    return almoner::Fail(Code::kInvalid, "A staff account needs a name and a login.");
  const SecretBytes password = app::NewPassword(app.random());
  const StaffId id = TRY(app::AddStaff(app, actor, profile, &password, o.roles));
  return shell.Print(
      fmt::format("Account {}\nFirst password, shown only now: {}", id.text(), password.text()),
      {{"staff", id.text()}, {"password", password.text()}}, "almoner.staff.added/1");
}

Result<int> List(Shell& shell, app::App& app) {
  TRY(shell.ActorWith("administer"));
  return app.store().Read([&](store::ReadTx& tx) -> Result<int> {
    json::array list;
    std::string text;
    for (const StaffId& id : TRY(staff::List(tx))) {
      const staff::Profile profile = TRY(staff::OpenProfile(tx, app.keys(), id));
      const auto roles = TRY(staff::RolesOf(tx, app.notice(), id, app.clock().Now()));
      json::array names;
      std::string words;
      for (std::size_t i = 0; i < app.notice().roles.size(); ++i) {
        if (!roles[i]) continue;
        names.emplace_back(app.notice().roles[i].id);
        words.append(words.empty() ? "" : ", ").append(app.notice().roles[i].id);
      }
      text += fmt::format("{}  {}  {}  ({})\n", id.text(), profile.login.Expose(),
                          profile.name.Expose(), words);
      list.push_back({{"staff", id.text()},
                      {"login", profile.login.Expose()},
                      {"name", profile.name.Expose()},
                      {"roles", std::move(names)}});
    }
    return shell.Print(text, {{"staff", std::move(list)}}, "almoner.staff/1");
  });
}

// What changes someone's reach is recorded like everything else.
Result<int> Change(Shell& shell, app::App& app, Literal action,
                   const std::function<Status(store::Tx&, Time)>& change) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const auto wrapped = TRY(app.store().Read(
      [&](store::ReadTx& tx) { return keys::Load(tx, actor.bytes(), keys::Kind::kAudit); }));
  audit::Entry entry(EntryId::New(app.random()), app.clock().Now(), action, "done");
  entry.actor = audit::Pseudonym(TRY(app.keys().Unwrap(actor.bytes(), keys::Kind::kAudit, wrapped)),
                                 entry.id);
  entry.notice = app.notice().hash;
  TRY(app.store().Write([&](store::Tx& tx) -> Status {
    TRY(change(tx, entry.at));
    return audit::Append(tx, entry);
  }));
  return shell.Print("Done.", {{"entry", entry.id.text()}}, "almoner.changed/1");
}

Result<int> Assign(Shell& shell, app::App& app, const Options& o) {
  staff::Assignment assignment{.staff = TRY(StaffId::Parse(o.staff))};
  if (o.kind == "caseload") {
    assignment.target = ToBytes(AsText(TRY(SubjectId::Parse(o.target)).bytes()));
  } else {
    assignment.kind =
        o.kind == "service" ? staff::AssignmentKind::kService : staff::AssignmentKind::kSite;
    assignment.target = ToBytes(o.target);
    if (o.kind == "service" && !app.notice().FindService(o.target))
      return almoner::Fail(Code::kInvalid, "The notice has no such service.");
  }
  return Change(shell, app, "staff.assigned", [&](store::Tx& tx, Time now) {
    assignment.since = now;
    return staff::Assign(tx, assignment);
  });
}

Result<int> Close(Shell& shell, app::App& app, const Options& o) {
  const StaffId staff = TRY(StaffId::Parse(o.staff));
  const SubjectId subject = TRY(SubjectId::Parse(o.target));
  for (const staff::Closed kind :
       {staff::Closed::kSelf, staff::Closed::kRelative, staff::Closed::kConflict})
    if (staff::Name(kind) == o.relation)
      return Change(shell, app, "staff.record-closed", [&](store::Tx& tx, Time) {
        return staff::CloseRecord(tx, staff, subject, kind);
      });
  return almoner::Fail(Code::kInvalid, "A record is closed for self, relative or conflict.");
}

}  // namespace

void AddStaff(Shell& shell) {
  const auto o = std::make_shared<Options>();
  CLI::App* const staff = Noun(shell, "staff", "Staff accounts, roles and assignments");
  Command(shell, staff, "add",
          "Add an account; name, login and os-user come as JSON on standard input",
          [&shell, o](app::App& app) { return Add(shell, app, *o); })
      ->add_option("--role", o->roles, "A role of the notice; may be given several times");
  Command(shell, staff, "list", "All accounts in office",
          [&shell](app::App& app) { return List(shell, app); });
  CLI::App* const assign =
      Command(shell, staff, "assign", "Assign to a person, a service or a site",
              [&shell, o](app::App& app) { return Assign(shell, app, *o); });
  assign->add_option("staff", o->staff, "The account's id")->required();
  assign->add_option("target", o->target, "A person's id, or a service's or site's name")
      ->required();
  assign->add_option("--kind", o->kind, "caseload, service or site")
      ->check(CLI::IsMember({"caseload", "service", "site"}));
  CLI::App* const close =
      Command(shell, staff, "close-record", "Close a person's record to an account",
              [&shell, o](app::App& app) { return Close(shell, app, *o); });
  close->add_option("staff", o->staff, "The account's id")->required();
  close->add_option("target", o->target, "The person's id")->required();
  close->add_option("--because", o->relation, "self, relative or conflict")->required();
  Command(shell, staff, "end", "A leaver: roles, assignments and sessions end now",
          [&shell, o](app::App& app) -> Result<int> {
            const StaffId id = TRY(StaffId::Parse(o->staff));
            return Change(shell, app, "staff.ended",
                          [&](store::Tx& tx, Time now) { return staff::End(tx, id, now); });
          })
      ->add_option("staff", o->staff, "The account's id")
      ->required();
}

}  // namespace almoner::cli
