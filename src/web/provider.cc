#include "web/provider.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/bytes.h"
#include "base/log.h"

namespace almoner::web {
namespace {

namespace json = boost::json;

constexpr Literal kBegun = "begun";
constexpr Literal kKnown = "known";
constexpr std::int64_t kClocksDiffer = 60;  // seconds
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::size_t kMostCookie = 8192;
constexpr std::size_t kMostSecret = 4096;
constexpr std::chrono::seconds kPatience{5};  // with each answer of the provider

// One of those who wait for the provider; whoever comes when there are enough is told at once.
class Turn {
 public:
  template <class Turns>
  explicit Turn(Turns& turns)
      : taken_(turns.try_acquire()), give_back_([&turns] { turns.release(); }) {}
  ~Turn() {
    if (taken_) give_back_();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool taken() const { return taken_; }

 private:
  const bool taken_;
  const std::function<void()> give_back_;
};

auto Busy() {
  return Fail(Code::kUnavailable,
              "Enough people wait for the identity provider at this moment; try again.");
}

const json::value* At(const json::object& claims, std::string_view name) {
  return claims.if_contains(json::string_view(name.data(), name.size()));
}

// A claim that is this text, or a list with it.
bool Says(const json::object& claims, std::string_view name, std::string_view wanted) {
  const json::value* const value = At(claims, name);
  if (value == nullptr) return false;
  const json::value text(json::string_view(wanted.data(), wanted.size()));
  if (!value->is_array()) return *value == text;
  return std::ranges::find(value->get_array(), text) != value->get_array().end();
}

Status CheckAgain(const json::object& claims, const Begun& begun, Time now) {
  const json::value* const at = At(claims, "auth_time");
  const std::int64_t seconds = at != nullptr && at->is_number() ? at->to_number<std::int64_t>() : 0;
  if (seconds >= begun.at.micros() / kSecond - kClocksDiffer &&
      seconds <= now.micros() / kSecond + kClocksDiffer)
    return {};
  return Fail(Code::kRefused, "The identity provider did not ask once more who it is.");
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

}  // namespace

struct Provider::Live {
  identity::OidcProvider provider;
  identity::KeySet keys;
};

Provider::Provider(app::SignInProvider settings, std::string website, const Around& around)
    : settings_(std::move(settings)), website_(std::move(website)), around_(around) {}
Provider::~Provider() = default;

Elsewhere::Elsewhere(app::App& services, const std::optional<std::string>& website,
                     app::StaffSignIn staff_settings)
    : settings(std::move(staff_settings)),
      links("staff-link", services.store(), services.keys(), services.clock()) {
  if (!settings.provider || !website) return;
  fetcher = std::make_unique<identity::CurlFetcher>(
      identity::FetchLimits{.time = kPatience,
                            .most_answer = std::size_t{256} << 10,
                            .certificates = settings.provider->certificates});
  provider = std::make_unique<Provider>(*settings.provider, *website,
                                        Provider::Around{.keys = services.keys(),
                                                         .clock = services.clock(),
                                                         .random = services.random(),
                                                         .fetcher = *fetcher});
}

Provider* ProviderOf(const Site& site) { return site.elsewhere->provider.get(); }

Status CheckClaims(const app::SignInProvider& settings, const Begun& begun, Time now,
                   const Personal<std::string>& claims) {
  boost::system::error_code wrong;
  const json::value parsed = json::parse(claims.Expose(), wrong);
  if (wrong || !parsed.is_object()) return Fail(Code::kInvalid, "The ID token has no claims.");
  const json::object& said = parsed.get_object();
  for (const auto& [name, wanted] : settings.claims)
    if (!Says(said, name, wanted))
      return Fail(Code::kRefused, "The identity provider does not say of them what it has to.",
                  Detail::Id("claim", name));
  const auto says = [&](std::string_view claim) {
    return [&said, claim](const std::string& word) { return Says(said, claim, word); };
  };
  if ((!settings.acr.empty() && std::ranges::none_of(settings.acr, says("acr"))) ||
      !std::ranges::all_of(settings.amr, says("amr")))
    return Fail(Code::kRefused,
                "They signed in at the identity provider in another way than is asked for.");
  return begun.errand == Errand::kAgain ? CheckAgain(said, begun, now) : Status();
}

// Under a key of this epoch: what is begun when the epoch changes is begun once more.
std::string Provider::Sealed(Literal use, BytesView plain) const {
  const auto key =
      SecretBytes::CopyOf(BytesView(around_.keys.Token("sign-in-cookie", use.view(), 32)));
  return ToHex(around_.keys.Seal(key, keys::SealedField::kFactor, around_.keys.home().bytes(),
                                 AsBytes(use.view()), plain));
}

std::optional<SecretBytes> Provider::Unsealed(Literal use, std::string_view cookie) const {
  const auto sealed = cookie.size() <= kMostCookie ? FromHex(cookie) : Result<Bytes>(Bytes());
  if (!sealed || sealed->empty()) return std::nullopt;
  const auto key =
      SecretBytes::CopyOf(BytesView(around_.keys.Token("sign-in-cookie", use.view(), 32)));
  auto plain = around_.keys.Open(key, keys::SealedField::kFactor, around_.keys.home().bytes(),
                                 AsBytes(use.view()), *sealed);
  if (!plain) return std::nullopt;
  return *std::move(plain);
}

std::optional<Begun> Provider::Opened(std::string_view cookie) const {
  const auto plain = Unsealed(kBegun, cookie);
  if (!plain) return std::nullopt;
  Reader in(plain->view());
  const auto read = [&]() -> Result<Begun> {
    Begun begun;
    begun.errand = static_cast<Errand>(TRY(in.U8()));
    begun.at = Time::FromMicros(static_cast<std::int64_t>(TRY(in.U64())));
    for (std::string* text : {&begun.next, &begun.session, &begun.sign_in.state,
                              &begun.sign_in.nonce, &begun.sign_in.verifier})
      *text = AsText(TRY(in.Sized()));
    TRY(in.Done());
    return begun;
  };
  auto begun = read();
  if (!begun || around_.clock.Now() >= begun->at + kGood) return std::nullopt;
  return *std::move(begun);
}

std::string Provider::Kept(const factor::Provided& who) const {
  Writer out;
  out.U64(static_cast<std::uint64_t>(around_.clock.Now().micros()));
  out.Sized(std::string_view(who.issuer)).Sized(std::string_view(who.subject.Expose()));
  return Sealed(kKnown, std::move(out).bytes());
}

std::optional<factor::Provided> Provider::Known(std::string_view cookie) const {
  const auto plain = Unsealed(kKnown, cookie);
  if (!plain) return std::nullopt;
  Reader in(plain->view());
  const auto at = in.U64();
  if (!at || around_.clock.Now() >= Time::FromMicros(static_cast<std::int64_t>(*at)) + kGood)
    return std::nullopt;
  const auto issuer = in.Sized();
  const auto subject = in.Sized();
  if (!issuer || !subject) return std::nullopt;
  return factor::Provided{.issuer = std::string(AsText(*issuer)),
                          .subject = Personal(std::string(AsText(*subject)))};
}

Result<identity::OidcClient> Provider::Client(Errand errand) const {
  const SecretBytes file = TRY(ReadFile(settings_.secret_file, Access::kOwnerOnly, kMostSecret));
  std::string_view line = file.text();
  line = line.substr(0, line.find_first_of("\r\n"));
  identity::OidcClient client{
      .id = settings_.client,
      .redirect_uri = RedirectUri(),
      .authentication = identity::ClientSecret{.secret = SecretBytes::CopyOf(line)},
      .scopes = settings_.scopes};
  if (!settings_.acr.empty()) client.more.emplace_back("acr_values", Joined(settings_.acr));
  if (errand == Errand::kAgain) {
    client.more.emplace_back("prompt", "login");
    client.more.emplace_back("max_age", "0");
  }
  TRY(identity::CheckOidcClient(client));
  return client;
}

// One asks at a time, and the others that came meanwhile have the answer.
Result<std::shared_ptr<Provider::Live>> Provider::Now() {
  const std::scoped_lock lock(mutex_);
  const Time now = around_.clock.Now();
  if (live_ && asked_ && now < *asked_ + kFresh) return live_;
  if (failed_ && now < *failed_ + kRests) {
    if (live_) return live_;
    return Fail(Code::kUnavailable, "The identity provider could not be asked just now.");
  }
  auto fresh = Discovered();
  if (fresh) {
    live_ = *fresh;
    asked_ = now;
    return live_;
  }
  failed_ = now;
  log::Failure("Asking the identity provider how it is used", fresh.error());
  if (live_) return live_;
  return fresh;
}

Result<std::shared_ptr<Provider::Live>> Provider::Discovered() {
  identity::OidcProvider provider = TRY(identity::Discover(around_.fetcher, settings_.issuer));
  std::string keys = provider.jwks_uri;
  return std::shared_ptr<Live>(
      new Live{.provider = std::move(provider), .keys = {around_.fetcher, std::move(keys)}});
}

Result<Provider::Leaving> Provider::Begin(Errand errand, std::string next, std::string session) {
  const Turn turn(turns_);
  if (!turn.taken()) return Busy();
  const auto live = TRY(Now());
  const identity::OidcClient client = TRY(Client(errand));
  const identity::SignIn sign_in = identity::BeginSignIn(around_.random);
  Writer out;
  out.U8(std::to_underlying(errand))
      .U64(static_cast<std::uint64_t>(around_.clock.Now().micros()))
      .Sized(std::string_view(next))
      .Sized(std::string_view(session))
      .Sized(std::string_view(sign_in.state))
      .Sized(std::string_view(sign_in.nonce))
      .Sized(std::string_view(sign_in.verifier));
  return Leaving{.address = identity::AuthorizationUrl(live->provider, client, sign_in),
                 .cookie = Sealed(kBegun, std::move(out).bytes())};
}

Result<factor::Provided> Provider::Finish(const Begun& begun, const identity::Parameters& query) {
  const Turn turn(turns_);
  if (!turn.taken()) return Busy();
  const auto live = TRY(Now());
  const identity::OidcClient client = TRY(Client(begun.errand));
  const Time now = around_.clock.Now();
  const std::string code =
      TRY(identity::ReadAuthorizationResponse(live->provider, begun.sign_in, query));
  const identity::OidcTokens tokens = TRY(identity::ExchangeCode(
      around_.fetcher, live->provider, client, begun.sign_in, code, now, around_.random));
  identity::OidcIdentity who =
      TRY(identity::VerifyIdToken(live->keys, live->provider, client, begun.sign_in, tokens, now));
  TRY(CheckClaims(settings_, begun, now, who.claims));
  return factor::Provided{.issuer = std::move(who.issuer), .subject = std::move(who.subject)};
}

std::optional<std::string> Provider::SignOutAddress() {
  const Turn turn(turns_);
  if (!turn.taken()) return std::nullopt;
  const auto live = Now();
  const auto client = Client(Errand::kSignIn);
  if (!live || !client) return std::nullopt;
  return identity::LogoutUrl((*live)->provider, *client, AfterSignOut(),
                             identity::BeginSignIn(around_.random).state);
}

}  // namespace almoner::web
