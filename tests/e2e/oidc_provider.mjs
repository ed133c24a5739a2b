// node tests/e2e/oidc_provider.mjs KEYFILE: an OpenID Connect provider (the npm package "oidc-provider") on a free port
// of 127.0.0.1, whose address it prints. Whoever comes is signed in as "person-7". KEYFILE gets the private key of
// the client "signed", which says who it is by RS512. Exits 3 where the package is not installed (npm ci).
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';

let Provider;
try {
  ({Provider} = await import('oidc-provider'));
} catch (error) {
  console.error('The npm package "oidc-provider" is not installed; run `npm ci`: ' + error.message);
  process.exit(3);
}

const back = 'https://care.fen.example/sign-in/back';
const pair = (type, options) => crypto.generateKeyPairSync(type, options);
const jwk = (key, more) => ({...key.export({format: 'jwk'}), use: 'sig', ...more});

const ours = pair('rsa', {modulusLength: 2048});
fs.writeFileSync(process.argv[2], ours.privateKey.export({type: 'pkcs8', format: 'pem'}), {mode: 0o600});

const client = (client_id, id_token_signed_response_alg, more) => ({
  client_id,
  id_token_signed_response_alg,
  client_secret: 'a secret: 50% + more',
  token_endpoint_auth_method: 'client_secret_basic',
  redirect_uris: [back],
  post_logout_redirect_uris: ['https://care.fen.example/bye'],
  response_types: ['code'],
  grant_types: ['authorization_code'],
  ...more,
});

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      ...['RS256', 'RS512', 'PS256', 'ES256', 'EdDSA'].map((name) => client(`with-${name}`, name)),
      client('signed', 'RS256', {
        client_secret: undefined,
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'RS512',
        jwks: {keys: [jwk(ours.publicKey, {kid: 'ours'})]},
      }),
    ],
    jwks: {
      keys: [
        jwk(pair('rsa', {modulusLength: 2048}).privateKey, {kid: 'rsa'}),
        jwk(pair('ec', {namedCurve: 'P-256'}).privateKey, {kid: 'ec'}),
        jwk(pair('ed25519').privateKey, {kid: 'ed'}),
      ],
    },
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256', 'RS512', 'PS256', 'ES256', 'EdDSA'],
      clientAuthSigningAlgValues: ['RS512'],
    },
    cookies: {keys: ['for this run only']},
    features: {devInteractions: {enabled: false}, rpInitiatedLogout: {enabled: true}},
    findAccount: (_, id) => ({accountId: id, claims: () => ({sub: id})}),
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    interactions: {url: (_, interaction) => `/interaction/${interaction.uid}`},
  });
  provider.proxy = false;
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response);
    provider.interactionFinished(request, response, {login: {accountId: 'person-7'}}).catch((error) => {
      response.statusCode = 500;
      response.end(error.message);
    });
  });
  console.log(issuer);
});
