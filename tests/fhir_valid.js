// node tests/fhir_valid.js FILE: exits 0 only if FILE is valid FHIR R4 to the npm package "fhir" (Lantana
// Consulting Group), each resource of a bundle by itself too; 3 where that package is not installed (npm ci).
'use strict';
const fs = require('fs');

let fhir;
try {
  fhir = new (require('fhir').Fhir)();
} catch (error) {
  console.error('The npm package "fhir" is not installed; run `npm ci`: ' + error.message);
  process.exit(3);
}

const bundle = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const resources = [bundle, ...(bundle.entry || []).map((entry) => entry.resource)];
let bad = 0;
for (const resource of resources) {
  const result = fhir.validate(resource, {errorOnUnexpected: true});
  const grave = result.messages.filter((each) => each.severity === 'error' || each.severity === 'fatal');
  if (result.valid && grave.length === 0) continue;
  ++bad;
  for (const each of grave) console.error(`${resource.resourceType}: ${each.location}: ${each.message}`);
}

// What the package does not look at: every reference leads somewhere, and no id is there twice.
const urls = (bundle.entry || []).map((entry) => entry.fullUrl);
if (new Set(urls).size !== urls.length) {
  console.error('Two entries have the same fullUrl.');
  ++bad;
}
for (const resource of resources) {
  if (resource.subject && !urls.includes(resource.subject.reference)) {
    console.error(`${resource.resourceType}: its subject is not in the bundle.`);
    ++bad;
  }
}
process.exit(bad === 0 ? 0 : 1);
