#include "app/home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <sstream>

#include "app/front.h"
#include "app/processors.h"
#include "app/signing_in.h"
#include "app/staff_sign_in.h"

namespace almoner::app {
namespace {

OperatorPath SettingsFile(const OperatorPath& home) { return home / "almoner.toml"; }

std::string Text(const Settings& settings) {
  toml::table table{{"keys", settings.keys.path().string()},
                    {"store", settings.store},
                    {"listen", settings.listen},
                    {"metrics", settings.metrics}};
  if (settings.backups) table.insert("backups", settings.backups->path().string());
  toml::array copies;
  for (const OperatorPath& place : settings.copies) copies.push_back(place.path().string());
  if (!copies.empty()) table.insert("copies", std::move(copies));
  std::ostringstream out;
  out << "# Almoner's settings; docs/operate/settings.md explains each.\n" << table << "\n";
  return out.str();
}

Detail LineOf(const toml::node& node) {
  return Detail("line", static_cast<std::int64_t>(node.source().begin.line));
}

Result<std::string> TextOf(const toml::node& node) {
  const auto value = node.value<std::string>();
  if (!value)
    return Fail(Code::kInvalid, "A setting in almoner.toml must be text in quotes.", LineOf(node));
  return *value;
}

Result<std::chrono::days> DaysOf(const toml::node& node) {
  constexpr std::int64_t kMostDays = 3660;
  const auto value = node.value<std::int64_t>();
  if (!value || *value < 0 || *value > kMostDays)
    return Fail(Code::kInvalid, "This setting in almoner.toml is a number of days, 0 to 3660.",
                LineOf(node));
  return std::chrono::days(*value);
}

Result<std::chrono::days> SomeDaysOf(const toml::node& node) {
  const auto days = TRY(DaysOf(node));
  if (days.count() == 0)
    return Fail(Code::kInvalid, "This setting in almoner.toml is at least one day.", LineOf(node));
  return days;
}

Result<std::vector<OperatorPath>> PathsOf(const toml::node& node) {
  const toml::array* const list = node.as_array();
  if (list == nullptr)
    return Fail(Code::kInvalid, "This setting in almoner.toml is a list of folders: ['/a', '/b'].",
                LineOf(node));
  std::vector<OperatorPath> paths;
  for (const toml::node& item : *list) paths.emplace_back(TRY(TextOf(item)));
  return paths;
}

Result<std::uint16_t> PortOf(const toml::node& node) {
  const auto value = node.value<std::int64_t>();
  if (!value || *value < 1 || *value > std::numeric_limits<std::uint16_t>::max())
    return Fail(Code::kInvalid, "This setting in almoner.toml is a port, 1 to 65535.",
                LineOf(node));
  return static_cast<std::uint16_t>(*value);
}

Result<mail::Security> SecurityOf(const toml::node& node) {
  const std::string word = TRY(TextOf(node));
  if (word == "starttls") return mail::Security::kStartTls;
  if (word == "tls") return mail::Security::kTls;
  if (word == "none") return mail::Security::kNone;
  return Fail(Code::kInvalid, "`security` in almoner.toml is 'starttls', 'tls' or 'none'.",
              LineOf(node));
}

Result<mail::Address> AddressOf(const toml::node& node) {
  auto address = mail::Address::Parse(TRY(TextOf(node)));
  if (!address) address.error().details.push_back(LineOf(node));
  return address;
}

Result<std::vector<mail::Address>> AddressesOf(const toml::node& node) {
  const toml::array* const list = node.as_array();
  if (list == nullptr || list->empty())
    return Fail(Code::kInvalid,
                "`to` and each of [mail.duties] in almoner.toml is a list of addresses, at least "
                "one.",
                LineOf(node));
  std::vector<mail::Address> addresses;
  for (const toml::node& item : *list) addresses.push_back(TRY(AddressOf(item)));
  return addresses;
}

std::unexpected<Error> UnknownInMail(std::string_view key, const toml::node& node) {
  return Fail(Code::kInvalid,
              "[mail] of almoner.toml has a setting that is not known there (see "
              "docs/operate/settings.md); settings of the home itself stand above [mail].",
              Detail::Id("setting", key), LineOf(node));
}

// Microsoft 365's, unless it says otherwise.
constexpr std::string_view kScope = "https://outlook.office365.com/.default";

Result<std::string> EndpointOf(const toml::node& node) {
  const std::string tenant = TRY(TextOf(node));
  if (tenant.empty() || !std::ranges::all_of(tenant, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
      }))
    return Fail(Code::kInvalid,
                "`oauth-tenant` in almoner.toml is an id or a domain: letters, digits, - and dots.",
                LineOf(node));
  return "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/token";
}

Status TakeToken(std::string_view key, const toml::node& node, mail::Relay& relay) {
  if (!relay.token) relay.token.emplace().scope = kScope;
  mail::TokenSource& token = *relay.token;
  if (key == "oauth-tenant" && token.endpoint.empty())
    token.endpoint = TRY(EndpointOf(node));
  else if (key == "oauth-endpoint" && token.endpoint.empty())
    token.endpoint = TRY(TextOf(node));
  else if (key == "oauth-tenant" || key == "oauth-endpoint")
    return Fail(Code::kInvalid,
                "[mail] of almoner.toml has `oauth-tenant` or `oauth-endpoint`, not both.",
                LineOf(node));
  else if (key == "oauth-client")
    token.client = TRY(TextOf(node));
  else if (key == "oauth-scope")
    token.scope = TRY(TextOf(node));
  else if (key == "oauth-secret-file")
    token.secret_file = OperatorPath(TRY(TextOf(node)));
  else if (key == "oauth-certificates")
    token.certificates = OperatorPath(TRY(TextOf(node)));
  else
    return UnknownInMail(key, node);
  return {};
}

Status TakeRelay(std::string_view key, const toml::node& node, mail::Relay& relay) {
  if (key == "host")
    relay.host = TRY(TextOf(node));
  else if (key == "port")
    relay.port = TRY(PortOf(node));
  else if (key == "security")
    relay.security = TRY(SecurityOf(node));
  else if (key == "user")
    relay.user = TRY(TextOf(node));
  else if (key == "password-file")
    relay.password_file = OperatorPath(TRY(TextOf(node)));
  else if (key == "certificates")
    relay.certificates = OperatorPath(TRY(TextOf(node)));
  else if (key.starts_with("oauth-"))
    return TakeToken(key, node, relay);
  else
    return UnknownInMail(key, node);
  return {};
}

constexpr std::size_t kTag = 32;  // an id in hexadecimal

// A tag is put behind its local part, and there has to be room for one.
Result<mail::Address> BouncesOf(const toml::node& node) {
  mail::Address address = TRY(AddressOf(node));
  if (!address.Tagged(std::string(kTag, '0')))
    return Fail(Code::kInvalid,
                "`bounces` in almoner.toml is too long before its @: 31 characters at most.",
                LineOf(node));
  return address;
}

// Only duties of whose tasks a night finds any.
Result<MailByDuty> DutiesOf(const toml::node& node) {
  const toml::table* const table = node.as_table();
  if (table == nullptr)
    return Fail(Code::kInvalid, "`duties` in almoner.toml is a table: [mail.duties].",
                LineOf(node));
  MailByDuty all;
  for (const auto& [key, value] : *table) {
    const std::string_view duty = key.str();
    if (duty != "administer" && duty != "rights" && duty != "retention")
      return Fail(
          Code::kInvalid,
          "[mail.duties] of almoner.toml names those who are told by `administer`, `rights` "
          "and `retention`.",
          Detail::Id("setting", duty), LineOf(value));
    all[std::string(duty)] = TRY(AddressesOf(value));
  }
  return all;
}

Result<Mailing> MailingOf(const toml::node& node) {
  const toml::table* const table = node.as_table();
  if (table == nullptr)
    return Fail(Code::kInvalid, "`mail` in almoner.toml is a table: [mail].", LineOf(node));
  mail::Relay relay;
  std::optional<mail::Address> from;
  std::vector<mail::Address> to;
  std::optional<mail::Address> bounces;
  for (const auto& [key, value] : *table)
    if (key == "from")
      from = TRY(AddressOf(value));
    else if (key == "to")
      to = TRY(AddressesOf(value));
    else if (key == "bounces")
      bounces = TRY(BouncesOf(value));
    else if (key == "duties")
      TRY(DutiesOf(value));  // read by ReadMailByDuty
    else
      TRY(TakeRelay(key, value, relay));
  if (!from || to.empty())
    return Fail(Code::kInvalid, "[mail] of almoner.toml needs `from` and `to`.", LineOf(node));
  if (auto checked = mail::CheckRelay(relay); !checked) {
    checked.error().details.push_back(LineOf(node));
    return std::unexpected(std::move(checked).error());
  }
  return Mailing{.relay = std::move(relay),
                 .from = *std::move(from),
                 .to = std::move(to),
                 .bounces = std::move(bounces)};
}

Status TakeHook(std::string_view key, const toml::node& node, Hook& hook) {
  if (key == "webhook")
    hook.webhook = TRY(TextOf(node));
  else if (key == "secret-file")
    hook.secret_file = OperatorPath(TRY(TextOf(node)));
  else if (key == "certificates")
    hook.certificates = OperatorPath(TRY(TextOf(node)));
  else if (key == "inside" && node.is_boolean())
    hook.inside = node.value<bool>().value_or(false);
  else
    return Fail(
        Code::kInvalid,
        "A recipient in almoner.toml has webhook, secret-file, certificates and inside (true "
        "or false); see docs/operate/settings.md.",
        Detail::Id("setting", key), LineOf(node));
  return {};
}

Result<std::map<std::string, Hook>> HooksOf(const toml::node& node) {
  std::map<std::string, Hook> hooks;
  const toml::table* const all = node.as_table();
  if (all == nullptr)
    return Fail(Code::kInvalid, "`recipients` in almoner.toml are tables: [recipients.gp].",
                LineOf(node));
  for (const auto& [id, value] : *all) {
    const toml::table* const table = value.as_table();
    if (table == nullptr)
      return Fail(Code::kInvalid, "`recipients` in almoner.toml are tables: [recipients.gp].",
                  LineOf(value));
    Hook& hook = hooks.try_emplace(std::string(id.str())).first->second;
    for (const auto& [key, setting] : *table) TRY(TakeHook(key, setting, hook));
    if (hook.webhook.empty() || hook.secret_file.path().empty())
      return Fail(Code::kInvalid, "A recipient in almoner.toml needs webhook and secret-file.",
                  LineOf(value));
  }
  return hooks;
}

Status TakeSigningIn(std::string_view key, const toml::node& node, SigningIn& signing) {
  if (key == "second-factor") {
    const std::string word = TRY(TextOf(node));
    signing.second_factor = word == "required";
    if (signing.second_factor || word == "optional") return {};
    return Fail(Code::kInvalid, "`second-factor` in almoner.toml is 'required' or 'optional'.",
                LineOf(node));
  }
  return {};
}

Status Take(std::string_view key, const toml::node& node, Settings& settings) {
  if (key == "website" || key == "trusted-proxies" || key == "proxy-header" ||
      key == "processors" || key == "webhooks")
    return {};  // ReadFront, ReadProcessors and ReadWebhookSettings look at them
  if (key == "keys")
    settings.keys = OperatorPath(TRY(TextOf(node)));
  else if (key == "store")
    settings.store = TRY(TextOf(node));
  else if (key == "listen")
    settings.listen = TRY(TextOf(node));
  else if (key == "metrics")
    settings.metrics = TRY(TextOf(node));
  else if (key == "backups")
    settings.backups = OperatorPath(TRY(TextOf(node)));
  else if (key == "copies")
    settings.copies = TRY(PathsOf(node));
  else if (key == "backup-window-days")
    settings.window = TRY(SomeDaysOf(node));
  else if (key == "epoch-days")
    settings.epoch = TRY(SomeDaysOf(node));
  else if (key == "oldest-copy-days")
    settings.oldest_copy = TRY(DaysOf(node));
  else if (key == "drill-days")
    settings.drill_every = TRY(SomeDaysOf(node));
  else if (key == "mail")
    settings.mail = TRY(MailingOf(node));
  else if (key == "recipients")
    settings.recipients = TRY(HooksOf(node));
  else if (key != "second-factor" && !IsStaffSignIn(key))  // read elsewhere
    return Fail(Code::kInvalid,
                "almoner.toml has a setting that is not known; see docs/operate/settings.md.",
                Detail::Id("setting", key), LineOf(node));
  return {};
}

}  // namespace

