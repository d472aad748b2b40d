// Passkeys: the browser asks for a finger or a key, the form carries the answer.
// A form[data-passkey] names what is asked: "create" (its question stands in the page) or
// "get" (its question is fetched from data-passkey-question when the button is pressed).
// What is asked for both ways of signing in, [data-both-ways], goes with the form that is sent.
import { onContent } from "./content.js";

const decode = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (credentials) => (credentials ?? []).map((each) => ({ ...each, id: decode(each.id) }));

// An address of numbers has no passkeys, and neither has a page that came without encryption.
const possible = () =>
  window.isSecureContext && window.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname);

async function created({ publicKey }, alone) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      user: { ...publicKey.user, id: decode(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        userVerification: alone ? "required" : "preferred",
      },
    },
  });
  return answer(credential, {
    attestationObject: encode(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function given({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      allowCredentials: listed(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = credential.response;
  return answer(credential, {
    authenticatorData: encode(authenticatorData),
    signature: encode(signature),
    userHandle: userHandle && encode(userHandle),
  });
}

const answer = (credential, response) => ({
  type: credential.type,
  id: credential.id,
  rawId: encode(credential.rawId),
  authenticatorAttachment: credential.authenticatorAttachment ?? null,
  response: { clientDataJSON: encode(credential.response.clientDataJSON), ...response },
  clientExtensionResults: credential.getClientExtensionResults(),
});

async function question(form) {
  if (form.dataset.passkey === "create") {
    return JSON.parse(document.getElementById("passkey-question").textContent);
  }
  const reply = await fetch(form.dataset.passkeyQuestion, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(reply.status);
  return reply.json();
}

async function ask(form) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = "";
  try {
    const asked = await question(form);
    const alone = form.elements.passwordless?.checked ?? false;
    const made = form.dataset.passkey === "create" ? await created(asked, alone) : await given(asked);
    for (const each of document.querySelectorAll("[data-both-ways]")) each.setAttribute("form", form.id);
    form.querySelector("[name$=credential]").value = JSON.stringify(made);
    form.requestSubmit();
  } catch (fault) {
    said.textContent = fault.name === "NotAllowedError"
      ? "The browser got no answer. Please try again."
      : "That passkey could not be used here. Please take another way.";
  }
}

// Where passkeys cannot work, nobody is offered one.
onContent((root) => {
  for (const part of root.querySelectorAll("[data-needs-passkeys]")) part.hidden = !possible();
  for (const part of root.querySelectorAll("[data-without-passkeys]")) part.hidden = possible();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-passkey-ask]");
  if (button) ask(button.form);
});
