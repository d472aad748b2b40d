// Swaps: when one does not come back, say so; what was typed stays where it is.
const SENTENCES = {
  unreachable: "The clinic’s server did not answer. Nothing was saved; please try again.",
  refused: "That did not work, and nothing was saved. Please try again, or reload the page.",
  forbidden: "Your role may not do this. Nothing was changed.",
  tooLarge: "That is too large, and nothing was saved. A file may have up to 15 MB.",
  notLoaded: "A part of this page could not be loaded. Please reload the page.",
  signedOut: "You have been signed out, and nothing was saved. What you typed is still here: " +
    "keep a copy, then reload the page to sign in again.",
};

function say(sentence) {
  const place = document.getElementById("messages");
  if (!place) return;
  const notice = document.createElement("div");
  notice.className = "notice tone-stop";
  notice.textContent = sentence;
  place.replaceChildren(notice);
  place.scrollIntoView({ block: "center" });
}

// Reading a part and sending a form fail differently: only one could have saved anything.
const reads = (event) => event.detail.requestConfig.verb === "get";

function fault(event, sentence) {
  say(reads(event) ? SENTENCES.notLoaded : sentence);
}

document.addEventListener("htmx:sendError", (event) => fault(event, SENTENCES.unreachable));
document.addEventListener("htmx:timeout", (event) => fault(event, SENTENCES.unreachable));
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  const said = { 403: SENTENCES.forbidden, 413: SENTENCES.tooLarge };
  fault(event, said[status] ?? SENTENCES.refused);
});

// A whole page never lands inside a part: after a form it is gone to, unless it asks to sign in.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (!/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  if (xhr.status >= 400) return;
  if (new URL(xhr.responseURL).pathname.includes("/account/login")) say(SENTENCES.signedOut);
  else if (reads(event)) say(SENTENCES.notLoaded);
  else location.assign(xhr.responseURL);
});