OperatorPath DefaultKeys(const OperatorPath& home) {
  std::string path = home.path().lexically_normal().string();
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return OperatorPath(path + ".keys");
}

Status CreateHome(const Settings& settings) {
  if (std::filesystem::exists(SettingsFile(settings.home).path()))
    return Fail(Code::kConflict, "There is a home here already; choose another folder.",
                Detail("home", settings.home));
  TRY(MakePrivateFolder(settings.home));
  TRY(MakePrivateFolder(settings.home / "files"));
  return WriteSettings(settings);
}

Status WriteSettings(const Settings& settings) {
  return WriteNewFile(SettingsFile(settings.home), AsBytes(Text(settings)));
}

std::optional<Mailing> ReadMailing(const OperatorPath& home) {
  const auto bytes = ReadFile(SettingsFile(home), Access::kAnyone, 1 << 20);
  if (!bytes) return std::nullopt;
  try {
    const toml::table settings = toml::parse(bytes->text());
    const toml::node* const table = settings.get("mail");
    if (table == nullptr) return std::nullopt;
    auto mailing = MailingOf(*table);
    return mailing ? std::optional(*std::move(mailing)) : std::nullopt;
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

MailByDuty ReadMailByDuty(const OperatorPath& home) {
  const auto bytes = ReadFile(SettingsFile(home), Access::kAnyone, 1 << 20);
  if (!bytes) return {};
  try {
    const toml::table settings = toml::parse(bytes->text());
    const auto table = settings.at_path("mail.duties");
    if (!table) return {};
    auto duties = DutiesOf(*table.node());
    return duties ? *std::move(duties) : MailByDuty();
  } catch (const toml::parse_error&) {
    return {};
  }
}

Result<Settings> ReadSettings(const OperatorPath& home) {
  const auto bytes = ReadFile(SettingsFile(home), Access::kAnyone, 1 << 20);
  if (!bytes && bytes.error().code == Code::kNotFound)
    return Fail(Code::kNotFound, "There is no home here; make one with `almoner init`.",
                Detail("home", home));
  if (!bytes) return std::unexpected(bytes.error());
  Settings settings{.home = home, .keys = DefaultKeys(home)};
  try {
    SigningIn signing;
    for (const auto& [key, node] : toml::parse(bytes->text())) {
      TRY(Take(key, node, settings));
      TRY(TakeSigningIn(key, node, signing));
    }
    TRY(ReadFront(home));
    TRY(ReadStaffSignIn(home));
    TRY(ReadProcessors(home));
  } catch (const toml::parse_error& error) {
    return Fail(Code::kInvalid, "almoner.toml is not well-formed TOML.",
                Detail("line", static_cast<std::int64_t>(error.source().begin.line)));
  }
  return settings;
}

Result<SigningIn> ReadSigningIn(const OperatorPath& home) {
  TRY(ReadSettings(home));  // that it is in order
  const SecretBytes bytes = TRY(ReadFile(SettingsFile(home), Access::kAnyone, 1 << 20));
  SigningIn signing;
  try {
    for (const auto& [key, node] : toml::parse(bytes.text()))
      TRY(TakeSigningIn(key, node, signing));
  } catch (const toml::parse_error&) {
    return Fail(Code::kInvalid, "almoner.toml is not well-formed TOML.");
  }
  signing.website = TRY(ReadFront(home)).website;
  return signing;
}

Status RequireSecondFactor(const OperatorPath& home) {
  const SecretBytes bytes = TRY(ReadFile(SettingsFile(home), Access::kAnyone, 1 << 20));
  return OverwriteFile(SettingsFile(home), bytes.size(), AsBytes("second-factor = 'required'\n"));
}

Result<FileHandle> OwnHome(const OperatorPath& home) {
  const OperatorPath file = home / "almoner.lock";
  FileHandle handle(::open(file.path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!handle.ok())
    return Fail(Code::kUnavailable, "The home's lock file cannot be opened.", Detail("file", file),
                Detail::Errno(errno));
  if (::flock(handle.fd(), LOCK_EX | LOCK_NB) != 0)
    return Fail(Code::kConflict, "Another Almoner process owns this home.", Detail("home", home));
  return handle;
}

}  // namespace almoner::app
