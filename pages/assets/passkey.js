// Passkeys: asks the browser for what the form's options name, and sends what it signed. Nothing else of Almoner needs
// a script; without this one the page says that a code is the way.
'use strict';
addEventListener('DOMContentLoaded', () => {
  const form = document.getElementById('passkey');
  const able = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON &&
      PublicKeyCredential.parseRequestOptionsFromJSON;
  if (!form || !able) return;
  document.getElementById('passkey-no').hidden = true;
  form.hidden = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const wrong = document.getElementById('passkey-wrong');
    wrong.textContent = '';
    try {
      const options = JSON.parse(form.dataset.options);
      const credential = form.dataset.kind === 'create' ?
          await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)}) :
          await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)});
      form.elements.response.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (error) {
      wrong.textContent = 'That did not work, or was cancelled. Try again, or use a code.';
    }
  });
});
